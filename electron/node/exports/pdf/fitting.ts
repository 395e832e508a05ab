import type { Typeface } from './typeface.ts';

/** Where a line of Khmer, which has no spaces, may end: between words as the Unicode library's dictionary knows them. */
const WORDS = new Intl.Segmenter('km', { granularity: 'word' });
/** A consonant with all that is written around it; nothing is ever cut inside one. */
const SYLLABLES = /[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd\u200b-\u200d])*|[^\n]/gu;
const ELLIPSIS = '…';

/** Cuts a text so that it is no wider than `width` and says that it was cut. */
export function cutTo(face: Typeface, text: string, size: number, width: number): string {
  if (face.widthOf(text, size) <= width) return text;
  const syllables = text.match(SYLLABLES) ?? [];
  let kept = '';
  for (const syllable of syllables) {
    if (face.widthOf(`${kept}${syllable}${ELLIPSIS}`, size) > width) break;
    kept += syllable;
  }
  return `${kept}${ELLIPSIS}`;
}

/** Lines of one size, which together say a whole text. */
export interface WholeText {
  lines: string[];
  size: number;
}

/** Below this, in points, a number is hard to read, and two lines are better than one. */
const LEGIBLE = 5;
/** From one line to the next, of their size; digits and capitals have nothing below. */
export const TIGHT_LEADING = 1;
const WHOLE_LINES_MAX = 4;

/**
 * A text as large as it can be within a width and a height, at most `size`: a number that identifies somebody is never
 * cut, whatever becomes of its size. On as few lines as are legible.
 */
export function wholeIn(face: Typeface, text: string, size: number, width: number, height: number): WholeText {
  if (face.widthOf(text, size) <= width) return { lines: [text], size };
  let best: WholeText = { lines: [text], size: 0 };
  for (let count = 1; count <= WHOLE_LINES_MAX && best.size < LEGIBLE; count += 1) {
    const lines = evenly(text, count);
    const widest = Math.max(...lines.map((line) => face.widthOf(line, 1)));
    const fit = Math.min(size, width / widest, count === 1 ? size : height / (count * TIGHT_LEADING));
    if (fit > best.size) best = { lines, size: fit };
  }
  // Rounded down, so that what is written is no wider than what was measured.
  return { ...best, size: Math.floor(best.size * 100) / 100 };
}

/** Parts of about the same length; none is cut inside a syllable. */
function evenly(text: string, count: number): string[] {
  const syllables = text.match(SYLLABLES) ?? [];
  const each = Math.ceil(syllables.length / count);
  const parts: string[] = [];
  for (let from = 0; from < syllables.length; from += each) parts.push(syllables.slice(from, from + each).join(''));
  return parts;
}

/** Breaks a text into lines no wider than `width`; a word that is wider is broken between syllables. */
export function linesOf(face: Typeface, text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const paragraph of text.split('\n')) {
    let line = '';
    for (const part of partsOf(face, paragraph, size, width)) {
      if (line !== '' && face.widthOf((line + part).trimEnd(), size) > width) {
        lines.push(line.trimEnd());
        line = part.trimStart();
      } else line += part;
    }
    lines.push(line.trimEnd());
  }
  return lines;
}

function partsOf(face: Typeface, text: string, size: number, width: number): string[] {
  const words: string[] = [];
  for (const { segment } of WORDS.segment(text)) {
    // No line ends after an opening bracket or begins with a closing one or a stop.
    const isTied = /[([«]$/.test(words.at(-1) ?? '') || /^[)\]».,៖។!?]/.test(segment);
    if (isTied) words.push(`${words.pop() ?? ''}${segment}`);
    else words.push(segment);
  }
  return words.flatMap((word) =>
    face.widthOf(word, size) <= width ? [word] : [...word.matchAll(SYLLABLES)].map(([syllable]) => syllable),
  );
}
