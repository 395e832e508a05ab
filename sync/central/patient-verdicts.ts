import { nameFold } from '../../shared/base/text.ts';
import { type Day, dayParts } from '../../shared/base/time.ts';
import { faultOfPatientRecord } from '../../shared/patients/patient-rules.ts';
import type { Patient } from '../../shared/patients/record.ts';
import { type Fault, faultOf, holderKey, type Known, type MemberPerson, type WantedKey } from './judgement.ts';

/** Numbers that belong to one person alone; a household's HEF card does not, and passports are too rarely exact. */
const NUMBERS_OF_ONE_PERSON = ['nssf', 'national-id', 'pmrs'] as const;
/** A stated age may be a year off, and so may the stated age of which the register was made. */
const AGE_YEARS_OFF_MAX = 2;

/** The numbers by which no second patient of the facility may go. */
export function keysOfPatient(patient: Patient): WantedKey[] {
  const numbers = patient.identifiers
    .filter(({ kind }) => NUMBERS_OF_ONE_PERSON.some((one) => one === kind))
    .map(({ kind, normalised }) => ({ kind: kind as string, value: normalised }));
  return [{ kind: 'patient-number', value: patient.patientNumber }, ...numbers];
}

/**
 * The first thing to correct, or null. The desk's own rules come first, then what only the centre can see. `today` is the
 * day on which it came, or the desk's own where that is later: a clock that is ahead is nobody's fault.
 */
export function faultOfPatient(patient: Patient, known: Known, today: Day): Fault | null {
  const own = faultOfPatientRecord(patient, today);
  return own === null ? faultAtTheCentre(patient, known) : faultOf(own.code, own.field);
}

function faultAtTheCentre(patient: Patient, known: Known): Fault | null {
  for (const key of keysOfPatient(patient)) {
    const holder = known.holders.get(holderKey(key));
    if (holder !== undefined && holder !== patient.id) return takenFault(key.kind);
  }
  const { villageCode } = patient;
  if (villageCode !== null && known.hasPlaces && !known.villages.has(villageCode)) {
    return faultOf('village-unknown', 'villageCode');
  }
  const nssf = patient.identifiers.find(({ kind }) => kind === 'nssf');
  const member = nssf === undefined ? undefined : known.members.get(nssf.normalised);
  if (member === undefined || !isAnotherPerson(patient, member)) return null;
  return faultOf('nssf-number-of-another-person', 'identifiers.nssf');
}

function takenFault(kind: string): Fault {
  return kind === 'patient-number'
    ? faultOf('patient-number-taken', 'patientNumber')
    : faultOf('identifier-taken', `identifiers.${kind}`);
}

/** Only where the birth year differs and no name is the same: people marry, and clerks spell. */
function isAnotherPerson(patient: Patient, member: MemberPerson): boolean {
  if (member.birthDate === null) return false;
  const yearsApart = Math.abs(dayParts(patient.birthDate).year - dayParts(member.birthDate).year);
  if (yearsApart <= (patient.birthDatePrecision === 'age' ? AGE_YEARS_OFF_MAX : 0)) return false;
  return !isSameName(patient.nameKm, member.nameKm) && !isSameName(patient.nameLatin, member.nameLatin);
}

function isSameName(a: string | null, b: string | null): boolean {
  return a !== null && b !== null && nameFold(a) !== '' && nameFold(a) === nameFold(b);
}
