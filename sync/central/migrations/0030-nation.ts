import type { Migration } from './migration.ts';
import { intoParts, partsOf } from './partitions.ts';

/**
 * For a whole nation. What a desk sent is kept once, as the batch in which it came; of each change there is one narrow
 * row, numbered by its facility, that says which place of which batch it is. Everything that grows with the facilities
 * is in parts by hash of the facility and has the facility first in its key.
 */
export const nation: Migration = {
  number: 30,
  sql: `
ALTER TABLE facility ADD COLUMN "changeNo" bigint NOT NULL DEFAULT 0;
ALTER TABLE facility ADD COLUMN "batchNo" bigint NOT NULL DEFAULT 0;
ALTER TABLE facility ADD COLUMN "runNo" int NOT NULL DEFAULT 0;

-- The device's Ed25519 key, raw, as hex; null until it has told it. Once there it never changes.
ALTER TABLE device ADD COLUMN "signingKey" text;
ALTER TABLE device ADD COLUMN epoch text;
-- The desk that this one was split off from, where its database turned out to be a copy.
ALTER TABLE device ADD COLUMN "splitFrom" text;
ALTER TABLE device DROP CONSTRAINT IF EXISTS device_facility_fkey;
ALTER TABLE "enrolCode" DROP CONSTRAINT IF EXISTS "enrolCode_facility_fkey";

-- One start of a desk's program. "lastSeq" is the highest number under it that is stored here; "next" is the run that came
-- after it and "nextSeq" the last change of it that that one knew of. Incarnation '' stands before a desk's first run.
CREATE TABLE run (
  facility text COLLATE "C" NOT NULL,
  run int NOT NULL,
  device text COLLATE "C" NOT NULL,
  incarnation text COLLATE "C" NOT NULL,
  previous text COLLATE "C",
  "previousSeq" bigint,
  next text COLLATE "C",
  "nextSeq" bigint,
  "isAnnounced" boolean NOT NULL,
  -- The device that this run goes on as, where it is that of a copy; and who goes on with it after another copy has ended it.
  "fencedTo" text COLLATE "C",
  "strayTo" text COLLATE "C",
  "lastSeq" bigint NOT NULL,
  "firstSeenAt" text NOT NULL,
  PRIMARY KEY (facility, run),
  UNIQUE (facility, device, incarnation)
) PARTITION BY HASH (facility);
${partsOf('run')}

-- 'json': a JSON array of the changes as they came. 'frame': the packed and signed frame as it came.
CREATE TABLE batch (
  facility text COLLATE "C" NOT NULL,
  batch bigint NOT NULL,
  device text COLLATE "C" NOT NULL,
  "receivedAt" text NOT NULL,
  format text NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (facility, batch)
) PARTITION BY HASH (facility);
${partsOf('batch')}

ALTER TABLE change RENAME TO "changePlain";
ALTER TABLE "changePlain" DROP CONSTRAINT change_pkey;
DROP INDEX change_by_record;
CREATE TABLE change (
  facility text COLLATE "C" NOT NULL,
  no bigint NOT NULL,
  run int NOT NULL,
  seq bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  "recordId" text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  hash bytea NOT NULL,
  batch bigint NOT NULL,
  position int NOT NULL,
  outcome text NOT NULL,
  code text,
  field text,
  sentence text,
  PRIMARY KEY (facility, no)
) PARTITION BY HASH (facility);
${partsOf('change')}

INSERT INTO run (facility, run, device, incarnation, "isAnnounced", "lastSeq", "firstSeenAt")
  SELECT facility, row_number() OVER (PARTITION BY facility ORDER BY min("receivedAt"), device, incarnation),
    device, incarnation, false, max(seq), min("receivedAt")
  FROM "changePlain" GROUP BY facility, device, incarnation;
CREATE TEMPORARY TABLE moved ON COMMIT DROP AS
  SELECT facility, device, incarnation, seq,
    row_number() OVER (PARTITION BY facility ORDER BY "receivedAt", device, incarnation, seq) AS no,
    dense_rank() OVER (PARTITION BY facility ORDER BY "receivedAt", device) AS batch,
    row_number() OVER (PARTITION BY facility, "receivedAt", device ORDER BY incarnation, seq) - 1 AS position
  FROM "changePlain";
INSERT INTO batch (facility, batch, device, "receivedAt", format, body)
  SELECT facility, batch, device, "receivedAt", 'json', convert_to(json_agg(json_build_object(
      'incarnation', incarnation, 'seq', seq, 'kind', kind, 'recordId', "recordId", 'version', version, 'hash', hash,
      'content', content, 'madeAt', "madeAt", 'hlc', 0, 'clockFlag', 'ok') ORDER BY position)::text, 'UTF8')
  FROM "changePlain" JOIN moved USING (facility, device, incarnation, seq)
  GROUP BY facility, batch, device, "receivedAt";
INSERT INTO change (facility, no, run, seq, kind, "recordId", version, hash, batch, position, outcome, code, field, sentence)
  SELECT old.facility, no, run, old.seq, kind, "recordId", version, decode(hash, 'hex'), batch, position, outcome, code, field,
    sentence
  FROM "changePlain" AS old JOIN moved USING (facility, device, incarnation, seq)
  JOIN run ON run.facility = old.facility AND run.device = old.device AND run.incarnation = old.incarnation;
CREATE UNIQUE INDEX change_by_key ON change (facility, run, seq);
CREATE INDEX change_by_record ON change (facility, kind, "recordId", version);
UPDATE facility SET
  "changeNo" = (SELECT coalesce(max(no), 0) FROM change WHERE change.facility = facility.code),
  "batchNo" = (SELECT coalesce(max(batch), 0) FROM batch WHERE batch.facility = facility.code),
  "runNo" = (SELECT coalesce(max(run), 0) FROM run WHERE run.facility = facility.code);

-- The newest version of each patient with its text: what judging the next batch asks for.
CREATE TABLE "patientNow" (
  facility text COLLATE "C" NOT NULL,
  "patientId" text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  no bigint NOT NULL,
  content text NOT NULL,
  PRIMARY KEY (facility, "patientId")
) PARTITION BY HASH (facility);
${partsOf('patientNow')}
INSERT INTO "patientNow" SELECT record.facility, "recordId", record.version,
    (SELECT min(no) FROM change WHERE change.facility = record.facility AND change.kind = 'patient'
       AND change."recordId" = record."recordId" AND change.version = record.version
       AND code IS DISTINCT FROM 'version-taken'), content
  FROM record WHERE kind = 'patient';
DROP TABLE record;
DROP TABLE "changePlain";

-- The newest version of each record; a second holder of a version never stands for it.
CREATE VIEW record AS
  SELECT DISTINCT ON (facility, kind, "recordId") facility, kind, "recordId", version, no, run, batch, position, hash,
    outcome AS state, code
  FROM change WHERE code IS DISTINCT FROM 'version-taken'
  ORDER BY facility, kind, "recordId", version DESC, no;

${intoParts('patientKey', {
  columns: `facility text COLLATE "C" NOT NULL, kind text COLLATE "C" NOT NULL, value text COLLATE "C" NOT NULL,
    "patientId" text COLLATE "C" NOT NULL`,
  key: 'facility, kind, value',
  indexes: ['CREATE INDEX "patientKey_by_patient" ON "patientKey" (facility, "patientId")'],
})}
${intoParts('setAside', {
  columns: `facility text COLLATE "C" NOT NULL, device text COLLATE "C" NOT NULL, incarnation text COLLATE "C" NOT NULL,
    seq bigint NOT NULL, "rawHash" text COLLATE "C" NOT NULL, why text NOT NULL, "patientId" text COLLATE "C",
    raw text NOT NULL, code text NOT NULL, field text, sentence text NOT NULL, "receivedAt" text NOT NULL`,
  key: 'facility, device, incarnation, seq, "rawHash"',
  indexes: ['CREATE INDEX "setAside_by_patient" ON "setAside" (facility, "patientId") WHERE "patientId" IS NOT NULL'],
})}
${intoParts('seen', {
  columns: 'facility text COLLATE "C" NOT NULL, "nssfKey" text COLLATE "C" NOT NULL, epoch int NOT NULL',
  key: 'facility, "nssfKey"',
  indexes: ['CREATE INDEX seen_by_epoch ON seen (facility, epoch)'],
})}
${intoParts('recheck', {
  columns: `device text COLLATE "C" NOT NULL, seq int NOT NULL, facility text COLLATE "C" NOT NULL,
    "checkId" text COLLATE "C" NOT NULL, "decidedAt" text NOT NULL, "rulesetId" text NOT NULL, "asOf" text NOT NULL,
    decision text NOT NULL`,
  key: 'facility, device, seq',
  indexes: ['CREATE INDEX recheck_by_check ON recheck (facility, "checkId", seq)'],
})}
${intoParts('openCheck', {
  columns: `facility text COLLATE "C" NOT NULL, "checkId" text COLLATE "C" NOT NULL, device text COLLATE "C" NOT NULL,
    "judgedVersion" int NOT NULL`,
  key: 'facility, "checkId"',
  indexes: ['CREATE INDEX "openCheck_by_version" ON "openCheck" ("judgedVersion")'],
})}

-- Files for the desks, where several processes share this database: whole or not at all.
CREATE TABLE file (
  id text COLLATE "C" PRIMARY KEY,
  "asOf" text NOT NULL,
  rows bigint NOT NULL,
  bytes bigint NOT NULL,
  sha256 text NOT NULL
);
CREATE TABLE "fileChunk" (
  id text COLLATE "C" NOT NULL,
  chunk int NOT NULL,
  body bytea NOT NULL,
  PRIMARY KEY (id, chunk)
);
ALTER TABLE "fileChunk" ALTER COLUMN body SET STORAGE EXTERNAL;
`,
};
