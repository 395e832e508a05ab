import { assert } from '../../shared/base/assert.ts';
import { eligibilityDecision } from '../../shared/eligibility/record.ts';
import type { Recheck } from '../protocol/sync.ts';
import type { Place } from './contents.ts';
import type { CentreReadDb, CentreWriteDb } from './db.ts';
import { FAMILY } from './family.store.ts';

interface Row extends Omit<Recheck, 'decision'> {
  decision: string;
}

const COLUMNS = `seq, "checkId", "decidedAt", "rulesetId", "asOf", decision`;

function recheckOf({ decision, ...row }: Row): Recheck {
  return { ...row, decision: eligibilityDecision.parse(JSON.parse(decision)) };
}

/** The rechecks of a device after the one that it names, in their order. */
export async function rechecksAfter(
  db: CentreReadDb,
  facility: string,
  device: string,
  after: number,
  rowsMax: number,
): Promise<Recheck[]> {
  const sql = `SELECT ${COLUMNS} FROM recheck WHERE facility = $1 AND device = $2 AND seq > $3
    ORDER BY seq LIMIT ${rowsMax}`;
  return (await db.query<Row>(sql, [facility, device, after])).map(recheckOf);
}

/** The last recheck of each of these checks that has one. */
export async function lastRechecks(
  db: CentreReadDb,
  facility: string,
  checkIds: readonly string[],
): Promise<Map<string, Recheck>> {
  const rows = await db.query<Row>(
    `SELECT DISTINCT ON ("checkId") ${COLUMNS} FROM recheck
     WHERE facility = $1 AND "checkId" = ANY($2::text[]) ORDER BY "checkId", "decidedAt" DESC, seq DESC`,
    [facility, checkIds],
  );
  return new Map(rows.map((row) => [row.checkId, recheckOf(row)]));
}

export type NewRecheck = Omit<Recheck, 'seq'> & { device: string };

/**
 * Notes each for the device whose check it is and for every other copy of its database (see FAMILY): the check may be shown
 * there now. Each counts its own. Behind the lock of the facility, so that a device's numbers have no gap and no double.
 */
export async function insertRechecks(
  tx: CentreWriteDb,
  facility: string,
  rechecks: readonly NewRecheck[],
): Promise<void> {
  if (rechecks.length === 0) return;
  const rows = rechecks.map((one, index) => ({ ...one, at: index, decision: JSON.stringify(one.decision) }));
  const touched = await tx.run(
    `WITH RECURSIVE ${FAMILY}
     INSERT INTO recheck (device, facility, ${COLUMNS})
     SELECT copy.device, $1::text,
       coalesce((SELECT max(had.seq) FROM recheck AS had
         WHERE had.facility = $1 AND had.device = copy.device), 0)
         + row_number() OVER (PARTITION BY copy.device ORDER BY at),
       "checkId", "decidedAt", "rulesetId", "asOf", decision
     FROM json_to_recordset($2) AS made(device text, at int, "checkId" text, "decidedAt" text, "rulesetId" text,
       "asOf" text, decision text)
     JOIN family ON family.device = made.device JOIN family AS copy USING (root)`,
    [facility, JSON.stringify(rows)],
  );
  assert(touched >= rechecks.length, 'every recheck is stored');
}

/**
 * A database that goes on under another name counts its rechecks from 1 again. The first that it is given are those that
 * its name before has and that it has not told to have, by its cursor then; one beyond the last is none (a stick's frames
 * ask for none), and then it is given all again.
 */
export async function inheritRechecks(
  tx: CentreWriteDb,
  facility: string,
  { from, after, to }: { from: string; after: number; to: string },
): Promise<void> {
  await tx.run(
    `INSERT INTO recheck (device, facility, ${COLUMNS})
     SELECT $3::text, facility, row_number() OVER (ORDER BY seq), "checkId", "decidedAt", "rulesetId", "asOf", decision
     FROM recheck WHERE facility = $1 AND device = $2
       AND (seq > $4 OR $4 > (SELECT max(last.seq) FROM recheck AS last WHERE last.facility = $1 AND last.device = $2))`,
    [facility, from, to, after],
  );
}

/** A check that a later register may answer otherwise. */
export interface OpenCheck {
  checkId: string;
  device: string;
}

export async function keepOpen(
  tx: CentreWriteDb,
  facility: string,
  checks: readonly OpenCheck[],
  judgedVersion: number,
): Promise<void> {
  if (checks.length === 0) return;
  await tx.run(
    `INSERT INTO "openCheck" (facility, "checkId", device, "judgedVersion")
     SELECT $1::text, "checkId", device, $2::int FROM json_to_recordset($3) AS open("checkId" text, device text)
     ON CONFLICT (facility, "checkId") DO UPDATE SET "judgedVersion" = excluded."judgedVersion"`,
    [facility, judgedVersion, JSON.stringify(checks)],
  );
}

export async function closeChecks(tx: CentreWriteDb, facility: string, checkIds: readonly string[]): Promise<void> {
  if (checkIds.length === 0) return;
  await tx.run('DELETE FROM "openCheck" WHERE facility = $1 AND "checkId" = ANY($2::text[])', [facility, checkIds]);
}

/** A facility that has an open check which this state of the register has not answered yet, or null. */
export async function facilityWithOpen(db: CentreReadDb, version: number): Promise<string | null> {
  const sql = 'SELECT facility FROM "openCheck" WHERE "judgedVersion" < $1 LIMIT 1';
  return (await db.query<{ facility: string }>(sql, [version]))[0]?.facility ?? null;
}

export function openChecks(
  db: CentreReadDb,
  facility: string,
  version: number,
  rowsMax: number,
): Promise<(OpenCheck & Place)[]> {
  return db.query(
    `SELECT open."checkId", open.device, record.batch::float8 AS batch, record.position FROM "openCheck" AS open
     JOIN LATERAL (SELECT batch, position FROM record WHERE record.facility = open.facility
       AND record.kind = 'eligibility-check' AND record."recordId" = open."checkId") AS record ON true
     WHERE open.facility = $1 AND open."judgedVersion" < $2 LIMIT ${rowsMax}`,
    [facility, version],
  );
}
