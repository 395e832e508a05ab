/**
 * The key of one written syllable (Khmer or other): what a reader sees, not the order in which it was typed.
 *
 *     base · robat · subscripts · shifter · vowel · signs · reahmuk
 *     ស          ្ត ្រ         ៊        ី       ៍      ះ
 *
 * The order is the one the Unicode Standard (chapter 16, "Khmer") and SIL's Khmer Encoding Structure give, so that
 * well-typed text is nearly its own key and a fragment typed in that order is nearly always a prefix of the whole.
 *
 * Which sequences look the same was measured by shaping them with HarfBuzz in eleven fonts (Noto Sans and Serif Khmer,
 * Battambang, Content, Hanuman, Kantumruy Pro, Khmer, Khmer OS and three of its sisters) and comparing the outlines:
 *
 * - េ with ី draws ើ, and េ with ា draws ោ, in all eleven.
 * - The subscripts ្ដ and ្ត have one shape (ten of eleven); the letters ដ and ត do not.
 * - The subscript ្រ stands to the left whether it is typed before or after another one (all eleven). Two other
 *   subscripts in exchanged order are one picture in three fonts and a swapped stack in the rest; no name is told apart
 *   by it (none of 14,578 villages), so the key forgets the order of subscripts.
 * - A shifter under a sign above is drawn as ុ, if it is the shifter that belongs there: ៊ where the base is ស ហ អ
 *   (seven to eleven fonts), ៉ where it is one of ង ញ ន ប ម យ រ ល វ (ten or eleven) or where one of these but រ is a
 *   subscript of another base (six to eleven). The other shifter stays above, so ប៉ី and ប៊ី differ in every font. Signs above are ិ ី ឹ ឺ
 *   (so ើ too), ា with ំ, and ័, under which ៊ is low in the Noto fonts only. A lone ំ lowers ៉ in five fonts, among them
 *   Noto Sans Khmer, so ម៉ំ is taken for មុំ; it never lowers ៊: អ៊ំ (aunt, uncle) is not អុំ (to row).
 */
export interface Syllable {
  base: string;
  subscripts: Set<string>;
  marks: Set<string>;
}

export const COENG = '\u17d2';
/** ATTHACAN has a combining class above COENG's: Unicode normalisation may move it between COENG and its letter. */
export const ATTHACAN = '\u17dd';

const RO = '\u179a';
const DA = '\u178a';
const TA = '\u178f';
const ROBAT = '\u17cc';
const AA = '\u17b6';
const II = '\u17b8';
const U = '\u17bb';
const OE = '\u17be';
const E = '\u17c1';
const OO = '\u17c4';
const NIKAHIT = '\u17c6';
const MUUSIKATOAN = '\u17c9';
const TRIISAP = '\u17ca';
const ABOVE = ['\u17b7', II, '\u17b9', '\u17ba', '\u17d0'] as const;

const LOWERS_MUUSIKATOAN = new Set('ងញនបមយរលវ');
const LOWERS_TRIISAP = new Set('សហអ');

/** Whether `char` may stand below another letter after COENG: a consonant or an independent vowel. */
export function canBeSubscript(char: string): boolean {
  return char >= '\u1780' && char <= '\u17b3';
}

/** The shifter that is drawn low in this syllable when a sign stands above. */
function shifterThatLowers({ base, subscripts }: Syllable): string | undefined {
  if (LOWERS_TRIISAP.has(base)) return TRIISAP;
  if (LOWERS_MUUSIKATOAN.has(base)) return MUUSIKATOAN;
  const hasSonorantBelow = [...subscripts].some((letter) => letter !== RO && LOWERS_MUUSIKATOAN.has(letter));
  return hasSonorantBelow ? MUUSIKATOAN : undefined;
}

/** Gives a low shifter and a ុ one sign: the shifter, except under a lone ំ, where the vowel ុំ is what is written. */
function lowerShifter(syllable: Syllable): void {
  const { marks } = syllable;
  const shifter = shifterThatLowers(syllable);
  if (shifter === undefined) return;
  const isRaised = ABOVE.some((sign) => marks.has(sign)) || (marks.has(AA) && marks.has(NIKAHIT) && !marks.has(E));
  if (isRaised && marks.has(U)) exchange(marks, [U], [shifter]);
  const isUnderNikahit = !isRaised && marks.has(NIKAHIT) && !marks.has(AA) && !marks.has(U);
  if (isUnderNikahit && shifter === MUUSIKATOAN && marks.has(shifter)) exchange(marks, [shifter], [U]);
}

/** Replaces one sign by others. */
function exchange(marks: Set<string>, from: readonly string[], to: readonly string[]): void {
  for (const mark of from) marks.delete(mark);
  for (const mark of to) marks.add(mark);
}

/** One set of signs for one picture. Vowels are taken apart first, because ើ with ា and ោ with ី are one picture too. */
function onePicture(syllable: Syllable): void {
  const { marks } = syllable;
  if (marks.has(OE)) exchange(marks, [OE], [E, II]);
  if (marks.has(OO)) exchange(marks, [OO], [E, AA]);
  lowerShifter(syllable);
  if (marks.has(E) && marks.has(II)) exchange(marks, [E, II], [OE]);
  else if (marks.has(E) && marks.has(AA)) exchange(marks, [E, AA], [OO]);
}

/** Where a sign stands in the key: shifter, vowel, sign, then the spacing signs reahmuk and yuukaleapintu. */
function rank(mark: string): number {
  if (mark === MUUSIKATOAN || mark === TRIISAP) return 0;
  if (mark >= AA && mark <= '\u17c5') return 1;
  if (mark === '\u17c7' || mark === '\u17c8') return 3;
  return 2;
}

function weight(mark: string): number {
  return rank(mark) * 0x11_0000 + (mark.codePointAt(0) ?? 0);
}

/** COENG before each subscript, in code point order with ្រ last. */
function subscriptKey(subscripts: ReadonlySet<string>): string {
  const letters = new Set<string>();
  for (const letter of subscripts) if (letter !== RO) letters.add(letter === DA ? TA : letter);
  const ordered = [...letters].sort();
  if (subscripts.has(RO)) ordered.push(RO);
  return ordered.map((letter) => COENG + letter).join('');
}

/** The key of a syllable. Sets hold each sign once, so a sign typed twice counts once and sorting is bounded. */
export function syllableKey(syllable: Syllable): string {
  const { base, subscripts, marks } = syllable;
  if (marks.size === 0 && subscripts.size === 0) return base;
  onePicture(syllable);
  const robat = marks.delete(ROBAT) ? ROBAT : '';
  const signs = [...marks].sort((a, b) => weight(a) - weight(b));
  return base + robat + subscriptKey(subscripts) + signs.join('');
}
