import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  ageOn,
  clockTimeAt,
  dayAt,
  dayStartMs,
  daysBetween,
  instantOf,
  isDay,
  isMonth,
  monthsBetween,
  msOf,
} from './time.ts';

const day = fc
  .date({ min: new Date('1890-01-01'), max: new Date('2120-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('days in Cambodia', () => {
  it('begin at 17:00 UTC, all year and in every time zone', () => {
    expect(dayAt(Date.parse('2026-03-09T16:59:59.999Z'))).toBe('2026-03-09');
    expect(dayAt(Date.parse('2026-03-09T17:00:00.000Z'))).toBe('2026-03-10');
    expect(dayAt(Date.parse('2026-07-09T17:00:00.000Z'))).toBe('2026-07-10');
    expect(clockTimeAt(Date.parse('2026-03-10T02:10:00.000Z'))).toBe('09:10');
    expect(instantOf(dayStartMs('2026-03-10'))).toBe('2026-03-09T17:00:00.000Z');
    expect(msOf('1970-01-01T00:00:00.001Z')).toBe(1);
  });

  it('are those of the calendar', () => {
    for (const text of ['2024-02-29', '2000-02-29', '2026-12-31']) expect(isDay(text), text).toBe(true);
    for (const text of [
      '2026-02-29',
      '1900-02-29',
      '2026-13-01',
      '2026-00-10',
      '2026-1-1',
      '26-01-01',
      '2026-01-01T00:00',
      '',
      '០២',
    ])
      expect(isDay(text), text).toBe(false);
    expect(['2026-01', '2026-12', '2026-13', '2026-00', '2026-1'].map(isMonth)).toEqual([
      true,
      true,
      false,
      false,
      false,
    ]);
  });

  it('are counted forward and back', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: -40_000, max: 40_000 }), (from, count) => {
        const to = addDays(from, count);
        expect(daysBetween(from, to)).toBe(count);
        expect(addDays(to, -count)).toBe(from);
      }),
    );
  });
});

describe('months', () => {
  it('are counted forward and back, over the ends of years', () => {
    expect([
      addMonths('2026-01', -1),
      addMonths('2026-12', 1),
      addMonths('2026-03', -27),
      addMonths('2026-03', 0),
    ]).toEqual(['2025-12', '2027-01', '2023-12', '2026-03']);
    fc.assert(
      fc.property(day, fc.integer({ min: -600, max: 600 }), (from, count) => {
        expect(monthsBetween(from.slice(0, 7), addMonths(from.slice(0, 7), count))).toBe(count);
      }),
    );
  });
});

describe('an age', () => {
  it('grows on the birthday, and on 1 March for who was born on 29 February', () => {
    expect(ageOn('1990-05-20', '2026-05-19')).toBe(35);
    expect(ageOn('1990-05-20', '2026-05-20')).toBe(36);
    expect(ageOn('2024-02-29', '2025-02-28')).toBe(0);
    expect(ageOn('2024-02-29', '2025-03-01')).toBe(1);
    expect(ageOn('2026-03-10', '2026-03-10')).toBe(0);
  });
});
