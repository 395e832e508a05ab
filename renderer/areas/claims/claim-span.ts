import { addDays, addMonths, type Day, type Month, monthOf } from '../../../shared/base/time.ts';
import { CLAIM_STATES, type ClaimState } from '../../../shared/claims/record.ts';

export const SPANS = ['all', 'month', 'day'] as const;
export type Span = (typeof SPANS)[number];
export type Show = 'every' | 'needs' | ClaimState;

/** Which claims are looked at. Month and day are remembered while the other is shown. */
export interface Wanted {
  span: Span;
  month: Month;
  day: Day;
  show: Show;
}

export function isShow(text: unknown): text is Show {
  return text === 'every' || text === 'needs' || CLAIM_STATES.some((state) => state === text);
}

/** The part of an ask that says which days. */
export function spanOf({ span, month, day }: Wanted): { month?: Month; serviceDate?: Day } {
  if (span === 'month') return { month };
  return span === 'day' ? { serviceDate: day } : {};
}

/** The part of an ask that says which states. */
export function showOf({ show }: Wanted): { state?: ClaimState; needsPerson?: boolean } {
  if (show === 'needs') return { needsPerson: true };
  return show === 'every' ? {} : { state: show };
}

/** One month or day on, never past today. */
export function turned(wanted: Wanted, by: number, today: Day): Wanted {
  if (wanted.span === 'month') {
    const month = addMonths(wanted.month, by);
    return month > monthOf(today) ? wanted : { ...wanted, month };
  }
  if (wanted.span === 'all') return wanted;
  const day = addDays(wanted.day, by);
  return day > today ? wanted : { ...wanted, day };
}
