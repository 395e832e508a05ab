import type { Migration } from './migration.ts';

/** How often this desk and each of its people looked in the national list on a day, and checks for which it was not looked in. */
export const lookUps: Migration = {
  number: 70,
  sql: `
CREATE TABLE lookUpCount (
  day TEXT NOT NULL,
  staffId TEXT NOT NULL,
  lookUps INTEGER NOT NULL CHECK (lookUps > 0),
  PRIMARY KEY (day, staffId)
) STRICT, WITHOUT ROWID;

CREATE TABLE lookUpWithheld (
  checkId TEXT NOT NULL PRIMARY KEY
) STRICT, WITHOUT ROWID;
`,
};
