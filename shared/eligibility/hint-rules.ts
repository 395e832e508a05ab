import { addMonths, type Day, type Month, monthOf } from '../base/time.ts';
import { endMonths, firstDayOf, lastDueMonth, lastPaidMonth, monthsEndingAt, monthsFromTo } from './months.ts';
import { abandonedFrom, isPaidRow, qualifies, rowEnds } from './nssf-rules.ts';
import type { EligibilityFacts, Ruleset } from './record.ts';

/** What a screen shows beside a decision. None of it is part of the decision, and none of it is kept with a check. */
export type MonthState = 'paid' | 'unpaid' | 'not-due';
export interface MonthCell {
  month: Month;
  state: MonthState;
}

/** The window of months up to the month before the service month, oldest first. */
export function monthCells(facts: EligibilityFacts, ruleset: Ruleset): MonthCell[] {
  const paid = new Set(facts.paidMonths);
  const lastDue = lastDueMonth(facts.serviceDate, ruleset);
  const end = addMonths(monthOf(facts.serviceDate), -1);
  return monthsEndingAt(end, ruleset.windowMonths).map((month) => {
    if (paid.has(month)) return { month, state: 'paid' };
    return { month, state: month <= lastDue ? 'unpaid' : 'not-due' };
  });
}

/**
 * The fewest months that would qualify an employee if they were paid, oldest first; empty when nothing is missing and
 * for every other class. Between equals the latest months win: an employer settles recent months before old ones, and
 * a month that is not due yet needs no late payment.
 */
export function missingMonths(facts: EligibilityFacts, ruleset: Ruleset): Month[] {
  const paid = new Set(facts.paidMonths);
  if (facts.membership?.class !== 'employee' || qualifies(paid, facts.serviceDate, ruleset)) return [];
  const unpaid = (months: Month[]) => months.filter((month) => !paid.has(month));
  const ways = endMonths(facts.serviceDate, ruleset).flatMap((end) => {
    const rows = rowEnds(end, ruleset).map((rowEnd) => unpaid(monthsEndingAt(rowEnd, ruleset.consecutiveMonths)));
    const window = unpaid(monthsEndingAt(end, ruleset.windowMonths));
    const toMinimum = ruleset.minInWindow - (ruleset.windowMonths - window.length);
    return toMinimum <= window.length ? [...rows, window.slice(-toMinimum)] : rows;
  });
  return ways.toSorted((a, b) => a.length - b.length || (a.join() < b.join() ? 1 : -1))[0] ?? [];
}

/** Of somebody who pays for themselves: the months overdue since the last paid one, oldest first. */
export function monthsInArrears(facts: EligibilityFacts, ruleset: Ruleset): Month[] {
  const last = lastPaidMonth(facts.paidMonths);
  if (!paysVoluntarily(facts) || last === undefined) return [];
  return monthsFromTo(addMonths(last, 1), lastDueMonth(facts.serviceDate, ruleset));
}

/**
 * Of somebody who pays for themselves: the first day on which `VOL_ABANDONED` holds if nothing more is paid, which may
 * lie in the past. Null for every other class and where nothing is paid. Months paid in advance put the day off, as
 * long as no abandonment comes before them.
 */
export function coverLostOn(facts: EligibilityFacts, ruleset: Ruleset): Day | null {
  let last = lastPaidMonth(facts.paidMonths);
  if (!paysVoluntarily(facts) || last === undefined) return null;
  for (const month of facts.paidMonths.toSorted()) {
    if (month > last && month <= abandonedFrom(last, ruleset)) last = month;
  }
  return firstDayOf(abandonedFrom(last, ruleset));
}

function paysVoluntarily({ membership }: EligibilityFacts): boolean {
  return membership?.class === 'self-employed' || membership?.class === 'dependant';
}

/** Treatment days left before this visit's request, as far as `daysScope` can see; never negative. */
export function daysLeft(facts: EligibilityFacts, ruleset: Ruleset): number {
  return Math.max(0, ruleset.treatmentDaysMax - facts.daysUsed);
}

export const CASH_BENEFITS = ['sickness-allowance', 'maternity-allowance'] as const;
export type CashBenefit = (typeof CASH_BENEFITS)[number];

/**
 * Cash benefits whose months of contribution are there (Prakas 109), for an employee found in the list: sickness
 * allowance by the rule for medical care (it also needs the employer's leave), maternity allowance by a row of
 * `maternityConsecutiveMonths` ending at an end month. Nobody else has them in the health care scheme, and an injury at
 * work belongs to another scheme with benefits of its own. A hint says where to ask and never promises money.
 */
export function cashHints(facts: EligibilityFacts, ruleset: Ruleset): CashBenefit[] {
  if (!facts.isKnown || facts.membership?.class !== 'employee') return [];
  if (facts.workRelated === 'injury' || facts.workRelated === 'mass-event') return [];
  const paid = new Set(facts.paidMonths);
  const hints: CashBenefit[] = [];
  if (qualifies(paid, facts.serviceDate, ruleset)) hints.push('sickness-allowance');
  const ends = endMonths(facts.serviceDate, ruleset);
  if (ends.some((end) => isPaidRow(paid, end, ruleset.maternityConsecutiveMonths))) hints.push('maternity-allowance');
  return hints;
}

/** The State's grant in riel for a birth of so many children; null where the ruleset names none. */
export function childbirthGrantRiel(childrenCount: number, ruleset: Ruleset): number | null {
  return ruleset.childbirthGrantRiel?.[childrenCount - 1] ?? null;
}
