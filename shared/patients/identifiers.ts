import { toAsciiDigits } from '../base/text.ts';

/** NSSF card · HEF or IDPoor card · Khmer identity card · PMRS patient number · passport. */
export const IDENTIFIER_KINDS = ['nssf', 'hef', 'national-id', 'pmrs', 'passport'] as const;
export type IdentifierKind = (typeof IDENTIFIER_KINDS)[number];

export type IdentifierFault = 'empty' | 'too-long' | 'nssf-shape' | 'national-id-shape';

/** `raw` is always what was typed or scanned, unchanged; `normalised` is what two records are matched by. */
export type IdentifierReading =
  | { ok: true; raw: string; normalised: string }
  | { ok: false; raw: string; reason: IdentifierFault };

/** Characters as typed; the longest real one is an identity card's whole machine-readable zone (90). */
export const RAW_LENGTH_MAX = 200;
/** Characters of a free-text number (HEF, PMRS, passport) once punctuation is gone. */
export const FREE_NUMBER_LENGTH_MAX = 40;

const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}\p{Cc}\s]/gu;
const DASHES = /[\p{Pd}\u2212]/gu;
const PUNCTUATION = /[^\p{L}\p{M}\p{N}]/gu;

/** Everything a reader sees, in one piece: ASCII digits, no white space, nothing invisible. */
function joined(raw: string): string {
  return toAsciiDigits(raw.replace(UNSEEN, ''));
}

/** Empty fields of other registers hold the text NULL. */
function isBlank(text: string): boolean {
  return text === '' || text.toUpperCase() === 'NULL';
}

interface NssfNumber {
  key: string;
  check: string;
}

/**
 * Printed as seven digits, seven digits and a check character, which is a digit or a Khmer letter and is often left
 * out. The rule behind the check character is not public, so it is never computed, and the digits mean nothing here.
 */
function readNssf(raw: string): NssfNumber | null {
  if (raw.length > RAW_LENGTH_MAX) return null;
  const match = /^(\d{14})([\d\u1780-\u17a2]?)$/.exec(joined(raw).replace(DASHES, ''));
  return match === null ? null : { key: match[1] ?? '', check: match[2] ?? '' };
}

/** The first 14 digits, by which an NSSF member is matched, or null where the text has not an NSSF number's shape. */
export function nssfKey(raw: string): string | null {
  return readNssf(raw)?.key ?? null;
}

/** As printed on the card, `1234567-7654321-ឈ`, or without the last part where it was not given; null as `nssfKey`. */
export function formatNssf(raw: string): string | null {
  const read = readNssf(raw);
  if (read === null) return null;
  const parts = [read.key.slice(0, 7), read.key.slice(7), read.check];
  return parts.filter((part) => part !== '').join('-');
}

/** The number has digits only, so an O in it is a 0 and an I or a small l is a 1. An L or T could be either: not read. */
function digitsRead(text: string): string {
  return text.replace(/[Oo]/g, '0').replace(/[Iil|]/g, '1');
}

/** Nine digits, typed or inside the machine-readable zone, whose first line begins `IDKHM` and the number. */
function readNationalId(text: string): string | null {
  const bare = text.replace(DASHES, '');
  const zone = /^[I1l|]DKHM([0-9OoIil|]{9})[A-Z0-9<]*$/i.exec(bare);
  const digits = digitsRead(zone?.[1] ?? bare);
  return /^\d{9}$/.test(digits) ? digits : null;
}

/** No public rule says what these numbers look like: upper-case letters and digits, punctuation dropped. */
function freeNumber(text: string): string {
  return text.normalize('NFKC').toUpperCase().replace(PUNCTUATION, '');
}

function read(kind: IdentifierKind, raw: string): string | { fault: IdentifierFault } {
  if (raw.length > RAW_LENGTH_MAX) return { fault: 'too-long' };
  const text = joined(raw);
  if (isBlank(text)) return { fault: 'empty' };
  if (kind === 'nssf') return nssfKey(raw) ?? { fault: 'nssf-shape' };
  if (kind === 'national-id') return readNationalId(text) ?? { fault: 'national-id-shape' };
  const number = freeNumber(text);
  if (number === '') return { fault: 'empty' };
  return number.length > FREE_NUMBER_LENGTH_MAX ? { fault: 'too-long' } : number;
}

/**
 * Reads an identifier as it was typed, pasted or scanned. Only the shape is judged: no check character is computed and
 * nothing (a birth date, a sex) is derived from the digits. Khmer digits, spaces, dashes and invisible characters are
 * tolerated in every kind.
 */
export function normaliseIdentifier(kind: IdentifierKind, raw: string): IdentifierReading {
  const found = read(kind, raw);
  return typeof found === 'string' ? { ok: true, raw, normalised: found } : { ok: false, raw, reason: found.fault };
}

const CAMBODIAN = /^(?:8550?|0)?([1-9]\d{7,8})$/;
const PHONE = /^(\+|00)?(\d{8,15})$/;
/** Digits of a number abroad with its country code; shorter ones are slips of a Cambodian number. */
const ABROAD_DIGITS_MIN = 10;

function readPhone(text: string): string | null {
  const match = PHONE.exec(text);
  const digits = match?.[2] ?? '';
  if (match?.[1] !== undefined && !digits.startsWith('855')) {
    return digits.length >= ABROAD_DIGITS_MIN && !digits.startsWith('0') ? `+${digits}` : null;
  }
  const national = CAMBODIAN.exec(digits)?.[1];
  return national === undefined ? null : `+855${national}`;
}

/**
 * A telephone number in international form, `+85512345678`. Cambodian numbers are eight or nine digits after the 0 or
 * after +855; a missing first 0 (spreadsheets drop it) is put back; numbers abroad need their + or 00. Of several
 * numbers in one field the first that can be read counts. Null for `NULL`, `0000000000` and anything else unreadable.
 */
export function normalisePhone(raw: string): string | null {
  if (raw.length > RAW_LENGTH_MAX) return null;
  for (const part of raw.split(/[/,;]/)) {
    const number = readPhone(joined(part).replace(/＋/g, '+').replace(DASHES, '').replace(/[().]/g, ''));
    if (number !== null) return number;
  }
  return null;
}
