import { describe, expect, it } from 'vitest';
import {
  endMonths,
  lastDayOf,
  lastDueMonth,
  lastPaidMonth,
  monthsEndingAt,
  monthsFromTo,
  pendingMonths,
} from './months.ts';

describe('due dates', () => {
  it.each([
    ['2026-03-15', 15, '2026-01', ['2026-01', '2026-02'], ['2026-02']],
    ['2026-03-16', 15, '2026-02', ['2026-02'], []],
    ['2026-01-01', 15, '2025-11', ['2025-11', '2025-12'], ['2025-12']],
    ['2026-01-16', 15, '2025-12', ['2025-12'], []],
    ['2026-02-28', 31, '2025-12', ['2025-12', '2026-01'], ['2026-01']],
    ['2026-03-01', 31, '2026-01', ['2026-01', '2026-02'], ['2026-02']],
    ['2026-03-02', 1, '2026-02', ['2026-02'], []],
  ])('%s with due day %i: last due %s', (day, dueDay, lastDue, ends, pending) => {
    expect(lastDueMonth(day, { dueDay })).toBe(lastDue);
    expect(endMonths(day, { dueDay })).toEqual(ends);
    expect(pendingMonths(day, { dueDay })).toEqual(pending);
  });
});

it('lists months over the turn of a year', () => {
  expect(monthsEndingAt('2026-01', 3)).toEqual(['2025-11', '2025-12', '2026-01']);
  expect(monthsFromTo('2026-01', '2025-12')).toEqual([]);
});

it('finds the last paid month', () => {
  expect(lastPaidMonth(['2026-02', '2025-12', '2026-05', '2026-03'])).toBe('2026-05');
  expect(lastPaidMonth([])).toBeUndefined();
});

it('knows how long a month is', () => {
  expect(['2024-02', '2026-02', '2026-04', '2026-12'].map(lastDayOf)).toEqual([
    '2024-02-29',
    '2026-02-28',
    '2026-04-30',
    '2026-12-31',
  ]);
});
