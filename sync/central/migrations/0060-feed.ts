import type { Migration } from './migration.ts';
import { partsOf } from './partitions.ts';

/**
 * Records for the facility's other desks. A change's number is its place in the feed, so only what lost in a merge needs
 * a table. For the codes of accepted changes see `NOTES` in lineage.ts.
 */
export const feed: Migration = {
  number: 60,
  sql: `
CREATE TABLE loser (
  facility text COLLATE "C" NOT NULL,
  -- The number of the merged version.
  no bigint NOT NULL,
  position int NOT NULL,
  field text NOT NULL,
  value text NOT NULL,
  device text COLLATE "C" NOT NULL,
  "madeAt" text NOT NULL,
  PRIMARY KEY (facility, no, position)
) PARTITION BY HASH (facility);
${partsOf('loser')}

CREATE OR REPLACE VIEW record AS
  SELECT DISTINCT ON (facility, kind, "recordId") facility, kind, "recordId", version, no, run, batch, position, hash,
    CASE WHEN code = 'withdrawn' THEN code ELSE outcome END AS state, code
  FROM change WHERE code IS NULL OR code NOT IN ('version-taken', 'merged', 'withdrawn-merged')
  ORDER BY facility, kind, "recordId", version DESC, no;
`,
};
