import { expect, it } from 'vitest';
import { barLength, daysOfMonth, shortDigest, shownChange } from './figures.ts';

it('shows every day of a month, also those without visits', () => {
  const days = daysOfMonth('2028-02', [{ day: '2028-02-29', visits: 3 }]);
  expect([days.length, days[0], days[28]]).toEqual([
    29,
    { day: '2028-02-01', visits: 0 },
    { day: '2028-02-29', visits: 3 },
  ]);
});

it('says by how much a figure has changed, with its sign, and nothing where there was nothing', () => {
  expect([shownChange(112, 100), shownChange(95, 100), shownChange(5, 0), shownChange(0, 4)]).toEqual([
    '+12 %',
    '−5 %',
    null,
    '−100 %',
  ]);
});

it('keeps a small bar visible and an empty one away', () => {
  expect([barLength(1, 10_000), barLength(0, 10), barLength(10, 10)]).toEqual([1.5, 0, 100]);
});

it('groups the beginning of a digest', () => {
  expect(shortDigest('0123456789abcdef')).toBe('0123 4567 89ab');
});
