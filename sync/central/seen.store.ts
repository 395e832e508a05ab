import { assert, must } from '../../shared/base/assert.ts';
import type { Instant } from '../../shared/base/time.ts';
import { type CentreReadDb, type CentreWriteDb, first } from './db.ts';
import { MEMBER_FIELDS, type Member } from './members.store.ts';

/** How far the roster of a facility has taken in whom the facility has seen. */
export interface SeenState {
  /** Numbers of this epoch and of earlier ones count. */
  seenEpoch: number;
  /** When it was last looked at whether there are later ones. */
  seenAt: Instant | null;
}

export async function seenState(db: CentreReadDb, facility: string): Promise<SeenState> {
  const sql = 'SELECT "seenEpoch", "seenAt" FROM facility WHERE code = $1';
  return must(await first<SeenState>(db, sql, [facility]), 'a facility is known');
}

/** Behind the lock of the facility. Numbers that were seen before stay as they are. */
export async function noteSeen(tx: CentreWriteDb, facility: string, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await tx.run(
    `INSERT INTO seen (facility, "nssfKey", epoch)
     SELECT $1::text, key, (SELECT "seenEpoch" + 1 FROM facility WHERE code = $1)
     FROM unnest($2::text[]) AS key ON CONFLICT DO NOTHING`,
    [facility, keys],
  );
}

/** `ranges` are the lowest and the first too high village code of each place that the facility serves. */
const OUTSIDE = `NOT EXISTS (SELECT 1 FROM json_to_recordset($3) AS place(low text, high text)
  WHERE member."villageCode" >= place.low COLLATE "C" AND member."villageCode" < place.high COLLATE "C")`;

export type VillageRange = { low: string; high: string };

/**
 * Lets the numbers that came since the last look count, where one of them is a member whom the roster would not have
 * otherwise; the others add nothing to it, and are not looked at again.
 */
export async function takeInSeen(
  tx: CentreWriteDb,
  facility: string,
  ranges: readonly VillageRange[],
  at: Instant,
): Promise<void> {
  const { seenEpoch } = must(
    await first<SeenState>(tx, 'SELECT "seenEpoch" FROM facility WHERE code = $1 FOR UPDATE', [facility]),
    'a facility is known',
  );
  const found = await first(
    tx,
    `SELECT 1 AS one FROM seen JOIN member ON member."nssfKey" = seen."nssfKey"
     WHERE seen.facility = $1 AND seen.epoch > $2 AND ${OUTSIDE} LIMIT 1`,
    [facility, seenEpoch, JSON.stringify(ranges)],
  );
  if (found === null) {
    await tx.run('UPDATE seen SET epoch = 0 WHERE facility = $1 AND epoch > $2', [facility, seenEpoch]);
  }
  const touched = await tx.run('UPDATE facility SET "seenEpoch" = $2, "seenAt" = $3 WHERE code = $1', [
    facility,
    found === null ? seenEpoch : seenEpoch + 1,
    at,
  ]);
  assert(touched === 1, 'a facility is known');
}

export async function hasUncountedSeen(db: CentreReadDb, facility: string, epoch: number): Promise<boolean> {
  return (
    (await first(db, 'SELECT 1 AS one FROM seen WHERE facility = $1 AND epoch > $2 LIMIT 1', [facility, epoch])) !==
    null
  );
}

/** Members whom a facility has seen up to this epoch and who live outside `ranges`, in the order of their keys. */
export function seenPage(
  db: CentreReadDb,
  at: { facility: string; epoch: number; ranges: readonly VillageRange[] },
  afterKey: string,
  rowsMax: number,
): Promise<Member[]> {
  return db.query<Member>(
    `SELECT ${MEMBER_FIELDS} FROM seen JOIN member USING ("nssfKey")
     WHERE seen.facility = $1 AND seen.epoch <= $2 AND ${OUTSIDE} AND "nssfKey" > $4
     ORDER BY "nssfKey" LIMIT ${rowsMax}`,
    [at.facility, at.epoch, JSON.stringify(at.ranges), afterKey],
  );
}
