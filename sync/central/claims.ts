import { canonicalJson, type Json } from '../../shared/base/json.ts';
import { dayAt, monthOf, msOf } from '../../shared/base/time.ts';
import type { Claim, ClaimAnswer, ClaimFault } from '../../shared/claims/record.ts';
import { answerOf, faultsAtCentre, stands, stateOf } from '../../shared/claims/rules.ts';
import { type WithdrawnRecord, withdrawnRecord } from '../../shared/outbox/record.ts';
import { contextOf, type Grounds, type JudgedAt, loadGrounds } from './claim-grounds.ts';
import {
  answersBySeq,
  type ClaimRow,
  claimsById,
  claimsLike,
  claimsOfChecks,
  insertAnswers,
  lastAnswerSeq,
  type NewAnswer,
  type TwinKeys,
  upsertClaims,
} from './claims.store.ts';
import type { CentreWriteDb } from './db.ts';
import type { AcceptedChange } from './judgement.ts';
import { closingsInForce } from './months.ts';
import type { World } from './world.ts';

/** Under this name the rules answer. */
export const CENTRE_RULES = 'centre';
/** A claim that is refused lets another be judged anew, and that one a third; so many steps are gone, and each ends. */
const PASSES_MAX = 20;

/**
 * Takes claims that were stored just now and answers those that the rules can answer, in the same transaction: accepted,
 * or returned or denied with reasons. What is not complete or not decided yet is held and answered nothing; it is judged
 * again when its check is decided, when its visit has come, or when a claim that it repeated is withdrawn or refused. What was
 * accepted or paid is denied when its visit is withdrawn. The same change sent again is not stored again and so gets no
 * second answer.
 */
export async function takeClaims(
  world: World,
  tx: CentreWriteDb,
  at: JudgedAt,
  accepted: readonly AcceptedChange[],
): Promise<void> {
  const newest = newestOfClaims(accepted);
  // A version and the one that it was merged into may come together.
  const visitIds = new Set(accepted.flatMap((one) => (isSettledVisit(one) ? [one.change.recordId] : [])));
  const gone = new Set(accepted.flatMap((one) => (isGoneVisit(one) ? [one.change.recordId] : [])));
  // A claim has the id of its visit; one that came with it is judged below.
  const waiting = [...visitIds].filter((id) => !newest.has(id));
  const before = new Map(
    (await claimsById(tx, at.facility, [...newest.keys(), ...waiting])).map((row) => [row.claimId, row]),
  );
  const closings = newest.size === 0 ? [] : await closingsInForce(tx, at.facility);
  const rows: ClaimRow[] = [];
  const known = new Map<string, Claim>();
  const freed: TwinKeys[] = [];
  for (const one of newest.values()) {
    const old = before.get(one.change.recordId) ?? null;
    const row = rowOf(one, old, at, closings);
    if (row === null) continue;
    rows.push(row.row);
    if (row.claim !== null) known.set(row.row.claimId, row.claim);
    if (old !== null && stands(old)) freed.push(old);
  }
  for (const id of waiting) {
    const row = before.get(id);
    if (row === undefined || row.state === 'withdrawn') continue;
    if (row.answerSeq === null || gone.has(id)) rows.push(row);
  }
  if (rows.length === 0) return;
  const ofBatch = accepted.filter(({ batch }) => batch === at.batch);
  const values = new Map(ofBatch.map(({ position, content }) => [position, content]));
  await judge(world, tx, { ...at, values }, { rows, known, freed });
}

/** The centre has decided these checks: what was held for them goes on, and what was answered otherwise is answered anew. */
export async function claimsOfRechecked(
  world: World,
  tx: CentreWriteDb,
  at: JudgedAt,
  checkIds: readonly string[],
): Promise<void> {
  const rows = await claimsOfChecks(tx, at.facility, checkIds);
  if (rows.length > 0) await judge(world, tx, at, { rows, known: new Map(), freed: [] });
}

/** An open visit has no claim that could go on. */
function isSettledVisit({ change, content }: AcceptedChange): boolean {
  return change.kind === 'visit' && (content() as { status?: unknown }).status !== 'open';
}

function isGoneVisit({ change, content }: AcceptedChange): boolean {
  return change.kind === 'visit' && withdrawnRecord.safeParse(content()).success;
}

function newestOfClaims(accepted: readonly AcceptedChange[]): Map<string, AcceptedChange> {
  const newest = new Map<string, AcceptedChange>();
  for (const one of accepted) {
    const { kind, recordId, version } = one.change;
    if (kind === 'claim' && version > (newest.get(recordId)?.change.version ?? 0)) newest.set(recordId, one);
  }
  return newest;
}

/** Null for an older version than the one that is here. */
function rowOf(
  { change, content, no, batch, position }: AcceptedChange,
  old: ClaimRow | null,
  { receivedAt }: JudgedAt,
  closings: readonly { month: string; no: number }[],
): { row: ClaimRow; claim: Claim | null } | null {
  const { recordId: claimId, version } = change;
  if (old !== null && old.version >= version) return null;
  // Judged good when it came, so that it is one of the two.
  const claim = content() as Claim | WithdrawnRecord;
  const place = { version, batch, position, answerSeq: null };
  if ('withdrawn' in claim) {
    return old === null ? null : { row: { ...old, ...place, state: 'withdrawn' }, claim: null };
  }
  const { visitId, patientId, checkId, memberNumber, serviceFrom, payer, paymentCode, lines, totalRiel } = claim;
  const month = monthOf(serviceFrom);
  const isAdjustment = closings.some((closing) => closing.no < no && month <= closing.month);
  const row: ClaimRow = {
    ...{
      claimId,
      ...place,
      visitId,
      patientId,
      checkId,
      memberNumber,
      serviceFrom,
      payer,
      paymentCode,
      lines,
      totalRiel,
    },
    ...{ firstAt: old?.firstAt ?? receivedAt, state: 'held', isAdjustment, officerSeq: old?.officerSeq ?? null },
    paidRiel: old?.paidRiel ?? 0,
  };
  return { row, claim };
}

interface Work {
  rows: readonly ClaimRow[];
  /** Contents of those whose version came just now. */
  known: ReadonlyMap<string, Claim>;
  /** Whom claims stood for that say something else now. */
  freed: readonly TwinKeys[];
}

/** Judges anew what claims stood in the way of that stand no more. */
export async function claimsFreed(
  world: World,
  tx: CentreWriteDb,
  at: JudgedAt,
  freed: readonly TwinKeys[],
): Promise<void> {
  const rows = await refusedAsTwins(tx, at.facility, freed);
  if (rows.length > 0) await judge(world, tx, at, { rows, known: new Map(), freed: [] });
}

/** Judges claims, and those that another one of them stood in the way of until now. */
async function judge(world: World, tx: CentreWriteDb, at: JudgedAt, work: Work): Promise<void> {
  const counts = { accepted: 0, returned: 0, denied: 0, paid: 0 };
  const done = new Set<string>();
  let { rows, known, freed } = work;
  for (let pass = 0; pass < PASSES_MAX && rows.length > 0; pass += 1) {
    const grounds = await loadGrounds(world, tx, at, rows, known);
    const words = await officersWords(tx, at.facility, rows);
    const answers: NewAnswer[] = [];
    const answered: ClaimRow[] = [];
    const free = [...freed];
    for (const row of rows.toSorted((a, b) => (a.claimId < b.claimId ? -1 : 1))) {
      const stood = stands(row);
      const answer = repeated(at, grounds, row, words) ?? judged(world, at, grounds, row, words);
      if (answer !== null) {
        answers.push(answer);
        answered.push(row);
        counts[answer.result] += 1;
      }
      if (stood && !stands(row)) free.push(row);
      done.add(row.claimId);
    }
    await keep(tx, at.facility, { rows, answered, answers });
    // Each is judged once for one cause: what is freed by it is not judged in a circle.
    rows = (await refusedAsTwins(tx, at.facility, free)).filter(({ claimId }) => !done.has(claimId));
    [known, freed] = [new Map(), []];
  }
  if (counts.accepted + counts.returned + counts.denied > 0) {
    world.log('info', 'claims-answered', { facility: at.facility, ...counts });
  }
}

/** Numbers and stores answers, each to the row beside it, and keeps all rows. Behind the lock of the facility. */
export async function keep(
  tx: CentreWriteDb,
  facility: string,
  {
    rows,
    answered,
    answers,
  }: { rows: readonly ClaimRow[]; answered: readonly ClaimRow[]; answers: readonly NewAnswer[] },
): Promise<void> {
  const last = answers.length === 0 ? 0 : await lastAnswerSeq(tx, facility);
  for (const [index, row] of answered.entries()) {
    row.answerSeq = last + index + 1;
    if (answers[index]?.by !== CENTRE_RULES) row.officerSeq = row.answerSeq;
  }
  await insertAnswers(
    tx,
    facility,
    answers.map((answer, index) => ({ ...answer, seq: last + index + 1 })),
  );
  await upsertClaims(tx, facility, rows);
}

/** What an officer said last of an older version of these claims, by claim, where nothing is said of the newest yet. */
async function officersWords(tx: CentreWriteDb, facility: string, rows: readonly ClaimRow[]): Promise<OfficersWords> {
  const seqs = rows.flatMap(({ answerSeq, officerSeq }) => (answerSeq === null ? (officerSeq ?? []) : []));
  return new Map([...(await answersBySeq(tx, facility, seqs)).values()].map((answer) => [answer.claimId, answer]));
}

type OfficersWords = ReadonlyMap<string, ClaimAnswer>;

/** What an officer denied stays denied, in his words, until it is appealed: no correction makes it a matter of the rules. */
function repeated(
  { receivedAt }: JudgedAt,
  { claims }: Grounds,
  row: ClaimRow,
  words: OfficersWords,
): NewAnswer | null {
  const { claimId, version } = row;
  const word = words.get(claimId);
  const asks = claims.get(claimId)?.asks ?? 'appeal';
  if (word?.result !== 'denied' || row.state === 'withdrawn' || asks === 'appeal') return null;
  row.state = 'denied';
  const { faults, by, note } = word;
  return { claimId, version, result: 'denied', faults, amountRiel: 0, at: receivedAt, by, note };
}

/** Sets where the claim stands, and returns the answer to it, or null where there is none or it is the same as before. */
function judged(world: World, at: JudgedAt, grounds: Grounds, row: ClaimRow, words: OfficersWords): NewAnswer | null {
  const { claimId, version } = row;
  const claim = grounds.claims.get(claimId);
  const before = grounds.answers.get(claimId) ?? null;
  if (row.state === 'withdrawn' || claim === undefined) return null;
  if (isTakenBack(grounds, row, before)) return deniedWithVisit(at, row);
  if (isSettled(before)) return null;
  const faults = faultsOf(world, at, grounds, row, claim);
  const byRules = faults === null ? null : answerOf(claim, faults);
  // No rule sees what an officer asked for in words: whether it was put right he says himself.
  const result = byRules === 'accepted' && words.get(claimId)?.result === 'returned' ? null : byRules;
  if (result === null) {
    if (before === null) {
      row.state = stateOf(claim, { isWithdrawn: false, answer: null, faults: faults ?? [], isWithCentre: true });
    }
    return null;
  }
  row.state = result;
  const reasons = result === 'accepted' ? [] : (faults ?? []);
  if (before?.result === result && isSame(before.faults, reasons)) return null;
  const amountRiel = result === 'accepted' ? row.totalRiel : 0;
  const by = { at: at.receivedAt, by: CENTRE_RULES, note: null };
  return { claimId, version, result, faults: reasons, amountRiel, ...by };
}

/** What an officer has decided, and what was paid, no rule decides anew. */
function isSettled(answer: ClaimAnswer | null): boolean {
  return answer !== null && (answer.by !== CENTRE_RULES || answer.result === 'paid');
}

/** Nothing is paid for a visit that its facility says was none, whoever accepted or paid the claim, and whatever it asks. */
function isTakenBack({ visits }: Grounds, { visitId }: ClaimRow, answer: ClaimAnswer | null): boolean {
  return visits.get(visitId)?.is === 'gone' && (answer?.result === 'accepted' || answer?.result === 'paid');
}

function deniedWithVisit({ receivedAt: at }: JudgedAt, row: ClaimRow): NewAnswer {
  const { claimId, version } = row;
  row.state = 'denied';
  const faults: ClaimFault[] = [{ code: 'visit-missing', field: null, line: null, params: {} }];
  return { claimId, version, result: 'denied', faults, amountRiel: 0, at, by: CENTRE_RULES, note: null };
}

/** Null where it cannot be judged yet. */
function faultsOf(
  world: World,
  { facility }: JudgedAt,
  grounds: Grounds,
  row: ClaimRow,
  claim: Claim,
): ClaimFault[] | null {
  try {
    const context = contextOf(grounds, facility, row, dayAt(msOf(row.firstAt)));
    return context === null ? null : faultsAtCentre(claim, context);
  } catch (error) {
    // Whatever is odd about a claim, it never keeps what came with it from being stored.
    world.log('error', 'claim-failed', { claim: row.claimId, error: error instanceof Error ? error.name : null });
    return null;
  }
}

function isSame(before: readonly ClaimFault[], now: readonly ClaimFault[]): boolean {
  return canonicalJson(before as unknown as Json) === canonicalJson(now as unknown as Json);
}

/** Claims that were returned or denied and are like those that stand no more: the rules say whether that was why. */
async function refusedAsTwins(tx: CentreWriteDb, facility: string, freed: readonly TwinKeys[]): Promise<ClaimRow[]> {
  if (freed.length === 0) return [];
  return (await claimsLike(tx, facility, freed)).filter(({ state }) => state === 'returned' || state === 'denied');
}
