import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { bundlePrograms } from '../../build/bundle.ts';
import { readKey } from '../../electron/node/folder.ts';
import { MONTHS_BACK } from '../../electron/node/reader/count-ahead.ts';
import { openSqlite, openToRead, type SqliteDb } from '../../electron/node/sqlite.ts';
import { addMonths, dayAt, monthOf } from '../../shared/base/time.ts';
import { visitById, writeVisit } from '../../shared/visits/store.ts';
import type { Clerk } from '../support/asks.ts';
import { type DeskProcess, NO_CENTRE, startDesk } from '../support/desk-process.ts';
import { type Dice, seededDice } from '../support/dice.ts';
import { somebody } from '../support/people.ts';
import { rounded, type Spread, spreadOf, timed } from '../support/timings.ts';
import { exportTimes, tellMappingAndKey } from './month-exports.ts';
import { type Filled, filledDesk } from './month-fill.ts';

/**
 * `npm run bench:month -- [--visits 1000000] [--rounds 20] [--seed 1] [--fresh] [--sources]`: what the month takes at a
 * desk with so many visits, one JSON object. The desk is a process of its own, bundled as it is shipped (from its sources
 * with `--sources`), asked over HTTP as a browser asks it; all figures are of this run on this machine. `--fresh` makes
 * the database anew, which is otherwise kept in the temporary folder.
 */
const { values } = parseArgs({
  options: {
    visits: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '20' },
    seed: { type: 'string', default: '1' },
    fresh: { type: 'boolean', default: false },
    sources: { type: 'boolean', default: false },
  },
});
const ROUNDS = Number(values.rounds);
/** Inside the project, so that the packages that stay packages are found. */
const DIST = fileURLToPath(new URL('../../dist/', import.meta.url));

interface Measuring extends Filled {
  /** The desk's program; null for its sources. */
  program: string | null;
}

interface Measured {
  desk: DeskProcess;
  manager: Clerk;
  registrar: Clerk;
  month: string;
  dice: Dice;
}

async function started({ data, month, program }: Measuring): Promise<Measured> {
  const desk = await startDesk({ data, centreUrl: NO_CENTRE, ...(program === null ? {} : { program }) });
  const [manager, registrar] = [desk.clerk(), desk.clerk()];
  await manager.signIn('dara', '2222');
  await registrar.signIn('sokha', '1111');
  return { desk, manager, registrar, month, dice: seededDice(2) };
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work();
  return rounded(performance.now() - startMs);
}

/** As after an update from a program that knew no months: nothing is counted. */
function forgetCounts(data: string): void {
  const db = openSqlite(join(data, 'desk.db'), readKey(data));
  try {
    db.write((tx) => tx.run('UPDATE monthDay SET countedStamp = NULL, countedBy = NULL'));
  } finally {
    db.close();
  }
}

function memoryMb({ pid }: DeskProcess, what: 'VmRSS' | 'VmHWM'): number {
  const line = new RegExp(`${what}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
  return Math.round(Number(line ?? 0) / 1_024);
}

/** What other people at the desk do, over and over until they are told to stop; by ask, what each took. */
function othersAtWork({ registrar, dice }: Measured): { stop(): Promise<Record<string, Spread>> } {
  const times: Record<string, number[]> = {};
  let isStopped = false;
  const timedAsk = async <T>(name: string, ask: () => Promise<T>): Promise<T> => {
    const startMs = performance.now();
    const value = await ask();
    times[name] ??= [];
    times[name].push(performance.now() - startMs);
    return value;
  };
  const work = (async () => {
    while (!isStopped) {
      const { nameLatin } = somebody(dice);
      const { hits } = await timedAsk('patients.search', () =>
        registrar.ask('patients.search', { text: `${nameLatin} ${1950 + dice.below(60)}` }),
      );
      await timedAsk('visits.list', () => registrar.ask('visits.list', {}));
      await timedAsk('sync.status', () => registrar.ask('sync.status', {}));
      const patientId = hits[0]?.patient.id;
      if (patientId !== undefined) {
        const { check } = await timedAsk('eligibility.check', () =>
          registrar.ask('eligibility.check', { patientId, isIdentityShown: true }),
        );
        const open = { patientId, checkId: check.id, secondVisitReason: 'came again for the result' };
        await timedAsk('visits.open', () => registrar.ask('visits.open', open));
      }
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  })();
  return {
    async stop() {
      isStopped = true;
      await work;
      return Object.fromEntries(Object.entries(times).map(([name, ms]) => [name, spreadOf(ms)]));
    },
  };
}

/** The dashboard: never counted before, first after the program's start, again, and of a month that people write in. */
async function dashboard(measuring: Measuring): Promise<Record<string, unknown>> {
  const { data, month, madeOn } = measuring;
  forgetCounts(data);
  const cold = await started(measuring);
  const neverCountedMs = await took(() => cold.manager.ask('month.report', { month }));
  const running = monthOf(madeOn);
  await cold.manager.ask('month.report', { month: running });
  const countedAheadSeconds = await countedAhead(data);
  await cold.desk.stop();

  const warm = await started(measuring);
  const firstAfterStartMs = await took(() => warm.manager.ask('month.report', { month }));
  const rounds = Array.from({ length: ROUNDS });
  const againMs = spreadOf(await timed(rounds, () => warm.manager.ask('month.report', { month })));
  const afterAVisitMs = spreadOf(
    await timed(rounds.slice(0, 5), async () => {
      await newVisit(warm);
      await warm.manager.ask('month.report', { month: running });
    }),
  );
  const listMs = spreadOf(await timed(rounds, () => warm.manager.ask('month.list', {})));
  const linesMs = {
    firstPage: await took(() => warm.manager.ask('month.lines', { month })),
    ofADay: await took(() => warm.manager.ask('month.lines', { month, wish: { day: `${month}-10` } })),
    ofAPayer: await took(() => warm.manager.ask('month.lines', { month, wish: { payer: 'nssf' } })),
  };
  await warm.desk.stop();
  return { neverCountedMs, countedAheadSeconds, firstAfterStartMs, againMs, afterAVisitMs, listMs, linesMs };
}

const AHEAD_SECONDS_MAX = 900;

/** Until the desk has counted by itself what it counts ahead, with its lines: what follows is of a desk at rest. */
async function countedAhead(data: string): Promise<number> {
  const db = openToRead(join(data, 'desk.db'), readKey(data));
  const startMs = performance.now();
  const seconds = () => rounded((performance.now() - startMs) / 1_000);
  try {
    const today = dayAt(Date.now());
    const from = `${addMonths(monthOf(today), -MONTHS_BACK)}-01`;
    const left = () =>
      Number(
        db.get(
          'SELECT count(*) AS n FROM monthDay WHERE day >= @from AND day < @today AND (countedStamp IS NOT stamp OR hasRows = 0)',
          { from, today },
        )?.n,
      );
    while (left() > 0 && seconds() < AHEAD_SECONDS_MAX) await new Promise((resolve) => setTimeout(resolve, 500));
    return seconds();
  } finally {
    db.close();
  }
}

async function newVisit({ registrar, dice }: Measured): Promise<void> {
  const { patient } = await registrar.ask('patients.register', somebody(dice));
  const { check } = await registrar.ask('eligibility.check', { patientId: patient.id, isIdentityShown: true });
  await registrar.ask('visits.open', { patientId: patient.id, checkId: check.id });
}

/** Until a desk at which people work has what it has on any day, with the thread that counts ahead. */
const SETTLED_MS = 8_000;

/** What the others wait for while one works with the month, and what memory that takes. */
async function meanwhile(measuring: Measuring): Promise<Record<string, unknown>> {
  const { month } = measuring;
  const measured = await started(measuring);
  const startedMb = memoryMb(measured.desk, 'VmRSS');
  const alone = othersAtWork(measured);
  await new Promise((resolve) => setTimeout(resolve, SETTLED_MS));
  const othersAlone = await alone.stop();
  const beforeMb = memoryMb(measured.desk, 'VmRSS');
  const beside = othersAtWork(measured);
  const reports = await timed(Array.from({ length: ROUNDS }), () => measured.manager.ask('month.report', { month }));
  const lines = await took(() => measured.manager.ask('month.lines', { month, wish: { payer: 'hef' } }));
  const afterReportsMb = memoryMb(measured.desk, 'VmRSS');
  const exportsMs = await exportTimes(measured.manager, month, () => memoryMb(measured.desk, 'VmRSS'));
  const othersMeanwhile = await beside.stop();
  const afterMb = memoryMb(measured.desk, 'VmRSS');
  const mostMb = memoryMb(measured.desk, 'VmHWM');
  await measured.desk.stop();
  return {
    othersAlone,
    othersMeanwhile,
    reportMs: spreadOf(reports),
    linesMs: lines,
    exports: exportsMs,
    memoryMb: { started: startedMb, before: beforeMb, afterReports: afterReportsMb, after: afterMb, most: mostMb },
  };
}

/** Closing the month and opening it again, while the others work: their longest wait is what closing costs them. */
async function closing(measuring: Measuring): Promise<Record<string, unknown>> {
  const measured = await started(measuring);
  const { months } = await measured.manager.ask('month.list', {});
  // Only the first month of the desk can be closed before the others; it is as large.
  const month = months.at(-1)?.month ?? measuring.month;
  const { report } = await measured.manager.ask('month.report', { month });
  const others = othersAtWork(measured);
  const closeMs = await took(() => measured.manager.ask('month.close', { month, digest: report.digest }));
  const othersWaited = await others.stop();
  const closedReportMs = await took(() => measured.manager.ask('month.report', { month }));
  const reopenMs = await took(() => measured.manager.ask('month.reopen', { month, reason: 'measured, and no more' }));
  await measured.desk.stop();
  return { lines: report.linesCount, closeMs, othersWaited, closedReportMs, reopenMs };
}

/** What noting the touched days adds to the rows of a visit: opened, closed and answered, without the disk's own time. */
function costOfNoting({ data, madeOn }: Filled): Record<string, number> {
  const db = openSqlite(join(data, 'desk.db'), readKey(data));
  try {
    const [withNotes, without] = [saveTimes(db, madeOn, false), saveTimes(db, madeOn, true)];
    return { visitUs: withNotes, withoutNotingUs: without, addsUs: rounded(withNotes - without) };
  } finally {
    db.close();
  }
}

const SAVED = 300;

/** Microseconds a visit, in a transaction that is rolled back. */
function saveTimes(db: SqliteDb, today: string, isUnnoted: boolean): number {
  let us = 0;
  const undone = new Error('undone');
  try {
    db.write((tx) => {
      if (isUnnoted) {
        const triggers = tx.all("SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE 'monthDay%'");
        for (const { name } of triggers) tx.run(`DROP TRIGGER ${String(name)}`);
      }
      const models = tx.all('SELECT id FROM visit ORDER BY id DESC LIMIT @SAVED', { SAVED });
      const visits = models.flatMap(({ id }) => visitById(tx, String(id)) ?? []);
      const startMs = performance.now();
      for (const [index, visit] of visits.entries()) {
        const own = { ...visit, id: `${visit.id}-copy`, serviceDate: today, dayNumber: 50_000 + index };
        const change = { id: own.id, at: '2026-01-01', incarnation: '6'.repeat(32) };
        for (const version of [1, 2]) {
          writeVisit(tx, { ...own, version });
          tx.run(
            `INSERT INTO change (incarnation, kind, recordId, version, hash, content, label, madeAt, hlc, clockFlag,
               isWithdrawal, isNewest, state)
             VALUES (@incarnation, 'visit', @id, @version, '', '', '', @at, 1, 'ok', 0, 1, 'waiting')`,
            { ...change, version },
          );
        }
        tx.run("UPDATE change SET state = 'accepted' WHERE kind = 'visit' AND recordId = @id", { id: own.id });
      }
      us = ((performance.now() - startMs) * 1_000) / Math.max(1, visits.length);
      throw undone;
    });
  } catch (error) {
    if (error !== undone) throw error;
  }
  return rounded(us);
}

/** The programs as they are shipped, for as long as `work` takes. */
async function withBundle<T>(work: (program: string) => Promise<T>): Promise<T> {
  mkdirSync(DIST, { recursive: true });
  const folder = mkdtempSync(join(DIST, 'bench-month-'));
  try {
    await bundlePrograms(folder);
    return await work(join(folder, 'electron/desk.js'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function figuresOf(filled: Filled, program: string | null): Promise<Record<string, unknown>> {
  const measuring = { ...filled, program };
  return {
    visits: filled.visits,
    month: filled.month,
    program: program === null ? 'sources' : 'bundle',
    filledInSeconds: filled.seconds,
    dashboard: await dashboard(measuring),
    meanwhile: await meanwhile(measuring),
    closing: await closing(measuring),
    noting: costOfNoting(filled),
  };
}

const filled = await filledDesk(Number(values.visits), Number(values.seed), values.fresh);
tellMappingAndKey(filled.data);
const figures = values.sources
  ? await figuresOf(filled, null)
  : await withBundle((program) => figuresOf(filled, program));
process.stdout.write(`${JSON.stringify(figures, null, 2)}\n`);
