import { nameFold } from '../base/text.ts';
import { ageOn, type Day, isDay } from '../base/time.ts';
import { AGE_YEARS_MAX } from './birth-rules.ts';
import { normaliseIdentifier } from './identifiers.ts';
import type { Patient } from './record.ts';

/** What is wrong with a patient's record by itself: the first thing, and the field where it is put right. */
export interface PatientFault {
  code: 'name-missing' | 'birth-date-wrong' | 'identifier-wrong' | 'identifier-twice';
  field: string;
}

/**
 * The rules of a patient's record, the same at the desk and at the centre. Whether a number is held by somebody else or a
 * village is known is for whoever has the list. Telephone numbers have no rule: families share them and people write
 * what they know.
 */
export function faultOfPatientRecord(patient: Patient, today: Day): PatientFault | null {
  return faultOfName(patient) ?? faultOfBirth(patient, today) ?? faultOfIdentifiers(patient);
}

function faultOfName({ nameKm, nameLatin }: Patient): PatientFault | null {
  const isNamed = [nameKm, nameLatin].some((name) => nameFold(name ?? '') !== '');
  return isNamed ? null : { code: 'name-missing', field: 'nameKm' };
}

function faultOfBirth({ birthDate }: Patient, today: Day): PatientFault | null {
  const isPossible = isDay(birthDate) && birthDate <= today && ageOn(birthDate, today) <= AGE_YEARS_MAX;
  return isPossible ? null : { code: 'birth-date-wrong', field: 'birthDate' };
}

function faultOfIdentifiers({ identifiers }: Patient): PatientFault | null {
  const kinds = new Set<string>();
  for (const { kind, raw, normalised } of identifiers) {
    const reading = normaliseIdentifier(kind, raw);
    const field = `identifiers.${kind}`;
    if (!reading.ok || reading.normalised !== normalised) return { code: 'identifier-wrong', field };
    if (kinds.has(kind)) return { code: 'identifier-twice', field };
    kinds.add(kind);
  }
  return null;
}

/** What a correction may change; the rest (id, number, when and by whom) a patient has for ever. */
export const CORRECTED_FIELDS = [
  'nameKm',
  'nameLatin',
  'sex',
  'birthDate',
  'birthDatePrecision',
  'phone',
  'villageCode',
  'identifiers',
  'patientNumber',
] as const satisfies readonly (keyof Patient)[];

/** The fields in which two versions of a patient differ, in the order of the form. */
export function changedFields(before: Patient, after: Patient): (typeof CORRECTED_FIELDS)[number][] {
  return CORRECTED_FIELDS.filter((field) => textOf(before, field) !== textOf(after, field));
}

function textOf(patient: Patient, field: (typeof CORRECTED_FIELDS)[number]): string {
  if (field !== 'identifiers') return JSON.stringify(patient[field]);
  const numbers = patient.identifiers.map(({ kind, raw }) => [kind, raw]);
  return JSON.stringify(numbers.sort(([a = ''], [b = '']) => (a < b ? -1 : 1)));
}
