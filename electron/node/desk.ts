import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createCore } from '../../shared/core.ts';
import { type Host, UNTRIED_LINK } from '../../shared/facility/host.ts';
import { centreKeysOf, deskOf } from '../../shared/facility/store.ts';
import { migrate, NewerDatabase, pendingMigrations, schemaNumber } from '../../shared/migrations/index.ts';
import type { Log } from '../../shared/wire/act.ts';
import type { Events } from '../../shared/wire/events.ts';
import type { Serve } from '../../shared/wire/serve.ts';
import { createEngine, type Engine } from '../../sync/desk/engine.ts';
import { keepBackups } from './backups.ts';
import { createCover } from './cover.ts';
import { enrolAt, refusalCodeOf } from './enrol.ts';
import { type DataFolder, type KeyWrap, openFolder } from './folder.ts';
import { type NationalDesk, openNationalDesk } from './national-desk.ts';
import { pins } from './pins.ts';
import { PRACTICE_PEOPLE, type PracticeCentre, type Program, startPracticeCentre } from './practice.ts';
import { enrolPractice, moveCentre, seedPractice } from './practice-desk.ts';
import { verify } from './signatures.ts';
import { faultOfSqlite, openSqlite, type SqliteDb, StoreProblem } from './sqlite.ts';
import { createTransport } from './transport.ts';

export interface DeskOptions {
  data: string;
  isPractice: boolean;
  /** Where the centre is; in practice without one, a practice centre is started. */
  centreUrl: string | null;
  centreProgram: Program;
  /** The plain desk's own program, which makes the daily copy beside the running desk. */
  deskProgram: Program;
  /** The program of the thread that applies national lists. */
  nationalWorker: URL;
  keyWrap: KeyWrap | null;
  version: string;
  /** The name of the door: 'window' or 'browser'. */
  shell: string;
  log: Log;
  /** Closes this desk and opens the practice one in its place. */
  onStartPractice(): Promise<void>;
}

export interface Desk {
  serve: Serve;
  events: Events;
  isPractice: boolean;
  people: readonly { name: string; pin: string; role: string }[];
  close(): Promise<void>;
}

/**
 * A desk on its folder: the core on its database, the exchange with the centre, and in practice the centre itself.
 * @throws StoreProblem with a sentence when the folder or the database cannot be used
 */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  const { log, isPractice } = options;
  const folder = openFolder(options.data, isPractice ? 'practice' : 'real', options.keyWrap);
  let db: SqliteDb | null = null;
  try {
    removeScratch(folder);
    db = openSqlite(folder.databaseFile, folder.key);
    bringUpToDate(db, folder, log);
    folder.markMade();
    if (isPractice) await seedPractice(db, options.centreUrl === null);
    const store = db;
    const national = await openNationalDesk({
      folder: folder.path,
      databaseKey: folder.key,
      facilityCode: () => deskOf(store)?.facility.code ?? '',
      worker: options.nationalWorker,
      keys: centreKeysOf(db),
      log,
    });
    return assemble(options, folder, db, national);
  } catch (error) {
    db?.close();
    folder.release();
    throw error;
  }
}

function assemble(options: DeskOptions, folder: DataFolder, db: SqliteDb, national: NationalDesk): Desk {
  const { log, version, isPractice } = options;
  const program = `tonle ${version}`;
  const transportTo = (url: string) => createTransport(url, folder.path);
  let engine: Engine | null = null;
  let centre: PracticeCentre | null = null;
  let centreProblem: string | null = null;
  let isClosed = false;
  /** What the engine itself brought in is no reason to send. */
  let isFromEngine = false;
  const host: Host = {
    program: {
      version,
      shell: options.shell,
      runtime: { node: process.versions.node, electron: process.versions.electron ?? '' },
    },
    practicePeople: isPractice ? PRACTICE_PEOPLE : [],
    pins,
    newToken: () => randomBytes(32).toString('hex'),
    link: {
      state: () => ({
        ...(engine?.state() ?? UNTRIED_LINK),
        ...(centreProblem === null ? {} : { state: 'down', problem: centreProblem }),
      }),
      syncNow: async () => {
        await centre?.url.catch(() => undefined);
        await engine?.syncNow();
      },
      setPlug: (isUp) => engine?.setPlug(isUp),
    },
    cover: createCover({
      db,
      transportTo,
      national: () => national.store(),
      isUnplugged: () => engine?.state().state === 'unplugged',
    }),
    setUp: {
      startPractice: options.onStartPractice,
      async enrol({ centreUrl: url, code }) {
        const deviceId = randomUUID();
        try {
          const reply = await enrolAt(transportTo(url), 'real', code, deviceId, program);
          const { deskNumber, facility, deviceToken, keys } = reply;
          return { identity: { mode: 'real', deviceId, deskNumber, facility }, deviceToken, keys };
        } catch (error) {
          return { refused: refusalCodeOf(error) };
        }
      },
    },
  };
  const { serve, events } = createCore({
    db,
    clock: { nowMs: () => Date.now() },
    random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
    host,
    log,
    faultOf: faultOfSqlite,
  });
  engine = createEngine({
    db,
    clock: { nowMs: () => Date.now() },
    log,
    program,
    transportTo,
    emit: (areas) => {
      isFromEngine = true;
      events.emit(areas);
      isFromEngine = false;
    },
    random: Math.random,
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    breathe: () => nextTurn(),
    verify,
    national,
    enrolFirst: isPractice ? () => enrolPractice(db, transportTo, program) : null,
  });
  const forget = events.listen(({ changed }) => {
    if (!isFromEngine && changed.some((area) => area !== 'sync')) engine?.nudge();
  });
  // The desk does not wait for its practice centre: it is a desk, and a centre is somebody else far away.
  centre =
    isPractice && options.centreUrl === null
      ? startPracticeCentre(options.centreProgram, join(folder.path, 'centre'), log)
      : null;
  if (centre === null) goToCentre(options.centreUrl);
  else {
    centre.url.then(goToCentre, (error: Error) => {
      centreProblem = error.message;
      if (!isClosed) log('practice-centre-failed');
    });
  }

  /** A practice centre gets another port at each start, and a real one may move. */
  function goToCentre(url: string | null): void {
    if (isClosed) return;
    if (url !== null) db.write((tx) => moveCentre(tx, url, isPractice));
    engine?.start();
  }
  const stopBackups = keepBackups(options.deskProgram, folder.path, folder.key, log);
  return {
    serve,
    events,
    isPractice,
    people: isPractice ? PRACTICE_PEOPLE.map(({ name, pin, role }) => ({ name, pin, role })) : [],
    async close() {
      isClosed = true;
      forget();
      stopBackups();
      await engine?.stop();
      await centre?.stop();
      national.close();
      db.close();
      folder.release();
    },
  };
}

/** Migrates, after a copy of what was there has been put beside it. */
function bringUpToDate(db: SqliteDb, folder: DataFolder, log: Log): void {
  try {
    const pending = pendingMigrations(db);
    if (pending.length > 0 && schemaNumber(db) > 0) {
      db.backupTo(join(folder.path, 'backups', `before-${pending[0]?.number}-${Date.now()}.db`));
    }
    const done = migrate(db);
    if (done.length > 0) log('migrated', { steps: done.join(' ') });
  } catch (error) {
    throw error instanceof NewerDatabase ? new StoreProblem(error.message) : error;
  }
}

/** A file that is still wanted after so long has been replaced by a newer one. */
const PART_KEPT_MS = 7 * 24 * 3_600_000;

function removeScratch(folder: DataFolder): void {
  for (const name of readdirSync(folder.path)) {
    if (!/^download-.*\.part$/.test(name)) continue;
    const file = join(folder.path, name);
    if (Date.now() - statSync(file).mtimeMs > PART_KEPT_MS) rmSync(file, { force: true });
  }
}
