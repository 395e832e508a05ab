import type { Migration } from './migration.ts';

/**
 * Files for the centre that went out on a stick. Each holds everything that waited when it was made, so a waiting change
 * is on the newest one whose `throughSeq` it does not exceed. `answerKey` opens the answer; with `frames` (hashes of what
 * lay in the file) it says whose answer that is. Numbers are never given twice, also where making a file failed.
 */
export const sticks: Migration = {
  number: 50,
  sql: `
CREATE TABLE stick (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  stickId TEXT NOT NULL UNIQUE,
  answerKey TEXT NOT NULL,
  fileName TEXT NOT NULL,
  deviceId TEXT NOT NULL,
  throughSeq INTEGER NOT NULL,
  madeAt TEXT NOT NULL,
  madeBy TEXT,
  records INTEGER NOT NULL,
  bytes INTEGER,
  frames TEXT,
  answeredAt TEXT,
  CHECK ((bytes IS NULL) = (frames IS NULL))
) STRICT;
CREATE INDEX stick_made ON stick (number, throughSeq) WHERE bytes IS NOT NULL;
CREATE INDEX change_newest_waiting ON change (seq) WHERE state = 'waiting' AND isNewest = 1;
`,
};
