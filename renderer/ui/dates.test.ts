import { expect, it } from 'vitest';
import { roughly, shownBytes, shownCount, shownDate, shownMoment, withShownDates } from './dates.ts';

it('shows dates as Cambodia writes them, at Cambodian time', () => {
  expect([shownDate('2026-03-01'), shownDate('2026-03'), shownDate('2026')]).toEqual(['01.03.2026', '03.2026', '2026']);
  expect(withShownDates('2026-03-01 1-017')).toBe('01.03.2026 1-017');
  expect(shownMoment('2026-03-01T17:05:00.000Z')).toBe('02.03.2026 00:05');
});

it('says lengths of time by the largest unit that says enough', () => {
  expect([30_000, 90_000, 2 * 3_600_000, 50 * 3_600_000].map(roughly)).toEqual([
    { unit: 'now', count: 0 },
    { unit: 'minutes', count: 1 },
    { unit: 'hours', count: 2 },
    { unit: 'days', count: 2 },
  ]);
});

it('groups counts and rounds bytes up', () => {
  expect([shownCount(7), shownCount(1204), shownCount(2776192)]).toEqual(['7', '1,204', '2,776,192']);
  expect([shownBytes(0), shownBytes(61_001), shownBytes(2_540_000)]).toEqual(['0 kB', '62 kB', '2.5 MB']);
});
