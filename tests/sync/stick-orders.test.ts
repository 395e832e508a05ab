import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TestCentre } from '../../sync/central/tests/centre.ts';
import { serve } from '../support/clerk-work.ts';
import { seededDice } from '../support/dice.ts';
import { somebody } from '../support/people.ts';
import {
  bring,
  endsOf,
  openStickDesk,
  type PracticeCentre,
  type StickDesk,
  startPracticeCentre,
  takeAt,
} from '../support/stick-desk.ts';

/** Whatever may happen to the work of a desk between its screen and the centre, in any order. */
const STEPS = ['work', 'close', 'stick', 'net', 'move', 'bring', 'bring-half', 'answer', 'answer-half'] as const;
interface Step {
  is: (typeof STEPS)[number];
  /** Which of the sticks or answers that there are by then. */
  which: number;
}
const step: fc.Arbitrary<Step> = fc.record({ is: fc.constantFrom(...STEPS), which: fc.nat(9) });
const runs = Number(process.env.TONLE_STICK_RUNS ?? 8);

let practice: PracticeCentre;
let centre: TestCentre;
beforeAll(async () => {
  practice = await startPracticeCentre();
  centre = practice.centre;
});
afterAll(() => practice?.stop());

/** A desk, the sticks and answers that lie about, and what has been entered so far. */
class Walk {
  readonly desk: StickDesk;
  readonly #dice;
  readonly #sticks: Buffer[] = [];
  readonly #answers: Buffer[] = [];
  readonly #open: string[] = [];
  #entered = 0;
  #isLocal = false;

  constructor(desk: StickDesk, seed: number) {
    this.desk = desk;
    this.#dice = seededDice(seed);
  }

  async go({ is, which }: Step): Promise<void> {
    switch (is) {
      case 'work':
        this.#open.push((await serve(this.desk.clerk, somebody(this.#dice))).visitId);
        this.#entered += 3;
        return;
      case 'close': {
        const visitId = this.#open.pop();
        if (visitId === undefined) return;
        const { visit } = await this.desk.clerk.ask('visits.close', { visitId, outcome: 'improved' });
        // What a payer may pay is claimed with the closing.
        if (visit.payer !== 'self') this.#entered += 1;
        return;
      }
      case 'stick':
        this.desk.place = this.desk.path('stick.tonle');
        if ((await this.desk.clerk.reply('sticks.export')).ok) this.#sticks.push(readFileSync(this.desk.place));
        return;
      case 'net':
        return this.desk.contact();
      case 'move':
        // From the centre's network to the local one of the same centre, or back: the program starts again there.
        this.#isLocal = !this.#isLocal;
        return this.desk.restart(this.#isLocal ? centre.url.replace('127.0.0.1', 'localhost') : centre.url);
      case 'bring':
      case 'bring-half':
        return this.#bring(which, is === 'bring-half');
      case 'answer':
      case 'answer-half':
        return this.#answer(which, is === 'answer-half');
    }
  }

  async #bring(which: number, isHalf: boolean): Promise<void> {
    const stick = this.#sticks[which % Math.max(1, this.#sticks.length)];
    if (stick === undefined) return;
    const { status, answer } = await bring(centre.url, isHalf ? stick.subarray(0, stick.length >> 1) : stick);
    expect(status).toBe(isHalf ? 400 : 200);
    if (!isHalf) this.#answers.push(answer);
  }

  async #answer(which: number, isHalf: boolean): Promise<void> {
    const answer = this.#answers[which % Math.max(1, this.#answers.length)];
    if (answer === undefined) return;
    const reply = await takeAt(this.desk, isHalf ? answer.subarray(0, answer.length >> 1) : answer);
    expect(reply.ok).toBe(!isHalf);
  }

  /** Holds at every moment, whatever has happened. */
  async check(): Promise<void> {
    const { counts, onStick, waiting } = await this.desk.clerk.ask('sync.status', {});
    const { entered, ...parts } = counts;
    expect(entered).toBe(this.#entered);
    expect(parts.accepted + parts.needsFixing + parts.waiting + parts.withdrawn).toBe(entered);
    expect(onStick).toBeLessThanOrEqual(parts.waiting);
    if (parts.waiting < 100) expect(waiting.filter(({ stick }) => stick !== null).length >= onStick).toBe(true);
    const { sticks } = await this.desk.clerk.ask('sticks.list', {});
    expect(sticks[0]?.waiting ?? 0).toBe(onStick);
  }

  /** Everything is brought to its end over the line, or by a last stick alone. */
  async finish(isByNet: boolean): Promise<void> {
    if (isByNet) await this.desk.contact();
    else {
      await this.go({ is: 'stick', which: 0 });
      await this.go({ is: 'bring', which: this.#sticks.length - 1 });
      await this.go({ is: 'answer', which: this.#answers.length - 1 });
    }
    await this.check();
    const { counts } = await this.desk.clerk.ask('sync.status', {});
    expect(counts).toEqual({
      entered: this.#entered,
      accepted: this.#entered,
      needsFixing: 0,
      waiting: 0,
      withdrawn: 0,
    });
    const ends = await endsOf(this.desk, centre);
    expect(ends).toMatchObject({ missing: [], doubled: [], strange: [] });
    expect(ends.desk.filter(({ state }) => state !== 'accepted')).toEqual([]);
  }
}

it('loses and doubles nothing, by net and stick in any order, repeated and in halves', {
  timeout: 900_000,
}, async () => {
  let seed = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { minLength: 6, maxLength: 22, size: 'max' }),
      fc.boolean(),
      async (steps, isByNet) => {
        const desk = await openStickDesk(centre.url);
        try {
          const walk = new Walk(desk, ++seed);
          await walk.go({ is: 'net', which: 0 });
          for (const one of [{ is: 'work', which: 0 } as const, ...steps]) {
            await walk.go(one);
            await walk.check();
          }
          await walk.finish(isByNet);
        } finally {
          await desk.close();
        }
      },
    ),
    { numRuns: runs, endOnFailure: process.env.TONLE_STICK_RUNS !== undefined },
  );
});
