import type { Json } from '../base/json.ts';
import {
  isLater,
  type Loser,
  type MergePolicy,
  type MergeSide,
  mergeUnits,
  type UnitPolicy,
} from '../outbox/merge-rules.ts';
import { IDENTIFIER_KINDS } from './identifiers.ts';
import type { Patient } from './record.ts';

const REACHED_BY = ['phone', 'villageCode', 'patientNumber'];

const never = () => false;
const always = () => true;
const noOne = () => null;

/** A value that is there counts more than one that was taken away. */
function whatIsThere(a: Json, b: Json): 'a' | 'b' | null {
  if (a === null) return b === null ? null : 'b';
  return b === null ? 'a' : null;
}

/**
 * The declared policy for a patient whom two desks changed:
 *
 *     phone, village, patient number     the later one counts; nobody has to look
 *     name, sex, birth                   the later one counts, and somebody looks: it says who the person is
 *     each kind of number                kinds that only one side added are both kept; of two different numbers of a kind
 *                                        the later one counts, one that is there before one that was taken away, and
 *                                        somebody looks
 */
export const patientMergePolicy: MergePolicy = (unit): UnitPolicy => {
  if (REACHED_BY.includes(unit)) return { needsPerson: never, prefers: noOne };
  if (unit.startsWith('identifiers.')) return { needsPerson: always, prefers: whatIsThere };
  return { needsPerson: always, prefers: noOne };
};

/** A patient as units. What is never changed is in none. */
export function unitsOfPatient(patient: Patient): Record<string, Json> {
  const { nameKm, nameLatin, sex, birthDate, birthDatePrecision, phone, villageCode, patientNumber } = patient;
  const units: Record<string, Json> = {
    ...{ nameKm, nameLatin, sex, phone, villageCode, patientNumber },
    birthDate: [birthDate, birthDatePrecision],
  };
  for (const kind of IDENTIFIER_KINDS) {
    units[`identifiers.${kind}`] = patient.identifiers.find((one) => one.kind === kind)?.raw ?? null;
  }
  return units;
}

/** Puts one unit into a patient: the way back from `unitsOfPatient`. `known` gives numbers in their normalised form. */
export function withUnit(patient: Patient, unit: string, value: Json, known: readonly Patient[]): Patient {
  if (unit === 'birthDate') {
    const [birthDate, birthDatePrecision] = value as [string, Patient['birthDatePrecision']];
    return { ...patient, birthDate, birthDatePrecision };
  }
  const kind = IDENTIFIER_KINDS.find((one) => `identifiers.${one}` === unit);
  if (kind === undefined) return { ...patient, [unit]: value };
  const others = patient.identifiers.filter((one) => one.kind !== kind);
  const number = known.flatMap(({ identifiers }) => identifiers).find((one) => one.kind === kind && one.raw === value);
  const identifiers = number === undefined ? others : [...others, number];
  return { ...patient, identifiers: identifiers.sort((a, b) => (a.kind < b.kind ? -1 : 1)) };
}

export interface PatientSide {
  patient: Patient;
  hlc: number;
  hash: string;
}

/** Merges two versions of a patient; `version` is that of the result. */
export function mergePatients(
  base: Patient | null,
  left: PatientSide,
  right: PatientSide,
  version: number,
): { patient: Patient; losers: Loser[] } {
  const [l, r] = [sideOf(left), sideOf(right)];
  const { units, losers } = mergeUnits(patientMergePolicy, base === null ? null : unitsOfPatient(base), l, r);
  const known = [left.patient, right.patient];
  let patient: Patient = { ...left.patient, version, identifiers: [] };
  for (const [unit, value] of Object.entries(units)) patient = withUnit(patient, unit, value, known);
  if (patient.nameKm === null && patient.nameLatin === null) {
    // Each side took away the name that the other kept: the later one's names are better than none.
    const { nameKm, nameLatin } = (isLater(l, r) ? left : right).patient;
    patient = { ...patient, nameKm, nameLatin };
  }
  return { patient, losers };
}

function sideOf({ patient, hlc, hash }: PatientSide): MergeSide {
  return { units: unitsOfPatient(patient), hlc, hash };
}
