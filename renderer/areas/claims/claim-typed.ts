import { canonicalJson } from '../../../shared/base/json.ts';
import type { Claim } from '../../../shared/claims/record.ts';
import { type ClaimDraft, draftFromClaim } from './claim-draft.ts';

/** What somebody has typed into the form of a claim, and what stood there before. */
export interface ClaimTyped {
  /** Of the claim that the form shows. */
  version: number;
  first: ClaimDraft;
  draft: ClaimDraft;
  /** Another desk has changed the claim under what was typed. */
  isOvertaken: boolean;
}

export function typedInto(claim: Claim): ClaimTyped {
  const first = draftFromClaim(claim);
  return { version: claim.version, first, draft: first, isOvertaken: false };
}

/** The same on another version of the claim: what was typed stays, and everything else is as that version has it. */
export function carriedTo(claim: Claim, typed: ClaimTyped): ClaimTyped {
  if (typed.version === claim.version) return typed;
  const first = draftFromClaim(claim);
  const draft = carriedDraft(typed, first);
  const isOvertaken = !isSame(typed.draft, typed.first) && !isSame(draft, first);
  return { version: claim.version, first, draft, isOvertaken };
}

function carriedDraft({ first: before, draft }: ClaimTyped, now: ClaimDraft): ClaimDraft {
  const kept = <T>(typed: T, was: T, is: T): T => (isSame(typed, was) ? is : typed);
  const details = { ...now.details };
  for (const name of Object.keys(details) as (keyof typeof details)[]) {
    details[name] = kept(draft.details[name], before.details[name], now.details[name]);
  }
  const ticked = draft.documents.filter((code) => !before.documents.includes(code));
  const cleared = before.documents.filter((code) => !draft.documents.includes(code));
  return {
    details,
    lines: kept(draft.lines, before.lines, now.lines),
    documents: [...new Set([...now.documents, ...ticked])].filter((code) => !cleared.includes(code)),
    patientPaidRiel: kept(draft.patientPaidRiel, before.patientPaidRiel, now.patientPaidRiel),
    note: draft.note,
  };
}

function isSame(one: unknown, other: unknown): boolean {
  return canonicalJson(one) === canonicalJson(other);
}
