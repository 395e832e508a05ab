import { describe, expect, it } from 'vitest';
import { CLAIM, claimWith } from './claim.fixture.ts';
import { mergeClaims, unitsOfClaim, withUnit } from './merge-rules.ts';
import type { Claim } from './record.ts';

const base: Claim = { ...CLAIM, documents: ['referral-letter'] };
const side = (change: Partial<Claim>, hlc: number) => ({
  claim: { ...base, version: 2, ...change },
  hlc,
  hash: `${hlc}`,
});

describe('a claim that two desks changed', () => {
  it('is made of units, and can be made of them again', () => {
    let again: Claim = { ...claimWith([['emergency', 1, 20_000]]), id: base.id };
    for (const [unit, value] of Object.entries(unitsOfClaim(base))) again = withUnit(again, unit, value);
    expect(again).toEqual(base);
  });

  it('keeps what only one of them changed', () => {
    const { claim, losers } = mergeClaims(
      base,
      side({ details: { ...base.details, diagnosis: 'J18' } }, 10),
      side({ documents: [] }, 20),
      3,
    );
    expect([claim.details.diagnosis, claim.documents, claim.version, losers]).toEqual(['J18', [], 3, []]);
  });

  it('is what the later one says is paid for, with its sum, and somebody looks', () => {
    const { lines, totalRiel } = claimWith([['emergency', 1, 20_000]]);
    const two = claimWith([['delivery', 1, 80_000]]);
    const left = side({ lines, totalRiel }, 30);
    const right = side({ lines: two.lines, totalRiel: two.totalRiel }, 20);
    for (const [a, b] of [
      [left, right],
      [right, left],
    ] as const) {
      const { claim, losers } = mergeClaims(base, a, b, 3);
      expect([claim.lines, claim.totalRiel]).toEqual([lines, 20_000]);
      expect(losers).toMatchObject([{ unit: 'lines', needsPerson: true }]);
    }
  });

  it('appeals where one of them did, however late the other is', () => {
    const { claim, losers } = mergeClaims(
      base,
      side({ asks: 'appeal', note: 'it was an emergency' }, 10),
      side({ asks: 'correction', note: null }, 20),
      3,
    );
    expect([claim.asks, claim.note]).toEqual(['appeal', 'it was an emergency']);
    expect(losers).toMatchObject([{ unit: 'asks', needsPerson: false }]);
  });
});
