import { instantOf } from '../../shared/base/time.ts';
import { CLAIM_CODES } from '../../shared/claims/claim-code.record.ts';
import type { AnswerResult, ClaimFault, ClaimState } from '../../shared/claims/record.ts';
import { isClaimCode, stands } from '../../shared/claims/rules.ts';
import { isVisitGone } from './claim-grounds.ts';
import { acceptedOf, type ClaimRow, claimsById, type NewAnswer } from './claims.store.ts';
import { claimsFreed, keep } from './claims.ts';
import { type CentreReadDb, type CentreWriteDb, first } from './db.ts';
import { CentreFault } from './faults.ts';
import { lockFacility } from './registry.store.ts';
import { knownFacility } from './registry.ts';
import type { World } from './world.ts';

interface Overpaid {
  claims: number;
  amountRiel: number;
}

/** Claims of a month of service at one facility: how many, and for how much. */
export interface ClaimsCounted {
  facility: string;
  month: string;
  states: { state: ClaimState; claims: number; amountRiel: number }[];
  /** Lines by who pays, under which code, for what, and how the claim stands. */
  rows: {
    payer: string;
    paymentCode: string | null;
    category: string;
    state: ClaimState;
    claims: number;
    quantity: number;
    amountRiel: number;
  }[];
  adjustments: { claims: number; amountRiel: number };
  /** Paid, whatever became of the claim since. */
  paidRiel: number;
  /**
   * Of claims that do not stand as paid any more, whether withdrawn, denied, returned or not decided anew: money to be
   * settled between the facility and its payer.
   */
  paidNotStanding: { claims: number; paidRiel: number };
  /** Paid beyond what claims that stand ask for since they were corrected: likewise. */
  overpaid: Overpaid;
}

const OF_MONTH = `facility = $1 AND "serviceFrom" >= $2 AND "serviceFrom" < $3 AND ($4::text IS NULL OR state = $4)`;
const STANDS = `state IN ('accepted', 'paid')`;
/** A claim that stands and asks for less than was paid of it before it was corrected. */
const IS_OVERPAID = `${STANDS} AND "paidRiel" > "totalRiel"`;

/** Throws `CentreFault`. */
export async function countClaims(
  { db }: World,
  { facility, month, state }: { facility: string; month: string; state: ClaimState | null },
): Promise<ClaimsCounted> {
  await knownFacility(db, facility);
  const wish = [facility, `${month}-01`, `${month}-99`, state];
  const states = await db.query<ClaimsCounted['states'][number]>(
    `SELECT state, count(*)::float8 AS claims, sum("totalRiel")::float8 AS "amountRiel" FROM "claimNow"
     WHERE ${OF_MONTH} GROUP BY state ORDER BY state`,
    wish,
  );
  const rows = await db.query<ClaimsCounted['rows'][number]>(
    `SELECT payer, "paymentCode", line.category, state, count(DISTINCT "claimId")::float8 AS claims,
       sum(line.quantity)::float8 AS quantity, sum(line."amountRiel")::float8 AS "amountRiel"
     FROM "claimNow", json_to_recordset(lines::json) AS line(category text, quantity int, "amountRiel" bigint)
     WHERE ${OF_MONTH} GROUP BY payer, "paymentCode", line.category, state
     ORDER BY payer, "paymentCode", line.category, state`,
    wish,
  );
  const money = await moneyOf(db, wish);
  return { facility, month, states, rows, ...money };
}

type Money = Pick<ClaimsCounted, 'adjustments' | 'paidRiel' | 'paidNotStanding' | 'overpaid'>;

async function moneyOf(db: CentreReadDb, wish: readonly (string | null)[]): Promise<Money> {
  const sums = await first<
    Record<'claims' | 'amountRiel' | 'paidRiel' | 'gone' | 'goneRiel' | 'over' | 'overRiel', number>
  >(
    db,
    `SELECT count(*) FILTER (WHERE "isAdjustment")::float8 AS claims,
       coalesce(sum("totalRiel") FILTER (WHERE "isAdjustment"), 0)::float8 AS "amountRiel",
       coalesce(sum("paidRiel"), 0)::float8 AS "paidRiel",
       count(*) FILTER (WHERE NOT ${STANDS} AND "paidRiel" > 0)::float8 AS gone,
       coalesce(sum("paidRiel") FILTER (WHERE NOT ${STANDS}), 0)::float8 AS "goneRiel",
       count(*) FILTER (WHERE ${IS_OVERPAID})::float8 AS over,
       coalesce(sum("paidRiel" - "totalRiel") FILTER (WHERE ${IS_OVERPAID}), 0)::float8 AS "overRiel"
     FROM "claimNow" WHERE ${OF_MONTH}`,
    wish,
  );
  const { claims = 0, amountRiel = 0, paidRiel = 0, gone = 0, goneRiel = 0, over = 0, overRiel = 0 } = sums ?? {};
  const paidNotStanding = { claims: gone, paidRiel: goneRiel };
  const overpaid = { claims: over, amountRiel: overRiel };
  return { adjustments: { claims, amountRiel }, paidRiel, paidNotStanding, overpaid };
}

/** What an officer says of one claim: the last word on this version, which no rule decides anew. */
export interface Decision {
  facility: string;
  claimId: string;
  /** The one that the officer has seen in the list. */
  version: number;
  result: Exclude<AnswerResult, 'paid'>;
  /** Of the list of claim codes; null where it is accepted. */
  code: string | null;
  by: string;
  note: string;
}

/** Throws `CentreFault`. */
export async function decideClaim(world: World, decision: Decision): Promise<object> {
  const { facility, claimId, version, result, by, note } = decision;
  const faults = faultsOfDecision(decision);
  return world.db.write(async (tx) => {
    await lockFacility(tx, (await knownFacility(tx, facility)).code);
    const [row] = await claimsById(tx, facility, [claimId]);
    if (row === undefined) throw new CentreFault(`${facility} has sent no claim with the number ${claimId}.`);
    if (row.state === 'withdrawn')
      throw new CentreFault('This claim was withdrawn by its facility; nothing was decided.');
    if (row.state === 'paid') throw new CentreFault('This claim is paid already; nothing was decided.');
    if (row.version !== version) throw new CentreFault(otherVersion(row, version));
    if (result === 'accepted' && (await isVisitGone(world, tx, facility, row)))
      throw new CentreFault('The visit of this claim was withdrawn by its facility; nothing was decided.');
    const at = instantOf(world.clock.nowMs());
    const { totalRiel } = row;
    const stood = stands(row);
    const amountRiel = result === 'accepted' ? totalRiel : 0;
    await answer(tx, facility, [row], { result, faults, amountOf: () => amountRiel, at, by, note });
    // What it stood in the way of is judged anew.
    if (stood && !stands(row)) await claimsFreed(world, tx, { facility, receivedAt: at }, [row]);
    world.log('info', 'claim-decided', { facility, claim: claimId, version, result, code: decision.code });
    return { facility, claim: claimId, version, state: row.state, amountRiel };
  });
}

/** A word on one version says nothing of another: what is asked for may be twice as much. */
function otherVersion({ version }: ClaimRow, seen: number): string {
  const sentence = `This claim is at version ${version}, and you have decided on version ${seen}.`;
  return `${sentence} Look at it again with claims --list; nothing was decided.`;
}

function faultsOfDecision({ result, code }: Decision): ClaimFault[] {
  if (result === 'accepted') return [];
  const fitting = Object.entries(CLAIM_CODES).flatMap(([one, { answer: said }]) => (said === result ? one : []));
  if (code === null || !isClaimCode(code) || CLAIM_CODES[code].answer !== result) {
    const sentence = `A claim is ${result} with one of these codes: ${fitting.join(', ')}. Nothing was decided.`;
    throw new CentreFault(sentence);
  }
  return [{ code, field: null, line: null, params: {} }];
}

/**
 * Pays all accepted claims of a month of service. Of one of which something was paid before, the rest: each answer says what
 * its own payment pays, so that they add up. Nothing is taken back by this; what was paid too much is told apart. Throws
 * `CentreFault`.
 */
export async function payClaims(
  world: World,
  { facility, month, by, payment }: { facility: string; month: string; by: string; payment: string },
): Promise<object> {
  return world.db.write(async (tx) => {
    await lockFacility(tx, (await knownFacility(tx, facility)).code);
    const rows = await acceptedOf(tx, facility, month);
    const amountRiel = rows.reduce((sum, row) => sum + restOf(row), 0);
    const overpaid = overpaidOf(rows);
    const at = instantOf(world.clock.nowMs());
    await answer(tx, facility, rows, { result: 'paid', faults: [], amountOf: restOf, at, by, note: payment });
    world.log('info', 'claims-paid', { facility, month, claims: rows.length, amountRiel });
    return { facility, month, payment, claims: rows.length, amountRiel, overpaid };
  });
}

/** What is still to be paid of a claim. */
function restOf({ totalRiel, paidRiel }: ClaimRow): number {
  return Math.max(0, totalRiel - paidRiel);
}

function overpaidOf(rows: readonly ClaimRow[]): Overpaid {
  const over = rows.filter(({ totalRiel, paidRiel }) => paidRiel > totalRiel);
  return {
    claims: over.length,
    amountRiel: over.reduce((sum, { totalRiel, paidRiel }) => sum + paidRiel - totalRiel, 0),
  };
}

/** The same answer to the newest version of each. What is paid of a claim is kept with it. */
async function answer(
  tx: CentreWriteDb,
  facility: string,
  rows: readonly ClaimRow[],
  {
    amountOf,
    ...said
  }: Omit<NewAnswer, 'claimId' | 'version' | 'amountRiel'> & { amountOf: (row: ClaimRow) => number },
): Promise<void> {
  const answers = rows.map((row): NewAnswer => {
    return { ...said, claimId: row.claimId, version: row.version, amountRiel: amountOf(row) };
  });
  if (said.result === 'paid') for (const row of rows) row.paidRiel += amountOf(row);
  for (const row of rows) row.state = said.result;
  await keep(tx, facility, { rows, answered: rows, answers });
}
