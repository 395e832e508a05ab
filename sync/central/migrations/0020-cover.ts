import type { Migration } from './migration.ts';

/** What the centre answers about cover: its keys, rulesets, rechecks, who was seen where, and what it has published. */
export const cover: Migration = {
  number: 20,
  sql: `
ALTER TABLE centre ADD COLUMN "registerCompleteAt" text;
ALTER TABLE centre ADD COLUMN "registerCount" int NOT NULL DEFAULT 0;
UPDATE centre SET "registerCount" = (SELECT count(*) FROM member);
ALTER TABLE centre ADD COLUMN "rulesetsSeq" int NOT NULL DEFAULT 0;
ALTER TABLE centre ADD COLUMN "rulesetsPublishedAt" text;
UPDATE centre SET "registerCompleteAt" = "registerChangedAt" WHERE NOT "isRegisterLoading";

-- Secrets. No dump, log or message reads this table.
CREATE TABLE "centreKey" (
  id int PRIMARY KEY CHECK (id = 1),
  "signingPrivate" text NOT NULL,
  "signingPublic" text NOT NULL,
  "keyVersion" int NOT NULL,
  pepper text NOT NULL,
  "hiddenSecret" text NOT NULL,
  "madeAt" text NOT NULL
);

-- Position is the order of publication. A ruleset is never removed, so that every old check can be explained.
CREATE TABLE ruleset (
  position int PRIMARY KEY,
  id text COLLATE "C" NOT NULL UNIQUE,
  "validFrom" text NOT NULL,
  "validTo" text,
  content text NOT NULL,
  "publishedAt" text NOT NULL,
  "correctsWhy" text
);

CREATE TABLE recheck (
  device text COLLATE "C" NOT NULL,
  seq int NOT NULL,
  facility text COLLATE "C" NOT NULL,
  "checkId" text COLLATE "C" NOT NULL,
  "decidedAt" text NOT NULL,
  "rulesetId" text NOT NULL,
  "asOf" text NOT NULL,
  decision text NOT NULL,
  PRIMARY KEY (device, seq)
);
CREATE INDEX recheck_by_check ON recheck (facility, "checkId", seq);

-- Checks that a later state of the register may answer otherwise, with the state that answered them last.
CREATE TABLE "openCheck" (
  facility text COLLATE "C" NOT NULL,
  "checkId" text COLLATE "C" NOT NULL,
  device text COLLATE "C" NOT NULL,
  "judgedVersion" int NOT NULL,
  PRIMARY KEY (facility, "checkId")
);
CREATE INDEX "openCheck_by_version" ON "openCheck" ("judgedVersion");

-- How often a desk asked about somebody on a day. Never about whom.
CREATE TABLE "askedCount" (
  device text COLLATE "C" NOT NULL,
  day text COLLATE "C" NOT NULL,
  known int NOT NULL,
  unknown int NOT NULL,
  PRIMARY KEY (device, day)
);

-- Card numbers that a facility has sent, and with which of its rosters they first count.
CREATE TABLE seen (
  facility text COLLATE "C" NOT NULL,
  "nssfKey" text COLLATE "C" NOT NULL,
  epoch int NOT NULL,
  PRIMARY KEY (facility, "nssfKey")
);
CREATE INDEX seen_by_epoch ON seen (facility, epoch);
ALTER TABLE facility ADD COLUMN "seenEpoch" int NOT NULL DEFAULT 0;
ALTER TABLE facility ADD COLUMN "seenAt" text;

-- An import under way, so that one that was broken off goes on where it stopped.
CREATE TABLE "importProgress" (
  target text COLLATE "C" PRIMARY KEY,
  rows bigint NOT NULL,
  fingerprint text NOT NULL,
  at text NOT NULL
);

CREATE TABLE "nationalEdition" (
  seq int PRIMARY KEY,
  "rosterId" text COLLATE "C" NOT NULL,
  "keyVersion" int NOT NULL,
  scope text NOT NULL,
  "asOf" text NOT NULL,
  "madeAt" text NOT NULL,
  "registerVersion" int NOT NULL,
  members int NOT NULL,
  "fullId" text,
  "deltaId" text
);
`,
};
