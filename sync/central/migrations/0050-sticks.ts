import type { Migration } from './migration.ts';
import { partsOf } from './partitions.ts';

/** Files that come on a stick: the key that they are sealed to, and which of them came. */
export const sticks: Migration = {
  number: 50,
  sql: `
ALTER TABLE "centreKey" ADD COLUMN "sealingPrivate" text;
ALTER TABLE "centreKey" ADD COLUMN "sealingPublic" text;

-- One row a stick, however often it was brought. "wasRevoked": its desk was shut out when it came, and was heard all the same.
CREATE TABLE stick (
  facility text COLLATE "C" NOT NULL,
  "stickId" text COLLATE "C" NOT NULL,
  device text COLLATE "C" NOT NULL,
  number int NOT NULL,
  "madeAt" text NOT NULL,
  "firstAt" text NOT NULL,
  "lastAt" text NOT NULL,
  times int NOT NULL,
  changes int NOT NULL,
  "wasRevoked" boolean NOT NULL,
  PRIMARY KEY (facility, "stickId")
) PARTITION BY HASH (facility);
${partsOf('stick')}
`,
};
