import { expect, it } from 'vitest';
import { nextBatchSize, retryMs, SPREAD_MS } from './timing.ts';

it('rests twice as long after each failure, five minutes at most', () => {
  const longest = [1, 2, 3, 7, 8, 9, 50].map((failures) => retryMs(failures, 0, null, 1));
  expect(longest).toEqual([4_000, 8_000, 16_000, 256_000, 300_000, 300_000, 300_000]);
  expect(retryMs(5, 0, null, 0)).toBe(0);
});

it('comes back from an outage of everybody at any moment of a minute, however few tries it made', () => {
  expect([retryMs(1, SPREAD_MS, null, 1), retryMs(1, SPREAD_MS + 1, null, 1)]).toEqual([4_000, 60_000]);
  expect(retryMs(7, SPREAD_MS + 1, null, 1)).toBe(256_000);
});

it('rests at least as long as the centre asks, with jitter on top', () => {
  expect(retryMs(1, 0, 10_000, 0)).toBe(10_000);
  expect(retryMs(1, 0, 10_000, 0.5)).toBe(12_000);
});

it('doubles a batch while the line is fast and halves it when it is slow or fails, within bounds', () => {
  expect([100, 400, 800, 1_500].map((size) => nextBatchSize(size, 1_000))).toEqual([200, 800, 1_500, 1_500]);
  expect([400, 90, 50].map((size) => nextBatchSize(size, 20_000))).toEqual([200, 50, 50]);
  expect([300, 50].map((size) => nextBatchSize(size, null))).toEqual([150, 50]);
  expect(nextBatchSize(100, 8_000)).toBe(100);
});
