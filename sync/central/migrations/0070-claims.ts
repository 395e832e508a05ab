import type { Migration } from './migration.ts';
import { partsOf } from './partitions.ts';

/**
 * Claims and what the centre said of them, closed months, and the dated reference packs that both are judged by. Packs are
 * few and read by all (a reference table); the rest grows with the facilities.
 */
export const claims: Migration = {
  number: 70,
  sql: `
ALTER TABLE centre ADD COLUMN "packsSeq" int NOT NULL DEFAULT 0;
ALTER TABLE centre ADD COLUMN "packsPublishedAt" text;
-- As for rulesets: position is the order of publication, and none is ever removed.
CREATE TABLE pack (
  position int PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  "validFrom" text NOT NULL,
  "validTo" text,
  content text NOT NULL,
  "publishedAt" text NOT NULL,
  "correctsWhy" text
);

-- The newest version of each claim, and where it stands. Of a withdrawn one, what its last version said.
CREATE TABLE "claimNow" (
  facility text COLLATE "C" NOT NULL,
  "claimId" text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  -- The place of its newest version.
  batch bigint NOT NULL,
  position int NOT NULL,
  "firstAt" text NOT NULL,
  "visitId" text COLLATE "C" NOT NULL,
  "patientId" text COLLATE "C" NOT NULL,
  "checkId" text COLLATE "C" NOT NULL,
  "memberNumber" text COLLATE "C",
  "serviceFrom" text COLLATE "C" NOT NULL,
  payer text NOT NULL,
  "paymentCode" text,
  -- JSON, as in the claim.
  lines text NOT NULL,
  "totalRiel" bigint NOT NULL,
  state text NOT NULL,
  -- Its month had been closed when its newest version came.
  "isAdjustment" boolean NOT NULL,
  -- The newest answer to the newest version; null while there is none.
  "answerSeq" bigint,
  -- The newest answer of an officer to any version; null while there is none.
  "officerSeq" bigint,
  -- What was paid of it, whatever became of it since.
  "paidRiel" bigint NOT NULL DEFAULT 0,
  PRIMARY KEY (facility, "claimId")
) PARTITION BY HASH (facility);
${partsOf('claimNow')}
CREATE INDEX "claimNow_by_day" ON "claimNow" (facility, "serviceFrom", "patientId");
CREATE INDEX "claimNow_by_member" ON "claimNow" (facility, "memberNumber", "serviceFrom") WHERE "memberNumber" IS NOT NULL;
CREATE INDEX "claimNow_by_check" ON "claimNow" (facility, "checkId");

-- The centre's word, counted for each facility from 1, so that every desk of it can say which it has.
CREATE TABLE "claimAnswer" (
  facility text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  "claimId" text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  result text NOT NULL,
  -- JSON, a list; NULL stands for none.
  faults text,
  "amountRiel" bigint NOT NULL,
  at text NOT NULL,
  by text NOT NULL,
  note text,
  PRIMARY KEY (facility, seq)
) PARTITION BY HASH (facility);
${partsOf('claimAnswer')}

-- The newest version of each closing.
CREATE TABLE "monthCloseNow" (
  facility text COLLATE "C" NOT NULL,
  "closeId" text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  no bigint NOT NULL,
  month text COLLATE "C" NOT NULL,
  "deskNumber" int NOT NULL,
  "isOpenAgain" boolean NOT NULL,
  "isWithdrawn" boolean NOT NULL,
  content text NOT NULL,
  PRIMARY KEY (facility, "closeId")
) PARTITION BY HASH (facility);
${partsOf('monthCloseNow')}
CREATE INDEX "monthCloseNow_by_month" ON "monthCloseNow" (facility, month);
`,
};
