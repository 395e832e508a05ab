import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readKey } from '../../electron/node/folder.ts';
import { openSqlite } from '../../electron/node/sqlite.ts';
import { type Clerk, clerkOver, sendOver } from '../support/asks.ts';
import { compareEnds } from '../support/both-ends.ts';
import { startCentre } from '../support/centre-process.ts';
import { type DumpLine, dumpDesk, launchDesk, signedIn, startDesk } from '../support/desk-process.ts';
import { type Dice, seededDice } from '../support/dice.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { somebody } from '../support/people.ts';
import type { Running } from '../support/process.ts';
import { type Line, openLine } from '../support/proxy.ts';
import { until } from '../support/until.ts';

const SEED = Number(process.env.TONLE_KILL_SEED ?? 20_260_310);
const KILLS = 50;
/** Some die while they start: in the middle of opening, migrating, recovering. */
const KILLED_AT_START_OF = 10;
const CENTRE_KILLS = 5;
const CLERKS = 3;
/** From the first ask of a run. */
const RUN_MS_MAX = 300;
const START_MS_MAX = 600;

/** A record that the desk said yes to, as a clerk has seen it. */
interface Acknowledged {
  kind: string;
  id: string;
  version: number;
}

interface Command {
  id: string;
  name: string;
  input: Record<string, unknown>;
}

/** What all clerks of all runs have been told, and what they sent without ever getting an answer. */
class Ledger {
  readonly acknowledged: Acknowledged[] = [];
  readonly unanswered: Command[] = [];
  sent = 0;

  /** Sends a command; without an answer it stays on the list of those that the next run sends again, under the same id. */
  async send(clerk: Clerk, command: Command): Promise<Record<string, Record<string, unknown>> | null> {
    this.sent += 1;
    const reply = await clerk.reply(command.name, command.input, { id: command.id }).catch(() => null);
    if (reply === null) {
      this.unanswered.push(command);
      return null;
    }
    if (!reply.ok) throw new Error(`${command.name} said no: ${JSON.stringify(reply)}`);
    const value = reply.value as Record<string, Record<string, unknown>>;
    for (const [member, kind] of [
      ['patient', 'patient'],
      ['check', 'eligibility-check'],
      ['visit', 'visit'],
    ] as const) {
      const record = value[member];
      if (record !== undefined)
        this.acknowledged.push({ kind, id: String(record.id), version: Number(record.version) });
    }
    return value;
  }
}

const commandOf = (name: string, input: Record<string, unknown>): Command => ({ id: randomUUID(), name, input });

/** Patients come and go until the desk does not answer any more. */
async function work(clerk: Clerk, ledger: Ledger, dice: Dice): Promise<void> {
  for (;;) {
    const registered = await ledger.send(clerk, commandOf('patients.register', { ...somebody(dice) }));
    if (registered === null) return;
    const patientId = registered.patient?.id;
    const checked = await ledger.send(clerk, commandOf('eligibility.check', { patientId, isIdentityShown: true }));
    if (checked === null) return;
    const opened = await ledger.send(clerk, commandOf('visits.open', { patientId, checkId: checked.check?.id }));
    if (opened === null) return;
    const close = { visitId: opened.visit?.id, outcome: 'improved' };
    if (dice.below(2) === 0 && (await ledger.send(clerk, commandOf('visits.close', close))) === null) return;
  }
}

const nameOf = ({ kind, id, version }: Acknowledged) => `${kind} ${id} v${version}`;

function missingFrom(lines: readonly DumpLine[], acknowledged: readonly Acknowledged[]): string[] {
  const there = new Set(lines.map(({ kind, id, version }) => nameOf({ kind, id, version })));
  return acknowledged.map(nameOf).filter((name) => !there.has(name));
}

function integrityOf(data: string): unknown {
  const db = openSqlite(join(data, 'desk.db'), readKey(data));
  try {
    return db.all('PRAGMA integrity_check');
  } finally {
    db.close();
  }
}

let folder: string;
let centre: Running;
let line: Line;
/** Resolves when the centre that was killed last runs again. */
let centreAgain = Promise.resolve();

beforeAll(async () => {
  folder = newFolder('kill');
  centre = await startCentre(join(folder, 'centre'));
  line = await openLine(centre.url);
});
afterAll(async () => {
  await centreAgain.catch(() => undefined);
  await line?.close();
  await centre?.stop();
  removeFolder(folder);
});

async function killCentre(): Promise<void> {
  await centre.kill();
  centre = await startCentre(join(folder, 'centre'));
  line.goTo(centre.url);
}

it(`loses nothing that it said yes to and doubles nothing when it is killed ${KILLS} times (seed ${SEED})`, async () => {
  const dice = seededDice(SEED);
  const data = join(folder, 'desk');
  const wish = { data, centreUrl: line.url };
  const first = await startDesk(wish);
  const { session } = await signedIn(first);
  await first.kill();

  const ledger = new Ledger();
  let runs = 0;
  for (let kill = 1; kill <= KILLS; kill += 1) {
    const desk = launchDesk(wish);
    if (kill % (KILLS / KILLED_AT_START_OF) === 0) {
      await pause(dice.below(START_MS_MAX));
    } else {
      const url = await desk.ready;
      const clerks = Array.from({ length: CLERKS }, () => clerkOver(sendOver(url)));
      for (const clerk of clerks) clerk.session = session;
      const [anyClerk] = clerks;
      if (anyClerk === undefined) throw new Error('nobody works here');
      for (const command of ledger.unanswered.splice(0)) await ledger.send(anyClerk, command);
      const working = Promise.all(clerks.map((clerk) => work(clerk, ledger, dice)));
      await pause(dice.below(RUN_MS_MAX));
      await desk.kill();
      await working;
      runs += 1;
    }
    await desk.kill();
    if (kill % (KILLS / CENTRE_KILLS) === 0) {
      await centreAgain;
      centreAgain = killCentre();
      expect(integrityOf(data)).toEqual([{ integrity_check: 'ok' }]);
      expect(missingFrom(await dumpDesk(data), ledger.acknowledged)).toEqual([]);
    }
  }
  await centreAgain;
  expect(runs).toBe(KILLS - KILLED_AT_START_OF);
  expect(ledger.acknowledged.length).toBeGreaterThan(KILLS);
  expect(ledger.unanswered.length + ledger.acknowledged.length).toBeLessThanOrEqual(ledger.sent);

  const last = await startDesk(wish);
  try {
    const clerk = last.clerk();
    clerk.session = session;
    for (const command of ledger.unanswered.splice(0)) await ledger.send(clerk, command);
    await until('everything is at the centre', async () => {
      await clerk.ask('sync.now', {});
      return (await clerk.ask('sync.status', {})).counts.waiting === 0;
    });
    const { counts } = await clerk.ask('sync.status', {});
    expect(counts.accepted + counts.needsFixing + counts.superseded).toBe(counts.entered);
  } finally {
    await last.stop();
  }
  expect(integrityOf(data)).toEqual([{ integrity_check: 'ok' }]);
  const lines = await dumpDesk(data);
  expect(missingFrom(lines, ledger.acknowledged)).toEqual([]);
  // Each command was sent under one id, however often: as many patients as were acknowledged, and no number twice.
  const patients = lines.filter(({ kind }) => kind === 'patient');
  expect(patients.length).toBe(ledger.acknowledged.filter(({ kind }) => kind === 'patient').length);
  expect(new Set(patients.map(({ content }) => content.patientNumber)).size).toBe(patients.length);
  const slips = lines
    .filter(({ kind, version }) => kind === 'visit' && version === 1)
    .map(({ content }) => `${content.serviceDate} ${content.deskNumber}-${content.dayNumber}`);
  expect(new Set(slips).size).toBe(slips.length);

  const ends = await compareEnds(data, join(folder, 'centre'));
  expect(ends).toMatchObject({ missing: [], doubled: [], strange: [] });
  expect(ends.centre.length).toBe(ends.desk.length);
  expect(ends.desk.every(({ state }) => state === 'accepted')).toBe(true);
}, 400_000);
