import { assert } from '../../shared/base/assert.ts';
import type { ClaimAnswer, ClaimFault, ClaimLine, ClaimState } from '../../shared/claims/record.ts';
import type { Place } from './contents.ts';
import { type CentreReadDb, type CentreWriteDb, first } from './db.ts';

/** The newest version of a claim and where it stands; of a withdrawn one, what its last version said. */
export interface ClaimRow extends Place {
  claimId: string;
  version: number;
  /** When its first version came. */
  firstAt: string;
  visitId: string;
  patientId: string;
  checkId: string;
  memberNumber: string | null;
  serviceFrom: string;
  payer: string;
  paymentCode: string | null;
  lines: ClaimLine[];
  totalRiel: number;
  state: ClaimState;
  /** Its month had been closed when this version came. */
  isAdjustment: boolean;
  /** The newest answer to this version; null while there is none. */
  answerSeq: number | null;
  /** The newest answer of an officer to any version; null while there is none. */
  officerSeq: number | null;
  /** What was paid of it, whatever became of it since. */
  paidRiel: number;
}

type Stored = Omit<ClaimRow, 'lines'> & { lines: string };

const COLUMNS = `now."claimId", now.version::float8 AS version, now.batch::float8 AS batch, now.position, now."firstAt",
  now."visitId", now."patientId", now."checkId", now."memberNumber", now."serviceFrom", now.payer, now."paymentCode",
  now.lines, now."totalRiel"::float8 AS "totalRiel", now.state, now."isAdjustment", now."answerSeq"::float8 AS "answerSeq",
  now."officerSeq"::float8 AS "officerSeq", now."paidRiel"::float8 AS "paidRiel"`;

function claimRowOf(stored: Stored): ClaimRow {
  return { ...stored, lines: JSON.parse(stored.lines) as ClaimLine[] };
}

export async function claimsById(db: CentreReadDb, facility: string, ids: readonly string[]): Promise<ClaimRow[]> {
  if (ids.length === 0) return [];
  const sql = `SELECT ${COLUMNS} FROM "claimNow" AS now WHERE now.facility = $1 AND now."claimId" = ANY($2::text[])`;
  return (await db.query<Stored>(sql, [facility, ids])).map(claimRowOf);
}

export async function claimsOfChecks(
  db: CentreReadDb,
  facility: string,
  checkIds: readonly string[],
): Promise<ClaimRow[]> {
  if (checkIds.length === 0) return [];
  const sql = `SELECT ${COLUMNS} FROM "claimNow" AS now WHERE now.facility = $1 AND now."checkId" = ANY($2::text[])`;
  return (await db.query<Stored>(sql, [facility, checkIds])).map(claimRowOf);
}

export type TwinKeys = Pick<ClaimRow, 'patientId' | 'memberNumber' | 'serviceFrom'>;

/** Claims of one of these patients or members on one of these days, those that the keys are of among them. */
export async function claimsLike(db: CentreReadDb, facility: string, keys: readonly TwinKeys[]): Promise<ClaimRow[]> {
  if (keys.length === 0) return [];
  const rows = await db.query<Stored>(
    `WITH wanted AS (
       SELECT DISTINCT * FROM unnest($2::text[], $3::text[], $4::text[]) AS key("serviceFrom", "patientId", "memberNumber")
     )
     SELECT ${COLUMNS} FROM wanted JOIN "claimNow" AS now ON now.facility = $1
       AND now."serviceFrom" = wanted."serviceFrom" AND now."patientId" = wanted."patientId"
     UNION ALL
     SELECT ${COLUMNS} FROM wanted JOIN "claimNow" AS now ON now.facility = $1
       AND now."memberNumber" = wanted."memberNumber" AND now."serviceFrom" = wanted."serviceFrom"`,
    [
      facility,
      ...[keys.map(({ serviceFrom }) => serviceFrom), keys.map(({ patientId }) => patientId)],
      keys.map(({ memberNumber }) => memberNumber),
    ],
  );
  return [...new Map(rows.map((row) => [row.claimId, row])).values()].map(claimRowOf);
}

export async function upsertClaims(tx: CentreWriteDb, facility: string, rows: readonly ClaimRow[]): Promise<void> {
  if (rows.length === 0) return;
  const sent = rows.map((row) => ({ ...row, lines: JSON.stringify(row.lines) }));
  const touched = await tx.run(
    `INSERT INTO "claimNow" (facility, "claimId", version, batch, position, "firstAt", "visitId", "patientId", "checkId",
       "memberNumber", "serviceFrom", payer, "paymentCode", lines, "totalRiel", state, "isAdjustment", "answerSeq", "officerSeq",
       "paidRiel")
     SELECT $1::text, "claimId", version, batch, position, "firstAt", "visitId", "patientId", "checkId", "memberNumber",
       "serviceFrom", payer, "paymentCode", lines, "totalRiel", state, "isAdjustment", "answerSeq", "officerSeq", "paidRiel"
     FROM json_to_recordset($2) AS sent("claimId" text, version bigint, batch bigint, position int, "firstAt" text,
       "visitId" text, "patientId" text, "checkId" text, "memberNumber" text, "serviceFrom" text, payer text,
       "paymentCode" text, lines text, "totalRiel" bigint, state text, "isAdjustment" boolean, "answerSeq" bigint,
       "officerSeq" bigint, "paidRiel" bigint)
     ON CONFLICT (facility, "claimId") DO UPDATE SET version = excluded.version, batch = excluded.batch,
       position = excluded.position, "visitId" = excluded."visitId", "patientId" = excluded."patientId",
       "checkId" = excluded."checkId", "memberNumber" = excluded."memberNumber", "serviceFrom" = excluded."serviceFrom",
       payer = excluded.payer, "paymentCode" = excluded."paymentCode", lines = excluded.lines,
       "totalRiel" = excluded."totalRiel", state = excluded.state, "isAdjustment" = excluded."isAdjustment",
       "answerSeq" = excluded."answerSeq", "officerSeq" = excluded."officerSeq", "paidRiel" = excluded."paidRiel"`,
    [facility, JSON.stringify(sent)],
  );
  assert(touched === rows.length, 'each claim is kept once');
}

export type NewAnswer = Omit<ClaimAnswer, 'seq'>;

interface StoredAnswer extends Omit<ClaimAnswer, 'faults'> {
  faults: string | null;
}

const ANSWER = `seq::float8 AS seq, "claimId", version::float8 AS version, result, faults, "amountRiel"::float8 AS "amountRiel",
  at, by, note`;

function answerOfRow({ faults, ...row }: StoredAnswer): ClaimAnswer {
  return { ...row, faults: faults === null ? [] : (JSON.parse(faults) as ClaimFault[]) };
}

/** The number of the facility's last answer; 0 before the first. */
export async function lastAnswerSeq(db: CentreReadDb, facility: string): Promise<number> {
  const sql = 'SELECT max(seq)::float8 AS seq FROM "claimAnswer" WHERE facility = $1';
  return (await first<{ seq: number | null }>(db, sql, [facility]))?.seq ?? 0;
}

/** Behind the lock of the facility, so that its numbers have no gap and no double. */
export async function insertAnswers(
  tx: CentreWriteDb,
  facility: string,
  answers: readonly ClaimAnswer[],
): Promise<void> {
  if (answers.length === 0) return;
  const sent = answers.map(({ faults, ...answer }) => {
    return { ...answer, faults: faults.length === 0 ? null : JSON.stringify(faults) };
  });
  const touched = await tx.run(
    `INSERT INTO "claimAnswer" (facility, seq, "claimId", version, result, faults, "amountRiel", at, by, note)
     SELECT $1::text, seq, "claimId", version, result, faults, "amountRiel", at, by, note
     FROM json_to_recordset($2) AS sent(seq bigint, "claimId" text, version bigint, result text, faults text,
       "amountRiel" bigint, at text, by text, note text)`,
    [facility, JSON.stringify(sent)],
  );
  assert(touched === answers.length, 'every answer is stored');
}

/** A facility's answers after this one, in their order. */
export async function answersAfter(
  db: CentreReadDb,
  facility: string,
  after: number,
  rowsMax: number,
): Promise<ClaimAnswer[]> {
  const sql = `SELECT ${ANSWER} FROM "claimAnswer" WHERE facility = $1 AND seq > $2 ORDER BY seq LIMIT ${rowsMax}`;
  return (await db.query<StoredAnswer>(sql, [facility, after])).map(answerOfRow);
}

export async function answersBySeq(
  db: CentreReadDb,
  facility: string,
  seqs: readonly number[],
): Promise<Map<number, ClaimAnswer>> {
  if (seqs.length === 0) return new Map();
  const sql = `SELECT ${ANSWER} FROM "claimAnswer" WHERE facility = $1 AND seq = ANY($2::bigint[])`;
  const rows = await db.query<StoredAnswer>(sql, [facility, seqs]);
  return new Map(rows.map((row) => [row.seq, answerOfRow(row)]));
}

/** A page of the claims of a month of service, in the order of their days and ids. `state` null: whatever it is. */
export async function claimsOfMonth(
  db: CentreReadDb,
  { facility, month, state }: { facility: string; month: string; state: ClaimState | null },
  after: Pick<ClaimRow, 'serviceFrom' | 'claimId'>,
  rowsMax: number,
): Promise<ClaimRow[]> {
  const rows = await db.query<Stored>(
    `SELECT ${COLUMNS} FROM "claimNow" AS now WHERE now.facility = $1 AND now."serviceFrom" >= $2 AND now."serviceFrom" < $3
       AND ($4::text IS NULL OR now.state = $4) AND (now."serviceFrom", now."claimId") > ($5, $6)
     ORDER BY now."serviceFrom", now."claimId" LIMIT ${rowsMax}`,
    [facility, `${month}-01`, `${month}-99`, state, after.serviceFrom, after.claimId],
  );
  return rows.map(claimRowOf);
}

/** Accepted claims of a month of service, the oldest first. */
export async function acceptedOf(db: CentreReadDb, facility: string, month: string): Promise<ClaimRow[]> {
  const rows = await db.query<Stored>(
    `SELECT ${COLUMNS} FROM "claimNow" AS now WHERE now.facility = $1 AND now."serviceFrom" >= $2 AND now."serviceFrom" < $3
       AND now.state = 'accepted' ORDER BY now."serviceFrom", now."claimId"`,
    [facility, `${month}-01`, `${month}-99`],
  );
  return rows.map(claimRowOf);
}
