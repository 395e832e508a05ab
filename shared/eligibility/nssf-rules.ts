import { assertNever } from '../base/assert.ts';
import { addMonths, type Day, daysBetween, type Month, monthOf, monthsBetween } from '../base/time.ts';
import { ageAgainst } from './age-rules.ts';
import { endMonths, lastDueMonth, lastPaidMonth, monthsEndingAt, pendingMonths } from './months.ts';
import type { CoverOutcome, CoverPayer, EligibilityFacts, Membership, ReasonCode, Ruleset } from './record.ts';

/** What judging one payer's cover gave. */
export interface Cover {
  payer: CoverPayer;
  outcome: CoverOutcome;
  reasons: ReasonCode[];
}
type Judgement = Omit<Cover, 'payer'>;

const judged = (outcome: CoverOutcome, ...reasons: ReasonCode[]): Judgement => ({ outcome, reasons });

/** NSSF cover of a known member: by class, then the limit of treatment days, then the age of what the desk knows. */
export function judgeNssf(facts: EligibilityFacts, membership: Membership, ruleset: Ruleset): Cover {
  const byClass = judgeClass(facts, membership, ruleset);
  return { payer: 'nssf', ...judgeAge(facts, ruleset, judgeDays(facts, ruleset, byClass)) };
}

function judgeClass(facts: EligibilityFacts, membership: Membership, ruleset: Ruleset): Judgement {
  switch (membership.class) {
    case 'employee':
      return judgeEmployee(facts, ruleset);
    case 'public-servant':
    case 'former-civil-servant':
    case 'veteran':
      return judgePublic(membership, facts.serviceDate);
    case 'self-employed':
      return judgeVoluntary(facts, ruleset);
    case 'dependant':
      return judgeDependant(facts, membership, ruleset);
    default:
      return assertNever(membership.class);
  }
}

/** Which of the two ways of an employee these paid months satisfy on `day`, or null (Prakas 109 on medical care). */
export function qualifies(paid: ReadonlySet<Month>, day: Day, ruleset: Ruleset): 'Q_2_CONSEC' | 'Q_6_OF_12' | null {
  const ends = endMonths(day, ruleset);
  if (ends.some((end) => hasRow(paid, end, ruleset))) return 'Q_2_CONSEC';
  const paidInWindow = (end: Month) => monthsEndingAt(end, ruleset.windowMonths).filter((m) => paid.has(m)).length;
  return ends.some((end) => paidInWindow(end) >= ruleset.minInWindow) ? 'Q_6_OF_12' : null;
}

function hasRow(paid: ReadonlySet<Month>, end: Month, ruleset: Ruleset): boolean {
  return rowEnds(end, ruleset).some((rowEnd) => isPaidRow(paid, rowEnd, ruleset.consecutiveMonths));
}

/** Where a row of `consecutiveMonths` may end, given the end month: there, or wherever the row fits in its window. */
export function rowEnds(end: Month, { anchor, windowMonths, consecutiveMonths }: Ruleset): Month[] {
  return anchor === 'latest-due' ? [end] : monthsEndingAt(end, windowMonths - consecutiveMonths + 1);
}

/** True when the `length` months ending at `end` are all paid. */
export function isPaidRow(paid: ReadonlySet<Month>, end: Month, length: number): boolean {
  return monthsEndingAt(end, length).every((month) => paid.has(month));
}

function judgeEmployee(facts: EligibilityFacts, ruleset: Ruleset): Judgement {
  const paid = new Set(facts.paidMonths);
  const way = qualifies(paid, facts.serviceDate, ruleset);
  if (way) return judged('eligible', way);
  const withPending = new Set([...paid, ...pendingMonths(facts.serviceDate, ruleset)]);
  return qualifies(withPending, facts.serviceDate, ruleset)
    ? judged('provisional', 'Q_PENDING_DUE')
    : judged('not-eligible', 'Q_SHORT');
}

/** An absent bound is no bound, but an absent `isActive` is not active: it alone says that the person is in post. */
function judgePublic({ isActive, validFrom, validTo }: Membership, day: Day): Judgement {
  const isWithin = (!validFrom || validFrom <= day) && (!validTo || day <= validTo);
  return isActive === true && isWithin ? judged('eligible', 'PUB_ACTIVE') : judged('not-eligible', 'PUB_INACTIVE');
}

/**
 * Voluntary contributions (Sub-Decree 280). The design counts distinct paid months, so months paid in advance end a
 * waiting time; whoever re-checks an old visit hands in the months as they were known for its day.
 */
function judgeVoluntary(facts: EligibilityFacts, ruleset: Ruleset): Judgement {
  const serviceMonth = monthOf(facts.serviceDate);
  const paid = new Set(facts.paidMonths);
  const last = lastPaidMonth(paid);
  if (last === undefined) return judged('not-eligible', 'VOL_WAITING');
  const completeMonthsUnpaid = monthsBetween(last, serviceMonth) - 1;
  if (completeMonthsUnpaid > ruleset.voluntaryAbandonAfterMonths) return judged('not-eligible', 'VOL_ABANDONED');
  if (paid.size < ruleset.voluntaryWaitingMonths) return judged('not-eligible', 'VOL_WAITING');
  if (last < lastDueMonth(facts.serviceDate, ruleset)) return judged(ruleset.voluntaryArrearsOutcome, 'VOL_ARREARS');
  return judged('eligible', 'VOL_OK');
}

/** The first month in which `VOL_ABANDONED` holds if nothing more is paid after `last`. */
export function abandonedFrom(last: Month, ruleset: Ruleset): Month {
  return addMonths(last, ruleset.voluntaryAbandonAfterMonths + 2);
}

function judgeDependant(facts: EligibilityFacts, membership: Membership, ruleset: Ruleset): Judgement {
  const relation = judgeRelation(facts, membership, ruleset);
  if (relation.outcome !== 'eligible') return relation;
  const contributions = judgeVoluntary(facts, ruleset);
  return judged(contributions.outcome, ...relation.reasons, ...contributions.reasons);
}

function judgeRelation(facts: EligibilityFacts, membership: Membership, ruleset: Ruleset): Judgement {
  const age = (limit: number) => ageAgainst(limit, facts.person, facts.serviceDate);
  if (membership.relation === 'child') {
    if (membership.isDisabledOrChronic === true) return judged('eligible', 'DEP_CHILD_OK');
    return byAge(age(ruleset.childAgeUnder), 'DEP_CHILD_OK', 'DEP_AGE_OUT');
  }
  if (membership.relation === 'spouse') {
    if (membership.isMarriageRegistered !== true) return judged('not-eligible', 'DEP_NOT_REGISTERED');
    return byAge(age(ruleset.spouseAgeUnder), 'DEP_SPOUSE_OK', 'DEP_SPOUSE_AGE');
  }
  // Without the relation nobody can say which age limit applies: neither covered nor turned down, but looked at.
  return judged('review', 'AGE_UNCERTAIN');
}

function byAge(age: ReturnType<typeof ageAgainst>, under: ReasonCode, reached: ReasonCode): Judgement {
  if (age === 'uncertain') return judged('review', 'AGE_UNCERTAIN');
  return age === 'under' ? judged('eligible', under) : judged('not-eligible', reached);
}

/** Only a national count can end cover; a count of this facility's own days can at most warn. */
function judgeDays(facts: EligibilityFacts, ruleset: Ruleset, so: Judgement): Judgement {
  const isOpen = so.outcome === 'eligible' || so.outcome === 'provisional';
  if (!isOpen || facts.daysUsed + facts.daysRequested <= ruleset.treatmentDaysMax) return so;
  return facts.daysScope === 'national'
    ? judged('not-eligible', ...so.reasons, 'DAYS_180_EXCEEDED')
    : judged(so.outcome, ...so.reasons, 'DAYS_180_NEAR');
}

/** The centre's own answer does not age; whatever lies on the desk does, a card in hand included. */
function judgeAge(facts: EligibilityFacts, ruleset: Ruleset, so: Judgement): Judgement {
  const { asOf, source } = facts.snapshot;
  if (so.outcome !== 'eligible' || source === 'server') return so;
  const ageDays = asOf ? daysBetween(asOf, facts.serviceDate) : Number.POSITIVE_INFINITY;
  if (ageDays > ruleset.staleStopDays) return judged('provisional', ...so.reasons, 'SNAPSHOT_STALE');
  return ageDays > ruleset.staleWarnDays ? judged('eligible', ...so.reasons, 'SNAPSHOT_STALE') : so;
}
