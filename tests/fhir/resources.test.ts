import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import type { ClaimAnswer } from '../../shared/claims/record.ts';
import { resourcesOf, transactionBundle } from '../../sync/central/adapters/fhir/bundle.ts';
import type { Resource } from '../../sync/central/adapters/fhir/resource.ts';
import { cases } from './cases.ts';
import { faultsOfResource as faults } from './schema.ts';

it('has a judge that finds what is wrong', () => {
  const encounter = { resourceType: 'Encounter', id: 'a', status: 'finished', class: { code: 'AMB' } };
  expect(faults(encounter)).toEqual([]);
  expect(faults({ ...encounter, status: 'done' })).not.toEqual([]);
  expect(faults({ ...encounter, unheardOf: 1 })).not.toEqual([]);
  expect(faults({ resourceType: 'Claim', id: 'a', status: 'active' })).not.toEqual([]);
});

it('makes resources that the published definitions of FHIR R4 take, whatever the case', () => {
  fc.assert(
    fc.property(cases, (records) => {
      expect(resourcesOf(records).flatMap(faults)).toEqual([]);
    }),
    { numRuns: 60 },
  );
});

it('makes a transaction in which every reference is to a resource of it, each once', () => {
  fc.assert(
    fc.property(fc.array(cases, { minLength: 1, maxLength: 4 }), (all) => {
      const bundle = transactionBundle(all);
      const urls = bundle.entry.map(({ request }) => request.url);
      expect(new Set(urls).size).toBe(urls.length);
      expect(referencesIn(bundle).filter((reference) => !urls.includes(reference))).toEqual([]);
    }),
    { numRuns: 40 },
  );
});

it('is valid as a whole bundle', () => {
  const [first] = fc.sample(cases, { numRuns: 1, seed: 7 });
  expect(first).toBeDefined();
  if (first !== undefined) expect(faults(transactionBundle([first]))).toEqual([]);
});

it('says the same amounts as the claim, to the riel', () => {
  fc.assert(
    fc.property(cases, (records) => {
      const { claim } = records;
      const told = resourcesOf(records).find(({ resourceType }) => resourceType === 'Claim');
      expect(told === undefined).toBe(claim === null);
      if (told === undefined || claim === null) return;
      const items = told.item as {
        net: { value: number };
        unitPrice: { value: number };
        quantity: { value: number };
      }[];
      expect(items.reduce((sum, { net }) => sum + net.value, 0)).toBe(claim.totalRiel);
      expect(items.map(({ unitPrice, quantity }) => unitPrice.value * quantity.value)).toEqual(
        items.map(({ net }) => net.value),
      );
      expect(told.total).toEqual({ value: claim.totalRiel, currency: 'KHR' });
    }),
  );
});

it('says why a claim was returned or denied, in words and with the note of the officer', () => {
  const [records] = fc.sample(cases, { numRuns: 200, seed: 7 }).filter(({ claim }) => claim !== null);
  const claim = must(records?.claim ?? null, 'among so many cases there is a claim');
  const said = {
    seq: 1,
    claimId: claim.id,
    version: 1,
    amountRiel: 0,
    at: '2026-03-10T03:00:00.000Z',
    by: 'Chea Sophal',
  };
  const fault = { code: 'refused', field: null, line: null, params: {} };
  const answer = { ...said, result: 'denied', faults: [fault], note: 'Not in the contract.' } as const;
  const notesOf = (one: ClaimAnswer) =>
    resourcesOf({ ...must(records, 'it is there'), answers: [one] }).find(
      ({ resourceType }) => resourceType === 'ClaimResponse',
    )?.processNote;
  expect(notesOf({ ...answer, faults: [fault] })).toEqual([
    { text: 'D090 An officer has denied this claim; the reason stands in the note.' },
    { text: 'Not in the contract.' },
  ]);
  expect(notesOf({ ...answer, result: 'accepted', faults: [] })).toBeUndefined();
});

it('takes back what was told of a withdrawn visit, and its claim with it', () => {
  fc.assert(
    fc.property(cases, (records) => {
      const [there, gone] = [false, true].map((isVisitWithdrawn) =>
        resourcesOf({ ...records, isVisitWithdrawn, isClaimWithdrawn: false }),
      );
      const idsOf = (resources: Resource[] = []) => resources.map(({ resourceType, id }) => `${resourceType}/${id}`);
      expect(idsOf(gone)).toEqual(idsOf(there));
      const statusOf = (wanted: string) => gone?.find(({ resourceType }) => resourceType === wanted)?.status;
      expect(statusOf('Encounter')).toBe('entered-in-error');
      expect(statusOf('Claim')).toBe(records.claim === null ? undefined : 'cancelled');
    }),
  );
});

describe('days are those of Cambodia', () => {
  const [found] = fc.sample(cases, { numRuns: 200, seed: 7 }).filter(({ claim }) => claim !== null);
  const records = must(found, 'among so many cases there is one with a claim');
  const visit = {
    ...records.visit,
    ...({ status: 'closed', visitType: 'outpatient', serviceDate: '2026-03-02' } as const),
    ...{ openedAt: '2026-03-01T18:00:00.000Z', closedAt: '2026-03-01T19:00:00.000Z', cancelledAt: null },
  };
  const late = { openedAt: '2026-03-10T03:00:00.000Z', closedAt: '2026-03-10T04:00:00.000Z' };
  const stay = { visitType: 'inpatient', ...late } as const;
  const claim = must(records.claim, 'it has one');
  const details = { ...claim.details, dischargedOn: null };

  it.each([
    ['at one in the morning', {}, null, visit.openedAt, visit.closedAt],
    ['entered eight days late', late, null, '2026-03-02', '2026-03-02'],
    ['entered late as a stay', stay, '2026-03-05', '2026-03-02', '2026-03-05'],
    ['entered late as a stay whose end is not told', stay, null, '2026-03-02', '2026-03-10'],
    ['still open', { ...late, closedAt: null }, null, '2026-03-02', undefined],
    [
      'closed by a clock that went back',
      { closedAt: '2026-03-01T17:30:00.000Z' },
      null,
      visit.openedAt,
      visit.openedAt,
    ],
  ])('of a visit %s', (_what, over, dischargedOn, start, end) => {
    const one = {
      ...records,
      visit: { ...visit, ...over },
      claim: { ...claim, details: { ...details, dischargedOn } },
    };
    const told = resourcesOf(one).find(({ resourceType }) => resourceType === 'Encounter');
    expect(told?.period).toEqual(end === undefined ? { start } : { start, end });
    expect(faults(must(told, 'a visit is told'))).toEqual([]);
  });

  it('of a payment', () => {
    const answer: ClaimAnswer = {
      ...({ seq: 1, claimId: claim.id, version: claim.version, result: 'paid', amountRiel: 6_000 } as const),
      ...{ faults: [], at: '2026-03-31T18:30:00.000Z', by: 'Chea Sophal', note: 'P-1' },
    };
    const told = (over: Partial<ClaimAnswer> = {}) =>
      resourcesOf({ ...records, claim: { ...claim, totalRiel: 14_000 }, answers: [{ ...answer, ...over }] }).find(
        ({ resourceType }) => resourceType === 'ClaimResponse',
      );
    expect(told()?.payment).toMatchObject({ date: '2026-04-01', amount: { value: 6_000 } });
    // Of 14,000 riel that are granted, 8,000 were paid before the claim was corrected.
    expect(told()?.total).toMatchObject([{ amount: { value: 14_000 } }]);
    expect(told({ amountRiel: 0 })).not.toHaveProperty('payment');
  });
});

it('tells of a birth date only what is known', () => {
  fc.assert(
    fc.property(cases, (records) => {
      const told = resourcesOf(records).find(({ resourceType }) => resourceType === 'Patient');
      const digits = { day: 10, month: 7, year: 4, age: 4 }[records.patient.birthDatePrecision];
      expect(told?.birthDate).toBe(records.patient.birthDate.slice(0, digits));
    }),
  );
});

function referencesIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referencesIn);
  if (typeof value !== 'object' || value === null) return [];
  const { reference } = value as Partial<Resource>;
  return typeof reference === 'string' ? [reference] : Object.values(value).flatMap(referencesIn);
}
