import { describe, expect, test } from 'vitest';
import { Admission, type Admitted } from './admission.ts';
import { Refused } from './faults.ts';
import { LIMITS, type Limits } from './limits.ts';
import { FakeClock } from './tests/centre.ts';

const FEW: Limits = {
  ...LIMITS,
  workersMax: 1,
  placesMax: 4,
  placesMin: 4,
  deviceBytesMost: 1_000,
  deviceBytesPerS: 100,
};

function gate(limits: Limits = FEW): { admission: Admission; clock: FakeClock } {
  const clock = new FakeClock();
  return { admission: new Admission(clock, limits, () => 0.5), clock };
}

function refusal(work: () => unknown): Refused {
  try {
    work();
  } catch (error) {
    if (error instanceof Refused) return error;
    throw error;
  }
  throw new Error('it was let in');
}

/** Who is called, in the order of being called. */
class Called {
  readonly names: string[] = [];
  readonly #admitted: Admitted[] = [];

  wait(name: string, admitted: Admitted): void {
    void admitted.turn().then(() => {
      this.names.push(name);
      this.#admitted.push(admitted);
    });
  }

  /** Lets the one who is called finish. */
  async next(): Promise<void> {
    await Promise.resolve();
    this.#admitted.pop()?.leave();
    await Promise.resolve();
  }
}

describe('who may come in', () => {
  test('as many as there are places, and others get moments one after another', () => {
    const { admission } = gate();
    const inside = Array.from({ length: 4 }, (_, index) => admission.enter('A', `d${index}`, 10));
    const away = Array.from({ length: 200 }, (_, index) => refusal(() => admission.enter('B', `e${index}`, 10)));
    expect(away.every(({ status, code }) => status === 503 && code === 'busy')).toBe(true);
    const seconds = away.map(({ retryAfterS }) => retryAfterS ?? 0);
    expect(seconds).toEqual([...seconds].sort((a, b) => a - b));
    expect(seconds[0]).toBeGreaterThanOrEqual(1);
    expect(seconds.at(-1)).toBeGreaterThan(4);
    expect(admission.turnedAway).toBe(200);
    inside[0]?.leave();
    inside[0]?.leave();
    admission.enter('B', 'f', 10);
    expect(refusal(() => admission.enter('B', 'g', 10)).status).toBe(503);
  });

  test('not more bytes than fit', () => {
    const { admission } = gate({ ...FEW, bytesMax: 900 });
    const one = admission.enter('A', 'd1', 800);
    expect(refusal(() => admission.enter('A', 'd2', 200)).status).toBe(503);
    one.leave();
    admission.enter('A', 'd2', 200);
  });

  test('no desk sends more than its bucket has, which fills up again', () => {
    const { admission, clock } = gate();
    admission.enter('A', 'd1', 900).leave();
    expect(refusal(() => admission.enter('A', 'd1', 300))).toMatchObject({ status: 503, retryAfterS: 2 });
    admission.enter('A', 'd2', 300).leave();
    clock.ms += 2_000;
    admission.enter('A', 'd1', 300).leave();
  });
});

describe('a nation that comes at once', () => {
  /** Facilities that come at the same moment, each with some batches one after another, as their moments tell them. */
  const morning = (facilities: number, batches: number): { doneMs: number[]; away: number[]; tookMs: number } => {
    const { admission, clock } = gate({ ...LIMITS, workersMax: 2, placesMin: 4, placesMax: 20 });
    const startMs = clock.ms;
    const states = Array.from({ length: facilities }, () => ({ left: batches, nextMs: clock.ms, away: 0, doneMs: 0 }));
    const inside: { index: number; admitted: Admitted; untilMs: number }[] = [];
    while (states.some(({ left }) => left > 0)) {
      for (const [index, state] of states.entries()) {
        const isInside = inside.some((one) => one.index === index);
        if (state.left === 0 || isInside || state.nextMs > clock.ms) continue;
        try {
          const admitted = admission.enter(`f${index}`, `d${index}`, 100);
          void admitted.turn();
          inside.push({ index, admitted, untilMs: clock.ms + 100 + 50 * inside.length });
        } catch (error) {
          if (!(error instanceof Refused)) throw error;
          state.away += 1;
          state.nextMs = clock.ms + (error.retryAfterS ?? 0) * 1_000;
        }
      }
      clock.ms += 50;
      for (const one of inside.filter(({ untilMs }) => untilMs <= clock.ms)) {
        inside.splice(inside.indexOf(one), 1);
        one.admitted.leave();
        const state = states[one.index];
        if (state === undefined) throw new Error('there is one');
        state.left -= 1;
        state.doneMs = clock.ms - startMs;
      }
    }
    const tookMs = clock.ms - startMs;
    return { doneMs: states.map(({ doneMs }) => doneMs), away: states.map(({ away }) => away), tookMs };
  };

  test('is all served, and nobody is sent away over and over', () => {
    const { away, doneMs } = morning(200, 4);
    expect(doneMs.every((ms) => ms > 0)).toBe(true);
    expect(Math.max(...away)).toBeLessThanOrEqual(12);
    expect(away.filter((times) => times > 0).length).toBeGreaterThan(100);
  });
});

describe('who is next', () => {
  test('facilities take turns, however many requests one of them has', async () => {
    const { admission, clock } = gate({ ...FEW, placesMin: 50, placesMax: 50 });
    const called = new Called();
    for (let index = 0; index < 5; index += 1) called.wait(`A${index}`, admission.enter('A', 'a', 1));
    clock.ms += 10;
    for (const facility of ['B', 'C']) {
      for (let index = 0; index < 2; index += 1)
        called.wait(`${facility}${index}`, admission.enter(facility, facility, 1));
      clock.ms += 10;
    }
    for (let index = 0; index < 9; index += 1) {
      clock.ms += 10;
      await called.next();
    }
    expect(called.names).toEqual(['A0', 'B0', 'C0', 'A1', 'B1', 'C1', 'A2', 'A3', 'A4']);
  });

  test('one batch of a facility at a time, as many facilities as there are workers', async () => {
    const { admission } = gate({ ...FEW, workersMax: 2 });
    const called = new Called();
    for (const name of ['A1', 'A2', 'B1']) called.wait(name, admission.enter(name.slice(0, 1), name, 1));
    await Promise.resolve();
    expect(called.names).toEqual(['A1', 'B1']);
    expect(admission.state).toMatchObject({ places: 3, waiting: 1, working: 2 });
    await called.next();
    expect(admission.state).toMatchObject({ places: 2, waiting: 1, working: 1 });
    await called.next();
    expect(called.names).toEqual(['A1', 'B1', 'A2']);
  });

  test('who goes away while waiting is forgotten', async () => {
    const { admission } = gate();
    const called = new Called();
    called.wait('A', admission.enter('A', 'a', 1));
    const gone = admission.enter('B', 'b', 1);
    called.wait('B', gone);
    called.wait('C', admission.enter('C', 'c', 1));
    gone.leave();
    await called.next();
    await called.next();
    expect(called.names).toEqual(['A', 'C']);
    expect(admission.state).toMatchObject({ places: 0, waiting: 0, working: 0 });
  });
});
