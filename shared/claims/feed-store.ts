import type { WriteDb } from '../base/db.ts';
import type { Claim, ClaimAnswer } from './record.ts';
import { restate, restateOfCheck, restateWithTwins } from './state-store.ts';
import { CENTRE, claimById, keepAnswer, saveAnswersThrough, writeClaimRow } from './store.ts';

/** A claim as another desk, or the centre, made it. */
export function writeForeignClaim(db: WriteDb, foreign: Claim): void {
  const before = claimById(db, foreign.id)?.claim ?? null;
  writeClaimRow(db, foreign);
  restateWithTwins(db, { at: foreign.madeAt, by: foreign.madeBy, note: foreign.note }, foreign, before);
}

/** A version without content of its own came into being: sent again, or withdrawn, or settled with the centre. */
export function restateVersion(db: WriteDb, claimId: string, at: string, by: string, note: string | null): void {
  const kept = claimById(db, claimId);
  if (kept !== null) restateWithTwins(db, { at, by, note }, kept.claim, null);
}

/** Keeps the centre's answers; any order, twice, before their claims: the same. Returns how many were news. */
export function keepAnswers(
  db: WriteDb,
  answers: { through: number; list: readonly ClaimAnswer[] },
  at: string,
): number {
  const fresh = answers.list.filter((answer) => keepAnswer(db, answer));
  for (const { claimId, by, note } of fresh) restateVersion(db, claimId, at, by, note);
  saveAnswersThrough(db, answers.through);
  return fresh.length;
}

/** The centre has taken a version, or refused it. */
export function restateSent(db: WriteDb, claimId: string, at: string): void {
  restate(db, { at, by: CENTRE, note: null }, claimId);
}

/** The centre has decided a check, or somebody has withdrawn it; returns how many claims were made under it. */
export function restateChecked(db: WriteDb, checkId: string, at: string, by = CENTRE): number {
  return restateOfCheck(db, { at, by, note: null }, checkId);
}
