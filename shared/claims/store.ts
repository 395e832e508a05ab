import { assert } from '../base/assert.ts';
import type { ReadDb, SqlParams, SqlRow, WriteDb } from '../base/db.ts';
import { slipNumberOf } from '../base/slip.ts';
import { monthOf } from '../base/time.ts';
import { type Claim, type ClaimAnswer, type ClaimEvent, type ClaimFault, type ClaimState, claim } from './record.ts';
import type { ClaimTwin } from './rules.ts';

/** Under this name the centre's rules speak; an officer speaks under his own. */
export const CENTRE = 'centre';

const COLUMNS = [
  'id',
  'version',
  'visitId',
  'patientId',
  'checkId',
  'facilityCode',
  'facilityLevel',
  'serviceFrom',
  'serviceTo',
  'payer',
  'paymentCode',
  'memberNumber',
  'sex',
  'packId',
  'lines',
  'totalRiel',
  'patientPaidRiel',
  'details',
  'documents',
  'asks',
  'note',
  'madeAt',
  'madeBy',
] as const satisfies readonly (keyof Claim)[];
const COLUMN_LIST = COLUMNS.map((column) => `claim.${column}`).join(', ');
const KEPT_LIST = `${COLUMN_LIST}, claim.state, claim.faults, claim.needsPerson`;

/** A claim as this desk has it, with what follows from it. */
export interface KeptClaim {
  claim: Claim;
  state: ClaimState;
  faults: ClaimFault[];
  needsPerson: boolean;
}

function claimOf(row: SqlRow): Claim {
  const { lines, details, documents } = row;
  return claim.parse({
    ...row,
    lines: JSON.parse(String(lines)),
    details: JSON.parse(String(details)),
    documents: JSON.parse(String(documents)),
  });
}

function keptOf(row: SqlRow): KeptClaim {
  return {
    claim: claimOf(row),
    state: String(row.state) as ClaimState,
    faults: JSON.parse(String(row.faults)) as ClaimFault[],
    needsPerson: row.needsPerson === 1,
  };
}

/** A claim has the id of its visit. */
export function claimById(db: ReadDb, id: string): KeptClaim | null {
  const row = db.get(`SELECT ${KEPT_LIST} FROM claim WHERE id = @id`, { id });
  return row === null ? null : keptOf(row);
}

export function claimsOfCheck(db: ReadDb, checkId: string): string[] {
  return db.all('SELECT id FROM claim WHERE checkId = @checkId', { checkId }).map(({ id }) => String(id));
}

/** Claims that other packs have come for since they were judged. */
export function staleClaims(db: ReadDb, limit: number): string[] {
  return db
    .all('SELECT id FROM claim WHERE isStale = 1 ORDER BY id LIMIT @limit', { limit })
    .map(({ id }) => String(id));
}

/** A claim is judged by the packs that are here now. */
export function markJudged(db: WriteDb, id: string): void {
  assert(db.run('UPDATE claim SET isStale = 0 WHERE id = @id', { id }) === 1, 'a claim that was judged is kept');
}

/** The same patient or the same member on the same day. */
export type TwinKeys = Pick<Claim, 'id' | 'patientId' | 'memberNumber' | 'serviceFrom'>;

/** Other claims of the same patient or member on that day, with what `countsAgainst` asks of them. */
export function twinsOf(db: ReadDb, keys: TwinKeys): (ClaimTwin & { state: string | null })[] {
  const { id, patientId, memberNumber, serviceFrom } = keys;
  const twin = `SELECT id, patientId, memberNumber, serviceFrom, facilityCode, lines,
      CASE WHEN EXISTS (SELECT 1 FROM withdrawal WHERE kind = 'claim' AND recordId = claim.id) THEN 'withdrawn'
        ELSE (SELECT result FROM claimAnswer WHERE claimId = claim.id AND claimAnswer.version = claim.version
          ORDER BY seq DESC LIMIT 1) END AS said
    FROM claim WHERE serviceFrom = @serviceFrom AND id <> @id AND`;
  const ofMember = memberNumber === null ? '' : `UNION ${twin} memberNumber = @memberNumber`;
  return db
    .all(`${twin} patientId = @patientId ${ofMember} ORDER BY id`, {
      ...{ id, patientId, serviceFrom },
      ...(memberNumber === null ? {} : { memberNumber }),
    })
    .map((row) => ({
      id: String(row.id),
      patientId: String(row.patientId),
      memberNumber: row.memberNumber === null ? null : String(row.memberNumber),
      serviceFrom: String(row.serviceFrom),
      facilityCode: String(row.facilityCode),
      lines: JSON.parse(String(row.lines)) as Claim['lines'],
      state: row.said === null ? null : String(row.said),
    }));
}

/** The row of a claim as it now is; what follows from it is judged next (`restate`). */
export function writeClaimRow(db: WriteDb, saved: Claim): void {
  const changing = COLUMNS.filter((column) => column !== 'id');
  const count = db.run(
    `INSERT INTO claim (${COLUMNS.join(', ')}, month, state, faults, needsPerson)
     VALUES (${COLUMNS.map((column) => `@${column}`).join(', ')}, @month, 'held', '[]', 0)
     ON CONFLICT (id) DO UPDATE SET ${changing.map((column) => `${column} = excluded.${column}`).join(', ')},
       month = excluded.month
     WHERE claim.version < excluded.version`,
    {
      ...saved,
      lines: JSON.stringify(saved.lines),
      details: JSON.stringify(saved.details),
      documents: JSON.stringify(saved.documents),
      month: monthOf(saved.serviceFrom),
    },
  );
  assert(count === 1, 'a claim is written over an older version of itself');
}

/** Day and slip of the claim's visit, as a list of what is sent shows it. */
export function claimLabel(db: ReadDb, { visitId, serviceFrom }: Pick<Claim, 'visitId' | 'serviceFrom'>): string {
  return `${serviceFrom} ${slipOf(db.get('SELECT deskNumber, dayNumber FROM visit WHERE id = @visitId', { visitId }))}`;
}

function slipOf(row: SqlRow | null): string {
  return row === null ? '' : slipNumberOf(Number(row.deskNumber), Number(row.dayNumber));
}

export interface ListedRow extends KeptClaim {
  patientNumber: string;
  nameKm: string | null;
  nameLatin: string | null;
  slipNumber: string;
}

export interface ClaimWish {
  month?: string | undefined;
  serviceDate?: string | undefined;
  state?: string | undefined;
  patientId?: string | undefined;
  needsPerson: boolean;
  limit: number;
  offset: number;
}

const LISTED = `SELECT ${KEPT_LIST}, patient.patientNumber, patient.nameKm, patient.nameLatin, visit.deskNumber, visit.dayNumber
  FROM claim JOIN patient ON patient.id = claim.patientId JOIN visit ON visit.id = claim.visitId`;

function listedOf(row: SqlRow): ListedRow {
  return {
    ...keptOf(row),
    patientNumber: String(row.patientNumber),
    nameKm: row.nameKm === null ? null : String(row.nameKm),
    nameLatin: row.nameLatin === null ? null : String(row.nameLatin),
    slipNumber: slipOf(row),
  };
}

export function listedClaimById(db: ReadDb, id: string): ListedRow | null {
  const row = db.get(`${LISTED} WHERE claim.id = @id`, { id });
  return row === null ? null : listedOf(row);
}

/** Newest first. */
export function listClaims(db: ReadDb, wish: ClaimWish): ListedRow[] {
  const { limit, offset, state, needsPerson } = wish;
  const { parts, params } = whereOf(wish);
  if (state !== undefined) parts.push('claim.state = @state');
  if (needsPerson) parts.push('claim.needsPerson = 1');
  const where = parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`;
  return db
    .all(`${LISTED} ${where} ORDER BY claim.serviceFrom DESC, claim.id DESC LIMIT @limit OFFSET @offset`, {
      ...params,
      ...(state === undefined ? {} : { state }),
      ...{ limit, offset },
    })
    .map(listedOf);
}

export interface ClaimCounts {
  counts: { state: ClaimState; claims: number; amountRiel: number }[];
  needsPerson: number;
}

/** By state, of a month, a day or a patient, or of all. */
export function countClaims(db: ReadDb, wish: Pick<ClaimWish, 'month' | 'serviceDate' | 'patientId'>): ClaimCounts {
  const { parts, params } = whereOf(wish);
  const where = parts.length === 0 ? '' : `WHERE ${parts.join(' AND ')}`;
  // Kept counts answer for months and for everything; a day and a patient have few claims.
  const isKept = wish.serviceDate === undefined && wish.patientId === undefined;
  const rows = isKept
    ? db.all(
        `SELECT state, sum(claims) AS claims, sum(amountRiel) AS amountRiel FROM claimCount
         WHERE claims > 0 ${wish.month === undefined ? '' : 'AND month = @month'} GROUP BY state ORDER BY state`,
        wish.month === undefined ? {} : { month: wish.month },
      )
    : db.all(
        `SELECT state, count(*) AS claims, sum(totalRiel) AS amountRiel FROM claim ${where} GROUP BY state ORDER BY state`,
        params,
      );
  const needing = db.get(
    `SELECT count(*) AS n FROM claim WHERE needsPerson = 1 ${parts.map((part) => `AND ${part}`).join(' ')}`,
    params,
  );
  return {
    counts: rows.map((row) => ({
      state: String(row.state) as ClaimState,
      claims: Number(row.claims),
      amountRiel: Number(row.amountRiel),
    })),
    needsPerson: Number(needing?.n ?? 0),
  };
}

/** A month is a range of days, so that one index serves month, day and order. */
function whereOf(wish: Pick<ClaimWish, 'month' | 'serviceDate' | 'patientId'>): { parts: string[]; params: SqlParams } {
  const { month, serviceDate, patientId } = wish;
  const parts: string[] = [];
  const params: SqlParams = {};
  if (month !== undefined) {
    parts.push('claim.serviceFrom BETWEEN @from AND @to');
    Object.assign(params, { from: `${month}-01`, to: `${month}-31` });
  }
  if (serviceDate !== undefined) {
    parts.push('claim.serviceFrom = @serviceDate');
    params.serviceDate = serviceDate;
  }
  if (patientId !== undefined) {
    parts.push('claim.patientId = @patientId');
    params.patientId = patientId;
  }
  return { parts, params };
}

export function answersOf(db: ReadDb, claimId: string): ClaimAnswer[] {
  return db
    .all(`SELECT ${ANSWER_COLUMNS} FROM claimAnswer WHERE claimId = @claimId ORDER BY seq`, { claimId })
    .map(answerOfRow);
}

const ANSWER_COLUMNS = 'seq, claimId, version, result, faults, amountRiel, at, by, note';

function answerOfRow(row: SqlRow): ClaimAnswer {
  return {
    seq: Number(row.seq),
    claimId: String(row.claimId),
    version: Number(row.version),
    result: String(row.result) as ClaimAnswer['result'],
    faults: JSON.parse(String(row.faults)) as ClaimFault[],
    amountRiel: Number(row.amountRiel),
    at: String(row.at),
    by: String(row.by),
    note: row.note === null ? null : String(row.note),
  };
}

/** The centre's last word on a version. */
export function answerTo(db: ReadDb, claimId: string, version: number): ClaimAnswer | null {
  const row = db.get(
    `SELECT ${ANSWER_COLUMNS} FROM claimAnswer WHERE claimId = @claimId AND version = @version ORDER BY seq DESC LIMIT 1`,
    { claimId, version },
  );
  return row === null ? null : answerOfRow(row);
}

export function hasAnswer(db: ReadDb, claimId: string): boolean {
  return db.get('SELECT 1 AS n FROM claimAnswer WHERE claimId = @claimId LIMIT 1', { claimId }) !== null;
}

/** Keeps one for ever; one that is here already changes nothing. */
export function keepAnswer(db: WriteDb, answer: ClaimAnswer): boolean {
  const count = db.run(
    `INSERT INTO claimAnswer (${ANSWER_COLUMNS})
     VALUES (@seq, @claimId, @version, @result, @faults, @amountRiel, @at, @by, @note) ON CONFLICT (seq) DO NOTHING`,
    { ...answer, faults: JSON.stringify(answer.faults) },
  );
  return count === 1;
}

/** The last answer that this desk has kept of its facility; 0 before the first. */
export function answersThrough(db: ReadDb): number {
  return Number(db.get("SELECT value FROM setting WHERE key = 'answersThrough'")?.value ?? 0);
}

/** The cursor never goes back: a reply may come late, by a stick. */
export function saveAnswersThrough(db: WriteDb, through: number): void {
  if (through <= answersThrough(db)) return;
  db.run(
    "INSERT INTO setting (key, value) VALUES ('answersThrough', @value) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    { value: String(through) },
  );
}

/** Whether something has held this version back at any time. */
export function wasHeld(db: ReadDb, claimId: string, version: number): boolean {
  const sql =
    "SELECT 1 AS n FROM claimEvent WHERE claimId = @claimId AND version = @version AND state = 'held' LIMIT 1";
  return db.get(sql, { claimId, version }) !== null;
}

export function eventsOf(db: ReadDb, claimId: string): ClaimEvent[] {
  return db
    .all('SELECT state, version, at, by, note FROM claimEvent WHERE claimId = @claimId ORDER BY number', { claimId })
    .map((row) => ({
      state: String(row.state) as ClaimState,
      version: Number(row.version),
      at: String(row.at),
      by: String(row.by),
      note: row.note === null ? null : String(row.note),
    }));
}
