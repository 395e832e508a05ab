import type { Clock } from '../../shared/base/time.ts';
import { Refused } from './faults.ts';

const WRONG_CODES_MAX = 10;
const WINDOW_MS = 60_000;
const ADDRESSES_MAX = 10_000;

/** Wrong enrolment codes are counted by address, so that nobody tries codes until one fits. */
export class CodeLimiter {
  readonly #clock: Clock;
  readonly #wrong = new Map<string, { count: number; untilMs: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Throws `Refused` where too many wrong codes came from this address. */
  check(address: string): void {
    const now = this.#clock.nowMs();
    const wrong = this.#wrong.get(address);
    if (wrong === undefined || wrong.untilMs <= now || wrong.count < WRONG_CODES_MAX) return;
    const waitS = Math.ceil((wrong.untilMs - now) / 1000);
    throw new Refused(
      429,
      'busy',
      `Too many wrong codes came from here. Wait ${waitS} seconds, then try again.`,
      waitS,
    );
  }

  countWrong(address: string): void {
    const now = this.#clock.nowMs();
    const wrong = this.#wrong.get(address);
    if (wrong !== undefined && wrong.untilMs > now) {
      wrong.count += 1;
      return;
    }
    if (this.#wrong.size >= ADDRESSES_MAX) this.#wrong.clear();
    this.#wrong.set(address, { count: 1, untilMs: now + WINDOW_MS });
  }
}
