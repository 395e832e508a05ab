import { assert } from '../../shared/base/assert.ts';
import type { Day, Instant } from '../../shared/base/time.ts';
import { type CentreReadDb, type CentreWriteDb, first } from './db.ts';

/** A national roster that was published. `seq` counts them over all lineages (`rosterId`). */
export interface NationalEdition {
  seq: number;
  rosterId: string;
  keyVersion: number;
  /** `all`, or the codes of the facilities that it is for, separated by commas. */
  scope: string;
  asOf: Day;
  madeAt: Instant;
  /** The state of the register that it was made of. */
  registerVersion: number;
  members: number;
  fullId: string | null;
  /** From the edition before it. */
  deltaId: string | null;
}

const COLUMNS = `seq, "rosterId", "keyVersion", scope, "asOf", "madeAt", "registerVersion", members, "fullId", "deltaId"`;

export function latestEdition(db: CentreReadDb): Promise<NationalEdition | null> {
  return first<NationalEdition>(db, `SELECT ${COLUMNS} FROM "nationalEdition" ORDER BY seq DESC LIMIT 1`);
}

/** The newest `rowsMax` editions of a lineage, the newest first. */
export function editionsOf(db: CentreReadDb, rosterId: string, rowsMax: number): Promise<NationalEdition[]> {
  return db.query<NationalEdition>(
    `SELECT ${COLUMNS} FROM "nationalEdition" WHERE "rosterId" = $1 ORDER BY seq DESC LIMIT ${rowsMax}`,
    [rosterId],
  );
}

/** How many editions came after the last whole one. */
export async function editionsSinceFull(db: CentreReadDb): Promise<number> {
  const row = await first<{ n: number }>(
    db,
    `SELECT count(*)::int AS n FROM "nationalEdition"
     WHERE seq > (SELECT coalesce(max(seq), 0) FROM "nationalEdition" WHERE "fullId" IS NOT NULL)`,
  );
  return row?.n ?? 0;
}

/** Returns false where another process has published an edition of this number. */
export async function insertEdition(tx: CentreWriteDb, one: NationalEdition): Promise<boolean> {
  const touched = await tx.run(
    `INSERT INTO "nationalEdition" (${COLUMNS}) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) ON CONFLICT DO NOTHING`,
    [
      ...[one.seq, one.rosterId, one.keyVersion, one.scope, one.asOf, one.madeAt, one.registerVersion, one.members],
      ...[one.fullId, one.deltaId],
    ],
  );
  assert(touched <= 1, 'an edition is one row');
  return touched === 1;
}
