/** Rests between contacts. Full jitter, so that 1,600 desks do not come back in step after an outage. */
export const HEARTBEAT_MS = 60_000;
export const AFTER_CHANGE_MS = 400;
const RETRY_FIRST_MS = 2_000;
const RETRY_LONGEST_MS = 300_000;

/** @param random a number in [0, 1) */
export function retryMs(failures: number, retryAfterMs: number | null, random: number): number {
  const cap = Math.min(RETRY_LONGEST_MS, RETRY_FIRST_MS * 2 ** Math.min(failures, 10));
  // What the centre asks for is the least; the jitter comes on top of it.
  return (retryAfterMs ?? 0) + Math.round(random * cap);
}

export const BATCH_FIRST = 100;
const BATCH_LEAST = 25;
const BATCH_MOST = 500;
const FAST_MS = 5_000;
const SLOW_MS = 12_000;

/** The next batch's size from how long the last one took; null for one that failed. */
export function nextBatchSize(size: number, tookMs: number | null): number {
  if (tookMs === null || tookMs > SLOW_MS) return Math.max(BATCH_LEAST, Math.floor(size / 2));
  if (tookMs < FAST_MS) return Math.min(BATCH_MOST, size * 2);
  return size;
}
