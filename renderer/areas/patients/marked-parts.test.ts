import { describe, expect, it } from 'vitest';
import { markedParts } from './marked-parts.ts';

/** Marks as brackets, which a person can read in a failing test. */
const marked = (text: string, query: string) =>
  markedParts(text, query)
    .map((part) => (part.isMarked ? `[${part.text}]` : part.text))
    .join('');

describe('markedParts', () => {
  it.each([
    ['Chan Sokha', 'sokha', 'Chan [Sokha]'],
    ['Chorn Sok Kha', 'sokkha', 'Chorn [Sok Kha]'],
    ['Chan Sokha', 'SOK', 'Chan [Sok]ha'],
    ['Chan Sokha', 'sokha chan', '[Chan] [Sokha]'],
    ['20.05.1990', '1990', '20.05.[1990]'],
    ['20.05.1990', '20.05.1990', '[20].[05].[1990]'],
    ['Chan Sokha', 'a', 'Chan Sokha'],
    ['Chan Sokha', 's', 'Chan [S]okha'],
    ['Chan Sokha', '', 'Chan Sokha'],
    ['', 'x', ''],
  ])('%s by %s', (text, query, expected) => expect(marked(text, query)).toBe(expected));

  it('marks whole Khmer syllables, whatever the order of typing', () => {
    expect(marked('ចាន់ សុខា', 'សុខា')).toBe('ចាន់ [សុខា]');
    expect(marked('ចិន្តា', 'ចិន្ដា')).toBe('[ចិន្តា]');
    expect(marked('ចាន់ សុខា', 'ចា')).not.toContain('[ចា]ន់ស');
  });

  it('never loses or doubles a character', () => {
    for (const text of ['ស្រីនាង ពៅ', 'Léa  O’Russey', '១២៣៤៥៦៧-៧៦៥៤៣២១-ឈ']) {
      expect(
        markedParts(text, 'ស្រី lea 123')
          .map((part) => part.text)
          .join(''),
      ).toBe(text);
    }
  });
});
