import type { ReadDb } from '../base/db.ts';
import { nameFold } from '../base/text.ts';
import { ageOn, type Day } from '../base/time.ts';
import type { Host } from '../facility/host.ts';
import { deskOf, hasPlaces, placeWithPath } from '../facility/store.ts';
import { audit } from '../staff/store.ts';
import { staffIdOf } from '../wire/act.ts';
import type { Handlers, Refuse } from '../wire/handlers.ts';
import { birthOf } from './birth-rules.ts';
import type { patientsContract } from './contract.ts';
import { similarPatients } from './duplicate-store.ts';
import { normaliseIdentifier } from './identifiers.ts';
import type { Patient, PatientIdentifier } from './record.ts';
import { readSearch } from './search-rules.ts';
import { findPatients } from './search-store.ts';
import { addPatient, holderOf, nextPatientNumber, patientById } from './store.ts';

type Register = (typeof patientsContract)['patients.register'];

export const patientsHandlers: Handlers<typeof patientsContract, Host> = {
  'patients.search': (db, input, act) => {
    const found = findPatients(db, readSearch(input.text, act.today), input.text, input.limit + 1);
    const hits = found.slice(0, input.limit).flatMap(({ patientId, matchedBy }) => {
      const kept = patientById(db, patientId);
      if (kept === null) return [];
      const { patient, lastVisitOn, lastPayer } = kept;
      return [{ patient, matchedBy, ...described(db, patient, act.today), lastVisitOn, lastPayer }];
    });
    return { hits, hasMore: found.length > input.limit };
  },

  'patients.get': (db, input, act, refuse) => {
    const kept = patientById(db, input.patientId) ?? refuse('patient-not-found', 'patientId');
    return { patient: kept.patient, ...described(db, kept.patient, act.today) };
  },

  'patients.register': (db, input, act, refuse) => {
    const desk = deskOf(db) ?? refuse('not-set-up');
    const nameKm = input.nameKm === '' ? null : input.nameKm;
    const nameLatin = input.nameLatin === '' ? null : input.nameLatin;
    if (nameFold(nameKm ?? '') === '' && nameFold(nameLatin ?? '') === '') return refuse('name-missing', 'nameKm');
    const birth = birthOf(input, act.today);
    if (!birth.ok) return refuse(birth.reason, 'birthDate');
    if (input.villageCode !== null && hasPlaces(db) && placeWithPath(db, input.villageCode) === null) {
      return refuse('village-unknown', 'villageCode');
    }
    const identifiers = identifiersOf(db, input.identifiers, refuse);
    const patient: Patient = {
      id: act.newId(),
      version: 1,
      patientNumber: '',
      nameKm,
      nameLatin,
      sex: input.sex,
      birthDate: birth.birthDate,
      birthDatePrecision: input.birthDatePrecision,
      phone: input.phone === '' ? null : input.phone,
      villageCode: input.villageCode,
      registeredAt: act.now,
      registeredBy: staffIdOf(act),
      identifiers,
    };
    if (!input.isSomebodyElse) {
      const [similar] = similarPatients(db, patient);
      if (similar !== undefined) return refuse('possible-duplicate', 'nameKm', { patientId: similar });
    }
    const { deskNumber, facility } = desk;
    patient.patientNumber = nextPatientNumber(db, facility.code, deskNumber);
    addPatient(db, act, patient);
    audit(db, act.now, staffIdOf(act), 'patient-registered', patient.id);
    act.changed('patients');
    return { patient };
  },
};

function described(db: ReadDb, patient: Patient, today: Day) {
  return {
    ageYears: Math.max(0, ageOn(patient.birthDate, today)),
    village: patient.villageCode === null ? null : placeWithPath(db, patient.villageCode),
  };
}

/** The numbers as they are kept, or a refusal that names the one that is wrong or already held by somebody here. */
function identifiersOf(
  db: ReadDb,
  given: { kind: PatientIdentifier['kind']; raw: string }[],
  refuse: Refuse<Register>,
): PatientIdentifier[] {
  const kept: PatientIdentifier[] = [];
  for (const { kind, raw } of given) {
    if (raw.trim() === '') continue;
    const normal = normaliseIdentifier(kind, raw);
    const field = `identifiers.${kind}`;
    if (!normal.ok) return refuse('identifier-wrong', field, { reason: normal.reason });
    if (kept.some((other) => other.kind === kind)) return refuse('identifier-twice', field);
    // A household shares one equity card, so only a person's own numbers tell that it is the same person.
    const holder = kind === 'hef' ? null : holderOf(db, kind, normal.normalised);
    if (holder !== null) return refuse('already-registered', field, { patientId: holder });
    kept.push({ kind, raw: normal.raw, normalised: normal.normalised });
  }
  return kept;
}
