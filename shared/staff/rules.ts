/** Wrong PINs in a row before the name is locked. */
export const WRONG_PINS_MAX = 5;
const LOCK_FIRST_MS = 60_000;
const LOCK_LONGEST_MS = 60 * 60_000;

/** A minute for the first lock, twice as long each time after it, an hour at most. */
export function lockMs(lockCount: number): number {
  return Math.min(LOCK_LONGEST_MS, LOCK_FIRST_MS * 2 ** Math.min(lockCount, 10));
}

/** A session ends with the longest shift, and never lives into the next day's. */
export const SESSION_MS = 14 * 3_600_000;
