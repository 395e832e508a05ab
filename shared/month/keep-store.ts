import { assert } from '../base/assert.ts';
import type { WriteDb } from '../base/db.ts';
import type { ReadingJob } from '../base/reading.ts';
import { saveSynced } from '../outbox/store.ts';
import type { Act } from '../wire/act.ts';
import { changeClosings, closings, dropLines, writeCloseRow } from './close-store.ts';
import { totalsOf } from './day-rules.ts';
import { DayCounter, type FreshDay, keepCounted } from './day-store.ts';
import type { BookSum, Counts } from './figures.record.ts';
import type { MonthClose, MonthReport } from './record.ts';
import { type ReportWish, reportWith, throwIfCancelled } from './report-store.ts';

/** A line of the book as it is written: what a record counts on a day of service by this closing. */
export type BookLine = BookSum & { day: string };

/** A day of the month as it is kept; texts, because they cross from another thread and go into the database as they are. */
export interface KeptDay {
  fresh: FreshDay;
  rows: string;
}

/** A month made ready to be closed. */
export interface CloseFound {
  report: MonthReport | null;
  days: KeptDay[];
  /** What the month counts, by payer. */
  totals: Counts[];
  /** JSON of `BookLine[]`, a piece a day and one for the adjustments. */
  book: string[];
  /** Days of earlier months that the adjustments are of. */
  adjustedDays: string[];
}

/** Reads a month as it would be closed: its report and lines, and what each record counts. */
export const monthCloseJob: ReadingJob<ReportWish, CloseFound> = {
  name: 'month.close',
  lane: 'long',
  work(db, wish, watch) {
    const all = closings(db);
    const counter = new DayCounter(db, all, watch);
    const made = reportWith(db, wish, all, counter);
    if (made === null || all.has(wish.month)) {
      return { report: made?.report ?? null, days: [], totals: [], book: [], adjustedDays: [] };
    }
    const days: KeptDay[] = [];
    const book: string[] = [];
    for (const { day, stamp } of made.days) {
      throwIfCancelled(watch);
      const counted = counter.count(day, stamp);
      days.push({ fresh: counted.day, rows: JSON.stringify(counted.rows) });
      book.push(JSON.stringify(counted.entries.map((entry): BookLine => ({ day, ...entry }))));
    }
    book.push(JSON.stringify(made.differences));
    const adjustedDays = [...new Set(made.differences.map(({ day }) => day))];
    return { report: made.report, days, totals: totalsOf(made.days.flatMap((day) => day.totals)), book, adjustedDays };
  },
};

/** Keeps a month as it was read, and sends the closing. */
export function keepClosing(db: WriteDb, act: Act, record: MonthClose, found: CloseFound, report: MonthReport): void {
  const { id, month, revision } = record;
  saveClosing(db, act, record);
  const kept = db.run('INSERT INTO monthKept (closeId, revision, report) VALUES (@id, @revision, @report)', {
    ...{ id, revision },
    report: JSON.stringify(report),
  });
  assert(kept === 1, 'a revision is kept once');
  for (const lines of found.book) {
    db.run(
      `INSERT INTO monthBookLine (closeMonth, day, kind, recordId, payer, version, visits, claims, amountRiel)
       SELECT @month, value ->> 'day', value ->> 'kind', value ->> 'recordId', value ->> 'payer', value ->> 'version',
         value ->> 'visits', value ->> 'claims', value ->> 'amountRiel' FROM json_each(@lines)`,
      { month, lines },
    );
  }
  for (const { fresh, rows } of found.days) {
    const { day, linesCount, visitsCount } = fresh;
    const count = db.run(
      `INSERT INTO monthKeptDay (month, day, linesCount, visitsCount, rows)
       VALUES (@month, @day, @linesCount, @visitsCount, @rows)`,
      { month, day, linesCount, visitsCount, rows },
    );
    assert(count === 1, 'a day is kept once');
  }
  // As they were counted they are what the book says; the days of the adjustments agree with it now, when counted again.
  keepCounted(
    db,
    found.days.map(({ fresh }) => ({ ...fresh, differences: [] })),
  );
  for (const day of found.adjustedDays) touchDay(db, day);
}

/** Opens a month again: its lines and its part of the book go, its report stays. */
export function dropClosing(db: WriteDb, act: Act, record: MonthClose): void {
  changeClosings(db, () => {
    dropLines(db, record);
    saveClosing(db, act, record);
  });
}

function touchDay(db: WriteDb, day: string): void {
  db.run('UPDATE monthDay SET stamp = stamp + 1 WHERE day = @day', { day });
}

function saveClosing(db: WriteDb, act: Act, record: MonthClose): void {
  const { id, version, month } = record;
  saveSynced(
    db,
    act,
    { kind: 'month-close', recordId: id, version, content: record, label: month, patientId: null },
    (tx) => writeCloseRow(tx, record),
  );
}
