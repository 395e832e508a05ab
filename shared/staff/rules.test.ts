import { expect, it } from 'vitest';
import { lockMs } from './rules.ts';

it('locks for a minute, then twice as long each time, an hour at most', () => {
  const minutes = [0, 1, 2, 3, 4, 5, 6, 7, 100, 10_000].map((count) => lockMs(count) / 60_000);
  expect(minutes).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
});
