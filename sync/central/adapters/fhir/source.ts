import type { z } from 'zod';
import { must } from '../../../../shared/base/assert.ts';
import { claim as claimRecord } from '../../../../shared/claims/record.ts';
import { eligibilityCheck } from '../../../../shared/eligibility/check.record.ts';
import { patient as patientRecord } from '../../../../shared/patients/record.ts';
import { type Visit, visit as visitRecord } from '../../../../shared/visits/record.ts';
import { answersBySeq, type ClaimRow, claimsOfChecks } from '../../claims.store.ts';
import { contentsOf, type Place } from '../../contents.ts';
import type { CentreReadDb } from '../../db.ts';
import { CentreFault } from '../../faults.ts';
import { lastRechecks } from '../../rechecks.store.ts';
import { facilityByCode } from '../../registry.store.ts';
import type { World } from '../../world.ts';
import type { CaseRecords, WithdrawnVisit } from './case.ts';

type Source = Pick<World, 'db' | 'frames'>;

const VISITS_A_PAGE = 500;
/** A server takes a transaction whole or not at all, so that a small one fails for little. */
const CASES_A_BUNDLE = 50;

export interface CasesPage {
  cases: CaseRecords[];
  withdrawn: WithdrawnVisit[];
}

/**
 * The visits of a facility's month of service (YYYY-MM) that the centre has accepted, with all that hangs on them, in the
 * order of their ids; those withdrawn since, of whatever month, by id alone. Read a page at a time, in bounded memory.
 * @throws CentreFault where there is no such facility
 */
export async function* casesOfMonth(source: Source, facilityCode: string, month: string): AsyncGenerator<CasesPage> {
  const facility = await facilityByCode(source.db, facilityCode);
  if (facility === null) throw new CentreFault(`There is no facility ${facilityCode} here.`);
  let after = '';
  for (;;) {
    const page = await visitsAfter(source.db, facilityCode, after);
    const standing = page.filter(({ state }) => state !== 'withdrawn').map(({ recordId }) => recordId);
    const visits = await lastSaid(source, facilityCode, 'visit', standing, visitRecord);
    const ofMonth = [...visits.values()].filter(({ serviceDate }) => serviceDate.startsWith(month));
    const withdrawn = page.filter(({ state }) => state === 'withdrawn').map(({ recordId }) => ({ visitId: recordId }));
    for (let from = 0; from === 0 || from < ofMonth.length; from += CASES_A_BUNDLE) {
      const cases = await casesOf(source, facility, ofMonth.slice(from, from + CASES_A_BUNDLE));
      const alongside = from === 0 ? withdrawn : [];
      if (cases.length + alongside.length > 0) yield { cases, withdrawn: alongside };
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
): Promise<Map<string, T>> {
  if (recordIds.length === 0) return new Map();
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
  return found;
}

async function casesOf(
  source: Source,
  facility: CaseRecords['facility'],
  visits: readonly Visit[],
): Promise<CaseRecords[]> {
  const { db } = source;
  const { code } = facility;
  const checkIds = visits.map(({ checkId }) => checkId);
  const checks = await lastSaid(source, code, 'eligibility-check', checkIds, eligibilityCheck);
  const patientIds = visits.map(({ patientId }) => patientId);
  const patients = await lastSaid(source, code, 'patient', patientIds, patientRecord);
  const rechecks = await lastRechecks(db, code, checkIds);
  const rows = new Map((await claimsOfChecks(db, code, checkIds)).map((row) => [row.visitId, row]));
  const claims = await lastSaid(
    source,
    code,
    'claim',
    [...rows.values()].map(({ claimId }) => claimId),
    claimRecord,
  );
  const answers = await answersBySeq(
    db,
    code,
    [...rows.values()].flatMap(({ answerSeq }) => answerSeq ?? []),
  );
  return visits.flatMap((visit) => {
    const [patient, check] = [patients.get(visit.patientId), checks.get(visit.checkId)];
    if (patient === undefined || check === undefined) return [];
    const recheck = rechecks.get(check.id) ?? null;
    const row: ClaimRow | undefined = rows.get(visit.id);
    const answer = row?.answerSeq == null ? undefined : answers.get(row.answerSeq);
    return [
      {
        ...{ facility, patient, check, recheck, visit },
        claim: (row === undefined ? undefined : claims.get(row.claimId)) ?? null,
        isClaimWithdrawn: row?.state === 'withdrawn',
        answers: answer === undefined ? [] : [answer],
      },
    ];
  });
}
