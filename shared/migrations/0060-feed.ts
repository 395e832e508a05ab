import type { Migration } from './migration.ts';

/**
 * Records of the facility's other desks, and what lost where two desks changed one record.
 *
 * Patient numbers and slip numbers are no longer unique in the database: two copies of one desk may both have given a
 * number before they were told apart, and what the centre gives back of the other copy is kept beside this one's own.
 * The centre asks for another number for one of them. SQLite drops such a constraint only with its table.
 */
export const feed: Migration = {
  number: 60,
  isRebuild: true,
  sql: `
CREATE TABLE patientKept (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  patientNumber TEXT NOT NULL,
  nameKm TEXT,
  nameLatin TEXT,
  sex TEXT NOT NULL CHECK (sex IN ('female', 'male')),
  birthDate TEXT NOT NULL,
  birthDatePrecision TEXT NOT NULL CHECK (birthDatePrecision IN ('day', 'month', 'year', 'age')),
  phone TEXT,
  phoneKey TEXT,
  villageCode TEXT,
  registeredAt TEXT NOT NULL,
  registeredBy TEXT NOT NULL,
  lastVisitOn TEXT,
  lastPayer TEXT,
  CHECK (nameKm IS NOT NULL OR nameLatin IS NOT NULL)
) STRICT, WITHOUT ROWID;
INSERT INTO patientKept (id, version, patientNumber, nameKm, nameLatin, sex, birthDate, birthDatePrecision, phone, phoneKey,
    villageCode, registeredAt, registeredBy, lastVisitOn, lastPayer)
  SELECT id, version, patientNumber, nameKm, nameLatin, sex, birthDate, birthDatePrecision, phone, phoneKey,
    villageCode, registeredAt, registeredBy, lastVisitOn, lastPayer FROM patient;
DROP TABLE patient;
ALTER TABLE patientKept RENAME TO patient;
CREATE INDEX patient_by_number ON patient (patientNumber);
CREATE INDEX patient_by_phone ON patient (phoneKey) WHERE phoneKey IS NOT NULL;
CREATE INDEX patient_by_village ON patient (villageCode) WHERE villageCode IS NOT NULL;
CREATE INDEX patient_by_birth ON patient (birthDate);

CREATE TABLE visitKept (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  patientId TEXT NOT NULL REFERENCES patient (id),
  checkId TEXT NOT NULL REFERENCES eligibilityCheck (id),
  serviceDate TEXT NOT NULL,
  deskNumber INTEGER NOT NULL,
  dayNumber INTEGER NOT NULL,
  visitType TEXT NOT NULL,
  serviceCategory TEXT NOT NULL,
  department TEXT NOT NULL,
  referredFrom TEXT,
  payer TEXT NOT NULL,
  status TEXT NOT NULL CHECK (status IN ('open', 'closed', 'cancelled')),
  openedAt TEXT NOT NULL,
  openedBy TEXT NOT NULL,
  secondVisitReason TEXT,
  outcome TEXT,
  dischargeType TEXT,
  closedAt TEXT,
  closedBy TEXT,
  cancelReason TEXT,
  cancelledAt TEXT,
  cancelledBy TEXT
) STRICT, WITHOUT ROWID;
INSERT INTO visitKept (id, version, patientId, checkId, serviceDate, deskNumber, dayNumber, visitType, serviceCategory,
    department, referredFrom, payer, status, openedAt, openedBy, secondVisitReason, outcome, dischargeType, closedAt, closedBy,
    cancelReason, cancelledAt, cancelledBy)
  SELECT id, version, patientId, checkId, serviceDate, deskNumber, dayNumber, visitType, serviceCategory,
    department, referredFrom, payer, status, openedAt, openedBy, secondVisitReason, outcome, dischargeType, closedAt, closedBy,
    cancelReason, cancelledAt, cancelledBy FROM visit;
DROP TABLE visit;
ALTER TABLE visitKept RENAME TO visit;
CREATE INDEX visit_by_day ON visit (serviceDate, deskNumber, dayNumber);
CREATE INDEX visit_by_patient ON visit (patientId, serviceDate);
CREATE INDEX visit_by_check ON visit (checkId);

-- The newest version of each record that came from the centre, without its text: that is in the record's own table.
CREATE TABLE feedRecord (
  kind TEXT NOT NULL,
  recordId TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash TEXT NOT NULL,
  deviceId TEXT NOT NULL,
  deskNumber INTEGER NOT NULL,
  feedSeq INTEGER NOT NULL,
  PRIMARY KEY (kind, recordId)
) STRICT, WITHOUT ROWID;

-- What came and cannot be used yet, or at all: kept as it came.
CREATE TABLE feedAside (
  feedSeq INTEGER NOT NULL PRIMARY KEY,
  why TEXT NOT NULL CHECK (why IN ('waits', 'unreadable')),
  -- The record that has to be here first: 'patient ID' or 'eligibility-check ID'.
  waitsFor TEXT,
  raw TEXT NOT NULL,
  at TEXT NOT NULL
) STRICT;
CREATE INDEX feedAside_by_wait ON feedAside (waitsFor) WHERE waitsFor IS NOT NULL;

-- A value that lost against another desk's when the centre merged two versions of a record.
CREATE TABLE conflict (
  conflictId INTEGER PRIMARY KEY AUTOINCREMENT,
  kind TEXT NOT NULL,
  recordId TEXT NOT NULL,
  version INTEGER NOT NULL,
  field TEXT NOT NULL,
  kept TEXT NOT NULL,
  other TEXT NOT NULL,
  deskNumber INTEGER NOT NULL,
  madeAt TEXT NOT NULL,
  arrivedAt TEXT NOT NULL,
  needsPerson INTEGER NOT NULL CHECK (needsPerson IN (0, 1)),
  settledAt TEXT,
  settledBy TEXT,
  take TEXT CHECK (take IN ('kept', 'other')),
  UNIQUE (kind, recordId, version, field, deskNumber, other)
) STRICT;
CREATE INDEX conflict_open ON conflict (conflictId) WHERE settledAt IS NULL AND needsPerson = 1;
`,
};
