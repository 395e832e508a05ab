import { type AnyReply, type SyncReply, syncReply } from '../protocol/sync.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';

/** From this version of the protocol on a desk knows of keys, rulesets, the national roster and rechecks. */
export const COVER_SINCE_PROTOCOL = 2;
/** From this one on it tells its runs and goes on under another name where it is told to. */
export const RUNS_SINCE_PROTOCOL = 3;
/** From this one on it knows of claims, of closed months and of reference packs. */
export const CLAIMS_SINCE_PROTOCOL = 4;

/** What a desk of before claims reads. */
export const replyBeforeClaims = syncReply.omit({ packs: true, claimAnswers: true });

/** A reply in the words of the version that was spoken: an older desk gets exactly what it always got. */
export function replyTo(protocol: number, reply: Omit<SyncReply, 'protocol'>): AnyReply {
  if (protocol >= CLAIMS_SINCE_PROTOCOL) return { protocol: PROTOCOL_VERSION, ...reply };
  const { packs: _packs, claimAnswers: _answers, ...before } = reply;
  return { protocol: CLAIMS_SINCE_PROTOCOL - 1, ...before };
}
