import { assert } from '../base/assert.ts';
import type { ReadDb, WriteDb } from '../base/db.ts';
import type { EligibilityCheck } from '../eligibility/check.record.ts';
import type { EligibilityDecision } from '../eligibility/record.ts';
import { checkById } from '../eligibility/store.ts';
import { syncStateOf } from '../outbox/store.ts';
import { standing, withdrawalOf } from '../outbox/withdrawal-store.ts';
import { packForDay } from './pack-store.ts';
import type { Claim } from './record.ts';
import { type ClaimContext, countsAgainst, faultsOfClaim, holding, needsPerson, stateOf } from './rules.ts';
import { answerTo, claimById, claimsOfCheck, type KeptClaim, type TwinKeys, twinsOf } from './store.ts';

/** When this desk learned of a change, and who made it: a member of staff, an officer, or `centre`. */
export interface Told {
  at: string;
  by: string;
  note: string | null;
}

/** The latest word on a check, the centre's before the desk's own; that of a check that was withdrawn is none. */
export function coverOf(db: ReadDb, checkId: string): EligibilityDecision | null {
  const row =
    db.get('SELECT outcome, payer, reasons FROM recheck WHERE checkId = @checkId ORDER BY seq DESC LIMIT 1', {
      checkId,
    }) ??
    db.get(
      `SELECT outcome, payer, reasons FROM eligibilityCheck WHERE id = @checkId AND NOT EXISTS (
         SELECT 1 FROM withdrawal WHERE kind = 'eligibility-check' AND recordId = eligibilityCheck.id)`,
      { checkId },
    );
  if (row === null) return null;
  return {
    outcome: String(row.outcome) as EligibilityDecision['outcome'],
    payer: String(row.payer) as EligibilityDecision['payer'],
    reasons: String(row.reasons).split(' ') as EligibilityDecision['reasons'],
  };
}

/** Of one check, those that can have taken each other's place. */
const CHECKS_MAX = 20;

/**
 * The check that stands now in the place of this one: confirmed by the centre, or decided otherwise by staff. One that was
 * withdrawn takes no place, and gives back the one that it had taken.
 */
export function latestOfCheck(db: ReadDb, checkId: string): EligibilityCheck | null {
  let latest = standingBelow(db, checkId);
  let id = latest;
  for (let steps = 0; steps < CHECKS_MAX; steps += 1) {
    const next = db.get(
      `SELECT id, ${standing('eligibility-check', 'eligibilityCheck.id')} AS stands FROM eligibilityCheck
       WHERE supersedesCheckId = @id ORDER BY stands DESC, id DESC LIMIT 1`,
      { id },
    );
    if (next === null) break;
    id = String(next.id);
    if (next.stands === 1) latest = id;
  }
  return checkById(db, latest);
}

/** This check or, where it was withdrawn, the one whose place it had taken; this one where none of them stands. */
function standingBelow(db: ReadDb, checkId: string): string {
  let id: string | null = checkId;
  for (let steps = 0; steps < CHECKS_MAX && id !== null; steps += 1) {
    if (withdrawalOf(db, 'eligibility-check', id) === null) return id;
    id = checkById(db, id)?.supersedesCheckId ?? null;
  }
  return checkId;
}

export function claimContext(db: ReadDb, claim: Claim): ClaimContext {
  return {
    pack: packForDay(db, claim.serviceFrom),
    cover: coverOf(db, claim.checkId),
    earlier: twinsOf(db, claim).filter((twin) => countsAgainst(twin, claim)),
    isVisitGone: withdrawalOf(db, 'visit', claim.visitId) !== null,
  };
}

/** What follows from everything that is kept about a claim; nothing of what was said before plays a part. */
export function judged(db: ReadDb, claim: Claim): Omit<KeptClaim, 'claim'> {
  const faults = faultsOfClaim(claim, claimContext(db, claim));
  const answer = answerTo(db, claim.id, claim.version);
  const state = stateOf(claim, {
    isWithdrawn: withdrawalOf(db, 'claim', claim.id) !== null,
    answer: answer?.result ?? null,
    faults,
    isWithCentre: syncStateOf(db, 'claim', claim.id) === 'accepted',
  });
  const shown = state === 'held' ? [...holding(claim, faults)] : (answer?.faults ?? []);
  return { state, faults: state === 'withdrawn' ? [] : shown, needsPerson: needsPerson(state, shown) };
}

/**
 * Judges a claim anew and keeps what came of it, with an event where its state or version is another. Called after
 * everything that may matter: a version, a verdict, an answer, a recheck, a record of another desk, a pack.
 */
export function restate(db: WriteDb, told: Told, claimId: string): void {
  const kept = claimById(db, claimId);
  if (kept === null) return;
  const { state, faults, needsPerson: isNeeded } = judged(db, kept.claim);
  const count = db.run(
    'UPDATE claim SET state = @state, faults = @faults, needsPerson = @isNeeded WHERE id = @claimId',
    { claimId, state, faults: JSON.stringify(faults), isNeeded: isNeeded ? 1 : 0 },
  );
  assert(count === 1, 'a claim that is judged is kept');
  noteEvent(db, told, kept.claim, state);
}

function noteEvent(db: WriteDb, { at, by, note }: Told, { id, version }: Claim, state: KeptClaim['state']): void {
  const last = db.get(
    'SELECT number, state, version FROM claimEvent WHERE claimId = @id ORDER BY number DESC LIMIT 1',
    { id },
  );
  if (last?.state === state && last.version === version) return;
  const count = db.run(
    `INSERT INTO claimEvent (claimId, number, state, version, at, by, note)
     VALUES (@id, @number, @state, @version, @at, @by, @note)`,
    { id, number: Number(last?.number ?? 0) + 1, state, version, at, by, note },
  );
  assert(count === 1, 'an event of a claim is noted');
}

/** Judges a claim whose content, standing or answer changed, and with it those that it was or is a twin of. */
export function restateWithTwins(db: WriteDb, told: Told, claim: TwinKeys, before: TwinKeys | null): void {
  restate(db, told, claim.id);
  const twins = [claim, ...(before === null ? [] : [before])].flatMap((keys) => twinsOf(db, keys));
  for (const id of new Set(twins.map((twin) => twin.id))) restate(db, { ...told, note: null }, id);
}

/** The centre has decided a check: its claims go on, or are held for it no longer. */
export function restateOfCheck(db: WriteDb, told: Told, checkId: string): number {
  const ids = claimsOfCheck(db, checkId);
  for (const id of ids) restate(db, told, id);
  return ids.length;
}
