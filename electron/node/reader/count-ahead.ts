import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db } from '../../../shared/base/db.ts';
import type { Reading } from '../../../shared/base/reading.ts';
import { addMonths, type Clock, dayAt, monthOf } from '../../../shared/base/time.ts';
import { keepCounted } from '../../../shared/month/day-store.ts';
import { monthCountJob } from '../../../shared/month/report-store.ts';
import type { Log } from '../../../shared/wire/act.ts';

/** The desk shows its screens first. */
const FIRST_MS = 3_000;
/** A few days at a time, so that a report that is asked for meanwhile waits for no more than these. */
const DAYS_AT_ONCE = 3;
const PAUSE_MS = 250;
const REST_MS = 300_000;
/** The month with which the current one is compared, a year back, and some more. */
export const MONTHS_BACK = 14;

/**
 * Counts the days of the last months that were touched since they were counted, so that a report finds them counted: all
 * of them after an update from a program that knew no months, and afterwards the days on which people have worked.
 * @returns what stops it
 */
export function countAhead(db: Db, reading: Reading, clock: Clock, log: Log): () => void {
  let isStopped = false;
  let timer: NodeJS.Timeout;
  const later = (ms: number) => {
    timer = setTimeout(() => void count(), ms).unref();
  };

  async function count(): Promise<void> {
    try {
      const today = dayAt(clock.nowMs());
      const from = `${addMonths(monthOf(today), -MONTHS_BACK)}-01`;
      const { fresh } = await reading.run(db, monthCountJob, { from, today, daysMax: DAYS_AT_ONCE });
      for (const day of fresh) {
        if (isStopped) return;
        // A day at a time: whoever asks for something else comes in between.
        db.write((tx) => keepCounted(tx, [day]));
        await nextTurn();
      }
      if (isStopped) return;
      later(fresh.length === DAYS_AT_ONCE ? PAUSE_MS : REST_MS);
    } catch (error) {
      if (isStopped) return;
      log('months-not-counted', { error: error instanceof Error ? error.name : 'unknown' });
      later(REST_MS);
    }
  }

  later(FIRST_MS);
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}
