import type { ReadDb } from '../base/db.ts';
import { instantOf, type Month, monthOf } from '../base/time.ts';
import { wasDeskNumber } from '../desk/life-store.ts';
import type { Host } from '../facility/host.ts';
import type { DeskIdentity } from '../facility/record.ts';
import { deskOf } from '../facility/store.ts';
import { auditWith } from '../staff/store.ts';
import { type Act, staffIdOf } from '../wire/act.ts';
import { type Handlers, prepared } from '../wire/handlers.ts';
import { countedOf } from './adjustment-rules.ts';
import {
  closedThrough,
  closings,
  firstMonthWithAnything,
  lastRevision,
  monthsWithAnything,
  ownClose,
  reopeningOf,
} from './close-store.ts';
import type { monthContract } from './contract.ts';
import { keepCounted } from './day-store.ts';
import type { Counts } from './figures.record.ts';
import { type CloseFound, dropClosing, keepClosing, monthCloseJob } from './keep-store.ts';
import { monthLinesJob } from './lines-store.ts';
import type { MonthClose, MonthReport } from './record.ts';
import { monthReportJob, nameOf } from './report-store.ts';

export const monthHandlers: Handlers<typeof monthContract, Host> = {
  'month.list': (db) => {
    const all = closings(db);
    const through = closedThrough(all) ?? '';
    return {
      months: monthsWithAnything(db).map((month) => {
        const closing = all.get(month);
        const isReopened = closing === undefined && reopeningOf(db, month) !== null;
        return {
          month,
          state: closing !== undefined || month <= through ? 'closed' : isReopened ? 'reopened' : 'open',
          digest: closing?.record.digest ?? null,
          closedAt: closing?.record.closedAt ?? null,
          closedByDesk: closing?.record.deskNumber ?? null,
          isKeptHere: closing?.isKeptHere ?? false,
          isReopenedHere: closing !== undefined && month === through && isOwn(db, closing.record),
        };
      }),
    };
  },

  'month.report': async (db, { month }, act, refuse, host) => {
    if (deskOf(db) === null) return refuse('not-set-up');
    if (month > monthOf(act.today)) return refuse('month-not-begun', 'month');
    const wish = { month, asOf: instantOf(act.bestMs), today: act.today };
    const { report, before, lastYear, fresh } = await host.reading.run(db, monthReportJob, wish);
    if (fresh.length > 0) db.write((tx) => keepCounted(tx, fresh));
    return { report: report ?? refuse('not-set-up'), before, lastYear };
  },

  'month.lines': async (db, input, act, refuse, host) => {
    if (deskOf(db) === null) return refuse('not-set-up');
    if (input.month > monthOf(act.today)) return refuse('month-not-begun', 'month');
    return host.reading.run(db, monthLinesJob, input);
  },

  'month.close': prepared<(typeof monthContract)['month.close'], Host, CloseFound | null>({
    look: async (db, { month }, act, host) => {
      // What is refused anyway is not read; `run` says why.
      if (whyNotClosed(db, month, act) !== null) return null;
      return host.reading.run(db, monthCloseJob, { month, asOf: instantOf(act.bestMs), today: act.today });
    },
    run: (db, { month, digest }, act, refuse, _host, found) => {
      const desk = deskOf(db) ?? refuse('not-set-up');
      const why = whyNotClosed(db, month, act);
      if (why !== null) return refuse(why, 'month');
      if (found === null || found.report === null || found.report.digest !== digest) return refuse('changed-meanwhile');
      const before = { own: ownClose(db, month, desk.deskNumber), revision: lastRevision(db, month) };
      const record = closingOf(found.report, found.totals, before, desk, act);
      const closing = { at: record.closedAt, by: staffIdOf(act), byName: nameOf(db, staffIdOf(act)), told: null };
      const report: MonthReport = {
        ...found.report,
        ...{ state: 'closed', revision: record.revision, closing, reopening: null },
      };
      keepClosing(db, act, record, found, report);
      auditWith(db, act, 'month-closed', record.id, { month, revision: record.revision, digest });
      act.changed('visits');
      return { report };
    },
  }),

  'month.reopen': (db, { month, reason }, act, refuse) => {
    const all = closings(db);
    const closing = all.get(month)?.record ?? refuse('not-closed', 'month');
    if (closedThrough(all) !== month) return refuse('later-month-closed', 'month');
    if (!isOwn(db, closing)) return refuse('other-desk', 'month');
    const record: MonthClose = {
      ...closing,
      version: closing.version + 1,
      ...{ isOpenAgain: true, reason, madeAt: act.now, madeBy: staffIdOf(act) },
    };
    dropClosing(db, act, record);
    auditWith(db, act, 'month-reopened', record.id, { month, revision: record.revision, reason });
    act.changed('visits');
    return { month, closedByDesk: closings(db).get(month)?.record.deskNumber ?? null };
  },
};

/** A restored desk has another number since; nobody else could open what it had closed before. */
function isOwn(db: ReadDb, { deskNumber }: MonthClose): boolean {
  return deskNumber === deskOf(db)?.deskNumber || wasDeskNumber(db, deskNumber);
}

function whyNotClosed(
  db: ReadDb,
  month: Month,
  act: Act,
): 'month-not-over' | 'already-closed' | 'earlier-month-open' | null {
  if (month >= monthOf(act.today)) return 'month-not-over';
  const through = closedThrough(closings(db));
  if (through !== null && month <= through) return 'already-closed';
  const first = firstMonthWithAnything(db, through);
  return first !== null && first < month ? 'earlier-month-open' : null;
}

/**
 * The record of a closing: the first of this desk for the month, or the next version after it was opened again. No two
 * closings of a month that know of each other have the same revision, whichever desk made them.
 */
function closingOf(
  report: MonthReport,
  totals: readonly Counts[],
  { own, revision }: { own: MonthClose | null; revision: number },
  desk: DeskIdentity,
  act: Act,
): MonthClose {
  const { month, digest, visits, claims, standing, adjustments } = report;
  const by = staffIdOf(act);
  return {
    id: own?.id ?? act.newId(),
    version: (own?.version ?? 0) + 1,
    month,
    facilityCode: desk.facility.code,
    revision: revision + 1,
    isOpenAgain: false,
    reason: null,
    digest,
    visits: visits.total,
    claims: claims.claimed.claims,
    claimedRiel: claims.claimed.amountRiel,
    adjustmentsRiel: adjustments.reduce((sum, { amountRiel }) => sum + amountRiel, 0),
    standing,
    counted: countedOf(month, totals, adjustments),
    deskNumber: desk.deskNumber,
    // Of two closings of a month the earlier counts, and the day stands on paper: not a clock that is known to be wrong.
    ...{ closedAt: instantOf(act.bestMs), closedBy: by, madeAt: act.now, madeBy: by },
  };
}
