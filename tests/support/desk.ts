import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { openHttpPort } from '../../electron/node/http-port.ts';
import { pins } from '../../electron/node/pins.ts';
import { faultOfSqlite, openSqlite, type SqliteDb } from '../../electron/node/sqlite.ts';
import { READ_IN_PLACE } from '../../shared/base/reading.ts';
import { instantOf } from '../../shared/base/time.ts';
import { type Core, createCore } from '../../shared/core.ts';
import type { RosterMember } from '../../shared/eligibility/roster.record.ts';
import { addRosterMember, beginRoster, finishRoster } from '../../shared/eligibility/roster-store.ts';
import { type Host, UNTRIED_LINK } from '../../shared/facility/host.ts';
import { saveDesk, savePlace } from '../../shared/facility/store.ts';
import { migrate } from '../../shared/migrations/index.ts';
import { addStaff } from '../../shared/staff/store.ts';
import { type Clerk, clerkOver, type Send, sendOver } from './asks.ts';
import { type FakeClock, fakeClock } from './clock.ts';
import { DESK, MEMBERS, PEOPLE, PLACES, ROSTER } from './facility.ts';
import { newFolder, removeFolder } from './folder.ts';

export const PORTS = ['memory', 'http'] as const;
export type Port = (typeof PORTS)[number];

export interface LoggedEvent {
  event: string;
  details: Record<string, unknown>;
}

/** A desk inside this process: the real core on a real encrypted database, with a clock that a test moves. */
export interface TestDesk {
  core: Core;
  db: SqliteDb;
  clock: FakeClock;
  folder: string;
  logged: LoggedEvent[];
  /** The address where the desk is asked over HTTP; null over memory. */
  url: string | null;
  send: Send;
  /** Somebody who is not signed in yet. */
  clerk(): Clerk;
  close(): Promise<void>;
}

/** What a shell offers, without a line to any centre. */
export function hostWithoutLine(): Host {
  return {
    program: { version: '0.0.0', shell: 'test', runtime: { node: process.versions.node } },
    practicePeople: [],
    pins,
    newToken: () => randomBytes(32).toString('hex'),
    link: { state: () => UNTRIED_LINK, syncNow: async () => undefined, setPlug: () => undefined },
    cover: { lookUp: async () => null, askCentre: async () => null, national: () => null },
    sticks: {
      way: 'browser',
      isKept: () => false,
      make: async () => ({ refused: 'no-sealing-key' }),
      save: async () => ({ refused: 'not-written' }),
      take: async () => ({ refused: 'not-read' }),
    },
    reading: READ_IN_PLACE,
    exports: { list: () => [], start: async () => ({ refused: 'cancelled' }), cancel: async () => null },
    setUp: {
      startPractice: async () => undefined,
      enrol: async () => ({ refused: 'centre-unreachable' }),
    },
  };
}

export function openTestDb(folder: string): SqliteDb {
  const db = openSqlite(join(folder, 'desk.db'), new Uint8Array(32).fill(7));
  migrate(db);
  return db;
}

export interface TestDeskOptions {
  isSetUp?: boolean;
  host?: Host;
}

export async function openTestDesk(port: Port, { isSetUp = true, host }: TestDeskOptions = {}): Promise<TestDesk> {
  const folder = newFolder('desk');
  const clock = fakeClock();
  const db = openTestDb(folder);
  if (isSetUp) await setUp(db, clock);
  const logged: LoggedEvent[] = [];
  const log = (event: string, details = {}) => void logged.push({ event, details });
  const core = createCore({
    db,
    clock,
    random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
    host: host ?? hostWithoutLine(),
    log,
    faultOf: faultOfSqlite,
  });
  const { serve, events } = core;
  const http =
    port === 'memory'
      ? null
      : await openHttpPort({
          serve,
          events,
          screens: new Map(),
          port: 0,
          version: '0.0.0',
          mode: () => 'real',
          log,
          stickFiles: null,
        });
  const send: Send = http === null ? serve : sendOver(http.url);
  return {
    core,
    db,
    clock,
    folder,
    logged,
    url: http?.url ?? null,
    send,
    clerk: () => clerkOver(send),
    async close() {
      await http?.close();
      db.close();
      removeFolder(folder);
    },
  };
}

/** argon2id takes its time on purpose, so the hashes of one run are made once. */
let hashes: Promise<string[]> | null = null;

async function setUp(db: SqliteDb, clock: FakeClock): Promise<void> {
  hashes ??= Promise.all(PEOPLE.map(({ pin }) => pins.hash(pin)));
  const made = await hashes;
  db.write((tx) => {
    saveDesk(tx, DESK);
    for (const place of PLACES) savePlace(tx, place);
    PEOPLE.forEach(({ userName, fullName, role }, index) => {
      const member = { id: `staff-${userName}`, userName, fullName, role, isActive: true };
      addStaff(tx, member, String(made[index]), instantOf(clock.nowMs()));
    });
  });
  giveRoster(db, ROSTER, MEMBERS, instantOf(clock.nowMs()));
}

export function giveRoster(
  db: SqliteDb,
  roster: { id: string; asOf: string },
  members: readonly RosterMember[],
  at: string,
): void {
  db.write((tx) => {
    beginRoster(tx, roster, at);
    for (const member of members) addRosterMember(tx, roster.id, member);
    finishRoster(tx, roster.id, at);
  });
}

/** How many rows each table has: equal before and after means that nothing was written. */
export function rowCounts(db: SqliteDb): Record<string, number> {
  const tables = db.all(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'opened' ORDER BY name",
  );
  return Object.fromEntries(
    tables.map(({ name }) => [String(name), Number(db.get(`SELECT count(*) AS n FROM "${String(name)}"`)?.n)]),
  );
}
