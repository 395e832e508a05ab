import { assert } from '../base/assert.ts';
import { toAsciiDigits } from '../base/text.ts';

/**
 * The facility's own patient number, FACILITY-DESK-COUNTER-CHECK: `PP014-2-004821-Q`. A desk counts alone, so it numbers
 * patients while it is offline. The check character is ISO/IEC 7064 MOD 37,36 over the characters before it.
 */
export interface PatientNumberParts {
  /** Two to eight of A–Z and 0–9. */
  facility: string;
  /** 1 to 99. */
  desk: number;
  /** From 1; printed with six digits or more. */
  counter: number;
}

export type PatientNumberReading =
  | ({ ok: true; number: string } & PatientNumberParts)
  | { ok: false; reason: 'shape' | 'check' };

export const DESK_MAX = 99;
const COUNTER_DIGITS_MIN = 6;
/** Twelve digits stay far below the largest exact integer. */
export const COUNTER_MAX = 999_999_999_999;
/** Characters as typed. The longest number has 26; the rest is room for spaces. */
const TEXT_LENGTH_MAX = 100;

const MODULUS = 36;
const FACILITY_LENGTH_MIN = 2;
const FACILITY_LENGTH_MAX = 8;
const FACILITY = /^[A-Z0-9]{2,8}$/;
const DESK = /^[1-9]\d?$/;
/** Six digits from 000001, or more without a leading zero. */
const COUNTER = /^(?!0+$)(?:\d{6}|[1-9]\d{6,11})$/;
const CHECK = /^[A-Z0-9]$/;

/** One step of the standard's hybrid system: from 1..36 and a character to 1..36. */
function step(carry: number, char: string): number {
  const sum = (carry + Number.parseInt(char, MODULUS)) % MODULUS;
  return ((sum === 0 ? MODULUS : sum) * 2) % (MODULUS + 1);
}

/**
 * The MOD 37,36 check character of a text of 0–9 and A–Z. It finds every wrong character. Of the exchanges of two
 * neighbours it misses 72 in 45,360, always of characters next to each other in the alphabet (or its two ends).
 */
export function checkCharacter(payload: string): string {
  let carry = MODULUS;
  for (const char of payload) carry = step(carry, char);
  return ((MODULUS + 1 - carry) % MODULUS).toString(MODULUS).toUpperCase();
}

function counterText(counter: number): string {
  return String(counter).padStart(COUNTER_DIGITS_MIN, '0');
}

/** Asserts that the parts are in range: they come from the desk's own settings and counter, never from typing. */
export function makePatientNumber({ facility, desk, counter }: PatientNumberParts): string {
  assert(FACILITY.test(facility), 'a facility code is two to eight of A-Z and 0-9');
  assert(Number.isInteger(desk) && desk >= 1 && desk <= DESK_MAX, 'a desk is numbered 1 to 99');
  assert(Number.isInteger(counter) && counter >= 1 && counter <= COUNTER_MAX, 'a patient counter starts at 1');
  const check = checkCharacter(`${facility}${desk}${counterText(counter)}`);
  return `${facility}-${desk}-${counterText(counter)}-${check}`;
}

/**
 * Whether exchanging two neighbours of this number would go unnoticed (about 3 in 100 numbers). A desk that leaves these
 * counters out gives only numbers in which every exchange of neighbours is found.
 */
export function hasSilentExchange({ facility, desk, counter }: PatientNumberParts): boolean {
  const payload = `${facility}${desk}${counterText(counter)}`;
  const chars = [...payload, checkCharacter(payload)];
  return chars.some((char, index) => {
    const next = chars[index + 1];
    if (next === undefined || next === char) return false;
    const exchanged = [...chars.slice(0, index), next, char, ...chars.slice(index + 2)].join('');
    return checkCharacter(exchanged.slice(0, -1)) === exchanged.slice(-1);
  });
}

const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
const DASHES = /[\p{Pd}\u2212_]+/gu;

/** Upper-case ASCII where the keyboard gave small, fullwidth or Khmer forms, and a hyphen for every dash. */
function plain(text: string): string {
  const seen = toAsciiDigits(text.replace(UNSEEN, '')).normalize('NFKC').replace(DASHES, '-').trim();
  return seen.replace(/[a-z]/g, (letter) => letter.toUpperCase());
}

/** Desk and counter hold digits only, so an O among them is a 0 and an I is a 1. */
function digitsRead(text: string): string {
  return text.replace(/O/g, '0').replace(/I/g, '1');
}

interface Cut {
  facility: string;
  desk: string;
  counter: string;
  check: string;
}

function cut(joined: string, deskAt: number, counterAt: number): Cut | null {
  const found = {
    facility: joined.slice(0, deskAt),
    desk: digitsRead(joined.slice(deskAt, counterAt)),
    counter: digitsRead(joined.slice(counterAt, -1)),
    check: joined.slice(-1),
  };
  const hasShape =
    FACILITY.test(found.facility) && DESK.test(found.desk) && COUNTER.test(found.counter) && CHECK.test(found.check);
  return hasShape ? found : null;
}

/** Every way to cut the characters into the four parts that agrees with the gaps that were typed. */
function cuts(fields: readonly string[]): Cut[] {
  const joined = fields.join('');
  const gaps: number[] = [];
  for (const field of fields) gaps.push((gaps.at(-1) ?? 0) + field.length);
  const found: Cut[] = [];
  for (let deskAt = FACILITY_LENGTH_MIN; deskAt <= FACILITY_LENGTH_MAX; deskAt += 1) {
    for (const counterAt of [deskAt + 1, deskAt + 2]) {
      const places = [deskAt, counterAt, joined.length - 1, joined.length];
      const parts = gaps.every((gap) => places.includes(gap)) ? cut(joined, deskAt, counterAt) : null;
      if (parts !== null) found.push(parts);
    }
  }
  return found;
}

/** The one number that can be meant: spaces are nothing, or the gaps between the parts where hyphens do not say enough. */
function onlyCut(text: string): Cut | null {
  const seen = plain(text);
  for (const fields of [seen.replace(/\s/g, '').split('-'), seen.split(/[\s-]+/)]) {
    const found = cuts(fields);
    if (found.length === 1) return found[0] ?? null;
  }
  return null;
}

/**
 * Reads a patient number as typed: any case, Khmer digits, spaces, dashes of any kind. Missing hyphens are put back where
 * only one number can be meant. In the desk and the counter O is read as 0 and I as 1; in the facility code and the
 * check character, where both may stand, they are not.
 */
export function parsePatientNumber(text: string): PatientNumberReading {
  const found = text.length > TEXT_LENGTH_MAX ? null : onlyCut(text);
  if (found === null) return { ok: false, reason: 'shape' };
  if (checkCharacter(found.facility + found.desk + found.counter) !== found.check)
    return { ok: false, reason: 'check' };
  const parts = { facility: found.facility, desk: Number(found.desk), counter: Number(found.counter) };
  return { ok: true, ...parts, number: makePatientNumber(parts) };
}
