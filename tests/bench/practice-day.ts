import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { compareDumps } from '../support/both-ends.ts';
import { dumpCentre, giveRegister, startCentre } from '../support/centre-process.ts';
import { type DumpLine, dumpDesk, signedIn, startDesk } from '../support/desk-process.ts';
import { type Dice, seededDice } from '../support/dice.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { type Line, openLine } from '../support/proxy.ts';
import { rounded, type Spread, spreadOf } from '../support/timings.ts';
import { until } from '../support/until.ts';
import { type DayWorld, REGISTER_SEED, serveSomebody, type Told } from './day.ts';

/**
 * `npm run practice-day -- --visits 300 --seed 1 [--members 100000]`: a day at a desk whose line is cut half of the time,
 * driven through the public ports of a real desk and a real centre. Prints one JSON object; all of its counts are taken
 * from the dumps of the two ends, and it ends with an error when anything is lost or doubled.
 */
const { values } = parseArgs({
  options: {
    visits: { type: 'string', default: '300' },
    seed: { type: 'string', default: '1' },
    members: { type: 'string', default: '100000' },
  },
});
const VISITS = Number(values.visits);
const SEED = Number(values.seed);
const MEMBERS = Number(values.members);
const ROSTER_MS_MAX = 300_000;
/** How many visits the line keeps a state: few enough that it also changes within an exchange. */
const LINE_VISITS_MAX = 8;

interface LineDay {
  cuts: number;
  visitsOffline: number;
}

/** Cuts the line or puts it back, from visit to visit; some cuts come in the middle of an answer. */
class Weather {
  readonly day: LineDay = { cuts: 0, visitsOffline: 0 };
  readonly #line: Line;
  readonly #dice: Dice;
  #isUp = true;
  #left = 0;

  constructor(line: Line, dice: Dice) {
    this.#line = line;
    this.#dice = dice;
  }

  /** Returns true when the line has just come back. */
  beforeVisit(): boolean {
    const isChanging = this.#left === 0;
    if (isChanging) {
      this.#isUp = !this.#isUp;
      this.#left = 1 + this.#dice.below(LINE_VISITS_MAX);
      if (this.#isUp) this.#line.set({ kind: 'open' });
      else {
        this.day.cuts += 1;
        const isHalf = this.#dice.below(3) === 0;
        this.#line.set(isHalf ? { kind: 'cut-answer', afterBytes: this.#dice.below(2_000) } : { kind: 'cut' });
      }
    }
    this.#left -= 1;
    if (!this.#isUp) this.day.visitsOffline += 1;
    return isChanging && this.#isUp;
  }
}

interface Measured {
  told: Told[];
  line: LineDay;
  visitMs: Spread;
  rosterMembers: number;
  seconds: Record<string, number>;
}

async function day(deskData: string, centreData: string, folder: string): Promise<Measured> {
  const startMs = performance.now();
  const since = (ms: number) => rounded((performance.now() - ms) / 1_000);
  const centre = await startCentre(centreData);
  const line = await openLine(centre.url);
  const desk = await startDesk({ data: deskData, centreUrl: line.url });
  try {
    await giveRegister(centreData, MEMBERS, REGISTER_SEED, join(folder, 'members.csv'));
    const clerk = await signedIn(desk);
    const rosterMembers = async () => (await clerk.ask('sync.now', {})).roster?.membersCount ?? 0;
    await until('the desk has the whole roster', async () => (await rosterMembers()) >= MEMBERS, ROSTER_MS_MAX);
    const setUp = since(startMs);

    const dayStartMs = performance.now();
    const world: DayWorld = { clerk, dice: seededDice(SEED), members: MEMBERS, told: [], patients: [] };
    const weather = new Weather(line, seededDice(SEED + 1));
    const visitMs: number[] = [];
    for (let visit = 0; visit < VISITS; visit += 1) {
      // The desk finds by itself that the line is back; asking for it is what an impatient clerk does.
      if (weather.beforeVisit()) void clerk.ask('sync.now', {}).catch(() => undefined);
      const beforeMs = performance.now();
      await serveSomebody(world);
      visitMs.push(performance.now() - beforeMs);
    }
    const daySeconds = since(dayStartMs);

    const eveningMs = performance.now();
    line.set({ kind: 'open' });
    await until('nothing waits any more', async () => (await clerk.ask('sync.now', {})).counts.waiting === 0, 120_000);
    return {
      told: world.told,
      line: weather.day,
      visitMs: spreadOf(visitMs),
      rosterMembers: await rosterMembers(),
      seconds: { setUp, day: daySeconds, evening: since(eveningMs) },
    };
  } finally {
    await desk.stop();
    await line.close();
    await centre.stop();
  }
}

function countedBy(lines: readonly DumpLine[], key: (line: DumpLine) => unknown): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const line of lines) counts[String(key(line))] = (counts[String(key(line))] ?? 0) + 1;
  return counts;
}

function report(measured: Measured, deskLines: DumpLine[], centreLines: DumpLine[]) {
  const of = (kind: string) => deskLines.filter((line) => line.kind === kind);
  const checks = of('eligibility-check');
  const visits = countedBy(
    of('visit').filter(({ version }) => version > 1),
    ({ content }) => content.status,
  );
  const ends = compareDumps(deskLines, centreLines);
  const states = countedBy(
    deskLines.filter(({ state }) => state !== 'local'),
    ({ state }) => state,
  );
  const onDesk = new Set(ends.desk.map(({ kind, id, version }) => `${kind} ${id} ${version}`));
  const forgotten = measured.told.filter(({ kind, id, version }) => !onDesk.has(`${kind} ${id} ${version}`));
  return {
    visits: VISITS,
    seed: SEED,
    members: measured.rosterMembers,
    registered: of('patient').length,
    checked: checks.length,
    checkedByOutcome: countedBy(checks, ({ content }) => (content.decision as { outcome: string }).outcome),
    checkedByPayer: countedBy(checks, ({ content }) => (content.decision as { payer: string }).payer),
    opened: of('visit').filter(({ version }) => version === 1).length,
    closed: visits.closed ?? 0,
    cancelled: visits.cancelled ?? 0,
    entered: ends.desk.length,
    sent: ends.centre.length,
    accepted: states.accepted ?? 0,
    refused: (states['needs-fixing'] ?? 0) + (states.superseded ?? 0),
    waiting: states.waiting ?? 0,
    /** Said to be saved and not on the desk, or on the desk and not at the centre. */
    lost: forgotten.length + ends.missing.length,
    doubled: ends.doubled.length,
    strange: ends.strange.length,
    lineCuts: measured.line.cuts,
    visitsWithoutLine: measured.line.visitsOffline,
    visitMs: measured.visitMs,
    seconds: measured.seconds,
  };
}

const folder = newFolder('practice-day');
try {
  const [deskData, centreData] = [join(folder, 'desk'), join(folder, 'centre')];
  const measured = await day(deskData, centreData, folder);
  const result = report(measured, await dumpDesk(deskData), await dumpCentre(centreData));
  process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
  if (result.lost > 0 || result.doubled > 0 || result.strange > 0) process.exitCode = 1;
} finally {
  removeFolder(folder);
}
