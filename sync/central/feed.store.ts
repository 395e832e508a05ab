import type { CentreReadDb, CentreWriteDb } from './db.ts';
import { FAMILY } from './family.store.ts';

/** When the batches with these numbers came. */
export async function receivedAtOf(
  db: CentreReadDb,
  facility: string,
  batches: readonly number[],
): Promise<Map<number, string>> {
  if (batches.length === 0) return new Map();
  const rows = await db.query<{ batch: number; receivedAt: string }>(
    'SELECT batch::float8 AS batch, "receivedAt" FROM batch WHERE facility = $1 AND batch = ANY($2::bigint[])',
    [facility, batches],
  );
  return new Map(rows.map(({ batch, receivedAt }) => [batch, receivedAt]));
}

/** Hashes of versions of these records that were set aside as they came, by record. */
export async function asideHashes(
  db: CentreReadDb,
  facility: string,
  kind: string,
  recordIds: readonly string[],
): Promise<Map<string, string[]>> {
  const found = new Map<string, string[]>();
  if (recordIds.length === 0) return found;
  // What is set aside is text as it came; only texts that name one of the records are read as JSON.
  const rows = await db.query<{ raw: string }>(
    `SELECT raw FROM "setAside" WHERE facility = $1
       AND EXISTS (SELECT 1 FROM unnest($2::text[]) AS wanted(id) WHERE strpos(raw, wanted.id) > 0)`,
    [facility, recordIds],
  );
  for (const { raw } of rows) {
    const { kind: asideKind, recordId, hash } = JSON.parse(raw) as Record<string, unknown>;
    if (asideKind !== kind || typeof recordId !== 'string' || typeof hash !== 'string') continue;
    found.set(recordId, [...(found.get(recordId) ?? []), hash]);
  }
  return found;
}

export interface LoserRow {
  no: number;
  field: string;
  value: string;
  device: string;
  madeAt: string;
}

export async function insertLosers(tx: CentreWriteDb, facility: string, losers: readonly LoserRow[]): Promise<void> {
  if (losers.length === 0) return;
  await tx.run(
    `INSERT INTO loser (facility, no, position, field, value, device, "madeAt")
     SELECT $1::text, no, ord, field, value, device, "madeAt"
     FROM unnest($2::bigint[], $3::text[], $4::text[], $5::text[], $6::text[]) WITH ORDINALITY
       AS lost(no, field, value, device, "madeAt", ord)`,
    [
      ...[facility, losers.map(({ no }) => no), losers.map(({ field }) => field), losers.map(({ value }) => value)],
      ...[losers.map(({ device }) => device), losers.map(({ madeAt }) => madeAt)],
    ],
  );
}

/** What lost in these merged versions, with the number of the desk whose value it was. */
export function losersOf(
  db: CentreReadDb,
  facility: string,
  nos: readonly number[],
): Promise<(LoserRow & { deskNumber: number })[]> {
  if (nos.length === 0) return Promise.resolve([]);
  return db.query(
    `SELECT no::float8 AS no, field, value, loser.device, "madeAt", coalesce("deskNumber", 0) AS "deskNumber"
     FROM loser LEFT JOIN device ON device."deviceId" = loser.device
     WHERE loser.facility = $1 AND no = ANY($2::bigint[]) ORDER BY no, position`,
    [facility, nos],
  );
}

/** A version for the facility's desks: where its content is, and who made it. */
export interface FeedRow {
  no: number;
  device: string;
  deskNumber: number;
  incarnation: string;
  batch: number;
  position: number;
  code: string | null;
  field: string | null;
  sentence: string | null;
}

const FEED_COLUMNS = `change.no::float8 AS no, run.device, coalesce(device."deskNumber", 0) AS "deskNumber", run.incarnation,
  change.batch::float8 AS batch, change.position`;

/** The versions after this number that stand or stood for a record and were made by others than one device. */
export function feedAfter(
  db: CentreReadDb,
  facility: string,
  at: { no: number; besides: string; kinds: readonly string[] | null },
  rowsMax: number,
): Promise<FeedRow[]> {
  return db.query<FeedRow>(
    `SELECT ${FEED_COLUMNS}, NULL AS code, NULL AS field, NULL AS sentence
     FROM change JOIN run ON run.facility = change.facility AND run.run = change.run
     LEFT JOIN device ON device."deviceId" = run.device
     WHERE change.facility = $1 AND change.no > $2 AND change.outcome = 'accepted'
       AND (change.code IS NULL OR change.code = 'withdrawn') AND run.device <> $3
       AND ($4::text[] IS NULL OR change.kind = ANY($4::text[]))
     ORDER BY change.no LIMIT ${rowsMax}`,
    [facility, at.no, at.besides, at.kinds],
  );
}

/** Of a change that needs fixing: a copy of the database that made it has made a later version of the record. */
const FIXED_SINCE = `EXISTS (SELECT 1 FROM change AS newer JOIN run AS "newerRun" USING (facility, run)
  JOIN family AS fixer ON fixer.device = "newerRun".device
  WHERE newer.facility = change.facility AND newer.kind = change.kind AND newer."recordId" = change."recordId"
    AND newer.version > change.version AND fixer.root = maker.root)`;

/** Of a version that was merged: a copy of the database that made it had to put an older one of the record right. */
const IS_FIX = `EXISTS (SELECT 1 FROM change AS older JOIN run AS "olderRun" USING (facility, run)
  JOIN family AS refused ON refused.device = "olderRun".device
  WHERE older.facility = change.facility AND older.kind = change.kind AND older."recordId" = change."recordId"
    AND older.version < change.version AND older.outcome = 'needs-fixing' AND refused.root = maker.root)`;

/**
 * What the other copies of this desk's database sent and the centre refused, after this number. A database that was
 * restored from before such a record was made would never show it again, and which copy still runs is not known (see
 * FAMILY), so each of them is told, whenever it came: a stick may bring it after the restore. Where two copies do run, both
 * have it in their lists until one of them fixes it. Nothing is lost if both do: the later fix stands beside the first and
 * is merged with it, or is refused and told to its desk. First versions are told even when they have been fixed, so that
 * the fix counts at every copy, in whichever order it asks; of later ones only what no copy has fixed. A fix that was merged
 * is told as well, though its merged version comes after it: it takes what it answers out of the lists of the others.
 */
export function refusedElsewhere(
  db: CentreReadDb,
  facility: string,
  at: { no: number; device: string; kinds: readonly string[] | null },
  rowsMax: number,
): Promise<FeedRow[]> {
  return db.query<FeedRow>(
    `WITH RECURSIVE ${FAMILY}
     SELECT ${FEED_COLUMNS}, change.code, change.field, change.sentence
     FROM change JOIN run ON run.facility = change.facility AND run.run = change.run
     JOIN family AS maker ON maker.device = run.device AND maker.device <> $3
     JOIN family AS asker ON asker.root = maker.root AND asker.device = $3
     LEFT JOIN device ON device."deviceId" = run.device
     WHERE change.facility = $1 AND change.no > $2 AND ($4::text[] IS NULL OR change.kind = ANY($4::text[]))
       AND ((change.outcome = 'needs-fixing' AND (change.version = 1 OR NOT ${FIXED_SINCE}))
         OR (change.outcome = 'accepted' AND change.code IN ('merged', 'withdrawn-merged') AND ${IS_FIX}))
     ORDER BY change.no LIMIT ${rowsMax}`,
    [facility, at.no, at.device, at.kinds],
  );
}

/** As a desk counts a change. */
const STATE = `CASE WHEN outcome = 'needs-fixing' THEN 'needs-fixing'
  WHEN code IN ('withdrawn', 'withdrawn-merged') THEN 'withdrawn' ELSE 'accepted' END`;

export interface CountRow {
  device: string;
  deskNumber: number;
  splitFrom: string | null;
  state: 'accepted' | 'needs-fixing' | 'withdrawn';
  n: number;
}

/**
 * Records of a facility by the state of the newest version that each device has sent, as its desk counts them. A desk that
 * goes on under another name has, and so counts, what it had sent under the one before by then, and the records that it
 * was told of because another copy of its database had to put them right; its own edit that was refused it keeps whatever
 * those copies make of the record meanwhile. What was set aside counts where it names a record.
 */
export function countRecords(db: CentreReadDb, facility: string): Promise<CountRow[]> {
  return db.query<CountRow>(
    `WITH RECURSIVE life AS (
       SELECT "deviceId" AS desk, "deviceId" AS device, NULL::text AS until FROM device WHERE facility = $1
       UNION SELECT life.desk, device."splitFrom", device."enrolledAt" FROM life
         JOIN device ON device."deviceId" = life.device WHERE device."splitFrom" IS NOT NULL
     ), ${FAMILY}, told AS (
       SELECT DISTINCT desk.device AS desk, change.kind, change."recordId", root
       FROM change JOIN run USING (facility, run) JOIN batch USING (facility, batch)
       JOIN family AS maker ON maker.device = run.device
       JOIN family AS desk USING (root)
       JOIN device ON device."deviceId" = desk.device AND batch."receivedAt" <= device."lastSeenAt"
       WHERE change.facility = $1 AND change.outcome = 'needs-fixing' AND (change.version = 1 OR NOT ${FIXED_SINCE})
     ), sent AS (
       SELECT life.desk, kind, "recordId", version, CASE WHEN life.device = life.desk THEN 3 ELSE 2 END AS rank,
         ${STATE} AS state, life.device = life.desk AS "isOwn"
       FROM change JOIN run USING (facility, run) JOIN batch USING (facility, batch)
       JOIN life ON life.device = run.device AND (life.until IS NULL OR batch."receivedAt" <= life.until)
       WHERE change.facility = $1
       UNION ALL
       SELECT told.desk, kind, "recordId", version, 1, ${STATE}, false
       FROM told JOIN change USING (kind, "recordId") JOIN run USING (facility, run)
       JOIN family ON family.device = run.device AND family.root = told.root
       WHERE change.facility = $1
       UNION ALL
       SELECT life.desk, kind, "recordId", version, 0, 'needs-fixing', false FROM (
         SELECT device, "receivedAt", raw::json ->> 'kind' AS kind, raw::json ->> 'recordId' AS "recordId",
           CASE WHEN raw::json ->> 'version' ~ '^[0-9]{1,15}$' THEN (raw::json ->> 'version')::bigint END AS version
         FROM "setAside" WHERE facility = $1 AND strpos(raw, chr(92) || 'u0000') = 0
       ) AS aside JOIN life ON life.device = aside.device AND (life.until IS NULL OR "receivedAt" <= life.until)
       WHERE kind IS NOT NULL AND "recordId" IS NOT NULL AND version IS NOT NULL
     ), held AS (
       SELECT *, "isOwn" AND state = 'needs-fixing' AND version > 1
         AND version = max(version) FILTER (WHERE "isOwn") OVER (PARTITION BY desk, kind, "recordId") AS "isHeld" FROM sent
     ), newest AS (
       SELECT DISTINCT ON (desk, kind, "recordId") desk, state FROM held
       ORDER BY desk, kind, "recordId", "isHeld" DESC, version DESC, rank DESC
     )
     SELECT newest.desk AS device, "deskNumber", "splitFrom", state, count(*)::float8 AS n
     FROM newest JOIN device ON device."deviceId" = newest.desk
     GROUP BY newest.desk, "deskNumber", "splitFrom", state ORDER BY "deskNumber", newest.desk, state`,
    [facility],
  );
}
