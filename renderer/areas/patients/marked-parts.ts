import { searchFold, searchWords } from '../../../shared/base/text.ts';

export interface Part {
  text: string;
  isMarked: boolean;
}

/** What a reader takes for one letter: a Khmer consonant with all that hangs on it, or one character with its accents. */
const LETTERS = /[\u1780-\u17b3](?:\u17d2[\u1780-\u17b3]|[\u17b4-\u17d1\u17d3\u17dd\u200b-\u200d])*|.\p{M}*/gsu;

/**
 * Cuts a text where a search found it, by the same key as the search: `sokkha` marks `Sok Kha`, another order of typing
 * marks the same Khmer syllable, `1990` marks the year of `20.05.1990`. Marks never cut a Khmer syllable.
 */
export function markedParts(text: string, query: string): Part[] {
  const letters = text.match(LETTERS) ?? [];
  const isMarked = letters.map(() => false);
  let key = '';
  const letterAt: number[] = [];
  const startsWord: boolean[] = [];
  letters.forEach((letter, index) => {
    const folded = searchFold(letter);
    const isStart = index === 0 || searchFold(letters[index - 1] ?? '') === '';
    for (let unit = 0; unit < folded.length; unit += 1) {
      letterAt.push(index);
      startsWord.push(isStart && unit === 0);
    }
    key += folded;
  });
  for (const word of searchWords(query)) {
    for (let at = key.indexOf(word); at !== -1; at = key.indexOf(word, at + 1)) {
      // One letter alone is a beginning; in the middle of words it would mark everything.
      if (word.length < 2 && !startsWord[at]) continue;
      for (let index = letterAt[at] ?? 0; index <= (letterAt[at + word.length - 1] ?? -1); index += 1) {
        isMarked[index] = true;
      }
    }
  }
  return joined(letters, isMarked);
}

function joined(letters: readonly string[], isMarked: readonly boolean[]): Part[] {
  const parts: Part[] = [];
  letters.forEach((letter, index) => {
    const last = parts.at(-1);
    if (last && last.isMarked === isMarked[index]) last.text += letter;
    else parts.push({ text: letter, isMarked: isMarked[index] ?? false });
  });
  return parts;
}
