import type { Day } from '../base/time.ts';
import { judgeHef } from './hef-rules.ts';
import { type Cover, judgeNssf } from './nssf-rules.ts';
import {
  COVER_OUTCOMES,
  type EligibilityDecision,
  type EligibilityFacts,
  type Outcome,
  type Payer,
  type ReasonCode,
  type Ruleset,
} from './record.ts';

/**
 * The eligibility decision: pure, without clock or network, so the desk, the centre and a screen give the same answer.
 * The order of the steps is part of the rule: an earlier step ends the matter or leaves a note, and what it noted comes
 * first in `reasons`. It never says "covered" from missing data, and whatever it answers about payment, it never tells
 * a desk to refuse an emergency: an emergency passes the steps on contract and identity.
 */
export function decide(facts: EligibilityFacts, ruleset: Ruleset): EligibilityDecision {
  if (facts.workRelated === 'injury' || facts.workRelated === 'mass-event') {
    return { outcome: 'other-scheme', payer: 'occupational-risk', reasons: ['SCHEME_OCC_RISK'] };
  }
  const noted: ReasonCode[] = [];
  if (facts.workRelated === 'single-faint') noted.push('SCHEME_HC_FAINT');

  if (ruleset.excludedCategories.includes(facts.serviceCategory)) {
    return { outcome: 'not-eligible', payer: 'self', reasons: [...noted, 'SVC_EXCLUDED'] };
  }

  const isContracted = isUnderContract(facts.facility, facts.serviceDate);
  if (!isContracted && !facts.isEmergency) {
    return { outcome: 'not-eligible', payer: 'self', reasons: [...noted, 'FAC_NOT_CONTRACTED'] };
  }
  if (!isContracted) noted.push('EMERG_NOTIFY_NSSF');

  const { isShown, vouchedBy, mismatches } = facts.identity;
  if (!isShown && !facts.isEmergency) {
    if (!vouchedBy) return { outcome: 'review', payer: 'undecided', reasons: [...noted, 'ID_NOT_SHOWN'] };
    noted.push('ID_VOUCHED');
  }

  if (!facts.isKnown && !facts.hef) {
    if (facts.snapshot.source === 'server') {
      return { outcome: 'not-eligible', payer: 'self', reasons: [...noted, 'MEMBER_NOT_FOUND'] };
    }
    // An expired HEF card is an entitlement too: it is judged below and does not come through here.
    const reasons: ReasonCode[] = [...noted, 'MEMBER_NOT_IN_CACHE'];
    return isShown
      ? { outcome: 'provisional', payer: 'nssf', reasons }
      : { outcome: 'review', payer: 'undecided', reasons };
  }

  if (mismatches.length > 0) {
    // A mismatch reported twice is one mismatch.
    const codes = [...new Set(mismatches)].map((mismatch) =>
      mismatch === 'name' ? ('NAME_MISMATCH' as const) : ('DOB_MISMATCH' as const),
    );
    return { outcome: 'review', payer: 'undecided', reasons: [...noted, ...codes] };
  }

  return concluded(bestCover(facts, ruleset), noted, isContracted);
}

/** Both ends are included. No start means no contract; no end means that it runs on. */
export function isUnderContract(facility: EligibilityFacts['facility'], day: Day): boolean {
  const { contractedFrom, contractedTo } = facility;
  return !!contractedFrom && contractedFrom <= day && (!contractedTo || day <= contractedTo);
}

/** The better of the covers that exist, or null; `DUAL_COVER` joins its reasons when both would pay. */
function bestCover(facts: EligibilityFacts, ruleset: Ruleset): Cover | null {
  const covers: Cover[] = [];
  if (facts.isKnown && facts.membership) covers.push(judgeNssf(facts, facts.membership, ruleset));
  if (facts.hef) covers.push(judgeHef(facts, facts.hef, ruleset));
  const best = covers.toSorted((a, b) => rank(a) - rank(b) || turn(a, ruleset) - turn(b, ruleset))[0];
  if (!best) return null;
  const isDual = covers.length > 1 && covers.every((cover) => cover.outcome === 'eligible');
  return isDual ? { ...best, reasons: [...best.reasons, 'DUAL_COVER'] } : best;
}

const rank = (cover: Cover) => COVER_OUTCOMES.indexOf(cover.outcome);

/** A payer that the ruleset's order does not name comes after those it names. */
function turn(cover: Cover, { payerOrder }: Ruleset): number {
  const place = payerOrder.indexOf(cover.payer);
  return place < 0 ? payerOrder.length : place;
}

/**
 * The cap of an emergency at a facility without contract is put on the outcome, after the covers are compared: it says
 * that NSSF must be told first, not that one payer is better than the other.
 */
function concluded(best: Cover | null, noted: ReasonCode[], isContracted: boolean): EligibilityDecision {
  if (!best) return { outcome: 'not-eligible', payer: 'self', reasons: [...noted, 'NO_COVER'] };
  const outcome = best.outcome === 'eligible' && !isContracted ? 'provisional' : best.outcome;
  return { outcome, payer: payerOf(outcome, best), reasons: [...noted, ...best.reasons] };
}

function payerOf(outcome: Outcome, best: Cover): Payer {
  if (outcome === 'eligible' || outcome === 'provisional') return best.payer;
  return outcome === 'review' ? 'undecided' : 'self';
}
