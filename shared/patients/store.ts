import { assert } from '../base/assert.ts';
import type { ReadDb, SqlRow, SqlValue, WriteDb } from '../base/db.ts';
import { dayParts } from '../base/time.ts';
import { deskOf } from '../facility/store.ts';
import { type SyncedRecord, saveSynced } from '../outbox/store.ts';
import { standing } from '../outbox/withdrawal-store.ts';
import type { Act } from '../wire/act.ts';
import { normalisePhone } from './identifiers.ts';
import { hasSilentExchange, makePatientNumber } from './patient-number.ts';
import type { Patient, PatientIdentifier } from './record.ts';
import { nameKeys } from './search-rules.ts';

const PATIENT_COLUMNS =
  'id, version, patientNumber, nameKm, nameLatin, sex, birthDate, birthDatePrecision, phone, villageCode, registeredAt, registeredBy, lastVisitOn, lastPayer';

function textOrNull(value: SqlValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function patientOf(db: ReadDb, row: SqlRow): Patient {
  return {
    id: String(row.id),
    version: Number(row.version),
    patientNumber: String(row.patientNumber),
    nameKm: textOrNull(row.nameKm),
    nameLatin: textOrNull(row.nameLatin),
    sex: row.sex === 'female' ? 'female' : 'male',
    birthDate: String(row.birthDate),
    birthDatePrecision: String(row.birthDatePrecision) as Patient['birthDatePrecision'],
    phone: textOrNull(row.phone),
    villageCode: textOrNull(row.villageCode),
    registeredAt: String(row.registeredAt),
    registeredBy: String(row.registeredBy),
    identifiers: identifiersOf(db, String(row.id)),
  };
}

function identifiersOf(db: ReadDb, patientId: string): PatientIdentifier[] {
  return db
    .all('SELECT kind, raw, normalised FROM patientIdentifier WHERE patientId = @patientId ORDER BY kind', {
      patientId,
    })
    .map((row) => ({
      kind: String(row.kind) as PatientIdentifier['kind'],
      raw: String(row.raw),
      normalised: String(row.normalised),
    }));
}

/** A patient with what the desk remembers beside the record. */
export interface KeptPatient {
  patient: Patient;
  lastVisitOn: string | null;
  lastPayer: string | null;
}

export function patientById(db: ReadDb, id: string): KeptPatient | null {
  const row = db.get(`SELECT ${PATIENT_COLUMNS} FROM patient WHERE id = @id`, { id });
  if (row === null) return null;
  return {
    patient: patientOf(db, row),
    lastVisitOn: textOrNull(row.lastVisitOn),
    lastPayer: textOrNull(row.lastPayer),
  };
}

/** Writes a new patient, its identifiers and its search keys, and the change that is sent, in one transaction. */
export function addPatient(db: WriteDb, act: Act, patient: Patient): void {
  saveSynced(db, act, syncedPatient(patient), (tx) => writePatient(tx, patient));
}

/** Writes the next version of a patient in the place of the one before it, and the change that is sent. */
export function savePatient(db: WriteDb, act: Act, patient: Patient): void {
  const before = patientById(db, patient.id)?.patient.version;
  assert(before === patient.version - 1, 'a patient is written on the version before it');
  saveSynced(db, act, syncedPatient(patient), (tx) => writePatient(tx, patient));
}

function syncedPatient(patient: Patient): SyncedRecord {
  const { id, version, patientNumber } = patient;
  return { kind: 'patient', recordId: id, version, content: patient, label: patientNumber, patientId: id };
}

/** The rows of a patient as he now is. What the desk remembers beside the record stays. */
export function writePatient(db: WriteDb, patient: Patient): void {
  const { identifiers, ...columns } = patient;
  const count = db.run(
    `INSERT INTO patient (id, version, patientNumber, nameKm, nameLatin, sex, birthDate, birthDatePrecision, phone,
       phoneKey, villageCode, registeredAt, registeredBy)
     VALUES (@id, @version, @patientNumber, @nameKm, @nameLatin, @sex, @birthDate, @birthDatePrecision, @phone,
       @phoneKey, @villageCode, @registeredAt, @registeredBy)
     ON CONFLICT (id) DO UPDATE SET version = excluded.version, patientNumber = excluded.patientNumber,
       nameKm = excluded.nameKm, nameLatin = excluded.nameLatin, sex = excluded.sex, birthDate = excluded.birthDate,
       birthDatePrecision = excluded.birthDatePrecision, phone = excluded.phone, phoneKey = excluded.phoneKey,
       villageCode = excluded.villageCode
     WHERE patient.version < excluded.version`,
    { ...columns, phoneKey: patient.phone === null ? null : normalisePhone(patient.phone) },
  );
  assert(count === 1, 'a patient is written over an older version of himself');
  db.run('DELETE FROM patientIdentifier WHERE patientId = @patientId', { patientId: patient.id });
  for (const { kind, raw, normalised } of identifiers) {
    db.run(
      'INSERT INTO patientIdentifier (patientId, kind, raw, normalised) VALUES (@patientId, @kind, @raw, @normalised)',
      { patientId: patient.id, kind, raw, normalised },
    );
  }
  db.run('DELETE FROM patientNameKey WHERE patientId = @patientId', { patientId: patient.id });
  const birthYear = dayParts(patient.birthDate).year;
  for (const key of nameKeys(patient.nameKm, patient.nameLatin)) {
    db.run('INSERT INTO patientNameKey (key, birthYear, patientId) VALUES (@key, @birthYear, @patientId)', {
      key,
      birthYear,
      patientId: patient.id,
    });
  }
}

/** So many counters in a row are silent only where every one is. */
const LEFT_OUT_MAX = 40;

/**
 * The next patient number of this desk's own counter. Numbers are never given twice, because patients are never deleted;
 * those in which two exchanged neighbours would go unnoticed (about 3 in 100) are left out. At one desk in a hundred the
 * two neighbours stand in the facility's code and desk number, where no counter helps: there none is left out.
 */
export function nextPatientNumber(db: WriteDb, facility: string, desk: number): string {
  const next = patientCounter(db) + 1;
  let counter = next;
  while (counter - next < LEFT_OUT_MAX && hasSilentExchange({ facility, desk, counter })) counter += 1;
  if (counter - next === LEFT_OUT_MAX) counter = next;
  savePatientCounter(db, counter);
  return makePatientNumber({ facility, desk, counter });
}

function patientCounter(db: ReadDb): number {
  return Number(db.get("SELECT value FROM setting WHERE key = 'patientCounter'")?.value ?? 0);
}

function savePatientCounter(db: WriteDb, counter: number): void {
  db.run(
    "INSERT INTO setting (key, value) VALUES ('patientCounter', @value) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    { value: String(counter) },
  );
}

/** A number of this desk's own that comes back to it after a restore is not given a second time. */
export function raisePatientCounter(db: WriteDb, { desk, counter }: { desk: number; counter: number }): void {
  if (deskOf(db)?.deskNumber === desk && counter > patientCounter(db)) savePatientCounter(db, counter);
}

/** Remembered beside the record for the list of results; not part of what is sent. */
export function noteVisit(db: WriteDb, patientId: string, serviceDate: string, payer: string): void {
  const count = db.run(
    `UPDATE patient SET lastVisitOn = max(coalesce(lastVisitOn, @serviceDate), @serviceDate),
       lastPayer = CASE WHEN @serviceDate >= coalesce(lastVisitOn, '') THEN @payer ELSE lastPayer END
     WHERE id = @patientId`,
    { patientId, serviceDate, payer },
  );
  assert(count === 1, 'the patient of a visit is there');
}

/** Who holds this identifier here, besides one patient. Whoever was withdrawn holds nothing any more. */
export function holderOf(db: ReadDb, kind: string, normalised: string, besidesId: string): string | null {
  const row = db.get(
    `SELECT patientId FROM patientIdentifier
     WHERE normalised = @normalised AND kind = @kind AND patientId <> @besidesId AND ${standing('patient', 'patientIdentifier.patientId')}`,
    { normalised, kind, besidesId },
  );
  return row === null ? null : String(row.patientId);
}
