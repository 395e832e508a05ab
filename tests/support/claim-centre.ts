import type { Db } from '../../shared/base/db.ts';
import { type Clock, instantOf } from '../../shared/base/time.ts';
import type { AnswerResult, ClaimAnswer, ClaimFault } from '../../shared/claims/record.ts';
import type { EligibilityDecision } from '../../shared/eligibility/record.ts';
import { waitingChanges } from '../../shared/outbox/store.ts';
import { type KeptReply, keepReply } from '../../sync/desk/exchange.ts';
import { type SyncReply, syncReply } from '../../sync/protocol/sync.ts';
import { PROTOCOL_VERSION } from '../../sync/protocol/version.ts';
import { FACILITY } from './facility.ts';

/** What a centre says to a desk, kept the way a reply is kept, without a line. */
export interface ClaimCentre {
  /** Keeps a reply that says only this. */
  say(news: Partial<SyncReply>): KeptReply;
  /** Takes everything that waits. */
  takeAll(): void;
  /** The next answer; it is not said yet. */
  answer(claimId: string, version: number, result: AnswerResult, more?: Partial<ClaimAnswer>): ClaimAnswer;
  /** Says these, in this order. */
  sayAnswers(list: readonly ClaimAnswer[]): number;
  /** The centre’s later word on a check. */
  decide(checkId: string, decision: EligibilityDecision): void;
}

export const fault = (code: string, field: string | null = null): ClaimFault => ({
  code,
  field,
  line: null,
  params: {},
});

export function claimCentreOf({ db, clock }: { db: Db; clock: Clock }): ClaimCentre {
  let answers = 0;
  let rechecks = 0;
  const now = () => instantOf(clock.nowMs());
  const say = (news: Partial<SyncReply>) => {
    const nothing = { roster: null, places: null, rulesets: null, national: null, rechecks: [], keys: null };
    const reply = syncReply.parse({
      ...{ protocol: PROTOCOL_VERSION, serverTime: now(), facility: FACILITY, verdicts: [], ...nothing },
      ...news,
    });
    return db.write((tx) => keepReply(tx, reply, now(), null));
  };
  return {
    say,
    takeAll: () => {
      const verdicts = waitingChanges(db, 1_000).map(({ seq, incarnation }) => {
        return { seq, incarnation, outcome: 'accepted' as const, code: null, field: null, sentence: null };
      });
      say({ verdicts });
    },
    answer: (claimId, version, result, more = {}) => {
      answers += 1;
      const amountRiel = result === 'accepted' || result === 'paid' ? 6_000 : 0;
      const said = { faults: [], amountRiel, at: now(), by: 'centre', note: null };
      return { seq: answers, claimId, version, result, ...said, ...more };
    },
    sayAnswers: (list) => {
      const through = Math.max(0, ...list.map(({ seq }) => seq));
      return say({ claimAnswers: { through, hasMore: false, list: [...list] } }).answered;
    },
    decide: (checkId, decision) => {
      rechecks += 1;
      const decidedAt = instantOf(clock.nowMs() + rechecks);
      say({ rechecks: [{ seq: rechecks, checkId, decidedAt, rulesetId: 'kh-2026-01', asOf: '2026-03-10', decision }] });
    },
  };
}
