import { ageOn, type Day, dayParts, isDay } from '../base/time.ts';

export const AGE_YEARS_MAX = 130;

export type BirthPrecision = 'day' | 'month' | 'year' | 'age';
export interface BirthInput {
  birthDate: string | null;
  birthDatePrecision: BirthPrecision;
  ageYears: number | null;
}
export type Birth = { ok: true; birthDate: Day } | { ok: false; reason: 'birth-date-missing' | 'birth-date-wrong' };

/**
 * The day under which a birth is kept: beyond its precision it is filled with 01. A date given more exactly than its
 * precision says is cut to it, because what the clerk calls unsure is no evidence.
 */
export function birthOf(input: BirthInput, today: Day): Birth {
  const { birthDate, birthDatePrecision, ageYears } = input;
  if (birthDatePrecision === 'age') {
    if (ageYears === null) return { ok: false, reason: 'birth-date-missing' };
    if (ageYears > AGE_YEARS_MAX) return { ok: false, reason: 'birth-date-wrong' };
    return { ok: true, birthDate: `${dayParts(today).year - ageYears}-01-01` };
  }
  if (birthDate === null) return { ok: false, reason: 'birth-date-missing' };
  const lengthNeeded = { day: 10, month: 7, year: 4 }[birthDatePrecision];
  if (birthDate.length < lengthNeeded) return { ok: false, reason: 'birth-date-wrong' };
  const filled = `${birthDate.slice(0, lengthNeeded)}${'-01-01'.slice(lengthNeeded - 4)}`;
  if (!isDay(filled) || filled > today || ageOn(filled, today) > AGE_YEARS_MAX) {
    return { ok: false, reason: 'birth-date-wrong' };
  }
  return { ok: true, birthDate: filled };
}

/**
 * Whether two births may be the same day: they are compared as far as the less exact one goes. A stated age may be off
 * by a year to either side.
 */
export function mayBeSameBirth(
  a: { birthDate: Day; birthDatePrecision: string },
  b: { birthDate: Day; birthDatePrecision: string },
): boolean {
  const precisions = [a.birthDatePrecision, b.birthDatePrecision];
  if (precisions.includes('unknown')) return true;
  if (precisions.includes('age')) return Math.abs(dayParts(a.birthDate).year - dayParts(b.birthDate).year) <= 1;
  const length = precisions.includes('year') ? 4 : precisions.includes('month') ? 7 : 10;
  return a.birthDate.slice(0, length) === b.birthDate.slice(0, length);
}
