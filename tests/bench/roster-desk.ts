import { createHash, randomBytes, randomFillSync } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { openToLook } from '../../electron/node/national/database.ts';
import { nationalDatabaseKey } from '../../electron/node/national/keys.ts';
import { LookUp } from '../../electron/node/national/look-up.ts';
import { currentDatabase } from '../../electron/node/national/pointer.ts';
import { workingSlow } from '../../electron/node/national/slow.ts';
import { type NationalStore, openNational } from '../../electron/node/national/store.ts';
import { openSqlite } from '../../electron/node/sqlite.ts';
import { must } from '../../shared/base/assert.ts';
import { indexOfTag } from '../../shared/eligibility/national/bucket.rules.ts';
import { SLOW_BYTES } from '../../shared/eligibility/national/layout.record.ts';
import { dropCaches, type Percentiles, percentiles } from './roster-figures.ts';

/** What the bench hands to the desk that it measures in a process of its own. */
export interface DeskTask {
  folder: string;
  centreKey: string;
  pepper: string;
  full: string;
  /** Applied in this order. */
  deltas: { name: string; file: string }[];
  /** Members to look up in the full roster: text, slow call in hex, months. */
  samples: { card: string; birth: string; slow: string; paidMonths: string[] }[];
  strangers: number;
  wholeLookUps: number;
}

const DATABASE_KEY = new Uint8Array(createHash('sha256').update('bench').digest());
const WORKER = new URL('../../electron/node/national/worker.ts', import.meta.url);
const rssMB = () => process.memoryUsage.rss() / 1e6;

/** The most that the process grows by while something runs. */
async function grown<T>(work: () => Promise<T>): Promise<{ value: T; seconds: number; rssGrowthMB: number }> {
  globalThis.gc?.();
  const before = rssMB();
  let most = before;
  const timer = setInterval(() => {
    most = Math.max(most, rssMB());
  }, 10);
  const startedMs = performance.now();
  const value = await work();
  clearInterval(timer);
  most = Math.max(most, rssMB());
  return { value, seconds: (performance.now() - startedMs) / 1000, rssGrowthMB: most - before };
}

/**
 * Works as a desk does while something is applied: every few milliseconds a look in the roster and a commit in the
 * desk's own database, with its fsync. What counts is the longest of these, and the longest that the loop stood still.
 */
async function whileWorking<T>(task: DeskTask, folder: string, work: () => Promise<T>) {
  const lookUp = new LookUp(openReader(folder), Buffer.from(task.pepper, 'hex'), await workingSlow());
  const desk = openSqlite(join(task.folder, `desk-${randomBytes(4).toString('hex')}.db`), DATABASE_KEY);
  desk.script('CREATE TABLE visit (id INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT');
  const asks: number[] = [];
  const looks: number[] = [];
  let longestStall = 0;
  let isOver = false;
  let lastMs = performance.now();
  const working = (async () => {
    while (!isOver) {
      await setTimeout(2);
      const sample = must(task.samples[asks.length % task.samples.length], 'there are members to look up');
      const nowMs = performance.now();
      longestStall = Math.max(longestStall, nowMs - lastMs - 2);
      lookUp.open(`${sample.card}|${sample.birth}`, Buffer.from(sample.slow, 'hex'));
      looks.push(performance.now() - nowMs);
      const askMs = performance.now();
      desk.write((db) => {
        db.run('INSERT INTO visit (note) VALUES (@note)', { note: 'a visit that somebody is waiting to have saved' });
      });
      asks.push(performance.now() - askMs);
      lastMs = performance.now();
      longestStall = Math.max(longestStall, lastMs - nowMs);
    }
  })();
  const startedMs = performance.now();
  const value = await work();
  const seconds = (performance.now() - startedMs) / 1000;
  isOver = true;
  await working;
  desk.close();
  lookUp.close();
  return { value, seconds, longestStallMs: longestStall, commitMs: percentiles(asks), lookMs: percentiles(looks) };
}

/** The same work with nothing applied: what this machine is like at the moment. */
async function whileIdle(task: DeskTask, folder: string) {
  const { value: _, ...measured } = await whileWorking(task, folder, () => setTimeout(2_000));
  return measured;
}

function openReader(store: string): ReturnType<typeof openToLook> {
  const file = currentDatabase(store);
  if (file === null) throw new Error('there is no roster');
  return openToLook(file, nationalDatabaseKey(DATABASE_KEY));
}

/**
 * A machine that does other things at the same time shows in the tail of every figure, so look-ups are measured in rounds
 * and the quietest one is named beside the worst: the one says what the store takes, the other what the machine was like.
 */
interface Rounds {
  quietest: Percentiles;
  worst: Percentiles;
}

function roundsOf(rounds: readonly number[][]): Rounds {
  const measured = rounds.map(percentiles).sort((one, other) => one.p99 - other.p99);
  return { quietest: must(measured[0], 'there are rounds'), worst: must(measured.at(-1), 'there are rounds') };
}

const ROUNDS = 5;

async function measureWarm(task: DeskTask, folder: string) {
  const lookUp = new LookUp(openReader(folder), Buffer.from(task.pepper, 'hex'), await workingSlow());
  let hits = 0;
  let right = 0;
  for (const { card, birth, slow, paidMonths } of task.samples) {
    const facts = lookUp.open(`${card}|${birth}`, Buffer.from(slow, 'hex'));
    if (facts !== null) hits += 1;
    if (facts?.paidMonths.join() === paidMonths.join()) right += 1;
  }
  const rounds = Array.from({ length: ROUNDS }, () =>
    task.samples.map(({ card, birth, slow }) => {
      const bytes = Buffer.from(slow, 'hex');
      const before = performance.now();
      lookUp.open(`${card}|${birth}`, bytes);
      return performance.now() - before;
    }),
  );
  lookUp.close();
  const { length } = task.samples;
  return { lookUps: ROUNDS * length, hits: hits / length, rightMonths: right / length, ms: roundsOf(rounds) };
}

async function measureCold(task: DeskTask, folder: string) {
  const slow = await workingSlow();
  const rounds: number[][] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const times: number[] = [];
    for (const { card, birth, slow: hex } of task.samples.slice(round * 100, round * 100 + 100)) {
      if (!dropCaches()) return null;
      const lookUp = new LookUp(openReader(folder), Buffer.from(task.pepper, 'hex'), slow);
      const before = performance.now();
      lookUp.open(`${card}|${birth}`, Buffer.from(hex, 'hex'));
      times.push(performance.now() - before);
      lookUp.close();
    }
    rounds.push(times);
  }
  return { lookUps: ROUNDS * 100, note: 'the page cache of the system dropped before each', ms: roundsOf(rounds) };
}

/** A stranger's slow calls are 2^hiddenBits random tags against one bucket: what is counted is any that is there. */
function measureStrangers(task: DeskTask, folder: string) {
  const db = openReader(folder);
  const { bucketBits, slowCost } = db.held();
  const calls = 2 ** slowCost.hiddenBits;
  const dice = Buffer.alloc(4 + calls * SLOW_BYTES);
  let wrong = 0;
  let tagsCompared = 0;
  for (let stranger = 0; stranger < task.strangers; stranger += 1) {
    randomFillSync(dice);
    const bucket = db.bucket(dice.readUInt32BE(0) >>> (32 - bucketBits));
    for (let call = 0; call < calls; call += 1) if (indexOfTag(bucket, dice, 4 + call * SLOW_BYTES) >= 0) wrong += 1;
    tagsCompared += (bucket.length / 12) * calls;
  }
  db.close();
  return { strangers: task.strangers, wrong, expectedWrong: tagsCompared / 2 ** 48 };
}

async function measureWhole(task: DeskTask, store: NationalStore) {
  const members: number[] = [];
  const strangers: number[] = [];
  let found = 0;
  for (const { card, birth } of task.samples.slice(0, task.wholeLookUps)) {
    const before = performance.now();
    if ((await store.lookup(card, birth)) !== null) found += 1;
    members.push(performance.now() - before);
    const strangerMs = performance.now();
    if ((await store.lookup(card, '1899-01-01')) !== null) throw new Error('a stranger was found');
    strangers.push(performance.now() - strangerMs);
  }
  return { found: found / task.wholeLookUps, memberMs: percentiles(members), strangerMs: percentiles(strangers) };
}

async function run(task: DeskTask) {
  const folder = join(task.folder, 'national');
  const centreKey = Buffer.from(task.centreKey, 'hex');
  const store = await openNational({
    folder,
    databaseKey: DATABASE_KEY,
    centreKey,
    facilityCode: 'KPC01',
    worker: WORKER,
  });
  store.keepPepper(1, Buffer.from(task.pepper, 'hex'));
  const full = await grown(() => store.applyFull(task.full));
  if (!full.value.ok) throw new Error(full.value.code);
  const result = {
    full: { seconds: full.seconds, rssGrowthMB: full.rssGrowthMB, wireMB: statSync(task.full).size / 1e6 },
    databaseMB: store.stats().fileBytes / 1e6,
    warm: await measureWarm(task, folder),
    cold: await measureCold(task, folder),
    whole: await measureWhole(task, store),
    strangers: measureStrangers(task, folder),
    idle: await whileIdle(task, folder),
    deltas: [] as object[],
    databaseAfterMB: 0,
    verifySeconds: 0,
  };
  for (const { name, file } of task.deltas) {
    const applied = await whileWorking(task, folder, () => store.applyDelta(file));
    if (!applied.value.ok) throw new Error(`${name}: ${applied.value.code}`);
    const { value: _, ...measured } = applied;
    result.deltas.push({ name, wireBytes: statSync(file).size, ...measured });
  }
  result.databaseAfterMB = store.stats().fileBytes / 1e6;
  const startedMs = performance.now();
  const verified = await store.verify();
  if (!verified.ok) throw new Error(verified.code);
  result.verifySeconds = (performance.now() - startedMs) / 1000;
  store.close();
  return result;
}

export type DeskResult = Awaited<ReturnType<typeof run>>;

const [file] = process.argv.slice(2);
if (file !== undefined && process.argv[1] === import.meta.filename) {
  const task = JSON.parse(readFileSync(file, 'utf8')) as DeskTask;
  process.stdout.write(JSON.stringify(await run(task)));
}
