import { must } from '../base/assert.ts';
import type { ReadDb } from '../base/db.ts';
import { ageOn, type Day } from '../base/time.ts';
import type { Host } from '../facility/host.ts';
import { deskOf, placeWithPath } from '../facility/store.ts';
import { faultCodeOf, isMadeHere, syncStateOf } from '../outbox/store.ts';
import { withdrawalOf } from '../outbox/withdrawal-store.ts';
import { audit, auditChange } from '../staff/store.ts';
import { type Act, staffIdOf } from '../wire/act.ts';
import type { Handlers } from '../wire/handlers.ts';
import type { patientsContract } from './contract.ts';
import { readForm } from './form-store.ts';
import { changedFields } from './patient-rules.ts';
import type { Patient } from './record.ts';
import { readSearch } from './search-rules.ts';
import { findPatients } from './search-store.ts';
import { addPatient, nextPatientNumber, patientById, savePatient } from './store.ts';

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
    return {
      patient: kept.patient,
      ...described(db, kept.patient, act.today),
      syncState: syncStateOf(db, 'patient', kept.patient.id),
      isOtherDesk: !isMadeHere(db, 'patient', kept.patient.id),
    };
  },

  'patients.register': (db, input, act, refuse) => {
    const { deskNumber, facility } = deskOf(db) ?? refuse('not-set-up');
    const patient = readForm(db, input, newPatient(act), act.today, refuse);
    patient.patientNumber = nextPatientNumber(db, facility.code, deskNumber);
    addPatient(db, act, patient);
    audit(db, act.now, staffIdOf(act), 'patient-registered', patient.id);
    act.changed('patients');
    return { patient };
  },

  'patients.correct': (db, input, act, refuse) => {
    const { patient: before } = patientById(db, input.patientId) ?? refuse('patient-not-found', 'patientId');
    if (withdrawalOf(db, 'patient', before.id) !== null) return refuse('withdrawn', 'patientId');
    if (before.version !== input.version) return refuse('changed-meanwhile', 'version');
    const patient = readForm(db, input, before, act.today, refuse);
    const faultCode = faultCodeOf(db, 'patient', before.id);
    if (faultCode === 'patient-number-taken') {
      const { deskNumber, facility } = must(deskOf(db), 'a desk with patients is set up');
      patient.patientNumber = nextPatientNumber(db, facility.code, deskNumber);
    }
    const changed = changedFields(before, patient);
    // What the centre refused may be sent again as it is: the fault may have been at the centre.
    if (changed.length === 0 && faultCode === null) return refuse('nothing-changed');
    patient.version = before.version + 1;
    savePatient(db, act, patient);
    auditChange(db, act, 'patient-corrected', patient.id, changed, before);
    act.changed('patients');
    return { patient };
  },
};

/** Nobody yet: what a registration gives besides the form. */
function newPatient(act: Act): Patient {
  return {
    id: act.newId(),
    version: 1,
    patientNumber: '',
    nameKm: null,
    nameLatin: null,
    sex: 'female',
    birthDate: '',
    birthDatePrecision: 'day',
    phone: null,
    villageCode: null,
    registeredAt: act.now,
    registeredBy: staffIdOf(act),
    identifiers: [],
  };
}

function described(db: ReadDb, patient: Patient, today: Day) {
  return {
    ageYears: Math.max(0, ageOn(patient.birthDate, today)),
    village: patient.villageCode === null ? null : placeWithPath(db, patient.villageCode),
    withdrawn: withdrawalOf(db, 'patient', patient.id),
  };
}
