import type { ReadDb } from '../base/db.ts';
import { ageLimitDays } from './age-rules.ts';
import type { EligibilityCheck } from './check.record.ts';
import { cashHints, coverLostOn, daysLeft, missingMonths, monthCells } from './hint-rules.ts';
import { wasWithheld } from './look-up-store.ts';
import { recheckOfCheck, shownRecheckOf } from './recheck-store.ts';
import type { EligibilityDecision, EligibilityFacts } from './record.ts';
import { rulesetById } from './ruleset-store.ts';
import type { ShownCheck } from './shown.record.ts';

/** The line that a screen says first. A review is not known here: a person decides. */
function headlineOf({ outcome }: EligibilityDecision, { snapshot }: EligibilityFacts): ShownCheck['headline'] {
  if (outcome === 'eligible') return snapshot.source === 'server' ? 'covered-confirmed' : 'covered-as-of';
  return outcome === 'provisional' || outcome === 'review' ? 'provisional' : 'not-covered';
}

/**
 * The stored check with what explains it. All but the centre's later word is computed from what was stored with it, under
 * the ruleset it was made under, so it reads the same for ever.
 */
export function shownCheckOf(db: ReadDb, check: EligibilityCheck): ShownCheck {
  const { facts, decision } = check;
  const recheck = recheckOfCheck(db, check.id);
  // What staff decided otherwise is not the centre's word, whatever it rested on.
  const isConfirmed = facts.snapshot.source === 'server' && check.overrideReason === null;
  const always = {
    check,
    asOf: facts.snapshot.asOf ?? null,
    headline: headlineOf(decision, facts),
    confirmedAt: isConfirmed ? check.checkedAt : null,
    recheck: recheck === null ? null : shownRecheckOf(recheck),
    tasks: decision.reasons.includes('EMERG_NOTIFY_NSSF') ? (['tell-nssf-1286'] as const).slice() : [],
    isLookUpWithheld: wasWithheld(db, check.id),
  };
  const ruleset = rulesetById(db, check.rulesetId)?.ruleset;
  if (ruleset === undefined) {
    return {
      ...always,
      months: [],
      coverLostOn: null,
      missingMonths: [],
      childLimitOn: null,
      daysLeft: 0,
      cashHints: [],
    };
  }
  const { class: memberClass, relation } = facts.membership ?? {};
  const restsOnMonths = memberClass === 'employee' || memberClass === 'self-employed' || memberClass === 'dependant';
  return {
    ...always,
    months: restsOnMonths ? monthCells(facts, ruleset) : [],
    coverLostOn: memberClass === 'employee' ? null : coverLostOn(facts, ruleset),
    missingMonths: missingMonths(facts, ruleset),
    childLimitOn:
      memberClass === 'dependant' && relation === 'child' ? (ageLimitDays(facts, ruleset)?.earliest ?? null) : null,
    daysLeft: daysLeft(facts, ruleset),
    cashHints: [...cashHints(facts, ruleset)],
  };
}
