import { addMonths, type Day, dayParts, type Month, monthOf } from '../base/time.ts';

/**
 * Due dates of contributions. A month is due on `dueDay` of the next month and overdue only after that day:
 *
 *     service day 10 March, dueDay 15          service day 16 March
 *     Jan   due 15 Feb   <- lastDue            Feb   due 15 Mar   <- lastDue
 *     Feb   due 15 Mar   not overdue yet       March runs
 *
 * The months from `lastDue` to the month before the service month are the *end months*: the months at which a row of
 * paid months may end. There are one or two of them.
 */
export interface DueDates {
  dueDay: number;
}

/** The latest month whose due day lies before `day`. */
export function lastDueMonth(day: Day, { dueDay }: DueDates): Month {
  return addMonths(monthOf(day), dayParts(day).day > dueDay ? -1 : -2);
}

/** The end months on `day`, earliest first. */
export function endMonths(day: Day, dates: DueDates): Month[] {
  return monthsFromTo(lastDueMonth(day, dates), addMonths(monthOf(day), -1));
}

/** The months that have ended by `day` but are not overdue: empty after the due day, else the month before. */
export function pendingMonths(day: Day, dates: DueDates): Month[] {
  return endMonths(day, dates).slice(1);
}

/** The `length` months ending at `end`, earliest first. */
export function monthsEndingAt(end: Month, length: number): Month[] {
  return monthsFromTo(addMonths(end, 1 - length), end);
}

/** Every month from `from` to `to`, both included, earliest first; empty when `to` is earlier. Months sort as text. */
export function monthsFromTo(from: Month, to: Month): Month[] {
  const months: Month[] = [];
  for (let month = from; month <= to; month = addMonths(month, 1)) months.push(month);
  return months;
}

/** The latest of `paid`, or undefined. */
export function lastPaidMonth(paid: Iterable<Month>): Month | undefined {
  let last: Month | undefined;
  for (const month of paid) {
    if (last === undefined || month > last) last = month;
  }
  return last;
}

export function firstDayOf(month: Month): Day {
  return `${month}-01`;
}

export function lastDayOf(month: Month): Day {
  const { year, month: number } = dayParts(firstDayOf(month));
  // Day 0 of the next month is the last day of this one.
  return `${month}-${String(new Date(Date.UTC(year, number, 0)).getUTCDate()).padStart(2, '0')}`;
}
