import { nameFold } from '../../shared/base/text.ts';
import { dayParts, isDay } from '../../shared/base/time.ts';
import { patientsContract } from '../../shared/patients/contract.ts';
import { normaliseIdentifier } from '../../shared/patients/identifiers.ts';
import type { Patient } from '../../shared/patients/record.ts';
import { type Fault, holderKey, type Known, type MemberPerson, type WantedKey } from './judgement.ts';

/** Numbers that belong to one person alone; a household's HEF card does not, and passports are too rarely exact. */
const NUMBERS_OF_ONE_PERSON = ['nssf', 'national-id', 'pmrs'] as const;
/** A stated age may be a year off, and so may the stated age of which the register was made. */
const AGE_YEARS_OFF_MAX = 2;

const said = patientsContract['patients.register'].refusals;

/** The numbers by which no second patient of the facility may go. */
export function keysOfPatient(patient: Patient): WantedKey[] {
  const numbers = patient.identifiers
    .filter(({ kind }) => NUMBERS_OF_ONE_PERSON.some((one) => one === kind))
    .map(({ kind, normalised }) => ({ kind: kind as string, value: normalised }));
  return [{ kind: 'patient-number', value: patient.patientNumber }, ...numbers];
}

/** The first thing to correct, or null. The desk's own rules come first, then what only the centre can see. */
export function faultOfPatient(patient: Patient, known: Known): Fault | null {
  return (
    faultOfName(patient) ?? faultOfBirth(patient) ?? faultOfIdentifiers(patient) ?? faultAtTheCentre(patient, known)
  );
}

function faultOfName({ nameKm, nameLatin }: Patient): Fault | null {
  const isNamed = [nameKm, nameLatin].some((name) => name !== null && name.trim() !== '');
  return isNamed ? null : { code: 'name-missing', field: 'nameKm', sentence: said['name-missing'] };
}

function faultOfBirth({ birthDate }: Patient): Fault | null {
  if (isDay(birthDate)) return null;
  return { code: 'birth-date-wrong', field: 'birthDate', sentence: said['birth-date-wrong'] };
}

function faultOfIdentifiers({ identifiers }: Patient): Fault | null {
  for (const { kind, raw, normalised } of identifiers) {
    const reading = normaliseIdentifier(kind, raw);
    if (!reading.ok || reading.normalised !== normalised) {
      return { code: 'identifier-wrong', field: `identifiers.${kind}`, sentence: said['identifier-wrong'] };
    }
  }
  const kinds = new Set(identifiers.map(({ kind }) => kind));
  if (kinds.size === identifiers.length) return null;
  return { code: 'identifier-twice', field: 'identifiers', sentence: said['identifier-twice'] };
}

function faultAtTheCentre(patient: Patient, known: Known): Fault | null {
  for (const key of keysOfPatient(patient)) {
    const holder = known.holders.get(holderKey(key));
    if (holder !== undefined && holder !== patient.id) return takenFault(key.kind);
  }
  const { villageCode } = patient;
  if (villageCode !== null && known.hasPlaces && !known.villages.has(villageCode)) {
    const sentence = 'The centre’s gazetteer has no village with this code. Choose the village from the list again.';
    return { code: 'village-unknown', field: 'villageCode', sentence };
  }
  const nssf = patient.identifiers.find(({ kind }) => kind === 'nssf');
  const member = nssf === undefined ? undefined : known.members.get(nssf.normalised);
  if (member === undefined || !isAnotherPerson(patient, member)) return null;
  const sentence =
    'In the NSSF register this number belongs to somebody with another name and another birth year. Look at the card again and correct the number, or the name and birth date.';
  return { code: 'nssf-number-of-another-person', field: 'identifiers.nssf', sentence };
}

function takenFault(kind: string): Fault {
  if (kind === 'patient-number') {
    const sentence =
      'Another patient of this facility has this patient number already. Register this patient again, so that a new number is given.';
    return { code: 'patient-number-taken', field: 'patientNumber', sentence };
  }
  const sentence =
    'Another patient of this facility has this number already. Look at the card again and correct the number, or go on with the patient who was registered first.';
  return { code: 'identifier-taken', field: `identifiers.${kind}`, sentence };
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
