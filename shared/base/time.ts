/**
 * Days, months and moments as strings that sort as time does. Cambodia keeps UTC+7 all year (no summer time since
 * 1955), so a day is computed with a fixed offset and never with the PC's time zone, which is often wrong.
 */
export type Day = string; // '2026-03-01'
export type Month = string; // '2026-03'
export type Instant = string; // '2026-03-01T00:42:07.120Z', always UTC with milliseconds

/** The world's clock, handed in: milliseconds since 1970 (UTC). */
export interface Clock {
  nowMs(): number;
  /** Milliseconds since the PC was switched on, sleep included, which nobody can set; left out where nothing counts them. */
  monotonicMs?(): number;
}

export const DAY_MS = 86_400_000;
const CAMBODIA_OFFSET_MS = 7 * 3_600_000;
const DAY_SHAPE = /^(\d{4})-(\d{2})-(\d{2})$/;
const MONTH_SHAPE = /^(\d{4})-(0[1-9]|1[0-2])$/;

export function instantOf(ms: number): Instant {
  return new Date(ms).toISOString();
}

export function msOf(instant: Instant): number {
  return Date.parse(instant);
}

/** The calendar day in Cambodia at that moment. */
export function dayAt(ms: number): Day {
  return new Date(ms + CAMBODIA_OFFSET_MS).toISOString().slice(0, 10);
}

/** 'hh:mm' in Cambodia at that moment. */
export function clockTimeAt(ms: number): string {
  return new Date(ms + CAMBODIA_OFFSET_MS).toISOString().slice(11, 16);
}

/** The first moment of that day in Cambodia, in milliseconds. */
export function dayStartMs(day: Day): number {
  return Date.parse(`${day}T00:00:00.000Z`) - CAMBODIA_OFFSET_MS;
}

/** True for a day that the calendar has: 2026-02-29 is not one. */
export function isDay(text: string): text is Day {
  if (!DAY_SHAPE.test(text)) return false;
  const { year, month, day } = dayParts(text);
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(month, year);
}

/** By the Gregorian calendar, which is also what comes before it was made. */
function daysIn(month: number, year: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

export function isMonth(text: string): text is Month {
  return MONTH_SHAPE.test(text);
}

export function monthOf(day: Day): Month {
  return day.slice(0, 7);
}

export function dayParts(day: Day): { year: number; month: number; day: number } {
  return { year: Number(day.slice(0, 4)), month: Number(day.slice(5, 7)), day: Number(day.slice(8, 10)) };
}

export function addDays(day: Day, count: number): Day {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) + count * DAY_MS).toISOString().slice(0, 10);
}

/** Whole days from `from` to `to`; negative when `to` is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return Math.round((Date.parse(`${to}T00:00:00.000Z`) - Date.parse(`${from}T00:00:00.000Z`)) / DAY_MS);
}

export function addMonths(month: Month, count: number): Month {
  const index = Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7)) - 1 + count;
  return `${String(Math.floor(index / 12)).padStart(4, '0')}-${String((index % 12) + 1).padStart(2, '0')}`;
}

/** Whole months from `from` to `to`; negative when `to` is earlier. */
export function monthsBetween(from: Month, to: Month): number {
  const index = (month: Month) => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7));
  return index(to) - index(from);
}

/** Completed years on `day` of somebody born on `birth`; one born on 29 February turns a year older on 1 March. */
export function ageOn(birth: Day, day: Day): number {
  const years = Number(day.slice(0, 4)) - Number(birth.slice(0, 4));
  return day.slice(5) < birth.slice(5) ? years - 1 : years;
}
