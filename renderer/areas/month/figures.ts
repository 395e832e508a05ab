import type { RowsWish } from '../../../shared/month/record.ts';

/** One bar: what it is, how much, and which rows are behind it. */
export interface Bar {
  key: string;
  label: string;
  value: number;
  wish: RowsWish;
}

/** The share of the longest bar in percent; a bar of something is never quite invisible. */
export function barLength(value: number, longest: number): number {
  if (value <= 0 || longest <= 0) return 0;
  return Math.max(1.5, (100 * value) / longest);
}

/** By how much a figure differs from an earlier one, in percent, with its sign; null where there is nothing to compare. */
export function shownChange(now: number, before: number): string | null {
  if (before <= 0) return null;
  const percent = Math.round((100 * (now - before)) / before);
  return percent < 0 ? `−${-percent} %` : `+${percent} %`;
}

/** As many figures of a digest as two people can compare over the phone. */
export function shortDigest(digest: string): string {
  return digest.slice(0, 12).replace(/(.{4})(?=.)/g, '$1 ');
}

/** Every day of the month up to its end, with nothing on days that have nothing. */
export function daysOfMonth(month: string, byDay: readonly { day: string; visits: number }[]) {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const count = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length: count }, (_, index) => {
    const day = `${month}-${String(index + 1).padStart(2, '0')}`;
    return { day, visits: byDay.find((one) => one.day === day)?.visits ?? 0 };
  });
}

/** The text by which a figure is found again, after its rows have been looked at. */
export function wishKey(wish: RowsWish): string {
  return JSON.stringify(wish);
}
