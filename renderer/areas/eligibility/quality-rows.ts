import { addDays, addMonths, type Day, monthOf } from '../../../shared/base/time.ts';
import { OUTCOMES, type Outcome } from '../../../shared/eligibility/record.ts';
import type { CheckQuality } from '../../../shared/eligibility/shown.record.ts';

export const SPANS = ['this-month', 'last-month', 'last-7-days', 'own'] as const;
export type Span = (typeof SPANS)[number];

/** The days of a span that has a name, both included. */
export function daysOf(span: Exclude<Span, 'own'>, today: Day): { from: Day; to: Day } {
  const month = monthOf(today);
  if (span === 'last-7-days') return { from: addDays(today, -6), to: today };
  if (span === 'this-month') return { from: `${month}-01`, to: today };
  return { from: `${addMonths(month, -1)}-01`, to: addDays(`${month}-01`, -1) };
}

export type QualityName = 'confirmed' | 'provisional' | 'stale' | 'overridden' | 'overturned';

export interface QualityRow<Name extends string> {
  name: Name;
  count: number;
  /** What the count is a part of. */
  of: number;
  /** Per cent with one digit after the point; null of nothing. */
  share: number | null;
}

/** How well founded the answers were. What the centre overturned is a share of what it has looked at again. */
export function foundedRows(quality: CheckQuality): QualityRow<QualityName>[] {
  const { checks, confirmed, stale, overridden, overturned, rechecked, byOutcome } = quality;
  return [
    row('confirmed', confirmed, checks),
    row('provisional', byOutcome.provisional, checks),
    row('stale', stale, checks),
    row('overridden', overridden, checks),
    row('overturned', overturned, rechecked),
  ];
}

export function outcomeRows({ byOutcome, checks }: CheckQuality): QualityRow<Outcome>[] {
  return OUTCOMES.map((outcome) => row(outcome, byOutcome[outcome], checks));
}

function row<Name extends string>(name: Name, count: number, of: number): QualityRow<Name> {
  return { name, count, of, share: of === 0 ? null : Math.round((count / of) * 1000) / 10 };
}
