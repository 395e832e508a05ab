import type { Clock } from '../../shared/base/time.ts';

/** Ten minutes past nine on a Tuesday morning in Cambodia. */
export const MORNING_MS = Date.parse('2026-03-10T02:10:00.000Z');

export interface FakeClock extends Clock {
  advance(ms: number): void;
}

/** A clock that stands still until a test moves it. */
export function fakeClock(startMs = MORNING_MS): FakeClock {
  let ms = startMs;
  return {
    nowMs: () => ms,
    advance(by) {
      ms += by;
    },
  };
}
