import type { CardReading } from '../../../shared/patients/card-rules.ts';
import { normaliseIdentifier } from '../../../shared/patients/identifiers.ts';
import { birthAsTyped } from './birth-date.ts';
import { EMPTY_DRAFT, type PatientDraft } from './patient-draft.ts';

/** The form with what a card says; a code that says nothing gives an empty one. */
export function draftFromCard(reading: CardReading): PatientDraft {
  if (reading.kind === 'national-id') return { ...EMPTY_DRAFT, numbers: { 'national-id': reading.nationalId } };
  if (reading.kind === 'other') return EMPTY_DRAFT;
  const birth = reading.birthText === undefined ? '' : birthAsTyped(reading.birthText, 'day');
  return { ...EMPTY_DRAFT, birth, numbers: { nssf: reading.nssfNumber } };
}

/** Whether the form may be about the person of this card: it holds no other number of that kind. */
export function mayBeOfCard(draft: PatientDraft, reading: CardReading): boolean {
  if (reading.kind === 'other') return false;
  const typed = (draft.numbers[reading.kind] ?? '').trim();
  const wanted = reading.kind === 'nssf' ? reading.nssfKey : reading.nationalId;
  const found = normaliseIdentifier(reading.kind, typed);
  return typed === '' || (found.ok && found.normalised === wanted);
}

/** What is typed stays, and what is empty is filled in. */
export function filledIn(draft: PatientDraft, from: PatientDraft): PatientDraft {
  const typed = Object.fromEntries(Object.entries(draft.numbers).filter(([, number]) => number.trim() !== ''));
  return {
    ...draft,
    nameKm: draft.nameKm.trim() === '' ? from.nameKm : draft.nameKm,
    nameLatin: draft.nameLatin.trim() === '' ? from.nameLatin : draft.nameLatin,
    sex: draft.sex ?? from.sex,
    birth: draft.birth.trim() === '' ? from.birth : draft.birth,
    phone: draft.phone.trim() === '' ? from.phone : draft.phone,
    village: draft.village ?? from.village,
    numbers: { ...from.numbers, ...typed },
    rosterAsOf: from.rosterAsOf ?? draft.rosterAsOf,
  };
}
