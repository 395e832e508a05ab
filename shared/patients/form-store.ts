import type { ReadDb } from '../base/db.ts';
import type { Day } from '../base/time.ts';
import { hasPlaces, placeWithPath } from '../facility/store.ts';
import { birthOf } from './birth-rules.ts';
import { similarPatients } from './duplicate-store.ts';
import type { PatientForm } from './form-record.ts';
import { normaliseIdentifier } from './identifiers.ts';
import { faultOfPatientRecord } from './patient-rules.ts';
import type { Patient, PatientIdentifier } from './record.ts';
import { holderOf } from './store.ts';

/** What a form can be refused for, whether somebody is registered or corrected with it. */
export type FormRefusal =
  | 'name-missing'
  | 'birth-date-missing'
  | 'birth-date-wrong'
  | 'identifier-wrong'
  | 'identifier-twice'
  | 'village-unknown'
  | 'already-registered'
  | 'possible-duplicate';
type RefuseForm = (code: FormRefusal, field: string, details?: Record<string, string | number>) => never;

/**
 * Reads a form into the patient that it makes, or refuses with the field that is wrong. `before` is the patient whom the
 * form corrects, and gives what a form does not say; a new one for a registration.
 */
export function readForm(db: ReadDb, form: PatientForm, before: Patient, today: Day, refuse: RefuseForm): Patient {
  const birth = birthOf(form, today);
  const patient: Patient = {
    ...before,
    nameKm: form.nameKm === '' ? null : form.nameKm,
    nameLatin: form.nameLatin === '' ? null : form.nameLatin,
    sex: form.sex,
    birthDate: birth.ok ? birth.birthDate : '',
    birthDatePrecision: form.birthDatePrecision,
    phone: form.phone === '' ? null : form.phone,
    villageCode: form.villageCode,
    identifiers: [],
  };
  const fault = faultOfPatientRecord(patient, today);
  if (fault?.code === 'name-missing') return refuse(fault.code, fault.field);
  if (!birth.ok) return refuse(birth.reason, 'birthDate');
  if (fault !== null) return refuse(fault.code, fault.field);
  const { villageCode } = patient;
  // A village that was good when it was chosen is not held against somebody whose phone number is put right.
  const isNewVillage = villageCode !== null && villageCode !== before.villageCode;
  if (isNewVillage && hasPlaces(db) && placeWithPath(db, villageCode) === null) {
    return refuse('village-unknown', 'villageCode');
  }
  patient.identifiers = identifiersOf(db, form.identifiers, before.id, refuse);
  if (!form.isSomebodyElse && isOtherPersonThan(before, patient)) {
    const similar = similarPatients(db, patient).find((id) => id !== patient.id);
    if (similar !== undefined) return refuse('possible-duplicate', 'nameKm', { patientId: similar });
  }
  return patient;
}

/** Whether what tells people apart was changed; a new phone number makes nobody look like somebody else. */
function isOtherPersonThan(before: Patient, after: Patient): boolean {
  const told = ({ nameKm, nameLatin, sex, birthDate }: Patient) => JSON.stringify([nameKm, nameLatin, sex, birthDate]);
  return told(before) !== told(after);
}

/** The numbers as they are kept, or a refusal that names the one that is wrong or already held by somebody here. */
function identifiersOf(
  db: ReadDb,
  given: { kind: PatientIdentifier['kind']; raw: string }[],
  patientId: string,
  refuse: RefuseForm,
): PatientIdentifier[] {
  const kept: PatientIdentifier[] = [];
  for (const { kind, raw } of given) {
    if (raw.trim() === '') continue;
    const normal = normaliseIdentifier(kind, raw);
    const field = `identifiers.${kind}`;
    if (!normal.ok) return refuse('identifier-wrong', field, { reason: normal.reason });
    if (kept.some((other) => other.kind === kind)) return refuse('identifier-twice', field);
    // A household shares one equity card, so only a person's own numbers tell that it is the same person.
    const holder = kind === 'hef' ? null : holderOf(db, kind, normal.normalised, patientId);
    if (holder !== null) return refuse('already-registered', field, { patientId: holder });
    kept.push({ kind, raw: normal.raw, normalised: normal.normalised });
  }
  return kept;
}
