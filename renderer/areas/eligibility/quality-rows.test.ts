import { expect, it } from 'vitest';
import { daysOf, foundedRows, outcomeRows } from './quality-rows.ts';

const quality = {
  from: '2026-03-01',
  to: '2026-03-10',
  checks: 300,
  byOutcome: { eligible: 200, provisional: 50, 'not-eligible': 40, review: 10, 'other-scheme': 0 },
  confirmed: 120,
  stale: 7,
  overridden: 3,
  rechecked: 48,
  overturned: 4,
};

it('names the days of a span, both ends included', () => {
  expect(daysOf('this-month', '2026-03-10')).toEqual({ from: '2026-03-01', to: '2026-03-10' });
  expect(daysOf('last-month', '2026-03-10')).toEqual({ from: '2026-02-01', to: '2026-02-28' });
  expect(daysOf('last-month', '2026-01-31')).toEqual({ from: '2025-12-01', to: '2025-12-31' });
  expect(daysOf('last-7-days', '2026-03-03')).toEqual({ from: '2026-02-25', to: '2026-03-03' });
});

it('gives each count its share of what it is a part of', () => {
  expect(foundedRows(quality).map(({ name, count, of, share }) => [name, count, of, share])).toEqual([
    ['confirmed', 120, 300, 40],
    ['provisional', 50, 300, 16.7],
    ['stale', 7, 300, 2.3],
    ['overridden', 3, 300, 1],
    ['overturned', 4, 48, 8.3],
  ]);
  expect(outcomeRows(quality).reduce((sum, { count }) => sum + count, 0)).toBe(quality.checks);
});

it('has no share of nothing', () => {
  expect(foundedRows({ ...quality, rechecked: 0, overturned: 0 }).at(-1)?.share).toBe(null);
});
