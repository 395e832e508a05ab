import { expect, it } from 'vitest';
import { nextBatchSize, retryMs } from './timing.ts';

it('rests twice as long after each failure, five minutes at most', () => {
  const longest = [1, 2, 3, 7, 8, 9, 50].map((failures) => retryMs(failures, null, 1));
  expect(longest).toEqual([4_000, 8_000, 16_000, 256_000, 300_000, 300_000, 300_000]);
  expect(retryMs(5, null, 0)).toBe(0);
});

it('rests at least as long as the centre asks, with jitter on top', () => {
  expect(retryMs(1, 10_000, 0)).toBe(10_000);
  expect(retryMs(1, 10_000, 0.5)).toBe(12_000);
});

it('doubles a batch while the line is fast and halves it when it is slow or fails, within bounds', () => {
  expect([100, 400, 500].map((size) => nextBatchSize(size, 1_000))).toEqual([200, 500, 500]);
  expect([100, 50, 25].map((size) => nextBatchSize(size, 20_000))).toEqual([50, 25, 25]);
  expect([100, 25].map((size) => nextBatchSize(size, null))).toEqual([50, 25]);
  expect(nextBatchSize(100, 8_000)).toBe(100);
});
