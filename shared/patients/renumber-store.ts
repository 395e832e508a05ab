import type { WriteDb } from '../base/db.ts';
import { wasDeskNumber } from '../desk/life-store.ts';
import { deskOf } from '../facility/store.ts';
import { audit } from '../staff/store.ts';
import type { Act } from '../wire/act.ts';
import { parsePatientNumber } from './patient-number.ts';
import { nextPatientNumber, patientById, savePatient } from './store.ts';

/**
 * Gives a patient another number where the other copy of this database gave theirs to somebody else before either copy
 * was known for one. It is a correction like any other: the next version of the same record. Returns whether it was one.
 */
export function renumberAfterFence(db: WriteDb, act: Act, patientId: string): boolean {
  const desk = deskOf(db);
  const kept = patientById(db, patientId);
  if (desk === null || kept === null) return false;
  const { patient } = kept;
  const number = parsePatientNumber(patient.patientNumber);
  const isOfOldName = number.ok && number.desk !== desk.deskNumber && wasDeskNumber(db, number.desk);
  if (!isOfOldName) return false;
  const patientNumber = nextPatientNumber(db, desk.facility.code, desk.deskNumber);
  savePatient(db, act, { ...patient, patientNumber, version: patient.version + 1 });
  audit(db, act.now, null, 'patient-renumbered', patient.id);
  act.changed('patients');
  return true;
}
