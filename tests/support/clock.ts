import type { Clock } from '../../shared/base/time.ts';

/** Ten minutes past nine on a Tuesday morning in Cambodia. */
export const MORNING_MS = Date.parse('2026-03-10T02:10:00.000Z');

export interface FakeClock extends Clock {
  monotonicMs(): number;
  /** Time passes. */
  advance(ms: number): void;
  /** Somebody, or an empty battery, sets the clock; no time passes. */
  set(ms: number): void;
  /** The PC is switched off and on: what counts from its start begins anew. */
  restart(): void;
}

/** A clock that stands still until a test moves it. */
export function fakeClock(startMs = MORNING_MS): FakeClock {
  let ms = startMs;
  let monotonicMs = 60_000;
  return {
    nowMs: () => ms,
    monotonicMs: () => monotonicMs,
    advance(by) {
      ms += by;
      monotonicMs += by;
    },
    set(to) {
      ms = to;
    },
    restart() {
      monotonicMs = 0;
    },
  };
}
