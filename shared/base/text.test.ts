import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nameFold, searchFold, searchWords, toAsciiDigits } from './text.ts';

const DATA = new URL('../../../shared/data/', import.meta.url);

/** One column of a CSV file whose quoted fields hold no line breaks. */
function column(file: string, index: number): string[] {
  const lines = readFileSync(new URL(file, DATA), 'utf8').split(/\r?\n/).slice(1);
  const fields = (line: string) => [...line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g)];
  const cell = (line: string) => {
    const match = fields(line)[index];
    return (match?.[1]?.replaceAll('""', '"') ?? match?.[2] ?? '').trim();
  };
  return lines.filter((line) => line !== '').map(cell);
}

const hasData = existsSync(new URL('gazetteer.csv', DATA)) && existsSync(new URL('names.csv', DATA));
const khmerNames = hasData ? [...new Set([...column('gazetteer.csv', 3), ...column('names.csv', 1)])] : [];
const latinNames = hasData ? [...new Set([...column('gazetteer.csv', 4), ...column('names.csv', 2)])] : [];

/** Each line: texts that look the same. */
const SAME: [why: string, ...texts: string[]][] = [
  ['vowel before subscript', 'ស្ពាន', 'សា្ពន'],
  ['vowel before two subscripts', 'ស្ត្រី', 'សី្ត្រ', 'ស្តី្រ', 'សី្រ្ត'],
  ['subscript ro before another', 'អង្គ្រង', 'អង្រ្គង'],
  ['subscripts da and ta', 'ចិន្តា', 'ចិន្ដា', 'ចិន្ដ\u200bា'],
  ['shifter after vowel', 'ម៉ា', 'មា៉'],
  ['shifter before subscript', 'ម្យ៉ាង', 'ម៉្យាង'],
  ['nikahit before vowel', 'កាំ', 'កំា'],
  ['u and nikahit', 'កុំ', 'កំុ'],
  ['reahmuk before vowel', 'កោះ', 'កះោ', 'កេាះ', 'កេះា', 'កាេះ'],
  ['oe in two signs', 'កើត', 'កេីត', 'កីេត'],
  ['oe and aa, oo and ii', 'កើា', 'កោី'],
  ['robat anywhere', 'ធម្ម៌', 'ធម៌្ម'],
  ['signs typed twice', 'ថ្នល់', 'ថ្នល់់', 'ថ្ន្នល់', 'ថ្្នល់'],
  ['shifter drawn as u: musikatoan', 'ប៉ី', 'បុី', 'បីុ', 'ប៉\u200cី'],
  ['shifter drawn as u: triisap', 'ស៊ើប', 'សុើប', 'សេុីប'],
  ['shifter drawn as u: a and nikahit', 'ញ៉ាំ', 'ញុាំ', 'ញុំា', 'ញាំ៉'],
  ['shifter drawn as u, typed with the u', 'ប៉ី', 'ប៉ុី', 'បុី៉'],
  ['shifter drawn as u: a sonorant below', 'ក្យ៉ី', 'ក្យុី'],
  ['shifter drawn as u: under samyok sannya', 'ម៉័ង', 'មុ័ង'],
  ['shifter drawn as u: under a lone nikahit', 'មុំ', 'ម៉ំ'],
  ['deprecated letters', 'អា', 'ឤ', 'ឣា'],
  ['subscript of a deprecated letter', 'ល្អ', 'ល្ឣ'],
  ['variant of qoo', 'ឱ្យ', 'ឲ្យ'],
  ['obsolete ligature', 'ឧក', 'ឨ'],
  ['bathamasat', 'កំ', 'ក៓'],
  ['inherent vowels', 'កម', 'ក឴ម', 'កម឵'],
  ['lak', '។ល។', '៘'],
  ['atthacan moved by normalisation', 'ក្ម\u17dd', 'ក\u17dd្ម', 'ក\u17dd្ម'.normalize('NFC')],
  ['zero width', 'សុខា', 'ស\u200bុ\u200cខ\u200dា\ufeff', '\u2060សុ\u00adខា\u200e\u034f'],
  ['digits', 'ទី២៥', 'ទី25', 'ទី２５'],
  ['accents', 'chambak', 'Chambâk', 'CHAMBA\u0302K', 'ｃｈａｍｂａｋ'],
  ['letters with built-in accents', 'strasse dodo aeoe', 'Straße Đoðø Æœ', 'STRAẞE ĐOÐØ ÆŒ'],
  ['spaces and signs', 'a b', ' a\u00a0\u3000b\n', 'a-b', 'a.b', '«a» / b', 'a_b'],
  ['apostrophes join', 'orussey', "O'Russey", 'O’Russey', 'Oʼrussey', 'O´Russey'],
];

const DIFFERENT: [string, string][] = [
  ['ដា', 'តា'],
  ['ឝ', 'ឞ'],
  ['ក', 'គ'],
  ['កិ', 'កី'],
  ['កឹ', 'កឺ'],
  ['កុ', 'កូ'],
  ['កេ', 'កែ'],
  ['កោ', 'កៅ'],
  ['កះ', 'កៈ'],
  ['កាត', 'កាត់'],
  ['ក៍', 'ក៎'],
  ['ក៑', 'ក៝'],
  ['ក៏', 'ក័'],
  ['ឫ', 'ឬ'],
  ['ឭ', 'ឮ'],
  ['ឪ', 'ឱ'],
  ['ប៉ី', 'ប៊ី'],
  ['ប៊ី', 'បុី'],
  ['ម៉ោំ', 'មុោំ'],
  ['ប៉ុំ', 'បុំ'],
  ['ស្ន៉ី', 'ស្ន៊ី'],
  ['ហ្វ៉ី', 'ហ្វ៊ី'],
  ['ស៉ី', 'ស៊ី'],
  ['អ៊ំ', 'អុំ'],
  ['ម៉ា', 'មុា'],
  ['កម', 'ក្ម'],
  ['ក្ល', 'ក្ឡ'],
  ['ច័ន្ទ', 'ចន្ទ'],
  ['៥', '៵'],
  ['か', 'が'],
  ['สมชาย', 'สมชย'],
];

describe('searchFold', () => {
  it.each(SAME)('folds what looks the same: %s', (_why, first, ...others) => {
    for (const other of others) expect(searchFold(other)).toBe(searchFold(first ?? ''));
    expect(searchFold(first ?? '')).not.toBe('');
  });

  it.each(DIFFERENT)('keeps apart %s and %s', (a, b) => {
    expect(searchFold(a)).not.toBe(searchFold(b));
  });

  it('leaves well-typed text as it is', () => {
    for (const text of ['ស្ត្រី', 'កោះកុង', 'ញ៉ាំ', 'ស៊ីម', 'ពោធិ៍', 'ខ្មែរៗ', 'ភ្នំពេញ 12', 'sok dara']) {
      expect(searchFold(text)).toBe(text);
    }
  });

  it('has no key for what cannot be seen or read as a word', () => {
    for (const text of ['', ' ', '\u200b', '្', '...', '\ud800', '\udc00', '🙂', '។', '\u0301'])
      expect(searchFold(text)).toBe('');
  });

  it('gives a half-typed subscript the key of what stands so far', () => {
    expect(searchFold('ខ្')).toBe('ខ');
    expect(searchFold('ខ្មែរ').startsWith(searchFold('ខ្ម'))).toBe(true);
    expect(searchFold('ស៊ីម').startsWith(searchFold('ស៊'))).toBe(true);
  });
});

const consonant = fc.integer({ min: 0x1780, max: 0x17a2 }).map((code) => String.fromCodePoint(code));
const base = fc.oneof(consonant, fc.constantFrom('ឥ', 'ឧ', 'ឫ', 'ឯ', 'ឱ'));
const sign = fc.integer({ min: 0x17b6, max: 0x17d1 }).map((code) => String.fromCodePoint(code));
const unit = fc.oneof(
  consonant.map((letter) => `\u17d2${letter}`),
  sign,
  fc.constantFrom('\u17dd', '\u200b', '\u200c', '\u200d'),
);
const anyText = fc.oneof(
  { weight: 1, arbitrary: fc.string({ unit: 'binary', size: 'max', maxLength: 500 }) },
  {
    weight: 3,
    arbitrary: fc
      .array(fc.oneof(base, unit, fc.constantFrom(' ', '-', '(', 'A', 'é', '\u17d2', '\ud83d')), {
        size: 'max',
        maxLength: 300,
      })
      .map((all) => all.join('')),
  },
);

describe('searchFold over any text', () => {
  it('keeps the key whatever the order and number of the parts of a syllable', () => {
    const shuffled = fc
      .array(unit, { size: 'max', maxLength: 12 })
      .chain((units) =>
        fc.tuple(base, fc.constant(units), fc.shuffledSubarray([...units, ...units], { minLength: units.length * 2 })),
      );
    fc.assert(
      fc.property(shuffled, base, ([letter, units, typed], next) => {
        expect(searchFold(letter + typed.join('') + next)).toBe(searchFold(letter + units.join('') + next));
      }),
      { numRuns: 2000 },
    );
  });

  it('is idempotent, never throws, and does not see normalisation', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const key = searchFold(text);
        expect(searchFold(key)).toBe(key);
        expect(key).toBe(key.trim().replace(/\s+/g, ' '));
        for (const form of ['NFC', 'NFD', 'NFKC', 'NFKD']) expect(searchFold(key.normalize(form))).toBe(key);
      }),
      { numRuns: 500 },
    );
  });

  it('is idempotent on every code point, alone and between Khmer letters', () => {
    const failures: string[] = [];
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const char = String.fromCodePoint(code);
      const key = searchFold(`ក${char}ខ ${char}`);
      if (searchFold(key) !== key) failures.push(code.toString(16));
    }
    expect(failures).toEqual([]);
  });

  it('gives canonically equivalent code points one key', () => {
    const failures: string[] = [];
    for (let code = 0; code <= 0x10ffff; code += 1) {
      const char = String.fromCodePoint(code);
      const decomposed = char.normalize('NFD');
      if (decomposed !== char && searchFold(decomposed) !== searchFold(char)) failures.push(code.toString(16));
    }
    expect(failures).toEqual([]);
  });

  it('gives every syllable of one base, subscript, shifter, vowel and sign its own key', () => {
    const letters = Array.from({ length: 0x17a3 - 0x1780 }, (_, index) => String.fromCodePoint(0x1780 + index));
    const vowels = ['', ...Array.from({ length: 16 }, (_, index) => String.fromCodePoint(0x17b6 + index))];
    const signs = ['', ...'ំះៈ់៍៎៏័៑'];
    const drawnFirst = new Map<string, string>();
    const merged = new Set<string>();
    for (const letter of letters)
      for (const below of ['', '្ន', '្ត', '្រ', '្យ'])
        for (const shifter of ['', '៉', '៊'])
          for (const vowel of vowels)
            for (const mark of signs) {
              const text = letter + below + shifter + vowel + mark;
              const earlier = drawnFirst.get(searchFold(text));
              if (earlier === undefined) drawnFirst.set(searchFold(text), text);
              else if (below === '') merged.add(`${earlier} ${text}`);
            }
    // Under ័, and for ៉ under a lone ំ, the shifter of the base is drawn as ុ.
    const alike = (letters: string, shifter: string, mark: string) =>
      [...letters].map((letter) => `${letter}ុ${mark} ${letter}${shifter}${mark}`);
    const twice = (letters: string, shifter: string) => [...letters].map((letter) => `${letter}ុ័ ${letter}${shifter}ុ័`);
    expect([...merged].sort()).toEqual(
      [
        ...alike('ងញនបមយរលវ', '៉', '័'),
        ...alike('ងញនបមយរលវ', '៉', 'ំ'),
        ...alike('សហអ', '៊', '័'),
        ...twice('ងញនបមយរលវ', '៉'),
        ...twice('សហអ', '៊'),
      ].sort(),
    );
  });
});

/** Puts `method` on a prototype and gives back what takes it off again. */
function replaceMethod(owner: object, name: string, method: unknown): () => void {
  const original = Reflect.get(owner, name);
  Reflect.set(owner, name, method);
  return () => Reflect.set(owner, name, original);
}

/** What `fold` asks of the slow parts at worst: the squares of what is normalised or sorted, and every sign collected. */
function workOf(fold: () => unknown): number {
  let work = 0;
  const { normalize } = String.prototype;
  const { sort } = Array.prototype;
  const { add } = Set.prototype;
  const restore = [
    replaceMethod(String.prototype, 'normalize', function (this: string, form: string) {
      work += this.length ** 2;
      return normalize.call(this, form);
    }),
    replaceMethod(Array.prototype, 'sort', function (this: string[], compare: (a: string, b: string) => number) {
      work += this.length ** 2;
      return sort.call(this, compare);
    }),
    replaceMethod(Set.prototype, 'add', function (this: Set<unknown>, value: unknown) {
      work += 1;
      return add.call(this, value);
    }),
  ];
  try {
    fold();
  } finally {
    for (const undo of restore) undo();
  }
  return work;
}

describe('searchFold on long text', () => {
  const shapes: [string, (length: number) => string][] = [
    ['accents that normalisation would have to exchange', (n) => `a${'\u0301'.repeat(n / 2)}${'\u0316'.repeat(n / 2)}`],
    ['one syllable of every sign', (n) => `ក${'\u17b6\u17c6\u17c9\u17d2\u1793'.repeat(n / 5)}`],
    ['many syllables', (n) => 'ស្ត្រី'.repeat(n / 6)],
    ['marks of another script', (n) => `ก${'\u0e48\u0e38'.repeat(n / 2)}`],
    ['open brackets', (n) => '('.repeat(n)],
  ];

  it.each(shapes)('does twice the work for twice the length: %s', (_what, make) => {
    const short = workOf(() => nameFold(make(60_000)));
    const long = workOf(() => nameFold(make(120_000)));
    // One call over the whole text would quadruple the work.
    expect(long).toBeLessThanOrEqual(short * 2.1 + 10_000);
    expect(short).toBeLessThanOrEqual(60_000 * 12);
  });
});

describe('toAsciiDigits', () => {
  it('reads Khmer and fullwidth digits and nothing else', () => {
    expect(toAsciiDigits('០១២៣៤៥៦៧៨៩ ０１２３４５６７８９ ៰៹ ๕ ក')).toBe('0123456789 0123456789 ៰៹ ๕ ក');
  });
});

describe('searchWords', () => {
  it('splits at spaces and signs', () => {
    expect(searchWords(' សុខ  ដា\u200bរ៉ា / SOK-Dara ២ ')).toEqual(['សុខ', 'ដារ៉ា', 'sok', 'dara', '2']);
    expect(searchWords(' . ')).toEqual([]);
  });
});

describe('nameFold', () => {
  it('drops an alias', () => {
    for (const text of ['វះ (ជាសារ)', 'វះ [ជាសារ]', '(ជាសារ) វះ', 'វះ （ជាសារ）', 'វះ (ជា (សារ))', 'វះ (ជាសារ']) {
      expect(nameFold(text)).toBe('វះ');
    }
    expect(nameFold('Sok (Dara) Vann')).toBe('sok vann');
    expect(nameFold('Sok(Dara)Vann')).toBe('sok vann');
    expect(nameFold('(Dara)')).toBe('dara');
    expect(nameFold('Sok) Vann')).toBe('sok vann');
  });

  it('knows an empty name', () => {
    for (const text of ['', '  ', 'NULL', 'null', ' NULL\u200b ', 'NULL NULL', '()', 'NULL (Dara)', '-'])
      expect(nameFold(text)).toBe('');
    expect(nameFold('Nulla')).toBe('nulla');
  });

  it('is idempotent', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        expect(nameFold(nameFold(text))).toBe(nameFold(text));
      }),
      { numRuns: 300 },
    );
  });
});

/** What can be seen: one normal form, nothing of zero width, no case, single spaces, and no signs between words. */
function visible(text: string): string {
  const seen = text
    .normalize('NFC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toLowerCase();
  return toAsciiDigits(seen)
    .replace(/[\s"«»‹›.\-/()`]+/g, ' ')
    .trim();
}

/** A subscript as one character, so that sorting keeps it whole. */
function asOneCharacter(letter: string): string {
  return String.fromCodePoint((letter.codePointAt(0) ?? 0) + 0xe000 - 0x1780);
}

/** Differently typed names of the gazetteer with one key, as [key, typed …]. */
function merges(names: readonly string[]): string[][] {
  const typed = new Map<string, Set<string>>();
  for (const name of names) {
    const key = searchFold(name);
    typed.set(key, (typed.get(key) ?? new Set()).add(visible(name)));
  }
  return [...typed].filter(([, texts]) => texts.size > 1).map(([key, texts]) => [key, ...texts]);
}

describe.skipIf(!hasData)('over the real names (skipped where the folder of test data is absent)', () => {
  it('reads the whole gazetteer', () => {
    expect(khmerNames.length).toBeGreaterThan(9_900);
    expect(latinNames.length).toBeGreaterThan(9_900);
  });

  it('merges Khmer names only by the shared subscript, by order, or by a sign typed twice', () => {
    const unexplained = merges(khmerNames).filter(([, ...texts]) => {
      const byShape = texts.map((text) => text.replaceAll('្ដ', '្ត').replace(/(\u17d2.|[\u17b6-\u17d1])(?=\1)/gu, ''));
      const byOrder = byShape.map((text) =>
        [...text.replace(/\u17d2(.)/gu, (_all, letter: string) => asOneCharacter(letter))].sort().join(''),
      );
      return new Set(byOrder).size > 1;
    });
    expect(unexplained).toEqual([]);
    expect(merges(khmerNames).length).toBe(31);
  });

  it('merges Latin names only by accent or apostrophe', () => {
    const unaccented = merges(latinNames).filter(
      ([, ...texts]) =>
        new Set(texts.map((text) => text.replaceAll('â', 'a').replaceAll('é', 'e').replaceAll("'", ''))).size > 1,
    );
    expect(unaccented).toEqual([]);
  });

  it('finds a name by nearly every beginning of it', () => {
    let tried = 0;
    let missed = 0;
    for (const name of khmerNames) {
      const chars = [...name];
      for (let end = 1; end < chars.length; end += 1) {
        tried += 1;
        if (!searchFold(name).startsWith(searchFold(chars.slice(0, end).join('')))) missed += 1;
      }
    }
    expect(missed / tried).toBeLessThan(0.001);
  });
});
