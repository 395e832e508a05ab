import type { Migration } from './migration.ts';

/** The database's own life: its runs, its names, its clock, what its line costs, and what it has to hand over. */
export const deskLife: Migration = {
  number: 40,
  sql: `
-- One row for each start of the program, written before anything else of that run.
CREATE TABLE run (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  incarnation TEXT NOT NULL UNIQUE,
  previous TEXT,
  previousSeq INTEGER,
  startedAt TEXT NOT NULL,
  wasConfirmed INTEGER NOT NULL CHECK (wasConfirmed IN (0, 1)),
  CHECK ((previous IS NULL) = (previousSeq IS NULL))
) STRICT;
CREATE INDEX run_unconfirmed ON run (number) WHERE wasConfirmed = 0;

-- The names that this database has had before: a restored or cloned one goes on under a new one.
CREATE TABLE life (
  number INTEGER PRIMARY KEY AUTOINCREMENT,
  why TEXT NOT NULL CHECK (why IN ('restored', 'cloned')),
  endedAt TEXT NOT NULL,
  deviceId TEXT NOT NULL,
  deskNumber INTEGER NOT NULL,
  nextDeviceId TEXT NOT NULL,
  nextDeskNumber INTEGER NOT NULL,
  seenAt TEXT,
  seenBy TEXT
) STRICT;

CREATE TABLE clock (
  id INTEGER NOT NULL PRIMARY KEY CHECK (id = 1),
  boundMs INTEGER NOT NULL,
  confirmedMs INTEGER NOT NULL,
  offsetMs INTEGER NOT NULL,
  baseMs INTEGER NOT NULL,
  baseMonotonicMs INTEGER
) STRICT;
INSERT INTO clock (id, boundMs, confirmedMs, offsetMs, baseMs, baseMonotonicMs) VALUES (1, 0, 0, 0, 0, NULL);

-- Changes made before there was a logical clock were given one; what follows is later than all of them.
INSERT INTO setting (key, value) SELECT 'hlc', CAST(max(hlc) AS TEXT) FROM change WHERE true HAVING max(hlc) IS NOT NULL
  ON CONFLICT (key) DO NOTHING;

CREATE TABLE lineUse (
  month TEXT NOT NULL,
  purpose TEXT NOT NULL CHECK (purpose IN ('records', 'roster', 'files', 'checks')),
  bytesSent INTEGER NOT NULL,
  bytesReceived INTEGER NOT NULL,
  PRIMARY KEY (month, purpose)
) STRICT, WITHOUT ROWID;
INSERT INTO lineUse (month, purpose, bytesSent, bytesReceived)
  SELECT json_extract(value, '$.month'), 'records', json_extract(value, '$.bytesSent'), json_extract(value, '$.bytesReceived')
  FROM setting WHERE key = 'meter';
DELETE FROM setting WHERE key = 'meter';

-- The lanes of the outbox: what waits, by kind and time.
CREATE INDEX change_waiting_by_kind ON change (kind, hlc) WHERE state = 'waiting';
`,
};
