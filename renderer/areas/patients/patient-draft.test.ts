import { describe, expect, it } from 'vitest';
import type { AskOutput } from '../../client/client.ts';
import {
  draftFromPatient,
  draftFromRoster,
  draftFromSearch,
  EMPTY_DRAFT,
  isEmptyDraft,
  isFieldUntouched,
  judgeDraft,
} from './patient-draft.ts';

const TODAY = '2026-03-10';

describe('draftFromSearch', () => {
  it('puts each word of the box into its field', () => {
    expect(draftFromSearch('ចាន់ សុខា chan sokha 1990', TODAY)).toEqual({
      ...EMPTY_DRAFT,
      nameKm: 'ចាន់ សុខា',
      nameLatin: 'Chan Sokha',
      birth: '1990',
    });
  });

  it('knows a scanned card and a phone number', () => {
    expect(draftFromSearch('1234567-7654321-ឈ', TODAY).numbers).toEqual({ nssf: '1234567-7654321-ឈ' });
    expect(draftFromSearch('012345678', TODAY)).toEqual({ ...EMPTY_DRAFT, phone: '012345678' });
  });

  it('takes the number out of a card’s payload and out of words around it', () => {
    const number = { ...EMPTY_DRAFT, numbers: { nssf: '1234567-7654321-7' } };
    expect(draftFromSearch('https://nssf.example/?id=123456776543217', TODAY)).toEqual(number);
    expect(draftFromSearch('១២៣៤៥៦៧ ៧៦៥៤៣២១ ៧', TODAY)).toEqual(number);
    expect(draftFromSearch('chan 1234567-7654321-7', TODAY)).toEqual({ ...number, nameLatin: 'Chan' });
  });

  it('starts empty from an empty box', () => expect(isEmptyDraft(draftFromSearch('  ', TODAY))).toBe(true));
});

describe('judgeDraft', () => {
  it('names what is missing, in the order of the form', () => {
    expect(judgeDraft({ ...EMPTY_DRAFT, birth: '31.02.1990' }, TODAY)).toEqual({
      ok: false,
      missing: ['nameKm', 'sex', 'birth'],
    });
  });

  it('sends an age as an age, and leaves out what is empty', () => {
    const draft = {
      ...EMPTY_DRAFT,
      nameLatin: ' Chan Sokha ',
      sex: 'female' as const,
      birth: '35',
      numbers: { hef: ' ' },
    };
    expect(judgeDraft(draft, TODAY)).toEqual({
      ok: true,
      input: {
        nameKm: null,
        nameLatin: 'Chan Sokha',
        sex: 'female',
        birthDate: null,
        birthDatePrecision: 'age',
        ageYears: 35,
        phone: null,
        villageCode: null,
        identifiers: [],
      },
    });
  });
});

describe('draftFromRoster', () => {
  it('keeps the precision of the birth date', () => {
    const member = {
      nssfNumber: '1234567-7654321-7',
      nameKm: 'ចាន់ សុខា',
      nameLatin: null,
      sex: 'female' as const,
      birthDate: '1990-05-01',
      birthDatePrecision: 'month',
      villageCode: null,
    };
    expect(draftFromRoster(member, '2026-03-08', null)).toEqual({
      ...EMPTY_DRAFT,
      nameKm: 'ចាន់ សុខា',
      sex: 'female',
      birth: '05.1990',
      numbers: { nssf: '1234567-7654321-7' },
      rosterAsOf: '2026-03-08',
    });
  });
});

describe('draftFromPatient', () => {
  const found: AskOutput<'patients.get'> = {
    patient: {
      ...{
        id: 'p',
        version: 2,
        patientNumber: 'PP014-2-000001-X',
        nameKm: null,
        nameLatin: 'Chan Sokha',
        sex: 'female',
      },
      ...{ birthDate: '1991-01-01', birthDatePrecision: 'age', phone: null, villageCode: null, registeredAt: '' },
      registeredBy: 's',
      identifiers: [{ kind: 'nssf', raw: '1234567-7654321-7', normalised: '12345677654321' }],
    },
    ...{ ageYears: 35, village: null, withdrawn: null, syncState: 'needs-fixing', isOtherDesk: false },
  };

  it('says the same again: an age stays an age, and every number is there', () => {
    const judged = judgeDraft(draftFromPatient(found), TODAY);
    expect(judged).toMatchObject({
      ok: true,
      input: {
        ...{ nameKm: null, nameLatin: 'Chan Sokha', birthDate: null, birthDatePrecision: 'age', ageYears: 35 },
        identifiers: [{ kind: 'nssf', raw: '1234567-7654321-7' }],
      },
    });
  });

  it('knows which field was touched since', () => {
    const original = draftFromPatient(found);
    const touched = { ...original, birth: '36', numbers: { nssf: '' } };
    expect(isFieldUntouched('identifiers.nssf', original, original)).toBe(true);
    expect(isFieldUntouched('identifiers.nssf', touched, original)).toBe(false);
    expect(isFieldUntouched('birth', touched, original)).toBe(false);
    expect(isFieldUntouched('nameKm', touched, original)).toBe(true);
  });
});
