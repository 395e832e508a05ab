import { searchFold, searchWords, toAsciiDigits } from '../base/text.ts';
import { type Day, dayParts, isDay } from '../base/time.ts';

/**
 * The search index of a name: the folded words once for each rotation, so that the prefix of any word, and of any word
 * with those that follow it, is one range of a B-tree. 'Chan Sokha' gives 'chan sokha' and 'sokha chan'.
 */
export function nameKeys(nameKm: string | null, nameLatin: string | null): string[] {
  const keys = new Set<string>();
  for (const name of [nameKm, nameLatin]) {
    if (name === null) continue;
    const words = searchWords(name).slice(0, 6);
    words.forEach((_word, from) => {
      keys.add([...words.slice(from), ...words.slice(0, from)].join(' '));
    });
    // People type a name without its spaces as often as with them.
    if (words.length > 1) keys.add(words.join(''));
  }
  return [...keys];
}

/** What a clerk typed into the one box, understood. */
export interface SearchWish {
  /** Folded words of a name or a village. */
  words: string[];
  /** Birth years that the text allows; null when it names none. */
  birthYears: { from: number; to: number } | null;
  birthDate: Day | null;
  /** The whole text as an identifier, phone or patient number would be stored: upper case, without separators. */
  compact: string;
  digits: string;
}

const DATE_SHAPES = [
  { shape: /^(\d{1,2})[./-](\d{1,2})[./-](\d{4})$/, order: [3, 2, 1] },
  { shape: /^(\d{4})[./-](\d{1,2})[./-](\d{1,2})$/, order: [1, 2, 3] },
] as const;

function dateOf(token: string): Day | null {
  for (const { shape, order } of DATE_SHAPES) {
    const match = shape.exec(token);
    if (match === null) continue;
    const [year, month, day] = order.map((group) => String(match[group] ?? ''));
    const text = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`;
    if (isDay(text)) return text;
  }
  return null;
}

/**
 * Reads the box: a date or a year or an age narrows a name; everything else is words, and the text as a whole may be a
 * number. `today` turns an age into years.
 */
export function readSearch(text: string, today: Day): SearchWish {
  const plain = toAsciiDigits(text).trim();
  const tokens = plain.split(/[\s,;]+/).filter((token) => token !== '');
  const rest: string[] = [];
  let birthYears: SearchWish['birthYears'] = null;
  let birthDate: Day | null = null;
  const thisYear = dayParts(today).year;
  for (const token of tokens) {
    const date = dateOf(token);
    if (date !== null) {
      birthDate = date;
    } else if (/^(19|20)\d{2}$/.test(token) && Number(token) <= thisYear) {
      birthYears = { from: Number(token), to: Number(token) };
    } else if (/^\d{1,3}$/.test(token) && Number(token) <= 130 && tokens.length > 1) {
      birthYears = { from: thisYear - Number(token) - 1, to: thisYear - Number(token) };
    } else {
      rest.push(token);
    }
  }
  return {
    words: searchWords(rest.join(' ')),
    birthYears,
    birthDate,
    compact: searchFold(plain)
      .replace(/[^\p{L}\p{N}\p{M}]/gu, '')
      .toUpperCase(),
    digits: plain.replace(/\D/g, ''),
  };
}
