import type { Migration } from './migration.ts';

/** Days on which a patient has visits: what is said of a patient stands in the lines of all of them. */
const touchDaysOf = (patientId: string, from = '') => `
  INSERT INTO monthDay (day, stamp) SELECT DISTINCT serviceDate, 1 FROM visit
    WHERE patientId = ${patientId}${from === '' ? '' : ` AND serviceDate > ${from}`}
    ON CONFLICT (day) DO UPDATE SET stamp = stamp + 1;`;

const touch = (day: string) => `
  INSERT INTO monthDay (day, stamp) VALUES (${day}, 1) ON CONFLICT (day) DO UPDATE SET stamp = stamp + 1;`;

const touchDayOf = (table: 'visit' | 'claim', column: string, condition: string) => `
  INSERT INTO monthDay (day, stamp) SELECT DISTINCT ${column}, 1 FROM ${table} WHERE ${condition}
    ON CONFLICT (day) DO UPDATE SET stamp = stamp + 1;`;

/** A change of a visit or of a claim stands with the centre; the day of service of its record shows where. */
const touchDayOfChange = (row: 'new' | 'old') => `
  ${touchDayOf('visit', 'serviceDate', `${row}.kind = 'visit' AND id = ${row}.recordId`)}
  ${touchDayOf('claim', 'serviceFrom', `${row}.kind = 'claim' AND id = ${row}.recordId`)}`;

/**
 * Between two versions that came from two desks a claim and its visit may stand on two days. What is said of the visit
 * and of its patient stands in the lines of the claim's day as well.
 */
const touchClaimDaysOf = (visits: string) =>
  touchDayOf('claim', 'serviceFrom', `id IN (SELECT id FROM visit WHERE ${visits} AND serviceDate <> serviceFrom)`);

/**
 * Months are counted by days, and a day that was counted is counted again only when something of it has changed. What
 * touches a day is noted by triggers, so that no way of writing a record can forget it; the property test of the months
 * compares with a recount of everything.
 *
 * `monthDay` is narrow and says which days are counted; the figures lie beside it. Both can be made again from the
 * records at any moment. What a closing kept (`monthKept`, `monthKeptDay`, `monthBookLine`) cannot.
 */
export const month: Migration = {
  number: 90,
  sql: `
CREATE TABLE monthDay (
  day TEXT NOT NULL PRIMARY KEY,
  -- Grows with every change that may be seen in the figures of the day.
  stamp INTEGER NOT NULL,
  -- The stamp that the day was last counted at, and the pack and rules that it was counted by.
  countedStamp INTEGER,
  countedBy TEXT,
  hasDifferences INTEGER NOT NULL DEFAULT 0 CHECK (hasDifferences IN (0, 1)),
  linesCount INTEGER NOT NULL DEFAULT 0,
  visitsCount INTEGER NOT NULL DEFAULT 0,
  hasRows INTEGER NOT NULL DEFAULT 0 CHECK (hasRows IN (0, 1)),
  totals TEXT NOT NULL DEFAULT '[]'
) STRICT, WITHOUT ROWID;

-- With rowids, as are the others that hold long texts: a tree of keys alone would read whole texts to find one of them.
CREATE TABLE monthDayFigures (
  day TEXT NOT NULL PRIMARY KEY REFERENCES monthDay (day),
  tally TEXT NOT NULL,
  digest TEXT NOT NULL,
  differences TEXT NOT NULL,
  -- The lines of the day, where it was over when it was counted; null where they are read from the records.
  rows TEXT
) STRICT;

CREATE TABLE monthClose (
  id TEXT NOT NULL PRIMARY KEY,
  version INTEGER NOT NULL,
  month TEXT NOT NULL,
  deskNumber INTEGER NOT NULL,
  revision INTEGER NOT NULL,
  isOpenAgain INTEGER NOT NULL CHECK (isOpenAgain IN (0, 1)),
  closedAt TEXT NOT NULL,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX monthClose_by_month ON monthClose (month);

-- What this desk closed, as it was; a revision that was opened again keeps its report.
CREATE TABLE monthKept (
  closeId TEXT NOT NULL REFERENCES monthClose (id),
  revision INTEGER NOT NULL,
  report TEXT NOT NULL,
  PRIMARY KEY (closeId, revision)
) STRICT;

CREATE TABLE monthKeptDay (
  month TEXT NOT NULL,
  day TEXT NOT NULL,
  linesCount INTEGER NOT NULL,
  visitsCount INTEGER NOT NULL,
  rows TEXT NOT NULL,
  PRIMARY KEY (month, day)
) STRICT;

-- What a record counted on a day of service, by the month in whose closing it did.
CREATE TABLE monthBookLine (
  closeMonth TEXT NOT NULL,
  day TEXT NOT NULL,
  kind TEXT NOT NULL CHECK (kind IN ('visit', 'claim')),
  recordId TEXT NOT NULL,
  payer TEXT NOT NULL,
  version INTEGER NOT NULL,
  visits INTEGER NOT NULL,
  claims INTEGER NOT NULL,
  amountRiel INTEGER NOT NULL,
  PRIMARY KEY (closeMonth, day, kind, recordId, payer)
) STRICT, WITHOUT ROWID;

-- Those that the centre has not accepted are few, so that the others cost a look in a small index.
CREATE INDEX change_unsettled ON change (kind, recordId, state) WHERE isNewest = 1 AND state <> 'accepted';

CREATE TRIGGER monthDay_visit_made AFTER INSERT ON visit BEGIN
  ${touch('new.serviceDate')}
  ${touchDaysOf('new.patientId', 'new.serviceDate')}
END;

CREATE TRIGGER monthDay_visit_changed AFTER UPDATE ON visit BEGIN
  ${touch('old.serviceDate')}
  ${touch('new.serviceDate')}
  ${touchDaysOf('new.patientId', 'min(old.serviceDate, new.serviceDate)')}
  ${touchClaimDaysOf('id = new.id')}
END;

CREATE TRIGGER monthDay_withdrawn AFTER INSERT ON withdrawal WHEN new.kind IN ('visit', 'claim') BEGIN
  ${touchDayOf('claim', 'serviceFrom', "new.kind = 'claim' AND id = new.recordId")}
  ${touchDayOf('visit', 'serviceDate', "new.kind = 'visit' AND patientId = (SELECT patientId FROM visit WHERE id = new.recordId)")}
  ${touchClaimDaysOf("new.kind = 'visit' AND id = new.recordId")}
END;

CREATE TRIGGER monthDay_change_made AFTER INSERT ON change WHEN new.kind IN ('visit', 'claim') BEGIN
  ${touchDayOfChange('new')}
END;

CREATE TRIGGER monthDay_change_stands AFTER UPDATE OF state, isNewest ON change WHEN new.kind IN ('visit', 'claim') BEGIN
  ${touchDayOfChange('new')}
END;

CREATE TRIGGER monthDay_patient_changed AFTER UPDATE OF patientNumber, nameKm, nameLatin, sex, birthDate ON patient
  WHEN old.patientNumber <> new.patientNumber OR old.nameKm IS NOT new.nameKm OR old.nameLatin IS NOT new.nameLatin
    OR old.sex <> new.sex OR old.birthDate <> new.birthDate BEGIN
  ${touchDaysOf('new.id')}
  ${touchClaimDaysOf('patientId = new.id')}
END;

CREATE TRIGGER monthDay_identified AFTER INSERT ON patientIdentifier BEGIN
  ${touchDaysOf('new.patientId')}
END;

CREATE TRIGGER monthDay_identified_no_more AFTER DELETE ON patientIdentifier BEGIN
  ${touchDaysOf('old.patientId')}
END;

CREATE TRIGGER monthDay_rechecked AFTER INSERT ON recheck BEGIN
  ${touchDayOf('visit', 'serviceDate', 'checkId = new.checkId')}
  ${touchClaimDaysOf('checkId = new.checkId')}
END;

CREATE TRIGGER monthDay_rechecked_otherwise AFTER UPDATE OF outcome, isOverturned ON recheck BEGIN
  ${touchDayOf('visit', 'serviceDate', 'checkId = new.checkId')}
  ${touchClaimDaysOf('checkId = new.checkId')}
END;

-- The visit's day counts what the claim says of births and of the stay, and whether there is one.
CREATE TRIGGER monthDay_claim_made AFTER INSERT ON claim BEGIN
  ${touch('new.serviceFrom')}
  ${touchDayOf('visit', 'serviceDate', 'id = new.visitId AND serviceDate <> new.serviceFrom')}
END;

CREATE TRIGGER monthDay_claim_changed
  AFTER UPDATE OF version, serviceFrom, payer, paymentCode, memberNumber, lines, details, state ON claim BEGIN
  ${touch('old.serviceFrom')}
  ${touch('new.serviceFrom')}
  ${touchDayOf('visit', 'serviceDate', 'id = new.visitId AND serviceDate NOT IN (old.serviceFrom, new.serviceFrom)')}
END;

INSERT INTO monthDay (day, stamp) SELECT DISTINCT serviceDate, 1 FROM visit;
`,
};
