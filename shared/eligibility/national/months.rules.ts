import { addMonths, type Month } from '../../base/time.ts';

/**
 * Paid months as 32 bits: bit i stands for the month `baseMonth + i`. A roster begins with 24 months of history, so that
 * its deltas have eight months to grow into before a new full file moves the base.
 */
export const MONTH_BITS = 32;
export const HISTORY_MONTHS = 24;

/** The base month of a roster whose latest month is `latest`. */
export function baseMonthFor(latest: Month): Month {
  return addMonths(latest, 1 - HISTORY_MONTHS);
}

/** Writes months as bits from this base month on; a month outside the 32 has none and is left out. */
export function monthBitsFrom(baseMonth: Month): (months: Iterable<Month>) => number {
  const bitOf = new Map(Array.from({ length: MONTH_BITS }, (_, index) => [addMonths(baseMonth, index), 1 << index]));
  return (months) => {
    let bits = 0;
    for (const month of months) bits |= bitOf.get(month) ?? 0;
    return bits >>> 0;
  };
}

/** Reads what `monthBitsFrom` wrote from this base month on, with months of another source: each once, earliest first. */
export function monthsFrom(baseMonth: Month): (bits: number, more: readonly Month[]) => Month[] {
  const names = Array.from({ length: MONTH_BITS }, (_, index) => addMonths(baseMonth, index));
  return (bits, more) => {
    const months: Month[] = [];
    names.forEach((name, index) => {
      if ((bits >>> index) & 1) months.push(name);
    });
    return more.length === 0 ? months : [...new Set([...months, ...more])].sort();
  };
}

/** The months of `bits` and of `more`, each once, earliest first. */
export function paidMonthsOf(baseMonth: Month, bits: number, more: readonly Month[]): Month[] {
  return monthsFrom(baseMonth)(bits, more);
}
