import { isDay, isMonth } from '../../base/time.ts';

/**
 * What a person has to show for the national roster to say anything: the 14 digits of the card and the birth date as it is
 * printed there. A record is found by both together and by neither alone.
 */
export type BirthText = string; // '1984-03-02', '1984-03' or '1984'

const NSSF_KEY = /^\d{14}$/;
const YEAR = /^\d{4}$/;
const PRINTED_LENGTH = { day: 10, month: 7, year: 4 } as const;

/** A birth date as far as it is printed; null where nothing is, so that such a member cannot be found by it. */
export function birthTextOf(
  birthDate: string | null,
  precision: 'day' | 'month' | 'year' | 'unknown',
): BirthText | null {
  if (birthDate === null || precision === 'unknown') return null;
  const text = birthDate.slice(0, PRINTED_LENGTH[precision]);
  return isBirthText(text) ? text : null;
}

/**
 * The texts under which to look for what somebody typed, likeliest first. The 1st of January is what other registers
 * write for an unknown day and month, so the bare year is tried as well.
 */
export function birthTextsToTry(
  birthDate: string | null,
  precision: 'day' | 'month' | 'year' | 'unknown',
): BirthText[] {
  const text = birthTextOf(birthDate, precision);
  if (text === null) return [];
  return text.endsWith('-01-01') ? [text, text.slice(0, 4)] : [text];
}

export function isBirthText(text: string): text is BirthText {
  return isDay(text) || isMonth(text) || YEAR.test(text);
}

/** The text that every key of a record is made from; null where a part has not its shape. */
export function lookupText(nssfKey: string, birthText: BirthText): string | null {
  return NSSF_KEY.test(nssfKey) && isBirthText(birthText) ? `${nssfKey}|${birthText}` : null;
}
