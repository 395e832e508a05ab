import { ATTHACAN, COENG, canBeSubscript, type Syllable, syllableKey } from './khmer.ts';
import { spellOut } from './letters.ts';

export { toAsciiDigits } from './letters.ts';

const MARK = /\p{M}/u;

/** Collects spelled characters into syllables and writes their keys, with single spaces between words. */
class KeyWriter {
  #key = '';
  #base = '';
  #subscripts = new Set<string>();
  #marks = new Set<string>();
  #isAfterCoeng = false;
  #isAfterSpace = false;

  write(part: string): void {
    if (part === ' ') this.#space();
    else if (part === COENG) this.#isAfterCoeng = true;
    else if (this.#isAfterCoeng && canBeSubscript(part)) this.#subscript(part);
    else if (MARK.test(part)) this.#mark(part);
    else this.#letter(part);
  }

  finish(): string {
    this.#endSyllable();
    return this.#key;
  }

  #space(): void {
    this.#endSyllable();
    this.#isAfterSpace = this.#key !== '';
  }

  #subscript(letter: string): void {
    this.#subscripts.add(letter);
    this.#isAfterCoeng = false;
  }

  #mark(mark: string): void {
    this.#marks.add(mark);
    if (mark !== ATTHACAN) this.#isAfterCoeng = false;
  }

  #letter(letter: string): void {
    this.#endSyllable();
    this.#base = letter;
  }

  /** A COENG with no letter below it shows nothing yet: it is the middle of typing a subscript. */
  #endSyllable(): void {
    const syllable: Syllable = { base: this.#base, subscripts: this.#subscripts, marks: this.#marks };
    const key = syllableKey(syllable);
    if (key !== '') {
      this.#key += this.#isAfterSpace ? ` ${key}` : key;
      this.#isAfterSpace = false;
    }
    this.#base = '';
    if (this.#subscripts.size > 0) this.#subscripts = new Set();
    if (this.#marks.size > 0) this.#marks = new Set();
    this.#isAfterCoeng = false;
  }
}

/**
 * The search key of a text: equal for texts that look the same to a reader, however they were typed, and different for
 * texts that a reader tells apart. Lower case without accents in Latin letters; syllables in one order in Khmer
 * (`khmer.ts` says what looks the same); Khmer digits as 0–9; nothing invisible.
 *
 * White space, hyphens, dots and every other sign separate words and become one space, none at the ends; apostrophes
 * join (`O'Russey` is `orussey`), because they stand inside Latin spellings of Khmer names.
 *
 * Total, deterministic, idempotent, and linear in the length of the text.
 */
export function searchFold(text: string): string {
  const writer = new KeyWriter();
  for (const char of text) for (const part of spellOut(char)) writer.write(part);
  return writer.finish();
}

/** The words of a text's search key, in order. Khmer writes no spaces inside a name, so its words end at spaces and signs. */
export function searchWords(text: string): string[] {
  return searchFold(text)
    .split(' ')
    .filter((word) => word !== '');
}

const OPENING = /[([（［]/;
const CLOSING = /[)\]）］]/;

/** The text outside brackets. A bracket that nobody closed reaches to the end, as in a field that was cut off. */
function outsideBrackets(text: string): string {
  let outside = '';
  let depth = 0;
  for (const char of text) {
    if (OPENING.test(char)) depth += 1;
    else if (CLOSING.test(char)) depth = Math.max(0, depth - 1);
    else if (depth === 0) outside += char;
    if (depth > 0 && !outside.endsWith(' ')) outside += ' ';
  }
  return outside;
}

/**
 * The search key of a person's name, without an alias in ( ) or [ ]. Text `NULL` is no name: it comes from exports of
 * other registers. A name that stands wholly in brackets is the name.
 */
export function nameFold(text: string): string {
  const name = searchFold(outsideBrackets(text)) || searchFold(text);
  return name.split(' ').every((word) => word === 'null') ? '' : name;
}
