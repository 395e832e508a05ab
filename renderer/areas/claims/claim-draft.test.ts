import { describe, expect, it } from 'vitest';
import { CLAIM } from '../../../shared/claims/claim.fixture.ts';
import { draftFromClaim, judgeClaim, quantityIn } from './claim-draft.ts';
import { carriedTo, typedInto } from './claim-typed.ts';

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

describe('a version of another desk while somebody types', () => {
  const opened = typedInto(delivery);
  const elsewhere = {
    ...delivery,
    ...{ version: 2, documents: ['birth-record', 'nssf-form-signed'], patientPaidRiel: 2_000 },
    details: { ...delivery.details, gestationWeeks: 38, stillBirths: 1 },
  };
  const typedHere = {
    ...opened,
    draft: {
      ...opened.draft,
      ...{ documents: ['referral-letter'], note: 'as the midwife wrote' },
      details: { ...opened.draft.details, gestationWeeks: '40', dischargedOn: '12.03.2026' },
    },
  };

  it('leaves what was typed, says so, and shows of everything else what is there now', () => {
    const carried = carriedTo(elsewhere, typedHere);
    expect(carried.isOvertaken).toBe(true);
    expect(judgeClaim(carried.draft, elsewhere)).toEqual({
      input: {
        ...{ claimId: delivery.id, version: 2, patientPaidRiel: 2_000, note: 'as the midwife wrote' },
        lines: [{ category: 'delivery', quantity: 1 }],
        details: { ...elsewhere.details, gestationWeeks: 40, dischargedOn: '2026-03-12' },
        documents: ['birth-record', 'referral-letter'],
      },
    });
    // It is still said when a third version comes, and while somebody goes on typing.
    expect(carriedTo({ ...elsewhere, version: 3 }, carried)).toMatchObject({ isOvertaken: true, draft: carried.draft });
    expect(carriedTo(elsewhere, carried)).toBe(carried);
  });

  it('says nothing where nothing was typed, or the same', () => {
    expect(carriedTo(elsewhere, opened)).toEqual(typedInto(elsewhere));
    const same = { ...opened, draft: draftFromClaim(elsewhere) };
    expect(carriedTo(elsewhere, same)).toEqual(typedInto(elsewhere));
  });
});
