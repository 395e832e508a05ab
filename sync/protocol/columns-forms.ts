/** Forms of text, each with a number or parts that come to exactly the same text again. */
const RUN_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const HEX = /^(?:[0-9a-f]{4})+$/;
const DASHED = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const DAY_MS = 86_400_000;
const HEX_MAX = 256;

export interface RunId {
  ms: number;
  runKey: string;
  count: number;
}

export function runIdOf(text: string): RunId | null {
  if (!RUN_ID.test(text)) return null;
  const ms = Number.parseInt(text.slice(0, 8) + text.slice(9, 13), 16);
  return { ms, runKey: text.slice(15, 30), count: Number.parseInt(text.slice(30), 16) };
}

/** Ids as text, as `idOfRun` writes them; those of one minute share their beginning. */
export class RunIds {
  #high = -1;
  #text = '';

  textOf({ ms, runKey, count }: RunId): string {
    const high = Math.floor(ms / 65_536);
    if (high !== this.#high) {
      this.#high = high;
      this.#text = `${high.toString(16).padStart(8, '0')}-`;
    }
    const low = ms - high * 65_536;
    const time = `${this.#text}${BYTES[low >> 8]}${BYTES[low & 255]}-7${runKey}`;
    return `${time}${BYTES[count >> 16]}${BYTES[(count >> 8) & 255]}${BYTES[count & 255]}`;
  }
}

const BYTES = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** Milliseconds of an instant as this program writes them, or null. */
export function instantMs(text: string): number | null {
  if (!INSTANT.test(text)) return null;
  const [hours, minutes, seconds] = [numberAt(text, 11, 13), numberAt(text, 14, 16), numberAt(text, 17, 19)];
  const day = calendarDay(text);
  if (day === null || hours > 23 || minutes > 59 || seconds > 59) return null;
  return day * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1_000 + numberAt(text, 20, 23);
}

/** Days since 1970 of a day of the calendar, or null. */
export function dayNumber(text: string): number | null {
  return DAY.test(text) ? calendarDay(text) : null;
}

/** Of a text that begins with a day; the other way round than `dayText`, and from the same source (`days_from_civil`). */
function calendarDay(text: string): number | null {
  const month = numberAt(text, 5, 7);
  const day = numberAt(text, 8, 10);
  if (month < 1 || month > 12 || day < 1) return null;
  const year = numberAt(text, 0, 4) - (month <= 2 ? 1 : 0);
  const era = Math.floor(year / 400);
  const ofEra = year - era * 400;
  const ofYear = Math.floor((153 * (month > 2 ? month - 3 : month + 9) + 2) / 5) + day - 1;
  const days = era * 146_097 + ofEra * 365 + Math.floor(ofEra / 4) - Math.floor(ofEra / 100) + ofYear - 719_468;
  // The 31st of a short month counts on into the next one.
  return day > 28 && dayText(days) !== text.slice(0, 10) ? null : days;
}

/** The number that these digits are. */
function numberAt(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) number = number * 10 + text.charCodeAt(at) - 48;
  return number;
}

/**
 * A day of the calendar from its number of days since 1970 (H. Hinnant, "chrono-compatible low-level date algorithms",
 * `civil_from_days`): batches are full of days, and a Date takes ten times as long. Only of the years 0 to 9999.
 */
export function dayText(days: number): string {
  const shifted = days + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shiftedMonth = Math.floor((5 * ofYear + 2) / 153);
  const day = ofYear - Math.floor((153 * shiftedMonth + 2) / 5) + 1;
  const month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${digitPair(Math.floor(year / 100))}${digitPair(year % 100)}-${digitPair(month)}-${digitPair(day)}`;
}

/** Days since 1970 of 1 January 0000 and of 31 December 9999. */
export const DAYS_MIN = -719_528;
export const DAYS_MAX = 2_932_896;

const PAIRS = Array.from({ length: 100 }, (_, number) => String(number).padStart(2, '0'));

function digitPair(number: number): string {
  return PAIRS[number] ?? '00';
}

/** Moments as text; those of one day share its beginning. */
export class Moments {
  #day = Number.NaN;
  #text = '';

  /** Of milliseconds since 1970, in the years 0 to 9999. */
  textOf(ms: number): string {
    const day = Math.floor(ms / DAY_MS);
    if (day !== this.#day) {
      this.#day = day;
      this.#text = `${dayText(day)}T`;
    }
    const rest = ms - day * DAY_MS;
    const seconds = Math.floor(rest / 1_000);
    const milli = rest - seconds * 1_000;
    const minutes = Math.floor(seconds / 60);
    const clock = `${digitPair(Math.floor(minutes / 60))}:${digitPair(minutes % 60)}:${digitPair(seconds % 60)}`;
    return `${this.#text}${clock}.${Math.floor(milli / 100)}${digitPair(milli % 100)}Z`;
  }
}

export interface Hex {
  digits: string;
  isDashed: boolean;
}

export function hexOf(text: string): Hex | null {
  if (DASHED.test(text)) return { digits: text.replaceAll('-', ''), isDashed: true };
  return HEX.test(text) && text.length <= HEX_MAX ? { digits: text, isDashed: false } : null;
}

export function hexText({ digits, isDashed }: Hex): string {
  if (!isDashed) return digits;
  const cut = [0, 8, 12, 16, 20, 32];
  return cut
    .slice(1)
    .map((end, at) => digits.slice(cut[at], end))
    .join('-');
}

/** A text cut into what stands between its digits and its groups of digits: `K-012-7` is `K-`, `-`, `` and 012, 7. */
export interface Digits {
  /** The text with each group as NUL and one character that says how long the group is. */
  template: string;
  groups: number[];
}

export const GROUPS_MAX = 6;
const GROUP_DIGITS_MAX = 15;

export function digitsOf(text: string): Digits | null {
  if (text.includes('\0')) return null;
  const groups = text.match(/[0-9]+/g);
  if (groups === null || groups.length > GROUPS_MAX) return null;
  if (groups.some((group) => group.length > GROUP_DIGITS_MAX)) return null;
  const template = text.replace(/[0-9]+/g, (group) => `\0${String.fromCharCode(group.length)}`);
  return { template, groups: groups.map(Number) };
}

/** How many digits each group of a template has; null for a text that is no template. */
export function groupLengths(template: string): number[] | null {
  const lengths: number[] = [];
  for (let at = template.indexOf('\0'); at >= 0; at = template.indexOf('\0', at + 2)) {
    const length = template.charCodeAt(at + 1);
    if (!(length >= 1 && length <= GROUP_DIGITS_MAX)) return null;
    lengths.push(length);
  }
  return lengths.length === 0 || lengths.length > GROUPS_MAX ? null : lengths;
}

/** Null where a number has more digits than its group. */
export function digitsText(template: string, groups: readonly number[]): string | null {
  let text = '';
  let from = 0;
  let index = 0;
  for (let at = template.indexOf('\0'); at >= 0; at = template.indexOf('\0', from)) {
    const group = String(groups[index] ?? 0).padStart(template.charCodeAt(at + 1), '0');
    if (group.length !== template.charCodeAt(at + 1)) return null;
    text += template.slice(from, at) + group;
    from = at + 2;
    index += 1;
  }
  return text + template.slice(from);
}

/** Far enough for every moment, and so near that the distance of two is a safe number. */
const NUMBER_MAX = 2 ** 51;

/** The number that other columns may count from: of a moment its milliseconds, of a day its days. */
export function numberOf(value: string | number): number | null {
  if (typeof value === 'number') return Number.isInteger(value) && Math.abs(value) <= NUMBER_MAX ? value : null;
  if (value.length === 24) return instantMs(value);
  if (value.length === 10) return dayNumber(value);
  return value.length === 36 ? (runIdOf(value)?.ms ?? null) : null;
}
