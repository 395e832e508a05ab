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
