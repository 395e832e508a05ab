import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { mergeVisits, stateText, type VisitSide } from './merge-rules.ts';
import { DEPARTMENTS, DISCHARGE_TYPES, VISIT_OUTCOMES, type Visit } from './record.ts';
import { faultOfVisitRecord, isOutcomeConsistent } from './rules.ts';

const OPEN: Visit = {
  ...{
    id: 'v-1',
    version: 1,
    patientId: 'p-1',
    checkId: 'c-1',
    serviceDate: '2026-03-01',
    deskNumber: 1,
    dayNumber: 7,
  },
  ...{
    visitType: 'outpatient',
    serviceCategory: 'outpatient',
    department: 'general',
    referredFrom: null,
    payer: 'nssf',
  },
  ...{ status: 'open', openedAt: '2026-03-01T01:00:00.000Z', openedBy: 'a', secondVisitReason: null, outcome: null },
  ...{ dischargeType: null, closedAt: null, closedBy: null, cancelReason: null, cancelledAt: null, cancelledBy: null },
};
const closed = (outcome: Visit['outcome'], dischargeType: Visit['dischargeType'], closedBy = 'a'): Partial<Visit> => ({
  ...{ status: 'closed', outcome, dischargeType, closedAt: '2026-03-01T05:00:00.000Z', closedBy },
});
const cancelled = (cancelReason: string): Partial<Visit> => ({
  ...{ status: 'cancelled', cancelReason, cancelledAt: '2026-03-01T06:00:00.000Z', cancelledBy: 'b' },
});
const at = (hlc: number, change: Partial<Visit>): VisitSide => ({
  ...{ hlc, hash: String(hlc) },
  visit: { ...OPEN, version: 2, ...change },
});
const merged = (a: Partial<Visit>, b: Partial<Visit>) => mergeVisits(OPEN, at(1, a), at(2, b), 3);

const state = fc.oneof(
  fc.constant<Partial<Visit>>({}),
  fc
    .tuple(fc.constantFrom(...VISIT_OUTCOMES), fc.constantFrom(...DISCHARGE_TYPES))
    .filter(([outcome, discharge]) => isOutcomeConsistent(outcome, discharge))
    .map(([outcome, discharge]) => closed(outcome, discharge)),
  fc.constantFrom('left', 'wrong person').map(cancelled),
);
const side = (hash: string) =>
  fc
    .record({
      change: state,
      more: fc.record(
        { department: fc.constantFrom(...DEPARTMENTS), serviceDate: fc.constantFrom('2026-03-01', '2026-02-27') },
        { requiredKeys: [] },
      ),
      hlc: fc.integer({ min: 1, max: 3 }),
    })
    .map(({ change, more, hlc }): VisitSide => ({ hlc, hash, visit: { ...OPEN, version: 2, ...change, ...more } }));

describe('two versions of a visit', () => {
  it('become the same allowed one in either order of arrival', () => {
    fc.assert(
      fc.property(side('aa'), side('bb'), (a, b) => {
        const [ab, ba] = [mergeVisits(OPEN, a, b, 3), mergeVisits(OPEN, b, a, 3)];
        expect(ab.visit).toEqual(ba.visit);
        expect(ab.losers.map(({ unit, other }) => [unit, other])).toEqual(
          ba.losers.map(({ unit, other }) => [unit, other]),
        );
        expect(faultOfVisitRecord(ab.visit, '2026-03-10')).toBeNull();
      }),
      { numRuns: 500, seed: 20_260_310 },
    );
  });

  it('stay closed where another desk cancelled, whichever was later, and somebody looks', () => {
    for (const [a, b] of [
      [closed('improved', 'authorised'), cancelled('left')],
      [cancelled('left'), closed('improved', 'authorised')],
    ]) {
      const { visit, losers } = merged(a ?? {}, b ?? {});
      expect(visit).toMatchObject({ status: 'closed', outcome: 'improved', cancelReason: null });
      expect(losers).toHaveLength(1);
      expect(losers[0]).toMatchObject({ unit: 'status', needsPerson: true });
      expect(stateText(losers[0]?.other ?? null)).toBe('cancelled left');
      expect(stateText(losers[0]?.kept ?? null)).toBe('closed improved authorised');
    }
  });

  it('take the later of two outcomes and ask; of two closings alike nobody is asked', () => {
    const two = merged(closed('improved', 'authorised'), closed('deceased', 'deceased'));
    expect(two.visit).toMatchObject({ outcome: 'deceased', dischargeType: 'deceased' });
    expect(two.losers.map(({ needsPerson }) => needsPerson)).toEqual([true]);
    const alike = merged(closed('improved', 'authorised', 'a'), closed('improved', 'authorised', 'b'));
    expect(alike.visit.closedBy).toBe('b');
    expect(alike.losers.map(({ needsPerson }) => needsPerson)).toEqual([false]);
    // Against a withdrawal there is no state that counts.
    expect(stateText(null)).toBe('');
  });
});
