import { describe, expect, it } from 'vitest';
import { CLAIM } from '../../../shared/claims/claim.fixture.ts';
import { draftFromClaim, judgeClaim, quantityIn } from './claim-draft.ts';

const delivery = {
  ...CLAIM,
  lines: [{ category: 'delivery', quantity: 1, unitRiel: 80_000, amountRiel: 80_000 }],
  details: { ...CLAIM.details, admittedOn: '2026-03-09', gestationWeeks: 39, liveBirths: 1, stillBirths: 0 },
  documents: ['nssf-form-signed'],
  patientPaidRiel: 1_500,
};
const typed = (details: Partial<ReturnType<typeof draftFromClaim>['details']>) => {
  const draft = draftFromClaim(delivery);
  return judgeClaim({ ...draft, details: { ...draft.details, ...details } }, delivery);
};

describe('the form of a claim', () => {
  it('says what is kept, and nothing else, when nobody types', () => {
    expect(judgeClaim(draftFromClaim(delivery), delivery)).toEqual({
      input: {
        ...{ claimId: delivery.id, version: 1, documents: ['nssf-form-signed'], patientPaidRiel: 1_500, note: null },
        lines: [{ category: 'delivery', quantity: 1 }],
        details: delivery.details,
      },
    });
  });

  it('reads days and numbers as they are typed, in Khmer digits too', () => {
    expect(typed({ dischargedOn: '12/3/2026', gestationWeeks: '៤០', stillBirths: '' })).toMatchObject({
      input: { details: { dischargedOn: '2026-03-12', gestationWeeks: 40, stillBirths: null } },
    });
  });

  it.each([
    ['2000', 2_000],
    ['2,000', 2_000],
    ['2.000', 2_000],
    ['1 250 000', 1_250_000],
    ['២,០០០', 2_000],
    ['', 0],
    ['2000.50', null],
    ['2000,00', null],
    ['2,0000', null],
    ['1,250.000', null],
    [',500', null],
    ['1e3', null],
  ])('takes %s for so many riel: %s', (patientPaidRiel, riel) => {
    expect(judgeClaim({ ...draftFromClaim(delivery), patientPaidRiel }, delivery)).toMatchObject(
      riel === null ? { wrong: { field: 'patientPaidRiel', as: 'riel' } } : { input: { patientPaidRiel: riel } },
    );
  });

  it.each([
    ['3', 3],
    [' ១៥ ', 15],
    ['1.5', null],
    ['1,5', null],
    ['2.0', null],
    ['0', null],
    ['401', null],
    ['', null],
  ])('takes %s for so many cases, in the sum and when it is saved: %s', (quantity, count) => {
    const lines = [{ key: 0, category: 'delivery', quantity }];
    expect(quantityIn(quantity)).toBe(count);
    expect(judgeClaim({ ...draftFromClaim(delivery), lines }, delivery)).toMatchObject(
      count === null
        ? { wrong: { field: 'lines.0.quantity', as: 'quantity' } }
        : { input: { lines: [{ quantity: count }] } },
    );
  });

  it('leads to the first field that cannot be read', () => {
    expect(typed({ admittedOn: '31.02.2026' })).toEqual({ wrong: { field: 'details.admittedOn', as: 'day' } });
    expect(typed({ gestationWeeks: '46' })).toEqual({ wrong: { field: 'details.gestationWeeks', as: 'weeks' } });
    expect(typed({ liveBirths: 'two' })).toEqual({ wrong: { field: 'details.liveBirths', as: 'births' } });
    const draft = draftFromClaim(delivery);
    const lines = [{ key: 0, category: 'delivery', quantity: '0' }];
    expect(judgeClaim({ ...draft, lines }, delivery)).toEqual({
      wrong: { field: 'lines.0.quantity', as: 'quantity' },
    });
    expect(judgeClaim({ ...draft, patientPaidRiel: '-5' }, delivery)).toEqual({
      wrong: { field: 'patientPaidRiel', as: 'riel' },
    });
  });
});
