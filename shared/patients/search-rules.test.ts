import { describe, expect, it } from 'vitest';
import { nameKeys, readSearch } from './search-rules.ts';

const TODAY = '2026-03-10';

describe('the keys of a name', () => {
  it('begin with each of its words, and are also one word', () => {
    expect(nameKeys(null, 'Chan Sok Dara')).toEqual(['chan sok dara', 'sok dara chan', 'dara chan sok', 'chansokdara']);
    expect(nameKeys('សុខ', null)).toHaveLength(1);
    expect(nameKeys(null, null)).toEqual([]);
  });

  it('are not more for a name of many words', () => {
    expect(nameKeys(null, 'a b c d e f g h i j').length).toBeLessThanOrEqual(7);
  });
});

describe('what was typed', () => {
  const read = (text: string) => {
    const { words, birthYears, birthDate } = readSearch(text, TODAY);
    return { words, birthYears, birthDate };
  };

  it.each([
    ['sok dara', { words: ['sok', 'dara'], birthYears: null, birthDate: null }],
    ['sok 1990', { words: ['sok'], birthYears: { from: 1990, to: 1990 }, birthDate: null }],
    ['sok ១៩៩០', { words: ['sok'], birthYears: { from: 1990, to: 1990 }, birthDate: null }],
    ['sok 35', { words: ['sok'], birthYears: { from: 1990, to: 1991 }, birthDate: null }],
    ['sok 2/5/1990', { words: ['sok'], birthYears: null, birthDate: '1990-05-02' }],
    ['1990-05-02', { words: [], birthYears: null, birthDate: '1990-05-02' }],
    ['1990', { words: [], birthYears: { from: 1990, to: 1990 }, birthDate: null }],
    ['2100', { words: ['2100'], birthYears: null, birthDate: null }],
    ['35', { words: ['35'], birthYears: null, birthDate: null }],
    ['31/02/1990', { words: ['31', '02', '1990'], birthYears: null, birthDate: null }],
    ['  ', { words: [], birthYears: null, birthDate: null }],
  ])('%j is understood', (text, wish) => {
    expect(read(text)).toEqual(wish);
  });

  it('is also a number, without its separators', () => {
    expect(readSearch('btb-00 417', TODAY)).toMatchObject({ compact: 'BTB00417', digits: '00417' });
    expect(readSearch('+855 12-345', TODAY).digits).toBe('85512345');
  });
});
