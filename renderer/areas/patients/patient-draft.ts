import { toAsciiDigits } from '../../../shared/base/text.ts';
import type { Day } from '../../../shared/base/time.ts';
import type { RosterMatch } from '../../../shared/eligibility/shown.record.ts';
import type { PlaceWithPath } from '../../../shared/facility/record.ts';
import { isBareNumber, readCard } from '../../../shared/patients/card-rules.ts';
import type { Patient, PatientIdentifier } from '../../../shared/patients/record.ts';
import type { AskInput, AskOutput } from '../../client/client.ts';
import type { OpenTry } from '../../client/use-command.ts';
import { birthAsTyped, readBirth } from './birth-date.ts';

export type IdentifierKind = PatientIdentifier['kind'];
/** In the order in which people have them in hand. */
export const NUMBER_KINDS = ['nssf', 'national-id', 'hef', 'pmrs', 'passport'] as const satisfies IdentifierKind[];

/** The form of a new patient as typed, not yet judged. */
export interface PatientDraft {
  nameKm: string;
  nameLatin: string;
  sex: Patient['sex'] | null;
  birth: string;
  phone: string;
  village: PlaceWithPath | null;
  numbers: Partial<Record<IdentifierKind, string>>;
  /** The day of the roster that the form was filled from. */
  rosterAsOf: string | null;
  /** A registration that was sent and not answered: the same again must carry the same id. */
  openTry: OpenTry | null;
}

export const EMPTY_DRAFT: PatientDraft = {
  nameKm: '',
  nameLatin: '',
  sex: null,
  birth: '',
  phone: '',
  village: null,
  numbers: {},
  rosterAsOf: null,
  openTry: null,
};

export function isEmptyDraft(draft: PatientDraft): boolean {
  const { nameKm, nameLatin, sex, birth, phone, village, numbers } = draft;
  const texts = [nameKm, nameLatin, birth, phone, ...Object.values(numbers)];
  return sex === null && village === null && texts.every((text) => text.trim() === '');
}

export type DraftField = 'nameKm' | 'sex' | 'birth';
export type JudgedDraft = { ok: true; input: AskInput<'patients.register'> } | { ok: false; missing: DraftField[] };

/** What to send, or what is missing first. */
export function judgeDraft(draft: PatientDraft, today: Day): JudgedDraft {
  const birth = readBirth(draft.birth, today);
  const missing: DraftField[] = [];
  if (draft.nameKm.trim() === '' && draft.nameLatin.trim() === '') missing.push('nameKm');
  if (draft.sex === null) missing.push('sex');
  if (birth === null || !birth.ok) missing.push('birth');
  if (missing.length > 0 || draft.sex === null || birth === null || !birth.ok) return { ok: false, missing };
  return {
    ok: true,
    input: {
      nameKm: draft.nameKm.trim() || null,
      nameLatin: draft.nameLatin.trim() || null,
      sex: draft.sex,
      birthDate: birth.birthDate,
      birthDatePrecision: birth.precision,
      ageYears: birth.precision === 'age' ? birth.years : null,
      phone: draft.phone.trim() || null,
      villageCode: draft.village?.code ?? null,
      identifiers: NUMBER_KINDS.flatMap((kind) => {
        const raw = draft.numbers[kind]?.trim() ?? '';
        return raw === '' ? [] : [{ kind, raw }];
      }),
    },
  };
}

const KHMER = /[\u1780-\u17b3]/;
const LATIN = /\p{Script=Latin}/u;

/** Fills the form from what was typed in the box without finding anybody, so that nothing is typed twice. */
export function draftFromSearch(text: string, today: Day): PatientDraft {
  const card = readCard(text);
  const isCardAlone = isBareNumber(text) || !/\s/.test(text.trim());
  if (card.kind === 'nssf' && isCardAlone) return { ...EMPTY_DRAFT, numbers: { nssf: card.nssfNumber } };
  const draft: PatientDraft = { ...EMPTY_DRAFT, numbers: {} };
  const words = { km: [] as string[], latin: [] as string[] };
  for (const token of text.trim().split(/\s+/).filter(Boolean)) {
    const digits = toAsciiDigits(token).replace(/[.\-/]/g, '');
    const birth = readBirth(token, today);
    if (readCard(token).kind === 'nssf') draft.numbers = { nssf: token };
    else if (/^0\d{8,9}$/.test(digits)) draft.phone = token;
    else if (birth?.ok) draft.birth = token;
    else if (KHMER.test(token)) words.km.push(token);
    else if (LATIN.test(token)) words.latin.push(token.charAt(0).toUpperCase() + token.slice(1));
  }
  return { ...draft, nameKm: words.km.join(' '), nameLatin: words.latin.join(' ') };
}

/** A patient as the form shows one; an age is given again as the age of today. */
export function draftFromPatient({ patient, village, ageYears }: AskOutput<'patients.get'>): PatientDraft {
  const { birthDate, birthDatePrecision } = patient;
  return {
    ...EMPTY_DRAFT,
    nameKm: patient.nameKm ?? '',
    nameLatin: patient.nameLatin ?? '',
    sex: patient.sex,
    birth: birthDatePrecision === 'age' ? String(ageYears) : birthAsTyped(birthDate, birthDatePrecision),
    phone: patient.phone ?? '',
    village,
    numbers: Object.fromEntries(patient.identifiers.map(({ kind, raw }) => [kind, raw])),
  };
}

/** Whether a field of the form still says what it said when the form was opened. */
export function isFieldUntouched(field: string, draft: PatientDraft, original: PatientDraft): boolean {
  const kind = NUMBER_KINDS.find((one) => field === `identifiers.${one}`);
  if (kind !== undefined) return draft.numbers[kind] === original.numbers[kind];
  if (field === 'village') return draft.village?.code === original.village?.code;
  const known = (['nameKm', 'nameLatin', 'sex', 'birth', 'phone'] as const).find((one) => one === field);
  return known === undefined || draft[known] === original[known];
}

export function draftFromRoster(
  member: RosterMatch,
  rosterAsOf: string | null,
  village: PlaceWithPath | null,
): PatientDraft {
  return {
    ...EMPTY_DRAFT,
    nameKm: member.nameKm ?? '',
    nameLatin: member.nameLatin ?? '',
    sex: member.sex,
    birth: member.birthDate === null ? '' : birthAsTyped(member.birthDate, member.birthDatePrecision),
    village,
    numbers: { nssf: member.nssfNumber },
    rosterAsOf,
  };
}
