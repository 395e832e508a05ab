import { toAsciiDigits } from '../../../shared/base/text.ts';
import { ageOn, type Day, dayParts, isDay } from '../../../shared/base/time.ts';

const AGE_YEARS_MAX = 130;

/** A birth as far as it is known. `birthDate` is cut to its precision; an age is kept as an age. */
export type BirthReading =
  | { ok: true; precision: 'day' | 'month' | 'year'; birthDate: string; years: number }
  | { ok: true; precision: 'age'; birthDate: null; years: number }
  | { ok: false; problem: 'shape' | 'calendar' | 'future' | 'old' };

interface Parts {
  year: string;
  month?: string | undefined;
  day?: string | undefined;
}

const SEPARATOR = /[\s./,\-\u2010-\u2015]+/;

/**
 * Reads what a clerk types into the one box for a birth: 20.05.1990, 20/5/90, 20051990, 1990-05-20, 05.1990, 051990,
 * 1990, or an age in completed years; Khmer digits as well. Null for an empty box. The day stands before the month, as
 * Cambodia writes dates.
 */
export function readBirth(text: string, today: Day): BirthReading | null {
  const tokens = toAsciiDigits(text).trim().split(SEPARATOR).filter(Boolean);
  if (tokens.length === 0) return null;
  if (tokens.length > 3 || tokens.some((token) => !/^\d+$/.test(token))) return { ok: false, problem: 'shape' };
  const [first = '', second, third] = tokens;
  if (second === undefined && first.length <= 3) return readAge(Number(first));
  const parts = third === undefined ? readShort(first, second) : readThree(first, second ?? '', third, today);
  return parts === null ? { ok: false, problem: 'shape' } : judged(parts, today);
}

function readAge(years: number): BirthReading {
  return years <= AGE_YEARS_MAX
    ? { ok: true, precision: 'age', birthDate: null, years }
    : { ok: false, problem: 'old' };
}

/** One run of digits, or month and year. */
function readShort(first: string, second: string | undefined): Parts | null {
  if (second !== undefined) {
    if (second.length === 4 && first.length <= 2) return { year: second, month: first };
    return first.length === 4 && second.length <= 2 ? { year: first, month: second } : null;
  }
  if (first.length === 4) return { year: first };
  if (first.length === 6) return { month: first.slice(0, 2), year: first.slice(2) };
  if (first.length !== 8) return null;
  const dayFirst = { day: first.slice(0, 2), month: first.slice(2, 4), year: first.slice(4) };
  const yearFirst = { year: first.slice(0, 4), month: first.slice(4, 6), day: first.slice(6) };
  return isDay(dayText(dayFirst)) || !isDay(dayText(yearFirst)) ? dayFirst : yearFirst;
}

function readThree(first: string, second: string, third: string, today: Day): Parts | null {
  if (second.length > 2) return null;
  if (first.length === 4 && third.length <= 2) return { year: first, month: second, day: third };
  if (first.length > 2) return null;
  if (third.length === 4) return { day: first, month: second, year: third };
  if (third.length !== 2) return null;
  // Of the centuries that two digits allow, the latest that is not in the future.
  const year = Math.floor(dayParts(today).year / 100) * 100 + Number(third);
  const recent = { day: first, month: second, year: String(year) };
  return dayText(recent) <= today ? recent : { ...recent, year: String(year - 100) };
}

function dayText({ year, month = '01', day = '01' }: Parts): Day {
  return `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}

function judged(parts: Parts, today: Day): BirthReading {
  const birth = dayText(parts);
  if (!isDay(birth)) return { ok: false, problem: 'calendar' };
  if (birth > today) return { ok: false, problem: 'future' };
  const years = ageOn(birth, today);
  if (years > AGE_YEARS_MAX) return { ok: false, problem: 'old' };
  if (parts.day !== undefined) return { ok: true, precision: 'day', birthDate: birth, years };
  if (parts.month !== undefined) return { ok: true, precision: 'month', birthDate: birth.slice(0, 7), years };
  return { ok: true, precision: 'year', birthDate: birth.slice(0, 4), years };
}

/** A stored birth as somebody would type it. */
export function birthAsTyped(birthDate: string, precision: string): string {
  const [year = '', month = '', day = ''] = birthDate.split('-');
  if (precision === 'day') return `${day}.${month}.${year}`;
  if (precision === 'month') return `${month}.${year}`;
  return year;
}
