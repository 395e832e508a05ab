import { expect, it } from 'vitest';
import { isWithstood, weatherStorm } from './proof.ts';

const SEED = Number(process.env.TONLE_STORM_SEED ?? 20_260_310);
const KILLS = 100;
const CENTRE_KILLS = 5;

it(`loses and doubles nothing that it said yes to when it is killed ${KILLS} times (seed ${SEED})`, async () => {
  const found = await weatherStorm({ desks: 3, kills: KILLS, centreKills: CENTRE_KILLS, seed: SEED });
  expect(found).toMatchObject({
    kills: KILLS,
    centreKills: CENTRE_KILLS,
    lost: [],
    doubled: [],
    different: [],
    integrity: [],
    waiting: 0,
    needsFixing: 0,
    isCounted: true,
  });
  expect(found.killsAtStart).toBeGreaterThan(KILLS / 10);
  expect(found.acknowledged).toBeGreaterThan(KILLS);
  expect(isWithstood(found)).toBe(true);
  // What the storm would say of a desk that had lost one of its records.
  expect(isWithstood({ ...found, lost: ['visit x v1'] })).toBe(false);
}, 600_000);
