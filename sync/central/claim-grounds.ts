import type { ReferencePack } from '../../shared/claims/pack.record.ts';
import { packOn } from '../../shared/claims/pack-rules.ts';
import { type Claim, type ClaimAnswer, claim as claimRecord } from '../../shared/claims/record.ts';
import { type CentreContext, countsAgainst } from '../../shared/claims/rules.ts';
import { eligibilityCheck } from '../../shared/eligibility/check.record.ts';
import type { EligibilityDecision } from '../../shared/eligibility/record.ts';
import { withdrawnRecord } from '../../shared/outbox/record.ts';
import { visit as visitRecord } from '../../shared/visits/record.ts';
import type { WireChange } from '../protocol/sync.ts';
import { answersBySeq, type ClaimRow, claimsLike, type TwinKeys } from './claims.store.ts';
import { contentsOf, type Place } from './contents.ts';
import { type CentreReadDb, together } from './db.ts';
import { lastRechecks } from './rechecks.store.ts';
import type { World } from './world.ts';

/** Where and when claims are judged; `batch` and `held` where a request is being stored whose batch is not kept yet. */
export interface JudgedAt {
  facility: string;
  receivedAt: string;
  batch?: number;
  held?: ReadonlyMap<number, WireChange>;
  /** What of that was accepted, as values, by place. */
  values?: ReadonlyMap<number, () => unknown>;
}

/** What of a check and a visit claims are judged by: the rest was looked at when they came. */
const decided = eligibilityCheck.pick({ decision: true });
const settled = visitRecord.pick({ id: true, patientId: true, serviceDate: true, status: true, payer: true });

/** `unsettled`: the centre has it, but not closed, or not in a version that it accepted. */
type VisitNow = { is: 'here'; visit: NonNullable<CentreContext['visit']> } | { is: 'gone' } | { is: 'unsettled' };

/** What judging some claims can ask for. */
export interface Grounds {
  packs: readonly ReferencePack[];
  claims: Map<string, Claim>;
  visits: Map<string, VisitNow>;
  covers: Map<string, EligibilityDecision>;
  /** The newest answer to the newest version of each. */
  answers: Map<string, ClaimAnswer>;
  /** Claims of the same people on the same days, by what makes two of them alike; the judged ones are the rows given. */
  twins: Map<string, ClaimRow[]>;
}

/** `known` are the contents of those whose version came just now. */
export async function loadGrounds(
  world: World,
  db: CentreReadDb,
  at: JudgedAt,
  rows: readonly ClaimRow[],
  known: ReadonlyMap<string, Claim>,
): Promise<Grounds> {
  const { facility } = at;
  const standing = rows.filter(({ state }) => state !== 'withdrawn');
  const other = standing.filter(({ claimId }) => !known.has(claimId));
  const checkIds = [...new Set(standing.map(({ checkId }) => checkId))];
  const seqs = rows.flatMap(({ answerSeq }) => answerSeq ?? []);
  const [packs, visitRows, checkRows, rechecks, twins, answers] = await together([
    world.packs.all(db),
    placesOf(
      db,
      facility,
      'visit',
      standing.map(({ visitId }) => visitId),
    ),
    placesOf(db, facility, 'eligibility-check', checkIds),
    lastRechecks(db, facility, checkIds),
    claimsLike(db, facility, standing),
    answersBySeq(db, facility, seqs),
  ]);
  const contents = await readContents(world, db, at, [...other, ...visitRows, ...checkRows]);
  const visits = new Map(visitRows.map((row) => [row.recordId, visitNow(row, contents.get(keyOf(row)))]));
  const covers = new Map<string, EligibilityDecision>();
  for (const row of checkRows) {
    const read = decided.safeParse(contents.get(keyOf(row)));
    const decision = rechecks.get(row.recordId)?.decision ?? read.data?.decision;
    if (decision !== undefined) covers.set(row.recordId, decision);
  }
  const claims = new Map(known);
  for (const row of other) {
    const read = claimRecord.safeParse(contents.get(keyOf(row)));
    if (read.success) claims.set(row.claimId, read.data);
  }
  const ofRow = rows.flatMap(({ claimId, answerSeq }): [string, ClaimAnswer][] => {
    const answer = answerSeq === null ? undefined : answers.get(answerSeq);
    return answer === undefined ? [] : [[claimId, answer]];
  });
  return {
    ...{ packs, claims, visits, covers, answers: new Map(ofRow) },
    twins: twinsByKey(new Map([...twins, ...rows].map((row) => [row.claimId, row])).values()),
  };
}

interface RecordPlace extends Place {
  recordId: string;
  state: string;
}

/** Where the newest version of each of these records is. */
async function placesOf(
  db: CentreReadDb,
  facility: string,
  kind: string,
  ids: readonly string[],
): Promise<RecordPlace[]> {
  if (ids.length === 0) return [];
  return db.query<RecordPlace>(
    `SELECT "recordId", batch::float8 AS batch, position, state FROM record
     WHERE facility = $1 AND kind = $2 AND "recordId" = ANY($3::text[])`,
    [facility, kind, ids],
  );
}

/** Contents as values, by place. Those of the request that is being stored are in its own hands. */
async function readContents(
  world: World,
  db: CentreReadDb,
  { facility, batch, held, values }: JudgedAt,
  places: readonly Place[],
): Promise<Map<string, unknown>> {
  const kept = places.filter((place) => place.batch !== batch);
  const changes = await contentsOf(world, db, facility, kept);
  const found = new Map(kept.map((place, index) => [keyOf(place), parsed(changes[index]?.content)]));
  for (const place of places) {
    if (place.batch !== batch) continue;
    const value = values?.get(place.position);
    found.set(keyOf(place), value === undefined ? parsed(held?.get(place.position)?.content) : value());
  }
  return found;
}

function keyOf({ batch, position }: Place): string {
  return `${batch}:${position}`;
}

function parsed(content: string | undefined): unknown {
  try {
    return JSON.parse(content ?? '');
  } catch {
    return undefined;
  }
}

/** Merged withdrawals of before were stored without a note, so that only what they say tells them. */
function visitNow({ state }: RecordPlace, content: unknown): VisitNow {
  if (state === 'withdrawn' || withdrawnRecord.safeParse(content).success) return { is: 'gone' };
  const read = settled.safeParse(content);
  const isSettled = state === 'accepted' && read.success && read.data.status !== 'open';
  return isSettled ? { is: 'here', visit: read.data } : { is: 'unsettled' };
}

/** Whether the facility has withdrawn this visit. */
export async function isVisitGone(
  world: World,
  db: CentreReadDb,
  facility: string,
  { visitId }: Pick<ClaimRow, 'visitId'>,
): Promise<boolean> {
  const places = await placesOf(db, facility, 'visit', [visitId]);
  const [change] = await contentsOf(world, db, facility, places);
  return places.some((place) => visitNow(place, parsed(change?.content)).is === 'gone');
}

function twinsByKey(rows: Iterable<ClaimRow>): Map<string, ClaimRow[]> {
  const twins = new Map<string, ClaimRow[]>();
  for (const row of rows) {
    for (const key of twinKeys(row)) {
      const same = twins.get(key);
      if (same === undefined) twins.set(key, [row]);
      else same.push(row);
    }
  }
  return twins;
}

function twinKeys({ serviceFrom, patientId, memberNumber }: TwinKeys): string[] {
  const ofPatient = `${serviceFrom} patient ${patientId}`;
  return memberNumber === null ? [ofPatient] : [ofPatient, `${serviceFrom} member ${memberNumber}`];
}

/** Null where the centre cannot judge it yet. */
export function contextOf(grounds: Grounds, facility: string, row: ClaimRow, receivedOn: string): CentreContext | null {
  const { packs, visits, covers, twins } = grounds;
  const visit = visits.get(row.visitId) ?? { is: 'unsettled' };
  if (visit.is === 'unsettled') return null;
  const alike = new Set(twinKeys(row).flatMap((key) => twins.get(key) ?? []));
  const earlier = [...alike]
    .map(({ claimId: id, ...twin }) => ({ ...twin, id, facilityCode: facility }))
    .filter((other) => countsAgainst(other, { id: row.claimId }));
  return {
    pack: packOn(row.serviceFrom, packs),
    cover: covers.get(row.checkId) ?? null,
    earlier,
    isVisitGone: visit.is === 'gone',
    visit: visit.is === 'here' ? visit.visit : null,
    receivedOn,
  };
}
