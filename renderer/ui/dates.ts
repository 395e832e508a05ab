import { toAsciiDigits } from '../../shared/base/text.ts';
import { clockTimeAt, type Day, dayAt, isDay, msOf } from '../../shared/base/time.ts';

/** '2026-03-01' as 01.03.2026; '2026-03' as 03.2026; '2026' as it is. */
export function shownDate(date: string): string {
  return date.split('-').toReversed().join('.');
}

/** A whole day as typed, 01.03.2026 or 1/3/2026, in Khmer digits as well; null for anything else. */
export function readDay(text: string): Day | null {
  const parts = /^(\d{1,2})[./\- ](\d{1,2})[./\- ](\d{4})$/.exec(toAsciiDigits(text).trim());
  if (!parts) return null;
  const [, day = '', month = '', year = ''] = parts;
  const read = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDay(read) ? read : null;
}

/** A label of the desk with the days in it as Cambodia writes them. */
export function withShownDates(label: string): string {
  return label.replace(/\b\d{4}-\d{2}-\d{2}\b/g, shownDate);
}

/** A moment as 01.03.2026 07:42, in Cambodia. */
export function shownMoment(instant: string): string {
  const ms = msOf(instant);
  return `${shownDate(dayAt(ms))} ${clockTimeAt(ms)}`;
}

export function shownTime(instant: string): string {
  return clockTimeAt(msOf(instant));
}

export type Unit = 'now' | 'seconds' | 'minutes' | 'hours' | 'days';

/** The largest unit that says enough: 0–59 s is `now`, then minutes, hours, days. */
export function roughly(ms: number): { unit: Unit; count: number } {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return { unit: 'now', count: 0 };
  if (minutes < 60) return { unit: 'minutes', count: minutes };
  if (minutes < 48 * 60) return { unit: 'hours', count: Math.floor(minutes / 60) };
  return { unit: 'days', count: Math.floor(minutes / 1440) };
}

/** 1234 as 1,234: digits are read alike in the three languages. */
export function shownCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Bytes as kB or MB, in thousands as a provider bills them. */
export function shownBytes(bytes: number): string {
  if (bytes < 1_000_000) return `${shownCount(Math.ceil(bytes / 1000))} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
