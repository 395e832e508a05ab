/**
 * One typed character spelled out in the letters of the search key: '' for what a reader cannot see, ' ' for what
 * separates words, otherwise lower-case letters, digits and marks. Each character is spelled alone, because
 * normalising a long run of combining marks in one call takes time in the square of its length.
 */

/** Zeros of the digits that count as 0–9: Khmer, and the fullwidth forms of some keyboards. */
const DIGIT_ZEROS = [0x17e0, 0xff10] as const;
const DIGITS = /[\u17e0-\u17e9\uff10-\uff19]/g;

/** Khmer and fullwidth digits as 0–9; every other character stays. Divination numerals (៰–៹) are not digits. */
export function toAsciiDigits(text: string): string {
  return text.replace(DIGITS, (digit) => {
    const code = digit.charCodeAt(0);
    const zero = DIGIT_ZEROS.find((start) => code >= start && code <= start + 9) ?? code;
    return String(code - zero);
  });
}

/**
 * Khmer characters that the Unicode Standard replaces or calls variants of others. ឣ and ឤ are deprecated for អ and អា;
 * ឨ is an obsolete ligature of ឧក; ឲ is a variant of ឱ (ឲ្យ and ឱ្យ are one word); ៘ is drawn as ។ល។; the discouraged
 * ៓ is drawn like ំ. ៑ and ៝, ឝ and ឞ, ៈ and ះ look different and stay apart.
 */
const KHMER_VARIANTS: ReadonlyMap<string, string> = new Map([
  ['\u17a3', '\u17a2'],
  ['\u17a4', '\u17a2\u17b6'],
  ['\u17a8', '\u17a7\u1780'],
  ['\u17b2', '\u17b1'],
  ['\u17d3', '\u17c6'],
  ['\u17d8', ' \u179b '],
]);

/** Letters whose accent is part of the letter, so that decomposition leaves it on. */
const LATIN_LETTERS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ß: 'ss',
    æ: 'ae',
    œ: 'oe',
    ø: 'o',
    đ: 'd',
    ð: 'd',
    ł: 'l',
    ħ: 'h',
    ŧ: 't',
    þ: 'th',
    ı: 'i',
    ς: 'σ',
  }),
);

/** Apostrophes of every keyboard, and the letters that look like one. They join: O'Russey is ORussey. */
const APOSTROPHE = /['`´‘’‛′＇ʹʻʼʽʾʿˊˋ]/u;
/** Default-ignorable characters (zero-width, soft hyphen, bidi, inherent vowels ឴ ឵ …), other format characters, controls. */
const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}]|(?=\p{Cc})\P{White_Space}/u;
/** Accents of no script in particular, except the two that make another letter of a kana. */
const ACCENT = /(?=\p{Script=Inherited})(?![\u3099\u309a])\p{M}/u;
const KEPT = /[\p{L}\p{M}\p{N}]/u;

function spellPart(part: string): string {
  if (APOSTROPHE.test(part) || UNSEEN.test(part) || ACCENT.test(part)) return '';
  return LATIN_LETTERS.get(part) ?? (KEPT.test(part) ? part : ' ');
}

/** `char` is one code point, or a lone surrogate (which separates, as any symbol does). */
export function spellOut(char: string): string {
  const isKhmer = char >= '\u1780' && char <= '\u17ff';
  const variant = isKhmer ? KHMER_VARIANTS.get(char) : undefined;
  if (variant !== undefined) return variant;
  if (APOSTROPHE.test(char) || UNSEEN.test(char)) return '';
  let spelled = '';
  for (const part of toAsciiDigits(char).normalize('NFKD').toLowerCase()) spelled += spellPart(part);
  return spelled;
}
