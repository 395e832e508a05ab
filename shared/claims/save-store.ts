import { assert, must } from '../base/assert.ts';
import type { ReadDb, WriteDb } from '../base/db.ts';
import { canonicalJson } from '../base/json.ts';
import type { EligibilityCheck } from '../eligibility/check.record.ts';
import { recheckOfCheck } from '../eligibility/recheck-store.ts';
import type { CoverPayer } from '../eligibility/record.ts';
import { checkById } from '../eligibility/store.ts';
import { deskOf } from '../facility/store.ts';
import { isMadeHere, saveSynced, syncStateOf } from '../outbox/store.ts';
import { withdrawalOf } from '../outbox/withdrawal-store.ts';
import { patientById } from '../patients/store.ts';
import { type Act, staffIdOf } from '../wire/act.ts';
import {
  type ClaimBody,
  type ClaimMaking,
  type ClaimTold,
  type ClaimVisit,
  claimBody,
  claimFollowing,
  claimOfVisit,
  type MadeVisit,
} from './making-rules.ts';
import { packForDay } from './pack-store.ts';
import type { Claim, ClaimFault } from './record.ts';
import { isCoverPayer } from './rules.ts';
import { coverOf, latestOfCheck, restate, restateWithTwins } from './state-store.ts';
import {
  answersOf,
  answerTo,
  CENTRE,
  claimById,
  claimLabel,
  hasAnswer,
  type KeptClaim,
  markJudged,
  staleClaims,
  wasHeld,
  writeClaimRow,
} from './store.ts';

/** Writes a version of a claim, new or changed, and the change that is sent; its state follows. */
export function saveClaim(db: WriteDb, act: Act, saved: Claim): void {
  const before = claimById(db, saved.id)?.claim ?? null;
  assert((before?.version ?? 0) === saved.version - 1, 'a claim is written on the version before it');
  const { id: recordId, version, patientId } = saved;
  const label = claimLabel(db, saved);
  saveSynced(db, act, { kind: 'claim', recordId, version, content: saved, label, patientId }, (tx) =>
    writeClaimRow(tx, saved),
  );
  restateWithTwins(db, { at: act.now, by: staffIdOf(act), note: saved.note }, saved, before);
  act.changed('claims');
}

/** What a claim of this visit is made from; null where its check, patient or the desk's facility is not here. */
export function makingOf(db: ReadDb, visit: MadeVisit, of: Claim | null): ClaimMaking | null {
  const check = checkById(db, of?.checkId ?? visit.checkId);
  const patient = patientById(db, visit.patientId)?.patient;
  const desk = deskOf(db);
  if (check === null || patient === undefined || desk === null) return null;
  const { code, level } = desk.facility;
  const facility = of ?? { facilityCode: code, facilityLevel: level };
  return { check, patient, facility, pack: packForDay(db, visit.serviceDate) };
}

/** The claim of a visit that is closed now, where somebody may pay it. */
export function claimClosed(db: WriteDb, act: Act, visit: ClaimVisit): void {
  const making = makingOf(db, visit, null);
  const body = making === null ? null : claimOfVisit(visit, making);
  // Another desk may have closed this visit before; its claim came with the feed.
  if (body === null || claimById(db, visit.id) !== null) return;
  const by = { madeAt: act.now, madeBy: staffIdOf(act) };
  saveClaim(db, act, { id: visit.id, version: 1, ...body, asks: 'payment', note: null, ...by });
}

/** A closed visit was corrected: its claim follows where that changes anything. */
export function claimFollows(db: WriteDb, act: Act, visit: ClaimVisit): void {
  const kept = claimById(db, visit.id);
  if (kept === null || withdrawalOf(db, 'claim', visit.id) !== null) return;
  const making = makingOf(db, visit, kept.claim);
  if (making !== null) saveNext(db, act, kept.claim, claimFollowing(kept.claim, visit, making), null);
}

/**
 * The next version of a claim with what somebody tells of it. A check that took the place of the claim's, and the payer that
 * the centre has decided on, go with it. Returns false where nothing would be different.
 */
export function saveTold(db: WriteDb, act: Act, before: Claim, told: ClaimTold, note: string | null): boolean {
  const { visit, making, payer } = correctedMaking(db, before);
  return saveNext(db, act, before, claimBody(visit, making, { ...told, payer }), note);
}

export interface CorrectedMaking {
  visit: MadeVisit;
  making: ClaimMaking;
  payer: Claim['payer'];
}

/** What a correction of a claim is made from. */
export function correctedMaking(db: ReadDb, before: Claim): CorrectedMaking {
  const { visitId, patientId, serviceFrom, checkId } = before;
  const check = must(latestOfCheck(db, checkId), 'the check of a claim is kept');
  const visit = { id: visitId, patientId, checkId: check.id, serviceDate: serviceFrom };
  const making = { ...must(makingOf(db, visit, before), 'what a claim was made from is kept'), check };
  return { visit, making, payer: payerDecided(db, before, check) ?? before.payer };
}

/**
 * Who pays by the newest word: the centre's, which it tells to the desk that made the check, and to the others in its answer
 * to the claim. Else that of the check, where it has taken the place of the claim's or is no matter for the centre.
 */
function payerDecided(db: ReadDb, { id, checkId }: Claim, check: EligibilityCheck): CoverPayer | null {
  const own = coverOf(db, check.id);
  const isOpen = own?.outcome === 'provisional' || own?.outcome === 'review';
  const words = [
    recheckOfCheck(db, check.id)?.decision.payer,
    payerAnswered(db, id, check),
    check.id === checkId && isOpen ? undefined : own?.payer,
  ];
  return words.find((payer) => payer !== undefined && isCoverPayer(payer)) ?? null;
}

/** What was said before the check was made was said of another one. */
function payerAnswered(db: ReadDb, claimId: string, { checkedAt }: EligibilityCheck): string | undefined {
  return answersOf(db, claimId)
    .filter(({ at }) => at > checkedAt)
    .flatMap(({ faults }) => faults.flatMap(({ code, params }) => (code === 'payer-other' ? [params.payer] : [])))
    .at(-1);
}

/**
 * The next version of a claim with this body; what the centre has answered before is sent as a correction, and an appeal
 * stays one, because a person has to decide it. Returns false where nothing would be different.
 */
export function saveNext(db: WriteDb, act: Act, before: Claim, body: ClaimBody, note: string | null): boolean {
  const isSame = canonicalJson({ ...before, ...body }) === canonicalJson(before);
  if (isSame && (note === null || note === before.note)) return false;
  saveVersion(db, act, before, body, note);
  return true;
}

function saveVersion(db: WriteDb, act: Act, before: Claim, body: ClaimBody, note: string | null): void {
  const asks = before.asks !== 'appeal' && hasAnswer(db, before.id) ? 'correction' : before.asks;
  const by = { madeAt: act.now, madeBy: staffIdOf(act) };
  saveClaim(db, act, { ...before, ...body, version: before.version + 1, asks, note: note ?? before.note, ...by });
}

/**
 * Judges claims that other packs have come for; returns how many there were, at most `limit`. Of those made here the next
 * version is sent where nobody has to type anything for it: at the price of its day, or because nothing holds it any more.
 */
export function refreshStale(db: WriteDb, act: Act, limit: number): number {
  const ids = staleClaims(db, limit);
  for (const id of ids) {
    restate(db, { at: act.now, by: CENTRE, note: null }, id);
    markJudged(db, id);
    if (isMadeHere(db, 'claim', id)) sendRefreshed(db, act, must(claimById(db, id), 'a stale claim is kept'));
  }
  return ids.length;
}

function sendRefreshed(db: WriteDb, act: Act, kept: KeptClaim): void {
  const { visitId: id, patientId, checkId, serviceFrom: serviceDate } = kept.claim;
  const visit = { id, patientId, checkId, serviceDate };
  const making = makingOf(db, visit, kept.claim);
  if (making === null) return;
  const body = claimBody(visit, making, kept.claim);
  const hasOtherPrice = pricesOf(body) !== pricesOf(kept.claim);
  if (isFreed(db, kept) || (isForPrice(db, kept) && hasOtherPrice)) saveVersion(db, act, kept.claim, body, null);
}

/**
 * Held for its price, among what else there may be; or returned for nothing else by the centre's rules, which had the new
 * price before this desk. What an officer returns somebody has to read.
 */
function isForPrice(db: ReadDb, { claim: { id, version }, state, faults }: KeptClaim): boolean {
  if (state === 'held') return faults.some(isOfPrice);
  return state === 'returned' && answerTo(db, id, version)?.by === CENTRE && faults.every(isOfPrice);
}

function pricesOf({ lines, totalRiel }: Pick<Claim, 'lines' | 'totalRiel'>): string {
  return canonicalJson({ lines, totalRiel });
}

function isOfPrice({ code }: ClaimFault): boolean {
  return code === 'amount-wrong';
}

/**
 * Nothing holds it any more, but the centre may have judged this version while something did, and does not look at it again
 * for a pack: a version has to come.
 */
function isFreed(db: ReadDb, { claim: { id, version }, state }: KeptClaim): boolean {
  const isOnItsWay = state === 'sent' || state === 'resent' || state === 'appealed';
  return isOnItsWay && syncStateOf(db, 'claim', id) === 'accepted' && wasHeld(db, id, version);
}
