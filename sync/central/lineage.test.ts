import { describe, expect, it } from 'vitest';
import { Lineage, type LineageRow } from './lineage.ts';

const row = (name: string, version: number, base: string | null, as: 'chain' | 'merged' | 'refused'): LineageRow => ({
  ...{
    version,
    hash: hashOf(name),
    baseHash: base === null ? null : prefixOf(base),
    device: 'd',
    madeAt: '',
    hlc: version,
  },
  ...{ isInChain: as === 'chain', isMerged: as === 'merged', content: null },
});
const hashOf = (name: string) =>
  [...name]
    .map((char) => char.charCodeAt(0).toString(16))
    .join('')
    .padEnd(64, '0');
const prefixOf = (name: string) => hashOf(name).slice(0, 8);
const made = (version: number, base: string | null) => ({ version, baseHash: base === null ? null : prefixOf(base) });

describe('where a version of a record belongs', () => {
  const first = row('v1', 1, null, 'chain');
  const second = row('v2', 2, 'v1', 'chain');

  it('next, where it was made from the newest one or the record is new here', () => {
    expect(new Lineage([first, second]).place(made(3, 'v2'))).toEqual({ is: 'next' });
    expect(new Lineage([row('v1', 1, null, 'refused')]).place(made(2, 'v1'))).toEqual({ is: 'next' });
  });

  it('beside, where another desk changed what it was made from meanwhile', () => {
    expect(new Lineage([first, second]).place(made(2, 'v1'))).toEqual({ is: 'beside', base: first });
    expect(new Lineage([first, second]).place(made(3, 'v1'))).toEqual({ is: 'beside', base: first });
  });

  it('waits, where what it was made from has not come, whatever its number', () => {
    expect(new Lineage([first, second]).place(made(3, 'x2'))).toEqual({ is: 'waits' });
    expect(new Lineage([]).place(made(2, 'v1'))).toEqual({ is: 'waits' });
  });

  it('goes on from a version that was set aside and will not come again', () => {
    expect(new Lineage([], [hashOf('v1')]).place(made(2, 'v1'))).toEqual({ is: 'next' });
    expect(new Lineage([first, second], [hashOf('x2')]).place(made(3, 'x2'))).toEqual({ is: 'next' });
    expect(new Lineage([first, second], [hashOf('x2')]).place(made(2, 'x2'))).toEqual({ is: 'beside', base: null });
  });

  it('looks behind versions that were refused to the one that both have in common', () => {
    const refused = [row('x2', 2, 'v1', 'refused'), row('x3', 3, 'x2', 'refused')];
    expect(new Lineage([first, ...refused]).place(made(4, 'x3'))).toEqual({ is: 'next' });
    expect(new Lineage([first, second, ...refused]).place(made(4, 'x3'))).toEqual({ is: 'beside', base: first });
  });

  it('is made from a version that went into a merged one as from a version of the chain', () => {
    const taken = row('x2', 2, 'v1', 'merged');
    const merged = row('m3', 3, null, 'chain');
    expect(new Lineage([first, second, taken, merged]).place(made(3, 'x2'))).toEqual({ is: 'beside', base: taken });
    expect(new Lineage([first, second, taken, merged]).place(made(4, 'm3'))).toEqual({ is: 'next' });
  });

  it('goes by the number alone for desks that say no more', () => {
    const chain = new Lineage([first, second]);
    expect(chain.place(made(3, null))).toEqual({ is: 'next' });
    expect(chain.place(made(2, null))).toEqual({ is: 'beside', base: first });
    expect(new Lineage([first, row('v3', 3, 'v1', 'chain')]).place(made(2, null))).toEqual({ is: 'late' });
  });
});
