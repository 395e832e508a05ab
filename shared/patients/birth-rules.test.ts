import { describe, expect, it } from 'vitest';
import { type BirthInput, birthOf, mayBeSameBirth } from './birth-rules.ts';

const TODAY = '2026-03-10';
const born = (
  birthDate: string | null,
  birthDatePrecision: BirthInput['birthDatePrecision'],
  ageYears: number | null = null,
) => birthOf({ birthDate, birthDatePrecision, ageYears }, TODAY);

describe('a birth', () => {
  it('is kept as a day, filled beyond its precision', () => {
    expect(born('1990-05-20', 'day')).toEqual({ ok: true, birthDate: '1990-05-20' });
    expect(born('1990-05', 'month')).toEqual({ ok: true, birthDate: '1990-05-01' });
    expect(born('1990', 'year')).toEqual({ ok: true, birthDate: '1990-01-01' });
    expect(born(null, 'age', 30)).toEqual({ ok: true, birthDate: '1996-01-01' });
    expect(born(null, 'age', 0)).toEqual({ ok: true, birthDate: '2026-01-01' });
  });

  it('given more exactly than it is known is cut', () => {
    expect(born('1990-05-20', 'month')).toEqual({ ok: true, birthDate: '1990-05-01' });
    expect(born('1990-05-20', 'year')).toEqual({ ok: true, birthDate: '1990-01-01' });
  });

  it.each([
    ['1990', 'day'],
    ['1990-02-30', 'day'],
    ['1990-13', 'month'],
    ['2026-03-11', 'day'],
    ['2026-04', 'month'],
    ['1895', 'year'],
  ] as const)('%s known to the %s is wrong', (text, precision) => {
    expect(born(text, precision)).toEqual({ ok: false, reason: 'birth-date-wrong' });
  });

  it('is missing where nothing is said', () => {
    expect(born(null, 'day')).toEqual({ ok: false, reason: 'birth-date-missing' });
    expect(born('1990', 'age')).toEqual({ ok: false, reason: 'birth-date-missing' });
    expect(born(null, 'age', 131)).toEqual({ ok: false, reason: 'birth-date-wrong' });
  });
});

describe('two births', () => {
  const same = (a: [string, string], b: [string, string]) =>
    mayBeSameBirth({ birthDate: a[0], birthDatePrecision: a[1] }, { birthDate: b[0], birthDatePrecision: b[1] });

  it('are compared as far as the less exact one goes', () => {
    expect(same(['1990-05-20', 'day'], ['1990-05-20', 'day'])).toBe(true);
    expect(same(['1990-05-20', 'day'], ['1990-05-21', 'day'])).toBe(false);
    expect(same(['1990-05-20', 'day'], ['1990-05-01', 'month'])).toBe(true);
    expect(same(['1990-05-20', 'day'], ['1990-01-01', 'year'])).toBe(true);
    expect(same(['1990-05-20', 'day'], ['1991-01-01', 'year'])).toBe(false);
    expect(same(['1990-05-20', 'day'], ['1991-01-01', 'age'])).toBe(true);
    expect(same(['1990-05-20', 'day'], ['1992-01-01', 'age'])).toBe(false);
    expect(same(['1990-05-20', 'day'], ['2000-01-01', 'unknown'])).toBe(true);
  });
});
