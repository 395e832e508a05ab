import { toAsciiDigits } from '../base/text.ts';
import { isDay } from '../base/time.ts';
import { formatNssf, normaliseIdentifier, nssfKey } from './identifiers.ts';

/**
 * What a card says when it is scanned, pasted or typed. The payload of the NSSF card's QR code is not published: cards
 * in the field carry an address with the number in it, JSON, or the number alone, so any text that holds exactly one
 * number of the NSSF shape is that number. Two different numbers decide nothing, and what is not understood is kept as
 * it came, for a person to look at.
 */
export type CardReading =
  | {
      kind: 'nssf';
      /** As printed, `1234567-7654321-ឈ`; without the last part where the payload has none. */
      nssfNumber: string;
      /** The first 14 digits. */
      nssfKey: string;
      /** The birth date where the payload names one, as `1990-05-20`. */
      birthText?: string;
      raw: string;
    }
  | { kind: 'national-id'; nationalId: string; raw: string }
  | { kind: 'other'; raw: string };

/** The most that one QR code holds (ISO/IEC 18004, version 40-L, letters and digits). Longer texts are not looked at. */
export const CARD_TEXT_MAX = 4296;

/** A named value of a payload; the name is '' where there is none. */
interface Part {
  name: string;
  text: string;
}

/** Total and linear in the length of the text. `raw` is always the text as it was given. */
export function readCard(raw: string): CardReading {
  if (raw.length > CARD_TEXT_MAX) return { kind: 'other', raw };
  const text = withoutSymbology(raw);
  const identity = machineReadableZone(text);
  if (identity !== null) return { kind: 'national-id', nationalId: identity, raw };
  const parts = partsOf(text);
  const number = onlyNumber(parts.flatMap((part) => numbersIn(part.text)));
  const key = number === null ? null : nssfKey(number);
  if (number === null || key === null) return { kind: 'other', raw };
  const birthText = birthIn(parts);
  return { kind: 'nssf', nssfNumber: number, nssfKey: key, ...(birthText === null ? {} : { birthText }), raw };
}

/** Some scanners put three characters before the payload that name the kind of code (ISO/IEC 15424): `]Q1` for QR. */
function withoutSymbology(raw: string): string {
  return raw.replace(/^\s*\][A-Za-z][\dA-Za-z]/, '');
}

/** The number in the three lines on the back of a Khmer identity card, which begin `IDKHM`. */
function machineReadableZone(text: string): string | null {
  if (!/^\s*[I1l|]DKHM/i.test(text)) return null;
  const reading = normaliseIdentifier('national-id', text);
  return reading.ok ? reading.normalised : null;
}

/** An address inside JSON inside an address is as deep as payloads go. */
const DEPTH_MAX = 3;

/** A payload taken apart: the values of JSON, the pieces of an address, and what these hold in turn. */
function partsOf(text: string, name = '', depth = 0): Part[] {
  const inner = depth < DEPTH_MAX ? (jsonParts(text) ?? addressParts(text)) : null;
  return inner?.flatMap((part) => partsOf(part.text, part.name || name, depth + 1)) ?? [{ name, text }];
}

function jsonParts(text: string): Part[] | null {
  if (!/^\s*[[{"]/.test(text)) return null;
  try {
    return leaves(JSON.parse(text));
  } catch {
    // It only looks like JSON; it is read as any other text.
    return null;
  }
}

function leaves(json: unknown): Part[] {
  const found: Part[] = [];
  const open: [string, unknown][] = [['', json]];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const [name, value] = next;
    if (typeof value === 'string' || typeof value === 'number') found.push({ name, text: String(value) });
    else if (typeof value === 'object' && value !== null) {
      // The values of a list bear the list's name.
      for (const [key, inner] of Object.entries(value)) open.push([Array.isArray(value) ? name : key, inner]);
    }
  }
  return found;
}

/** A slash alone makes no address: dates have them too. */
const ADDRESS = /[?&=]|:\/\/|^[\w-]+(?:\.[\w-]+)+\//;

function addressParts(text: string): Part[] | null {
  const address = text.trim();
  if (/\s/.test(address) || !ADDRESS.test(address)) return null;
  return address.split(/[/?&;#]/).map((piece) => {
    const at = piece.indexOf('=');
    return { name: decoded(piece.slice(0, Math.max(0, at))), text: decoded(piece.slice(at + 1)) };
  });
}

function decoded(piece: string): string {
  const spaced = piece.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
const DASHES = /[\p{Pd}\u2212]/gu;
/** Seven digits, seven digits and perhaps the check character, which is no part of a longer number or a Khmer word. */
const NUMBER = /(?<!\d-?)\d{7} ?-? ?\d{7}(?:-?[\d\u1780-\u17a2](?![\d\u1780-\u17d3\u17dd]))?(?!-?\d)/g;
/** In the search box a phone number and a birth year may stand side by side; together they have 14 digits as well. */
const PHONE_AND_YEAR = /^\s*0[\d\s]*\s(?:19|20)\d\d\s*$/;

/** The numbers of the NSSF shape in a text, as printed. */
function numbersIn(text: string): string[] {
  const plain = toAsciiDigits(text.replace(UNSEEN, '')).replace(DASHES, '-');
  const whole = PHONE_AND_YEAR.test(plain) ? null : formatNssf(plain);
  const found = whole === null ? (plain.match(NUMBER) ?? []) : [whole];
  return found.flatMap((one) => formatNssf(one) ?? []);
}

const PRINTED_WITHOUT_CHECK = '1234567-7654321'.length;

/** The one number that is meant, in its longest form; null where there is none, or more than one person's. */
function onlyNumber(numbers: readonly string[]): string | null {
  const [first] = numbers;
  if (first === undefined || numbers.some((one) => nssfKey(one) !== nssfKey(first))) return null;
  const checks = new Set(numbers.filter((one) => one.length > PRINTED_WITHOUT_CHECK));
  return checks.size === 1 ? ([...checks][0] ?? first) : first.slice(0, PRINTED_WITHOUT_CHECK);
}

/** Names under which payloads give the birth date. */
const BIRTH_NAME = /birth|dob(?!e)|bdate|កំណើត/i;
const YEAR_FIRST = /^(\d{4})[-/.]?(\d{2})[-/.]?(\d{2})(?:T.*)?$/;
const DAY_FIRST = /^(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})$/;

function birthIn(parts: readonly Part[]): string | null {
  const days = new Set(parts.flatMap(({ name, text }) => (BIRTH_NAME.test(name) ? (dayIn(text) ?? []) : [])));
  return days.size === 1 ? ([...days][0] ?? null) : null;
}

/** Day first is how Cambodia writes dates; a month above 12 is no day of the calendar and gives nothing. */
function dayIn(text: string): string | null {
  const plain = toAsciiDigits(text.replace(UNSEEN, '')).trim();
  const yearFirst = YEAR_FIRST.exec(plain);
  const dayFirst = DAY_FIRST.exec(plain);
  const [year, month, day] = yearFirst?.slice(1, 4) ?? dayFirst?.slice(1, 4).toReversed() ?? [];
  if (year === undefined || month === undefined || day === undefined) return null;
  const found = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  return isDay(found) ? found : null;
}

/** Whether the text is nothing but the number, so that it says no more than the number itself. */
export function isBareNumber(raw: string): boolean {
  return formatNssf(raw) !== null;
}
