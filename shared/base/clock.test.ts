import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type ClockReading,
  clockAfterContact,
  clockAfterNews,
  clockAfterWord,
  judgeClock,
  type KeptClock,
  PROGRAM_SINCE_MS,
  startedClock,
} from './clock.ts';
import { DAY_MS } from './time.ts';

const MINUTE = 60_000;
const NOW = Date.parse('2026-06-01T02:00:00.000Z');
const BATTERY_DEAD = Date.parse('2000-01-01T00:00:10.000Z');
const NOTHING: KeptClock = { boundMs: 0, confirmedMs: 0, offsetMs: 0, baseMs: 0, baseMonotonicMs: null };

const at = (wallMs: number, monotonicMs: number | null = 0): ClockReading => ({ wallMs, monotonicMs });
const afterContact = clockAfterContact(at(NOW), NOW, 0);
const flags = (kept: KeptClock, ...readings: ClockReading[]) =>
  readings.map((reading) => judgeClock(kept, reading).flag);

describe('what a desk thinks of its clock', () => {
  it('believes a clock against which nothing speaks', () => {
    expect(judgeClock(startedClock(NOTHING, at(NOW)), at(NOW))).toEqual({
      flag: 'ok',
      bestMs: NOW,
      boundMs: PROGRAM_SINCE_MS,
    });
  });

  it('notices a dead battery at the first start of all, and counts days from the least that is known', () => {
    const kept = startedClock(NOTHING, at(BATTERY_DEAD, 10_000));
    const hourLater = at(BATTERY_DEAD + 60 * MINUTE, 10_000 + 60 * MINUTE);
    expect(judgeClock(kept, hourLater)).toEqual({
      flag: 'back',
      bestMs: PROGRAM_SINCE_MS + 60 * MINUTE,
      boundMs: PROGRAM_SINCE_MS + 60 * MINUTE,
    });
  });

  it('knows after a dead battery what the centre said before it', () => {
    const restarted = startedClock(afterContact, at(BATTERY_DEAD, 5_000));
    expect(judgeClock(restarted, at(BATTERY_DEAD, 5_000))).toMatchObject({ flag: 'back', bestMs: NOW });
  });

  it('notices a clock that is set in the middle of the work, and goes on counting', () => {
    const elapsed = 20 * MINUTE;
    expect(judgeClock(afterContact, at(NOW + elapsed + 3 * DAY_MS, elapsed))).toMatchObject({
      flag: 'jump',
      bestMs: NOW + elapsed,
    });
    expect(judgeClock(afterContact, at(BATTERY_DEAD, elapsed))).toMatchObject({ flag: 'back', bestMs: NOW + elapsed });
  });

  it('is not upset by what every clock does: a few minutes, a summer of no contact, a PC that slept', () => {
    const slept = 9 * 60 * MINUTE;
    expect(
      flags(
        afterContact,
        at(NOW + 4 * MINUTE, 0),
        at(NOW - MINUTE, 0),
        at(NOW + slept, slept),
        at(NOW + 399 * DAY_MS, 399 * DAY_MS),
      ),
    ).toEqual(['ok', 'ok', 'ok', 'ok']);
  });

  it('stands exactly at its limits', () => {
    const limits = [at(NOW - 2 * MINUTE), at(NOW - 2 * MINUTE - 1), at(NOW + 5 * MINUTE), at(NOW + 5 * MINUTE + 1)];
    expect(flags(afterContact, ...limits)).toEqual(['ok', 'back', 'ok', 'jump']);
    const unwatched = { ...afterContact, baseMonotonicMs: null };
    expect(flags(unwatched, at(NOW + 400 * DAY_MS, null), at(NOW + 400 * DAY_MS + 1, null))).toEqual(['ok', 'far']);
  });

  it('does not follow a clock into the year 2100, at a start or later', () => {
    const far = Date.parse('2100-01-01T00:00:00.000Z');
    const kept = startedClock(afterContact, at(far, 7));
    expect(judgeClock(kept, at(far, 7))).toEqual({ flag: 'far', bestMs: NOW, boundMs: NOW });
    expect(judgeClock(afterContact, at(far, MINUTE))).toMatchObject({ flag: 'far', bestMs: NOW + MINUTE });
  });

  it('learns from the centre how wrong the clock is, and corrects it at later starts', () => {
    const wallAhead = NOW + 20 * DAY_MS;
    const met = clockAfterContact(at(wallAhead), NOW, 0);
    expect(met.offsetMs).toBe(-20 * DAY_MS);
    expect(judgeClock(met, at(wallAhead, 0))).toMatchObject({ flag: 'jump', bestMs: NOW });
    const nextDay = startedClock(met, at(wallAhead + DAY_MS, 3));
    expect(judgeClock(nextDay, at(wallAhead + DAY_MS, 3))).toMatchObject({ flag: 'jump', bestMs: NOW + DAY_MS });
    const repaired = clockAfterContact(at(NOW + DAY_MS, 9), NOW + DAY_MS, 0);
    expect(judgeClock(repaired, at(NOW + DAY_MS, 9)).flag).toBe('ok');
  });

  it('takes the day of a list for a bound, and half of a slow exchange into account', () => {
    expect(judgeClock(clockAfterNews(NOTHING, at(0, null), NOW), at(BATTERY_DEAD, null)).boundMs).toBe(NOW);
    const slow = clockAfterContact(at(NOW + 4_000), NOW, 4_000);
    expect([slow.offsetMs, slow.boundMs, slow.baseMs]).toEqual([0, NOW, NOW + 4_000]);
  });

  it('takes a person’s word until the centre has spoken again', () => {
    const dead = startedClock(NOTHING, at(BATTERY_DEAD, 0));
    const told = clockAfterWord(dead, at(BATTERY_DEAD, 0), NOW);
    expect(judgeClock(told, at(BATTERY_DEAD + MINUTE, MINUTE))).toMatchObject({ flag: 'back', bestMs: NOW + MINUTE });
    // The word survives a start, and does not pass for proof.
    const restarted = startedClock(told, at(BATTERY_DEAD, 0));
    expect(judgeClock(restarted, at(BATTERY_DEAD, 0))).toEqual({
      flag: 'back',
      bestMs: NOW,
      boundMs: PROGRAM_SINCE_MS,
    });
    const met = clockAfterContact(at(NOW, MINUTE), NOW, 0);
    expect(judgeClock(met, at(NOW, MINUTE))).toEqual({ flag: 'ok', bestMs: NOW, boundMs: NOW });
  });

  it('forgets what a centre with a wrong clock said as soon as it says better', () => {
    const wrong = clockAfterContact(at(NOW), NOW + 40 * DAY_MS, 0);
    expect(judgeClock(wrong, at(NOW)).flag).toBe('back');
    expect(judgeClock(clockAfterContact(at(NOW + MINUTE), NOW + MINUTE, 0), at(NOW + MINUTE))).toEqual({
      ...{ flag: 'ok', bestMs: NOW + MINUTE, boundMs: NOW + MINUTE },
    });
  });

  it('never says that it is earlier than it is known to be, whatever happens to the clock', () => {
    const wall = fc.oneof(
      fc.integer({ min: 0, max: 4_200_000_000_000 }),
      fc.integer({ min: NOW - 3 * DAY_MS, max: NOW + 3 * DAY_MS }),
    );
    const step = fc.record({
      do: fc.constantFrom('start' as const, 'contact' as const, 'list' as const, 'word' as const, 'look' as const),
      wall,
      saidMs: fc.integer({ min: PROGRAM_SINCE_MS, max: NOW + 800 * DAY_MS }),
      passedMs: fc.integer({ min: 0, max: 10 * DAY_MS }),
    });
    fc.assert(
      fc.property(fc.array(step, { size: 'max', maxLength: 60 }), (steps) => {
        let kept = NOTHING;
        let monotonic = 0;
        let leastMs = PROGRAM_SINCE_MS;
        for (const one of steps) {
          monotonic = one.do === 'start' ? one.passedMs % 100_000 : monotonic + one.passedMs;
          const reading = at(one.wall, monotonic);
          if (one.do === 'start') kept = startedClock(kept, reading);
          if (one.do === 'contact') kept = clockAfterContact(reading, one.saidMs, 0);
          if (one.do === 'list') kept = clockAfterNews(kept, reading, one.saidMs);
          if (one.do === 'word') kept = clockAfterWord(kept, reading, one.saidMs);
          if (one.do === 'contact') leastMs = one.saidMs;
          if (one.do === 'list') leastMs = Math.max(leastMs, one.saidMs);
          const judged = judgeClock(kept, reading);
          expect(judged.boundMs).toBeGreaterThanOrEqual(leastMs);
          if (judged.flag === 'ok') expect(judged.bestMs).toBe(one.wall);
          else expect(judged.bestMs).toBeGreaterThanOrEqual(judged.boundMs);
        }
      }),
      { numRuns: 200, seed: 20_260_601 },
    );
  });
});
