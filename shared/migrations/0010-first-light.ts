import type { Migration } from './migration.ts';

/** The first schema: this desk, its staff, its patients, the roster, checks, visits, and what is to be sent. */
export const firstLight: Migration = {
  number: 10,
  sql: `
CREATE TABLE setting (
  key TEXT NOT NULL PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE place (
  code TEXT NOT NULL PRIMARY KEY,
  level TEXT NOT NULL CHECK (level IN ('province', 'district', 'commune', 'village')),
  nameKm TEXT NOT NULL,
  nameLatin TEXT NOT NULL,
  foldKm TEXT NOT NULL,
  foldLatin TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX place_by_fold_km ON place (foldKm);
CREATE INDEX place_by_fold_latin ON place (foldLatin);

CREATE TABLE staff (
  id TEXT NOT NULL PRIMARY KEY,
  userName TEXT NOT NULL,
  userFold TEXT NOT NULL UNIQUE,
  fullName TEXT NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('registrar', 'manager', 'nssf-officer')),
  pinHash TEXT NOT NULL,
  failedCount INTEGER NOT NULL,
  lockCount INTEGER NOT NULL,
  lockedUntilMs INTEGER NOT NULL,
  isActive INTEGER NOT NULL CHECK (isActive IN (0, 1)),
  madeAt TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
  tokenHash TEXT NOT NULL PRIMARY KEY,
  staffId TEXT NOT NULL REFERENCES staff (id),
  startedAtMs INTEGER NOT NULL,
  endsAtMs INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  at TEXT NOT NULL,
  staffId TEXT,
  action TEXT NOT NULL,
  recordId TEXT
) STRICT;

CREATE TABLE reply (
  requestId TEXT NOT NULL PRIMARY KEY,
  askName TEXT NOT NULL,
  inputHash TEXT NOT NULL,
  staffId TEXT,
  reply TEXT NOT NULL,
  atMs INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reply_by_time ON reply (atMs);

CREATE TABLE change (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  incarnation TEXT NOT NULL,
  kind TEXT NOT NULL,
  recordId TEXT NOT NULL,
  version INTEGER NOT NULL,
  hash TEXT NOT NULL,
  content TEXT NOT NULL,
  label TEXT NOT NULL,
  patientId TEXT,
  madeAt TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'needs-fixing', 'superseded')),
  verdictCode TEXT,
  verdictField TEXT,
  verdictSentence TEXT,
  verdictAt TEXT,
  UNIQUE (kind, recordId, version)
) STRICT;
CREATE INDEX change_by_state ON change (state, seq);

CREATE TABLE changeCount (
  state TEXT NOT NULL PRIMARY KEY,
  n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO changeCount (state, n) VALUES ('waiting', 0), ('accepted', 0), ('needs-fixing', 0), ('superseded', 0);
CREATE TRIGGER change_counted AFTER INSERT ON change BEGIN
  UPDATE changeCount SET n = n + 1 WHERE state = new.state;
END;
CREATE TRIGGER change_recounted AFTER UPDATE OF state ON change WHEN old.state <> new.state BEGIN
  UPDATE changeCount SET n = n - 1 WHERE state = old.state;
  UPDATE changeCount SET n = n + 1 WHERE state = new.state;
END;

CREATE TABLE patient (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  patientNumber TEXT NOT NULL UNIQUE,
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
CREATE INDEX patient_by_phone ON patient (phoneKey) WHERE phoneKey IS NOT NULL;
CREATE INDEX patient_by_village ON patient (villageCode) WHERE villageCode IS NOT NULL;
CREATE INDEX patient_by_birth ON patient (birthDate);

CREATE TABLE patientIdentifier (
  patientId TEXT NOT NULL REFERENCES patient (id),
  kind TEXT NOT NULL CHECK (kind IN ('nssf', 'hef', 'national-id', 'pmrs', 'passport')),
  raw TEXT NOT NULL,
  normalised TEXT NOT NULL,
  PRIMARY KEY (patientId, kind)
) STRICT, WITHOUT ROWID;
CREATE INDEX patientIdentifier_by_value ON patientIdentifier (normalised, kind);

CREATE TABLE patientNameKey (
  key TEXT NOT NULL,
  birthYear INTEGER NOT NULL,
  patientId TEXT NOT NULL REFERENCES patient (id),
  PRIMARY KEY (key, birthYear, patientId)
) STRICT, WITHOUT ROWID;
CREATE INDEX patientNameKey_by_patient ON patientNameKey (patientId);

CREATE TABLE roster (
  id TEXT NOT NULL PRIMARY KEY,
  asOf TEXT NOT NULL,
  membersCount INTEGER NOT NULL,
  importedAt TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('importing', 'current', 'old'))
) STRICT, WITHOUT ROWID;

CREATE TABLE rosterMember (
  rosterId TEXT NOT NULL REFERENCES roster (id),
  nssfKey TEXT NOT NULL,
  nssfNumber TEXT NOT NULL,
  nameKm TEXT,
  nameLatin TEXT,
  sex TEXT NOT NULL,
  birthDate TEXT,
  birthDatePrecision TEXT NOT NULL,
  villageCode TEXT,
  class TEXT NOT NULL,
  relation TEXT,
  principalNssfKey TEXT,
  isDisabledOrChronic INTEGER NOT NULL,
  isMarriageRegistered INTEGER NOT NULL,
  isActive INTEGER NOT NULL,
  validFrom TEXT,
  validTo TEXT,
  paidMonths TEXT NOT NULL,
  PRIMARY KEY (rosterId, nssfKey)
) STRICT, WITHOUT ROWID;

CREATE TABLE eligibilityCheck (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  patientId TEXT NOT NULL REFERENCES patient (id),
  checkedAt TEXT NOT NULL,
  checkedBy TEXT NOT NULL,
  serviceDate TEXT NOT NULL,
  outcome TEXT NOT NULL,
  payer TEXT NOT NULL,
  reasons TEXT NOT NULL,
  facts TEXT NOT NULL,
  rulesetId TEXT NOT NULL,
  rosterId TEXT,
  nssfKey TEXT
) STRICT, WITHOUT ROWID;
CREATE INDEX eligibilityCheck_by_patient ON eligibilityCheck (patientId, checkedAt);

CREATE TABLE visit (
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
  cancelledBy TEXT,
  UNIQUE (serviceDate, deskNumber, dayNumber)
) STRICT, WITHOUT ROWID;
CREATE INDEX visit_by_patient ON visit (patientId, serviceDate);
`,
};
