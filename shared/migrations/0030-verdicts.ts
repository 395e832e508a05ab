import type { Migration } from './migration.ts';

/**
 * Changes get their logical clock, the version that they were made from, what they wait for, and can withdraw a record.
 * Records are counted by their newest version: `isNewest` marks it, and triggers keep the counts, so that the foot of the
 * screen costs nothing at a million visits.
 *
 * Changes made before had no logical clock. They get one that never goes back: the greatest time so far, and one more
 * for each change.
 */
export const verdicts: Migration = {
  number: 30,
  sql: `
DROP TRIGGER change_counted;
DROP TRIGGER change_recounted;
DROP TABLE changeCount;

CREATE TABLE changeKept (
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
  hlc INTEGER NOT NULL,
  clockFlag TEXT NOT NULL CHECK (clockFlag IN ('ok', 'back', 'jump', 'far')),
  baseHash TEXT,
  isWithdrawal INTEGER NOT NULL CHECK (isWithdrawal IN (0, 1)),
  isNewest INTEGER NOT NULL CHECK (isNewest IN (0, 1)),
  state TEXT NOT NULL CHECK (state IN ('waiting', 'accepted', 'needs-fixing', 'withdrawn', 'superseded')),
  verdictCode TEXT,
  verdictField TEXT,
  verdictSentence TEXT,
  verdictAt TEXT,
  waitCode TEXT,
  waitAt TEXT,
  UNIQUE (kind, recordId, version)
) STRICT;
INSERT INTO changeKept (seq, incarnation, kind, recordId, version, hash, content, label, patientId, madeAt, hlc, clockFlag,
    baseHash, isWithdrawal, isNewest, state, verdictCode, verdictField, verdictSentence, verdictAt)
  SELECT seq, incarnation, kind, recordId, version, hash, content, label, patientId, madeAt,
    max(0, seq + max(coalesce(CAST(round((julianday(madeAt) - 2440587.5) * 86400000) AS INTEGER), 0) - seq) OVER (ORDER BY seq)),
    'ok',
    substr(lag(hash) OVER lineage, 1, 8),
    0,
    lead(seq) OVER lineage IS NULL,
    state, verdictCode, verdictField, verdictSentence, verdictAt
  FROM change WINDOW lineage AS (PARTITION BY kind, recordId ORDER BY version);
UPDATE sqlite_sequence SET seq = (SELECT before.seq FROM sqlite_sequence AS before WHERE before.name = 'change')
  WHERE name = 'changeKept';
DROP TABLE change;
ALTER TABLE changeKept RENAME TO change;
CREATE INDEX change_by_state ON change (state, seq);

CREATE TABLE changeCount (
  state TEXT NOT NULL PRIMARY KEY,
  n INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO changeCount (state, n) VALUES ('entered', 0), ('waiting', 0), ('accepted', 0), ('needs-fixing', 0),
  ('withdrawn', 0), ('superseded', 0);
UPDATE changeCount SET n = (SELECT count(*) FROM change WHERE isNewest = 1 AND change.state = changeCount.state)
  WHERE state <> 'entered';
UPDATE changeCount SET n = (SELECT count(*) FROM (SELECT DISTINCT kind, recordId FROM change)) WHERE state = 'entered';

-- A record is entered with whichever of its versions comes first.
CREATE TRIGGER change_entered AFTER INSERT ON change
  WHEN NOT EXISTS (SELECT 1 FROM change AS other
    WHERE other.kind = new.kind AND other.recordId = new.recordId AND other.version <> new.version) BEGIN
  UPDATE changeCount SET n = n + 1 WHERE state = 'entered';
END;
CREATE TRIGGER change_counted AFTER INSERT ON change WHEN new.isNewest = 1 BEGIN
  UPDATE changeCount SET n = n + 1 WHERE state = new.state;
END;
CREATE TRIGGER change_recounted AFTER UPDATE OF state, isNewest ON change BEGIN
  UPDATE changeCount SET n = n - 1 WHERE old.isNewest = 1 AND state = old.state;
  UPDATE changeCount SET n = n + 1 WHERE new.isNewest = 1 AND state = new.state;
END;

-- Records that were withdrawn, here or at another desk of the facility. What was recorded stays as it was.
CREATE TABLE withdrawal (
  kind TEXT NOT NULL,
  recordId TEXT NOT NULL,
  reason TEXT NOT NULL,
  withdrawnAt TEXT NOT NULL,
  withdrawnBy TEXT NOT NULL,
  PRIMARY KEY (kind, recordId)
) STRICT, WITHOUT ROWID;

-- What a correction changed, so that the trail says more than that something was.
ALTER TABLE audit ADD COLUMN details TEXT;
`,
};
