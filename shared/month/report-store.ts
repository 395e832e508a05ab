import type { ReadDb } from '../base/db.ts';
import { ReadingCancelled, type ReadingJob, type ReadingWatch } from '../base/reading.ts';
import { addMonths, type Day, type Instant, type Month } from '../base/time.ts';
import { deskOf } from '../facility/store.ts';
import { staffById } from '../staff/store.ts';
import { adjustmentsBySums, adjustmentsOf, adjustmentsTold } from './adjustment-rules.ts';
import {
  adjustedMonth,
  type Closing,
  closedThrough,
  closings,
  isBooked,
  keptReport,
  reopeningOf,
} from './close-store.ts';
import { DayCounter, type FreshDay } from './day-store.ts';
import type { BookDifference, CountedDay, Counts } from './figures.record.ts';
import type { Adjustment, MonthClose, MonthReport } from './record.ts';
import { type ReportHead, reportOf } from './report-rules.ts';

export interface ReportWish {
  month: Month;
  asOf: Instant;
  today: Day;
}

export interface MonthSum {
  month: Month;
  visits: number;
  claims: number;
  amountRiel: number;
}

export interface ReportFound {
  /** Null where this desk has no facility yet. */
  report: MonthReport | null;
  before: MonthSum | null;
  lastYear: MonthSum | null;
  /** For `keepCounted`. */
  fresh: FreshDay[];
}

/** A month with what it is compared with. */
export const monthReportJob: ReadingJob<ReportWish, ReportFound> = {
  name: 'month.report',
  lane: 'short',
  work(db, wish, watch) {
    const all = closings(db);
    const counter = new DayCounter(db, all, watch);
    const found = reportWith(db, wish, all, counter);
    return {
      report: found?.report ?? null,
      before: sumOf(addMonths(wish.month, -1), all, counter),
      lastYear: sumOf(addMonths(wish.month, -12), all, counter),
      fresh: counter.fresh,
    };
  },
};

/**
 * Counts what nobody has asked for yet, so that whoever asks finds it counted: so many days at most, the newest first. Of
 * days that are over the lines are kept as well. In the lane of those who wait, because it is short, and has that thread
 * ready for them.
 */
export const monthCountJob: ReadingJob<{ from: Day; today: Day; daysMax: number }, { fresh: FreshDay[] }> = {
  name: 'month.count',
  lane: 'short',
  work(db, { from, today, daysMax }, watch) {
    const all = closings(db);
    const counter = new DayCounter(db, all, watch);
    // The lines of closed months are kept by their closing.
    const through = `${closedThrough(all) ?? ''}-31`;
    const rows = db.all(
      `SELECT day, stamp FROM monthDay
       WHERE day >= @from AND (countedStamp IS NOT stamp OR (hasRows = 0 AND day < @today AND day > @through))
       ORDER BY day DESC LIMIT @daysMax`,
      { from, today, through, daysMax },
    );
    const fresh = rows.map((row) => {
      const counted = counter.count(String(row.day), Number(row.stamp));
      return counted.day.day < today ? { ...counted.day, rows: JSON.stringify(counted.rows) } : counted.day;
    });
    return { fresh };
  },
};

/** The report of a month, for whoever writes it to a file; null where this desk has no facility yet. */
export function monthReportOf(db: ReadDb, wish: ReportWish, watch: ReadingWatch): MonthReport | null {
  const all = closings(db);
  return reportWith(db, wish, all, new DayCounter(db, all, watch))?.report ?? null;
}

export interface ReportMade {
  report: MonthReport;
  days: CountedDay[];
  /** By record, of the months whose book is here. */
  differences: BookDifference[];
}

export function reportWith(
  db: ReadDb,
  wish: ReportWish,
  all: ReadonlyMap<Month, Closing>,
  counter: DayCounter,
): ReportMade | null {
  const { month } = wish;
  const closing = all.get(month);
  const kept = closing?.isKeptHere === true ? keptReport(db, closing.record) : null;
  if (kept !== null) return { report: kept, days: [], differences: [] };
  const head = headOf(db, wish, all);
  if (head === null) return null;
  // A month that was empty when a later one was closed went with it: what came into it since counts as adjustments there.
  const wentAlong = closing === undefined && month <= (closedThrough(all) ?? '');
  const days = wentAlong ? [] : counter.month(month);
  const isAdjusted = adjustedMonth(db, all, wish.today) === month;
  const differences = isAdjusted ? counter.differences() : [];
  const adjustments =
    closing !== undefined
      ? adjustmentsTold(month, closing.record.counted)
      : isAdjusted
        ? [...adjustmentsOf(differences), ...toldAdjustments(all, counter)]
        : [];
  adjustments.sort((a, b) => (a.month < b.month ? -1 : Number(a.month > b.month)));
  return { report: reportOf(head, days, adjustments, counter.rulesOf(month).pack), days, differences };
}

/** Of months whose book is not here: against the sums that their closings told. */
function toldAdjustments(all: ReadonlyMap<Month, Closing>, counter: DayCounter): Adjustment[] {
  const told = [...all.values()].flatMap(({ record }) => record.counted);
  const months = new Set([...all.keys(), ...told.map(({ month }) => month)]);
  return [...months]
    .filter((month) => !isBooked(all, month))
    .flatMap((month) =>
      adjustmentsBySums(
        month,
        counter.totalsOfMonth(month),
        told.filter((sum) => sum.month === month),
      ),
    );
}

function headOf(db: ReadDb, { month, asOf }: ReportWish, all: ReadonlyMap<Month, Closing>): ReportHead | null {
  const desk = deskOf(db);
  if (desk === null) return null;
  const closed = all.get(month)?.record ?? null;
  const reopened = closed === null ? reopeningOf(db, month) : null;
  const isClosed = closed !== null || month <= (closedThrough(all) ?? '');
  return {
    month,
    facility: desk.facility,
    isPractice: desk.mode === 'practice',
    deskNumber: desk.deskNumber,
    asOf,
    state: isClosed ? 'closed' : reopened === null ? 'open' : 'reopened',
    revision: (closed ?? reopened)?.revision ?? 0,
    closing: closed === null ? null : closingTold(db, closed),
    reopening: reopened === null ? null : reopeningTold(db, reopened),
  };
}

function closingTold(db: ReadDb, record: MonthClose): MonthReport['closing'] {
  const { closedAt: at, closedBy: by, deskNumber, digest, visits, claims, claimedRiel, adjustmentsRiel } = record;
  const told = { deskNumber, digest, visits, claims, claimedRiel, adjustmentsRiel };
  return { at, by, byName: nameOf(db, by), told };
}

export function reopeningTold(db: ReadDb, { madeAt, madeBy, reason }: MonthClose): MonthReport['reopening'] {
  return { at: madeAt, by: madeBy, byName: nameOf(db, madeBy), reason: reason ?? '' };
}

/** People of other desks are not known by name here. */
export function nameOf(db: ReadDb, staffId: string): string {
  return staffById(db, staffId)?.fullName ?? staffId;
}

function sumOf(month: Month, all: ReadonlyMap<Month, Closing>, counter: DayCounter): MonthSum | null {
  const closed = all.get(month)?.record;
  if (closed !== undefined) {
    const { visits, claims, claimedRiel } = closed;
    return { month, visits, claims, amountRiel: claimedRiel };
  }
  const totals = counter.totalsOfMonth(month);
  if (totals.length === 0) return null;
  const sum = (of: (counts: Counts) => number) => totals.reduce((total, counts) => total + of(counts), 0);
  return {
    month,
    visits: sum(({ visits }) => visits),
    claims: sum(({ claims }) => claims),
    amountRiel: sum(({ amountRiel }) => amountRiel),
  };
}

export function throwIfCancelled(watch: ReadingWatch): void {
  if (watch.isCancelled()) throw new ReadingCancelled();
}
