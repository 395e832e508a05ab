/** Rests between contacts. Full jitter, so that 1,600 desks do not come back in step after an outage. */
export const HEARTBEAT_MS = 60_000;
export const AFTER_CHANGE_MS = 400;
/** A desk that was revoked has nothing to send but its sealed rest, and hears of a pardon this often. */
export const REVOKED_MS = 3_600_000;
/** After an outage of all of them the desks of a nation come back over this time, not at once. */
export const SPREAD_MS = 60_000;
const RETRY_FIRST_MS = 2_000;
const RETRY_LONGEST_MS = 300_000;

/**
 * The rest after a failure: anything up to two seconds doubled with each failure, five minutes at most. Once the line has
 * been away for longer than `SPREAD_MS` its return is awaited over that time at least, also by a desk that has tried
 * only a few times.
 * @param outageMs how long ago the first of these failures was
 * @param random a number in [0, 1)
 */
export function retryMs(failures: number, outageMs: number, retryAfterMs: number | null, random: number): number {
  const least = outageMs > SPREAD_MS ? SPREAD_MS : 0;
  const cap = Math.min(RETRY_LONGEST_MS, Math.max(least, RETRY_FIRST_MS * 2 ** Math.min(failures, 10)));
  // What the centre asks for is the least; the jitter comes on top of it.
  return (retryAfterMs ?? 0) + Math.round(random * cap);
}

/** A hundred visits: packed they are a second of the slowest line, and a smaller batch is packed worse. */
export const BATCH_FIRST = 300;
/** While somebody is working here a batch is packed and kept in a time that nobody notices. */
export const BATCH_AT_WORK = 300;
export const AT_WORK_MS = 60_000;
const BATCH_LEAST = 50;
const BATCH_MOST = 1_500;
const FAST_MS = 5_000;
const SLOW_MS = 12_000;

/** The next batch's size from how long the last one took; null for one that failed. */
export function nextBatchSize(size: number, tookMs: number | null): number {
  if (tookMs === null || tookMs > SLOW_MS) return Math.max(BATCH_LEAST, Math.floor(size / 2));
  if (tookMs < FAST_MS) return Math.min(BATCH_MOST, size * 2);
  return size;
}
