import { must } from '../../../shared/base/assert.ts';

/** A sequence of numbers from 0 up to 1 that depends on the seed alone (Marsaglia's xorshift with 32 bits). */
export interface Dice {
  next(): number;
  /** A whole number from 0 up to `count`, without it. */
  below(count: number): number;
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T;
  isOneIn(count: number): boolean;
}

export function seededDice(seed: number): Dice {
  // Small seeds have few bits set and start the sequence badly, so they are spread and the first numbers thrown away.
  let state = Math.imul(seed | 0, 0x9e3779b1) ^ 0x5bd1e995 || 1;
  const next = (): number => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 0x1_0000_0000;
  };
  for (let thrown = 0; thrown < 16; thrown++) next();
  const below = (count: number): number => Math.floor(next() * count);
  return {
    next,
    below,
    pick: (list) => must(list[below(list.length)], 'there is something to pick from'),
    isOneIn: (count) => below(count) === 0,
  };
}
