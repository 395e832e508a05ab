import type { Clock } from '../../shared/base/time.ts';
import { MORNING_MS } from '../support/clock.ts';

interface Timer {
  owner: object;
  atMs: number;
  run(): void;
}

/** The true time of a simulation, which nothing but a step moves, and everybody's timers on it. */
export class SimClock implements Clock {
  #ms = MORNING_MS;
  #timers: Timer[] = [];

  nowMs(): number {
    return this.#ms;
  }

  after(owner: object, ms: number, run: () => void): () => void {
    const timer: Timer = { owner, atMs: this.#ms + ms, run };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((one) => one !== timer);
    };
  }

  /** A process that died waits for nothing any more. */
  forget(owner: object): void {
    this.#timers = this.#timers.filter((one) => one.owner !== owner);
  }

  /** Time passes; what was due runs in its order, each after `settle`. */
  async pass(ms: number, settle: () => Promise<void>): Promise<void> {
    const untilMs = this.#ms + ms;
    for (;;) {
      const due = this.#timers.filter(({ atMs }) => atMs <= untilMs).sort((one, other) => one.atMs - other.atMs)[0];
      if (due === undefined) break;
      this.#timers = this.#timers.filter((one) => one !== due);
      this.#ms = Math.max(this.#ms, due.atMs);
      due.run();
      await settle();
    }
    this.#ms = untilMs;
  }
}
