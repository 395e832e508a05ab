import { addMonths, type Day, type Month, monthOf } from '../../../shared/base/time.ts';
import { lastDueMonth, monthsEndingAt } from '../../../shared/eligibility/months.ts';
import { BUILT_IN_RULESETS, rulesetFor } from '../../../shared/eligibility/rulesets.ts';
import type { Dice } from './random.ts';

/** How an invented member has paid, seen from one day. */
export type History =
  | 'paid-up'
  | 'pending-due'
  | 'six-of-twelve'
  | 'short'
  | 'arrears'
  | 'waiting'
  | 'abandoned'
  | 'never';

const DUE_DAY_WITHOUT_RULESET = 15;
const MONTHS_KEPT_MAX = 24;

/** The months that such a member has paid, earliest first. */
export function historyMonths(history: History, today: Day, dice: Dice): Month[] {
  const dueDay = rulesetFor(today, BUILT_IN_RULESETS)?.ruleset.dueDay ?? DUE_DAY_WITHOUT_RULESET;
  const due = lastDueMonth(today, { dueDay });
  const ago = (months: number): Month => addMonths(monthOf(today), -months);
  switch (history) {
    case 'paid-up':
      return monthsEndingAt(dice.isOneIn(3) ? ago(1) : due, 6 + dice.below(MONTHS_KEPT_MAX - 6));
    case 'pending-due':
      return [due];
    case 'six-of-twelve':
      return monthsEndingAt(due, 12).filter((_, index) => index % 2 === 0 || index === 3);
    case 'short':
      return monthsEndingAt(ago(6 + dice.below(6)), 1 + dice.below(3));
    case 'arrears':
      return monthsEndingAt(ago(4 + dice.below(3)), 4 + dice.below(12));
    case 'waiting':
      return [due];
    case 'abandoned':
      return monthsEndingAt(ago(9 + dice.below(8)), 3 + dice.below(9));
    case 'never':
      return [];
  }
}
