import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { READ_IN_PLACE } from '../../../shared/base/reading.ts';
import type { Clerk } from '../../../tests/support/asks.ts';
import { openTestDesk, type TestDesk } from '../../../tests/support/desk.ts';
import { seededDice } from '../../../tests/support/dice.ts';
import { somebody } from '../../../tests/support/people.ts';
import { countAhead } from './count-ahead.ts';

describe('counting ahead', () => {
  let desk: TestDesk;
  let clerk: Clerk;
  const logged: string[] = [];
  const log = (event: string) => void logged.push(event);
  const dice = seededDice(3);
  beforeEach(async () => {
    desk = await openTestDesk('memory');
    clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  });
  afterEach(async () => {
    vi.useRealTimers();
    await desk.close();
  });

  async function seen(serviceDate: string): Promise<void> {
    const { patient } = await clerk.ask('patients.register', somebody(dice));
    const { check } = await clerk.ask('eligibility.check', {
      patientId: patient.id,
      serviceDate,
      isIdentityShown: true,
    });
    await clerk.ask('visits.open', { patientId: patient.id, checkId: check.id });
  }
  const days = () =>
    desk.db.all('SELECT day, countedStamp IS stamp AS isCounted, hasRows, linesCount FROM monthDay ORDER BY day DESC');

  it('counts what was touched, a few days at a time, and keeps the lines of days that are over', async () => {
    const touched = ['2026-03-10', '2026-03-09', '2026-03-04', '2026-03-03', '2026-02-20'];
    for (const day of touched) await seen(day);
    const stop = countAhead(desk.db, READ_IN_PLACE, desk.clock, log);
    expect(days().every(({ isCounted }) => isCounted === 0)).toBe(true);
    await vi.advanceTimersByTimeAsync(3_000);
    await vi.waitUntil(() => days().filter(({ isCounted }) => isCounted === 1).length === 3);
    expect(days().map(({ isCounted }) => isCounted)).toEqual([1, 1, 1, 0, 0]);
    await vi.advanceTimersByTimeAsync(1_000);
    await vi.waitUntil(() => days().every(({ isCounted }) => isCounted === 1));
    expect(days().map(({ day, hasRows, linesCount }) => ({ day, hasRows, linesCount }))).toEqual(
      touched.map((day, index) => ({ day, hasRows: index === 0 ? 0 : 1, linesCount: 1 })),
    );
    await seen('2026-03-04');
    expect(days().map(({ isCounted }) => isCounted)).toEqual([1, 1, 0, 1, 1]);
    await vi.advanceTimersByTimeAsync(301_000);
    await vi.waitUntil(() => days().every(({ isCounted }) => isCounted === 1));
    stop();
    await seen('2026-03-04');
    await vi.advanceTimersByTimeAsync(900_000);
    expect(days().map(({ isCounted }) => isCounted)).toEqual([1, 1, 0, 1, 1]);
    expect(logged).toEqual([]);
  });

  it('tries again later when it could not read', async () => {
    await seen('2026-03-09');
    let failures = 1;
    const reading: typeof READ_IN_PLACE = {
      run: (...words) => {
        failures -= 1;
        return failures === 0 ? Promise.reject(new Error('no thread')) : READ_IN_PLACE.run(...words);
      },
    };
    const stop = countAhead(desk.db, reading, desk.clock, log);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(logged).toEqual(['months-not-counted']);
    expect(days().map(({ isCounted }) => isCounted)).toEqual([0]);
    await vi.advanceTimersByTimeAsync(301_000);
    await vi.waitUntil(() => days().every(({ isCounted }) => isCounted === 1));
    stop();
  });
});
