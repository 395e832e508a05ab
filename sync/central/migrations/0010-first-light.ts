import type { Migration } from './migration.ts';

/**
 * The first schema. Everything that grows with the facilities has the facility first in its key, so that the tables can
 * be partitioned by it. Ids and codes are compared byte by byte ("C"), which is also the order of every page read.
 */
export const firstLight: Migration = {
  number: 10,
  sql: `
CREATE TABLE centre (
  id int PRIMARY KEY CHECK (id = 1),
  mode text NOT NULL CHECK (mode IN ('undecided', 'practice', 'real')),
  "registerVersion" int NOT NULL,
  "registerChangedAt" text,
  "isRegisterLoading" boolean NOT NULL,
  "practiceRegisterDay" text,
  "placesVersion" int NOT NULL,
  "placesChangedAt" text,
  "isPlacesLoading" boolean NOT NULL
);
INSERT INTO centre (id, mode, "registerVersion", "isRegisterLoading", "placesVersion", "isPlacesLoading")
  VALUES (1, 'undecided', 0, false, 0, false);

CREATE TABLE facility (
  code text COLLATE "C" PRIMARY KEY,
  "nameKm" text NOT NULL,
  "nameLatin" text NOT NULL,
  level text NOT NULL,
  "isPublic" boolean NOT NULL,
  "contractedFrom" text,
  "contractedTo" text,
  "placeCode" text,
  "madeAt" text NOT NULL
);

CREATE TABLE device (
  "deviceId" text COLLATE "C" PRIMARY KEY,
  facility text COLLATE "C" NOT NULL REFERENCES facility (code),
  "deskNumber" int NOT NULL CHECK ("deskNumber" BETWEEN 1 AND 99),
  "tokenHash" text NOT NULL UNIQUE,
  program text NOT NULL,
  "rosterId" text,
  "enrolledAt" text NOT NULL,
  "lastSeenAt" text,
  "revokedAt" text,
  UNIQUE (facility, "deskNumber")
);

CREATE TABLE "enrolCode" (
  "codeHash" text COLLATE "C" PRIMARY KEY,
  facility text COLLATE "C" NOT NULL REFERENCES facility (code),
  "madeAt" text NOT NULL,
  "endsAt" text NOT NULL,
  "usedBy" text,
  "usedAt" text
);

CREATE TABLE change (
  facility text COLLATE "C" NOT NULL,
  device text COLLATE "C" NOT NULL,
  incarnation text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  kind text COLLATE "C" NOT NULL,
  "recordId" text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  hash text COLLATE "C" NOT NULL,
  content text NOT NULL,
  "madeAt" text NOT NULL,
  "receivedAt" text NOT NULL,
  outcome text NOT NULL CHECK (outcome IN ('accepted', 'needs-fixing')),
  code text,
  field text,
  sentence text,
  PRIMARY KEY (facility, device, incarnation, seq)
);
CREATE INDEX change_by_record ON change (facility, kind, "recordId", version);

CREATE TABLE record (
  facility text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  "recordId" text COLLATE "C" NOT NULL,
  version bigint NOT NULL,
  device text COLLATE "C" NOT NULL,
  hash text COLLATE "C" NOT NULL,
  content text NOT NULL,
  state text NOT NULL CHECK (state IN ('accepted', 'needs-fixing')),
  code text,
  "receivedAt" text NOT NULL,
  PRIMARY KEY (facility, kind, "recordId")
);

CREATE TABLE "patientKey" (
  facility text COLLATE "C" NOT NULL,
  kind text COLLATE "C" NOT NULL,
  value text COLLATE "C" NOT NULL,
  "patientId" text COLLATE "C" NOT NULL,
  PRIMARY KEY (facility, kind, value)
);
CREATE INDEX "patientKey_by_patient" ON "patientKey" (facility, "patientId");

-- Another change that came under a key that is taken, and changes that cannot be stored as records: kept as they came.
CREATE TABLE "setAside" (
  facility text COLLATE "C" NOT NULL,
  device text COLLATE "C" NOT NULL,
  incarnation text COLLATE "C" NOT NULL,
  seq bigint NOT NULL,
  "rawHash" text COLLATE "C" NOT NULL,
  why text NOT NULL CHECK (why IN ('conflict', 'quarantine')),
  "patientId" text COLLATE "C",
  raw text NOT NULL,
  code text NOT NULL,
  field text,
  sentence text NOT NULL,
  "receivedAt" text NOT NULL,
  PRIMARY KEY (facility, device, incarnation, seq, "rawHash")
);
CREATE INDEX "setAside_by_patient" ON "setAside" (facility, "patientId") WHERE "patientId" IS NOT NULL;

CREATE TABLE member (
  "nssfKey" text COLLATE "C" PRIMARY KEY,
  "nssfNumber" text NOT NULL,
  "nameKm" text,
  "nameLatin" text,
  sex text NOT NULL,
  "birthDate" text,
  "birthDatePrecision" text NOT NULL,
  "villageCode" text COLLATE "C",
  class text NOT NULL,
  relation text,
  "principalNssfNumber" text,
  "isDisabledOrChronic" boolean NOT NULL,
  "isMarriageRegistered" boolean NOT NULL,
  "isActive" boolean NOT NULL,
  "validFrom" text,
  "validTo" text,
  "paidMonths" text NOT NULL
);
CREATE INDEX member_by_village ON member ("villageCode", "nssfKey");

CREATE TABLE place (
  code text COLLATE "C" PRIMARY KEY,
  level text NOT NULL,
  "nameKm" text NOT NULL,
  "nameLatin" text NOT NULL
);
`,
};
