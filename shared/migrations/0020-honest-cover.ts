import type { Migration } from './migration.ts';

/** Rulesets and the centre's later decisions as data, and checks that take the place of others. */
export const honestCover: Migration = {
  number: 20,
  sql: `
ALTER TABLE eligibilityCheck ADD COLUMN supersedesCheckId TEXT;
ALTER TABLE eligibilityCheck ADD COLUMN overrideReason TEXT;
ALTER TABLE eligibilityCheck ADD COLUMN cardText TEXT;
ALTER TABLE eligibilityCheck ADD COLUMN source TEXT NOT NULL DEFAULT 'roster';
UPDATE eligibilityCheck SET source = json_extract(facts, '$.snapshot.source');
CREATE INDEX eligibilityCheck_by_day ON eligibilityCheck (serviceDate);
CREATE INDEX eligibilityCheck_by_superseded ON eligibilityCheck (supersedesCheckId) WHERE supersedesCheckId IS NOT NULL;
CREATE INDEX visit_by_check ON visit (checkId);

CREATE TABLE ruleset (
  id TEXT NOT NULL PRIMARY KEY,
  validFrom TEXT NOT NULL,
  validTo TEXT,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE recheck (
  seq INTEGER NOT NULL PRIMARY KEY,
  checkId TEXT NOT NULL,
  decidedAt TEXT NOT NULL,
  rulesetId TEXT NOT NULL,
  asOf TEXT NOT NULL,
  outcome TEXT NOT NULL,
  payer TEXT NOT NULL,
  reasons TEXT NOT NULL,
  isOverturned INTEGER NOT NULL CHECK (isOverturned IN (0, 1)),
  seenAt TEXT,
  seenBy TEXT
) STRICT;
CREATE INDEX recheck_by_check ON recheck (checkId, seq);
CREATE INDEX recheck_unseen ON recheck (seq) WHERE isOverturned = 1 AND seenAt IS NULL;

ALTER TABLE rosterMember ADD COLUMN foldKm TEXT NOT NULL DEFAULT '';
ALTER TABLE rosterMember ADD COLUMN foldLatin TEXT NOT NULL DEFAULT '';
CREATE INDEX rosterMember_by_fold_km ON rosterMember (rosterId, foldKm) WHERE foldKm <> '';
CREATE INDEX rosterMember_by_fold_latin ON rosterMember (rosterId, foldLatin) WHERE foldLatin <> '';
`,
};
