import { expect, it } from 'vitest';
import { isProved, provePowerCuts } from './proof.ts';

it('a desk whose power is cut at any moment has all that it said is saved; a weaker one has not', async ({ skip }) => {
  const proof = await provePowerCuts({ images: 400, controlImages: 100, asks: 240, seed: 20_260_310 });
  if ('skipped' in proof) return skip(proof.skipped);
  const { FULL, NORMAL, OFF } = proof;
  expect(FULL).toMatchObject({ images: 400, lost: 0, corrupt: 0, bad: [] });
  expect(FULL.acknowledged).toBeGreaterThanOrEqual(240);
  expect(FULL.unsynced).toBeGreaterThan(FULL.images / 4);
  // The controls: the very same proof finds what is wrong with a desk that syncs less.
  expect(NORMAL.lost).toBeGreaterThan(0);
  expect(OFF.corrupt).toBeGreaterThan(0);
  expect(NORMAL.syncs).toBeLessThan(FULL.syncs);
  expect(isProved(proof)).toBe(true);
  expect(isProved({ ...proof, FULL: NORMAL })).toBe(false);
}, 400_000);
