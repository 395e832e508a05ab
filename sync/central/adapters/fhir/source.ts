import type { z } from 'zod';
import { must } from '../../../../shared/base/assert.ts';
import { type Claim, type ClaimAnswer, claim as claimRecord } from '../../../../shared/claims/record.ts';
import { type EligibilityCheck, eligibilityCheck } from '../../../../shared/eligibility/check.record.ts';
import { type Patient, patient as patientRecord } from '../../../../shared/patients/record.ts';
import { type Visit, visit as visitRecord } from '../../../../shared/visits/record.ts';
import { answersBySeq, type ClaimRow, claimsById } from '../../claims.store.ts';
import { contentsOf, type Place } from '../../contents.ts';
import type { CentreReadDb } from '../../db.ts';
import { CentreFault } from '../../faults.ts';
import { lastRechecks } from '../../rechecks.store.ts';
import { facilityByCode } from '../../registry.store.ts';
import type { World } from '../../world.ts';
import type { CaseRecords, JudgedCheck } from './case.ts';

type Source = Pick<World, 'db' | 'frames'>;

const VISITS_A_PAGE = 500;
/** A server takes a transaction whole or not at all, so that a small one fails for little. */
const CASES_A_BUNDLE = 50;

export interface CasesPage {
  cases: CaseRecords[];
  /** Visits of which something that has to be told with them cannot be read here. */
  leftOut: number;
}

/**
 * The visits of a facility's month of service (YYYY-MM) that the centre has accepted, those withdrawn since among them, with
 * all that hangs on them, in the order of their ids. Read a page at a time, in bounded memory. A visit of which not even
 * the day can be read is counted as left out of every month.
 * @throws CentreFault where there is no such facility
 */
export async function* casesOfMonth(source: Source, facilityCode: string, month: string): AsyncGenerator<CasesPage> {
  const facility = await facilityByCode(source.db, facilityCode);
  if (facility === null) throw new CentreFault(`There is no facility ${facilityCode} here.`);
  let after = '';
  for (;;) {
    const page = await visitsAfter(source.db, facilityCode, after);
    const ids = page.map(({ recordId }) => recordId);
    const { found: visits, unreadable } = await lastSaid(source, facilityCode, 'visit', ids, visitRecord);
    if (unreadable > 0) yield { cases: [], leftOut: unreadable };
    const gone = new Set(page.flatMap(({ recordId, state }) => (state === 'withdrawn' ? [recordId] : [])));
    const ofMonth = [...visits.values()].filter(({ serviceDate }) => serviceDate.startsWith(month));
    for (let from = 0; from < ofMonth.length; from += CASES_A_BUNDLE) {
      const wanted = ofMonth.slice(from, from + CASES_A_BUNDLE);
      const cases = await casesOf(source, facility, wanted, gone);
      yield { cases, leftOut: wanted.length - cases.length };
    }
    if (page.length < VISITS_A_PAGE) return;
    after = must(page.at(-1), 'a full page has a last row').recordId;
  }
}

function visitsAfter(
  db: CentreReadDb,
  facility: string,
  after: string,
): Promise<{ recordId: string; state: string }[]> {
  return db.query(
    `SELECT "recordId", state FROM record WHERE facility = $1 AND kind = 'visit' AND "recordId" > $2
     ORDER BY "recordId" LIMIT ${VISITS_A_PAGE}`,
    [facility, after],
  );
}

/** Of each record the newest accepted version that says something, read; a withdrawal says nothing but that. */
async function lastSaid<T>(
  { db, frames }: Source,
  facility: string,
  kind: string,
  recordIds: readonly string[],
  shape: z.ZodType<T>,
): Promise<{ found: Map<string, T>; unreadable: number }> {
  if (recordIds.length === 0) return { found: new Map(), unreadable: 0 };
  const places = await db.query<Place & { recordId: string }>(
    `SELECT DISTINCT ON ("recordId") "recordId", batch::float8 AS batch, position FROM change
     WHERE facility = $1 AND kind = $2 AND "recordId" = ANY($3::text[]) AND code IS NULL
     ORDER BY "recordId", version DESC, no`,
    [facility, kind, [...new Set(recordIds)]],
  );
  const contents = await contentsOf({ frames }, db, facility, places);
  const found = new Map<string, T>();
  for (const [index, { recordId }] of places.entries()) {
    const read = shape.safeParse(JSON.parse(must(contents[index], 'each place has its change').content));
    // A version of a program to come may not be readable here; what is told to others is only what is understood.
    if (read.success) found.set(recordId, read.data);
  }
  return { found, unreadable: places.length - found.size };
}

/** By their ids. */
interface Hanging {
  patients: ReadonlyMap<string, Patient>;
  checks: ReadonlyMap<string, EligibilityCheck>;
  rechecks: ReadonlyMap<string, NonNullable<JudgedCheck['recheck']>>;
  claims: ReadonlyMap<string, Claim>;
  rows: ReadonlyMap<string, ClaimRow>;
  answers: ReadonlyMap<number, ClaimAnswer>;
}

async function casesOf(
  source: Source,
  facility: CaseRecords['facility'],
  visits: readonly Visit[],
  gone: ReadonlySet<string>,
): Promise<CaseRecords[]> {
  const hanging = await hangingOn(source, facility.code, visits);
  return visits.flatMap((visit) => {
    const one = caseOf(hanging, visit);
    return one === null ? [] : [{ ...one, facility, isVisitWithdrawn: gone.has(visit.id) }];
  });
}

async function hangingOn(source: Source, code: string, visits: readonly Visit[]): Promise<Hanging> {
  const { db } = source;
  // A claim has the id of its visit, and may stand on a later check than that has.
  const ids = visits.map(({ id }) => id);
  const rows = await claimsById(db, code, ids);
  const { found: claims } = await lastSaid(source, code, 'claim', ids, claimRecord);
  const checkIds = [...visits, ...claims.values()].map(({ checkId }) => checkId);
  const { found: checks } = await lastSaid(source, code, 'eligibility-check', checkIds, eligibilityCheck);
  const patientIds = visits.map(({ patientId }) => patientId);
  const { found: patients } = await lastSaid(source, code, 'patient', patientIds, patientRecord);
  const rechecks = await lastRechecks(db, code, checkIds);
  const seqs = rows.flatMap(({ answerSeq }) => answerSeq ?? []);
  const answers = await answersBySeq(db, code, seqs);
  return { patients, checks, rechecks, claims, rows: new Map(rows.map((row) => [row.claimId, row])), answers };
}

/** Null where what has to be told with a visit cannot be read. */
function caseOf(hanging: Hanging, visit: Visit): Omit<CaseRecords, 'facility' | 'isVisitWithdrawn'> | null {
  const { patients, checks, rechecks, claims, rows, answers } = hanging;
  const judged = (check: EligibilityCheck): JudgedCheck => ({ check, recheck: rechecks.get(check.id) ?? null });
  const row = rows.get(visit.id);
  const claim = (row === undefined ? undefined : claims.get(visit.id)) ?? null;
  const patient = patients.get(visit.patientId);
  const opened = checks.get(visit.checkId);
  const check = (claim === null ? undefined : checks.get(claim.checkId)) ?? opened;
  if (patient === undefined || check === undefined || (row !== undefined && claim === null)) return null;
  const answer = row?.answerSeq == null ? undefined : answers.get(row.answerSeq);
  return {
    ...{ ...judged(check), patient, visit, claim, isClaimWithdrawn: row?.state === 'withdrawn' },
    openedWith: opened === undefined || opened.id === check.id ? null : judged(opened),
    answers: answer === undefined ? [] : [answer],
  };
}
