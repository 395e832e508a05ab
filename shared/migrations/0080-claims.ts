import type { Migration } from './migration.ts';

/**
 * Claims, the centre's answers to them, every change of a claim's state, and the dated reference packs.
 *
 * A claim's content is what is sent; its state and faults follow from that, the pack of its day, the word on its check, its
 * twins and the answers, and are kept beside it so that lists and sums need not judge. Counts of them are kept by triggers.
 */
export const claims: Migration = {
  number: 80,
  sql: `
CREATE TABLE claim (
  -- That of its visit: a visit has one claim, whichever desks close it.
  id TEXT NOT NULL PRIMARY KEY REFERENCES visit (id),
  version INTEGER NOT NULL,
  visitId TEXT NOT NULL CHECK (visitId = id),
  patientId TEXT NOT NULL REFERENCES patient (id),
  checkId TEXT NOT NULL,
  facilityCode TEXT NOT NULL,
  facilityLevel TEXT NOT NULL,
  serviceFrom TEXT NOT NULL,
  serviceTo TEXT NOT NULL,
  payer TEXT NOT NULL,
  paymentCode TEXT,
  memberNumber TEXT,
  sex TEXT NOT NULL CHECK (sex IN ('female', 'male')),
  packId TEXT,
  lines TEXT NOT NULL,
  totalRiel INTEGER NOT NULL,
  patientPaidRiel INTEGER NOT NULL,
  details TEXT NOT NULL,
  documents TEXT NOT NULL,
  asks TEXT NOT NULL CHECK (asks IN ('payment', 'correction', 'appeal')),
  note TEXT,
  madeAt TEXT NOT NULL,
  madeBy TEXT NOT NULL,
  -- What follows from the content and from what is known about it.
  month TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN
    ('ready', 'held', 'sent', 'accepted', 'returned', 'denied', 'resent', 'appealed', 'paid', 'withdrawn')),
  faults TEXT NOT NULL,
  needsPerson INTEGER NOT NULL CHECK (needsPerson IN (0, 1)),
  -- The packs have changed since it was judged.
  isStale INTEGER NOT NULL DEFAULT 0 CHECK (isStale IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX claim_by_state ON claim (state, serviceFrom, id);
CREATE INDEX claim_by_day ON claim (serviceFrom, id);
CREATE INDEX claim_by_patient ON claim (patientId, serviceFrom);
CREATE INDEX claim_by_member ON claim (memberNumber, serviceFrom) WHERE memberNumber IS NOT NULL;
CREATE INDEX claim_by_check ON claim (checkId);
CREATE INDEX claim_needing_person ON claim (serviceFrom, id) WHERE needsPerson = 1;
CREATE INDEX claim_stale ON claim (id) WHERE isStale = 1;

-- One row a change of state or version; the first is the making of the claim.
CREATE TABLE claimEvent (
  claimId TEXT NOT NULL,
  number INTEGER NOT NULL,
  state TEXT NOT NULL,
  version INTEGER NOT NULL,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  note TEXT,
  PRIMARY KEY (claimId, number)
) STRICT, WITHOUT ROWID;

-- The centre's words, by their number at the facility; one may come before its claim.
CREATE TABLE claimAnswer (
  seq INTEGER NOT NULL PRIMARY KEY,
  claimId TEXT NOT NULL,
  version INTEGER NOT NULL,
  result TEXT NOT NULL CHECK (result IN ('accepted', 'returned', 'denied', 'paid')),
  faults TEXT NOT NULL,
  amountRiel INTEGER NOT NULL,
  at TEXT NOT NULL,
  by TEXT NOT NULL,
  note TEXT
) STRICT;
CREATE INDEX claimAnswer_by_claim ON claimAnswer (claimId, version, seq);

CREATE TABLE pack (
  id TEXT NOT NULL PRIMARY KEY,
  validFrom TEXT NOT NULL,
  validTo TEXT,
  -- Its place in the publication: of two that begin on one day the later one counts.
  position INTEGER NOT NULL,
  content TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- Claims and riel by month and state, so that a glance costs nothing at a million claims.
CREATE TABLE claimCount (
  month TEXT NOT NULL,
  state TEXT NOT NULL,
  claims INTEGER NOT NULL,
  amountRiel INTEGER NOT NULL,
  PRIMARY KEY (month, state)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER claim_counted AFTER INSERT ON claim BEGIN
  INSERT INTO claimCount (month, state, claims, amountRiel) VALUES (new.month, new.state, 1, new.totalRiel)
  ON CONFLICT (month, state) DO UPDATE SET claims = claims + 1, amountRiel = amountRiel + excluded.amountRiel;
END;
CREATE TRIGGER claim_recounted AFTER UPDATE OF month, state, totalRiel ON claim
  WHEN old.month <> new.month OR old.state <> new.state OR old.totalRiel <> new.totalRiel BEGIN
  UPDATE claimCount SET claims = claims - 1, amountRiel = amountRiel - old.totalRiel
  WHERE month = old.month AND state = old.state;
  INSERT INTO claimCount (month, state, claims, amountRiel) VALUES (new.month, new.state, 1, new.totalRiel)
  ON CONFLICT (month, state) DO UPDATE SET claims = claims + 1, amountRiel = amountRiel + excluded.amountRiel;
END;

-- The program before was not told of claims that other desks had made: it asks for their records from the beginning, once.
DELETE FROM setting WHERE key = 'feedThrough';
`,
};
