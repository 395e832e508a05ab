import { assert } from '../../shared/base/assert.ts';
import { CLAIMED_STATES } from '../../shared/claims/record.ts';
import { type MonthClose, monthClose } from '../../shared/month/record.ts';
import { type CentreReadDb, type CentreWriteDb, first } from './db.ts';
import type { AcceptedChange } from './judgement.ts';
import { knownFacility } from './registry.ts';
import type { World } from './world.ts';

interface ClosingRow {
  closeId: string;
  version: number;
  no: number;
  month: string;
  deskNumber: number;
  isOpenAgain: boolean;
  isWithdrawn: boolean;
  content: string;
}

/**
 * Closed months that were stored just now, the newest version of each; what is withdrawn closes nothing any more. Claims
 * that came before a month was closed anew are adjustments of it no longer.
 */
export async function takeClosings(
  tx: CentreWriteDb,
  facility: string,
  accepted: readonly AcceptedChange[],
): Promise<void> {
  const rows = new Map<string, ClosingRow>();
  for (const { change, content, no } of accepted) {
    const { kind, recordId: closeId, version } = change;
    if (kind !== 'month-close' || version <= (rows.get(closeId)?.version ?? 0)) continue;
    const read = monthClose.safeParse(content());
    const { month, deskNumber, isOpenAgain } = read.success ? read.data : NOTHING;
    const kept = read.success ? JSON.stringify(read.data) : '';
    rows.set(closeId, {
      closeId,
      version,
      no,
      month,
      deskNumber,
      isOpenAgain,
      isWithdrawn: !read.success,
      content: kept,
    });
  }
  if (rows.size === 0) return;
  await tx.run(
    `INSERT INTO "monthCloseNow" (facility, "closeId", version, no, month, "deskNumber", "isOpenAgain", "isWithdrawn", content)
     SELECT $1::text, "closeId", version, no, month, "deskNumber", "isOpenAgain", "isWithdrawn", content
     FROM json_to_recordset($2) AS sent("closeId" text, version bigint, no bigint, month text, "deskNumber" int,
       "isOpenAgain" boolean, "isWithdrawn" boolean, content text)
     ON CONFLICT (facility, "closeId") DO UPDATE SET version = excluded.version, no = excluded.no,
       "isWithdrawn" = excluded."isWithdrawn", "isOpenAgain" = excluded."isOpenAgain",
       month = CASE WHEN excluded."isWithdrawn" THEN "monthCloseNow".month ELSE excluded.month END,
       content = CASE WHEN excluded."isWithdrawn" THEN "monthCloseNow".content ELSE excluded.content END
     WHERE excluded.version > "monthCloseNow".version`,
    [facility, JSON.stringify([...rows.values()])],
  );
  await tx.run(
    `UPDATE "claimNow" SET "isAdjustment" = false
     WHERE facility = $1 AND "isAdjustment" AND "serviceFrom" > coalesce((
       SELECT max(month) FROM "monthCloseNow"
       WHERE facility = $1 AND NOT "isOpenAgain" AND NOT "isWithdrawn" AND "closeId" <> ALL($2::text[])), '') || '-99'`,
    [facility, [...rows.keys()]],
  );
}

const NOTHING = { month: '', deskNumber: 0, isOpenAgain: false };

/** Months that stay closed, with the number of the change that closed each. */
export function closingsInForce(db: CentreReadDb, facility: string): Promise<{ month: string; no: number }[]> {
  return db.query(
    `SELECT month, no::float8 AS no FROM "monthCloseNow"
     WHERE facility = $1 AND NOT "isOpenAgain" AND NOT "isWithdrawn"`,
    [facility],
  );
}

/** A closed month as its desk told it, beside what the centre counts of the same month now. */
export interface MonthSeen extends Pick<MonthClose, 'month' | 'deskNumber' | 'revision' | 'isOpenAgain' | 'digest'> {
  closedAt: string;
  /** False where it was opened again, or another desk had closed the month before: what it told does not count. */
  isInForce: boolean;
  told: { claims: number; claimedRiel: number };
  /** Claims that came before the closing, as they stand now. */
  counted: { claims: number; claimedRiel: number };
  agrees: boolean;
  /** Claims of this month that came, or came again, after the closing, and what later closings have told of it. */
  adjustments: { claims: number; claimedRiel: number };
  toldLater: { claims: number; claimedRiel: number };
  /** Whether all closings together have told what the centre counts now; false until the next closing where something came. */
  isAllTold: boolean;
}

/** Throws `CentreFault`. */
export async function monthsOf({ db }: World, facility: string): Promise<MonthSeen[]> {
  await knownFacility(db, facility);
  const rows = await db.query<{ content: string }>(
    `SELECT content FROM "monthCloseNow" WHERE facility = $1 AND NOT "isWithdrawn" ORDER BY month, "closeId"`,
    [facility],
  );
  const closings = rows.map(({ content }) => monthClose.parse(JSON.parse(content)));
  const inForce = inForceOf(closings);
  const seen: MonthSeen[] = [];
  for (const closing of closings) {
    const { month, deskNumber, revision, isOpenAgain, digest, closedAt, claims, claimedRiel } = closing;
    const [counted, adjustments] = [
      await claimedIn(db, facility, month, false),
      await claimedIn(db, facility, month, true),
    ];
    const own = inForce.get(month);
    const toldLater = toldOf(
      month,
      [...inForce.values()].filter((other) => other !== own),
    );
    const agrees = counted.claims === claims && counted.claimedRiel === claimedRiel;
    seen.push({
      ...{ month, deskNumber, revision, isOpenAgain, digest, closedAt, isInForce: closing === own },
      ...{ told: { claims, claimedRiel }, counted, agrees, adjustments, toldLater },
      isAllTold:
        (own?.claims ?? 0) + toldLater.claims === counted.claims + adjustments.claims &&
        (own?.claimedRiel ?? 0) + toldLater.claimedRiel === counted.claimedRiel + adjustments.claimedRiel,
    });
  }
  return seen;
}

/** Of two desks that closed a month the one that was first counts, as the desks have it among themselves. */
function inForceOf(closings: readonly MonthClose[]): Map<string, MonthClose> {
  const rank = ({ closedAt, deskNumber, id }: MonthClose) => `${closedAt} ${String(deskNumber).padStart(2, '0')} ${id}`;
  const found = new Map<string, MonthClose>();
  for (const closing of closings.filter(({ isOpenAgain }) => !isOpenAgain)) {
    const other = found.get(closing.month);
    if (other === undefined || rank(closing) < rank(other)) found.set(closing.month, closing);
  }
  return found;
}

/** What these closings told of a month. */
function toldOf(month: string, closings: readonly MonthClose[]): { claims: number; claimedRiel: number } {
  const rows = closings.flatMap(({ counted }) => counted.filter((row) => row.month === month));
  return {
    claims: rows.reduce((sum, { claims }) => sum + claims, 0),
    claimedRiel: rows.reduce((sum, { amountRiel }) => sum + amountRiel, 0),
  };
}

async function claimedIn(
  db: CentreReadDb,
  facility: string,
  month: string,
  isAdjustment: boolean,
): Promise<{ claims: number; claimedRiel: number }> {
  const row = await first<{ claims: number; claimedRiel: number }>(
    db,
    `SELECT count(*)::float8 AS claims, coalesce(sum("totalRiel"), 0)::float8 AS "claimedRiel" FROM "claimNow"
     WHERE facility = $1 AND "serviceFrom" >= $2 AND "serviceFrom" < $3 AND state = ANY($4::text[])
       AND "isAdjustment" = $5`,
    [facility, `${month}-01`, `${month}-99`, CLAIMED_STATES, isAdjustment],
  );
  assert(row !== null, 'a count has a row');
  return row;
}
