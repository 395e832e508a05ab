import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exampleFacts, HEF_CARD } from '../eligibility/facts.fixture.ts';
import { CLAIM, PACK } from './claim.fixture.ts';
import { type ClaimMaking, type ClaimVisit, claimFollowing, claimOfVisit } from './making-rules.ts';
import { referencePack } from './pack.record.ts';
import { packOn, paymentCodeOf, rateOf } from './pack-rules.ts';
import { BUILT_IN_PACKS } from './packs.ts';
import { PRACTICE_PACKS } from './practice-pack.rules.ts';
import type { Claim } from './record.ts';

const VISIT: ClaimVisit = {
  ...{ id: CLAIM.visitId, patientId: 'patient-1', checkId: 'check-1', serviceDate: '2026-03-10' },
  ...{ serviceCategory: 'outpatient', visitType: 'outpatient', payer: 'nssf', status: 'closed' },
};
const MAKING: ClaimMaking = {
  check: { id: 'check-1', nssfKey: '20000000000001', facts: exampleFacts() },
  patient: { sex: 'female', identifiers: [{ kind: 'hef', raw: 'H 77', normalised: 'H77' }] },
  facility: { facilityCode: 'KT04', facilityLevel: 'MPA' },
  pack: PACK,
};
const made = (visit: Partial<ClaimVisit> = {}, making: Partial<ClaimMaking> = {}) =>
  claimOfVisit({ ...VISIT, ...visit }, { ...MAKING, ...making });

describe('the claim of a visit', () => {
  it('is one line at the price of the day, frozen from the visit and its check', () => {
    const { id: _id, version: _version, asks: _asks, note: _note, madeAt: _at, madeBy: _by, ...body } = CLAIM;
    expect(made()).toEqual(body);
  });

  it.each<[string, Partial<ClaimVisit>]>([
    ['a visit that is open', { status: 'open' }],
    ['one that the patient pays', { payer: 'self' }],
    ['one that occupational risk pays', { payer: 'occupational-risk' }],
  ])('is none for %s', (_what, visit) => {
    expect(made(visit)).toBeNull();
  });

  it('asks nobody for anything while nobody knows who pays', () => {
    expect(made({ payer: 'undecided' })).toMatchObject({
      ...{ payer: 'undecided', paymentCode: null, memberNumber: '20000000000001', totalRiel: 0 },
      lines: [{ category: 'outpatient', quantity: 1, unitRiel: 0, amountRiel: 0 }],
    });
  });

  it('has the number, the code and the price of the fund where the fund pays', () => {
    const facts = exampleFacts({ hef: { ...HEF_CARD, group: 'at-risk' } });
    expect(made({ payer: 'hef' }, { check: { ...MAKING.check, facts } })).toMatchObject({
      ...{ memberNumber: 'H77', paymentCode: 'PATY-00003LD', totalRiel: 4_000 },
    });
  });

  it.each<[string, Partial<ClaimVisit>, Partial<ClaimMaking>, Partial<Claim>]>([
    ['a service that no category names', { serviceCategory: 'other' }, {}, { totalRiel: 0 }],
    ['a day without a pack', {}, { pack: null }, { totalRiel: 0, packId: null, paymentCode: null }],
    [
      'a hospital',
      {},
      { facility: { facilityCode: 'KT09', facilityLevel: 'CPA2' } },
      { totalRiel: 0, packId: PACK.id },
    ],
  ])('is made for %s too, and is held for its price', (_what, visit, making, expected) => {
    expect(made(visit, making)).toMatchObject(expected);
  });

  it('begins a stay on the day of the visit', () => {
    expect(made({ serviceCategory: 'inpatient', visitType: 'inpatient' })?.details.admittedOn).toBe('2026-03-10');
  });

  it('follows its visit to another day and keeps what was told of it', () => {
    const told = { ...CLAIM.details, diagnosis: 'J18', admittedOn: '2026-03-10', dischargedOn: '2026-03-12' };
    const before: Claim = { ...CLAIM, details: told, documents: ['referral-letter'], patientPaidRiel: 500 };
    expect(claimFollowing(before, { ...VISIT, serviceDate: '2026-03-09' }, MAKING)).toMatchObject({
      ...{ serviceFrom: '2026-03-09', serviceTo: '2026-03-12', documents: ['referral-letter'], patientPaidRiel: 500 },
      details: { ...told, admittedOn: '2026-03-09' },
    });
    const later = { ...before, details: { ...told, admittedOn: '2026-03-11' } };
    expect(claimFollowing(later, { ...VISIT, serviceDate: '2026-03-09' }, MAKING).details.admittedOn).toBe(
      '2026-03-11',
    );
  });

  it('is at every moment quantity times rate, and the sum of that', () => {
    const lines = fc.array(
      fc.record({
        category: fc.constantFrom(...PACK.categories.map(({ code }) => code)),
        quantity: fc.integer({ min: 1, max: 400 }),
      }),
      { minLength: 1, maxLength: 20 },
    );
    fc.assert(
      fc.property(lines, fc.constantFrom('nssf' as const, 'hef' as const, 'undecided' as const), (told, payer) => {
        const before = { ...CLAIM, payer, lines: told.map((line) => ({ ...line, unitRiel: 7, amountRiel: 9 })) };
        const body = claimFollowing(before, VISIT, MAKING);
        for (const line of body.lines) {
          const rate = rateOf(PACK, payer, 'MPA', line.category)?.amountRiel ?? 0;
          expect([line.unitRiel, line.amountRiel]).toEqual([rate, line.quantity * rate]);
        }
        expect(body.totalRiel).toBe(body.lines.reduce((sum, { amountRiel }) => sum + amountRiel, 0));
      }),
      { numRuns: 200 },
    );
  });
});

describe('the pack of a day', () => {
  const old = { ...PACK, id: 'old', validFrom: '2020-01-01', validTo: '2026-03-09' };
  const next = { ...PACK, id: 'next', validFrom: '2026-03-10', validTo: '2026-03-31' };
  const same = { ...PACK, id: 'same', validFrom: '2026-03-10', validTo: '2026-03-10' };

  it.each([
    ['2019-12-31', null],
    ['2020-01-01', 'old'],
    ['2026-03-09', 'old'],
    ['2026-03-10', 'same'],
    ['2026-03-11', 'next'],
    ['2026-03-31', 'next'],
    ['2026-04-01', null],
  ])('on %s is %s', (day, id) => {
    expect(packOn(day, [old, next, same])?.id ?? null).toBe(id);
  });
});

describe('the packs that the program carries', () => {
  it.each([...BUILT_IN_PACKS, ...PRACTICE_PACKS])('are packs: $id', (pack) => {
    expect(referencePack.parse(pack)).toEqual(pack);
    const codes = (list: readonly { code: string }[]) => list.map(({ code }) => code);
    for (const list of [pack.categories, pack.checklist, pack.ageBands, pack.sections]) {
      expect(new Set(codes(list)).size).toBe(list.length);
    }
    const known = codes(pack.categories);
    expect(pack.rates.filter(({ category }) => !known.includes(category))).toEqual([]);
    expect(pack.checklist.flatMap(({ categories }) => categories).filter((code) => !known.includes(code))).toEqual([]);
  });

  it('have the prices that were read, and none for what was not', () => {
    const price = (payer: 'nssf' | 'hef', category: string) => rateOf(PACK, payer, 'MPA', category)?.amountRiel ?? null;
    expect([price('nssf', 'outpatient'), price('hef', 'outpatient')]).toEqual([6_000, 4_000]);
    expect([price('nssf', 'cervical-screening'), price('hef', 'minor-surgery')]).toEqual([null, null]);
    expect([price('nssf', 'inpatient'), rateOf(PACK, 'nssf', 'CPA1', 'outpatient')]).toEqual([null, null]);
    expect(PACK.rates.every(({ source, confidence }) => source !== '' && confidence === 'B')).toBe(true);
  });

  it('have a payment code for every member and every holder of a card', () => {
    expect(paymentCodeOf(PACK, 'nssf', 'veteran')).toBe('PATY-00B003F');
    expect(paymentCodeOf(PACK, 'nssf', null)).toBe('PATY-000K010');
    expect(paymentCodeOf(PACK, 'hef', 'a group of tomorrow')).toBe('PATY-0000N09');
    expect(paymentCodeOf(null, 'hef', 'poor')).toBeNull();
  });

  it('want no paper for a consultation', () => {
    expect(PACK.checklist.filter(({ isRequired, categories }) => isRequired && categories.length === 0)).toEqual([]);
  });

  it('map the practice facility alone', () => {
    const [practice] = PRACTICE_PACKS;
    expect(Object.keys(practice?.dhis2?.orgUnits ?? {})).toEqual(['PRAC1']);
    expect(practice?.dhis2?.elements.filter(({ section }) => section === 'opd')).toHaveLength(16);
  });
});
