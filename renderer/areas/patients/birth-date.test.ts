import { describe, expect, it } from 'vitest';
import { birthAsTyped, readBirth } from './birth-date.ts';

const TODAY = '2026-03-10';
const read = (text: string) => readBirth(text, TODAY);
const day = (birthDate: string, years: number) => ({ ok: true, precision: 'day', birthDate, years });

describe('readBirth', () => {
  it.each([
    ['20.05.1990', day('1990-05-20', 35)],
    ['20/5/1990', day('1990-05-20', 35)],
    ['20 05 1990', day('1990-05-20', 35)],
    ['20051990', day('1990-05-20', 35)],
    ['19900520', day('1990-05-20', 35)],
    ['1990-05-20', day('1990-05-20', 35)],
    ['២០.០៥.១៩៩០', day('1990-05-20', 35)],
    ['20.05.90', day('1990-05-20', 35)],
    ['20.05.15', day('2015-05-20', 10)],
    ['11.03.26', day('1926-03-11', 99)],
    ['10.03.2026', day('2026-03-10', 0)],
    ['29.02.2024', day('2024-02-29', 2)],
  ])('%s is a day', (text, reading) => expect(read(text)).toEqual(reading));

  it.each([
    ['05.1990', { ok: true, precision: 'month', birthDate: '1990-05', years: 35 }],
    ['051990', { ok: true, precision: 'month', birthDate: '1990-05', years: 35 }],
    ['1990/5', { ok: true, precision: 'month', birthDate: '1990-05', years: 35 }],
    ['1990', { ok: true, precision: 'year', birthDate: '1990', years: 36 }],
    ['១៩៩០', { ok: true, precision: 'year', birthDate: '1990', years: 36 }],
    ['35', { ok: true, precision: 'age', birthDate: null, years: 35 }],
    ['0', { ok: true, precision: 'age', birthDate: null, years: 0 }],
    ['130', { ok: true, precision: 'age', birthDate: null, years: 130 }],
  ])('%s is known less exactly', (text, reading) => expect(read(text)).toEqual(reading));

  it.each([
    ['31.02.1990', 'calendar'],
    ['13.1990', 'calendar'],
    ['29.02.2023', 'calendar'],
    ['11.03.2026', 'future'],
    ['2027', 'future'],
    ['131', 'old'],
    ['01.01.1890', 'old'],
    ['12345', 'shape'],
    ['May 1990', 'shape'],
    ['1.2.3.4', 'shape'],
    ['20.05.199', 'shape'],
  ])('%s is answered with what is the matter', (text, problem) => expect(read(text)).toEqual({ ok: false, problem }));

  it('has nothing to say of an empty box', () => expect([read(''), read(' . ')]).toEqual([null, null]));
});

describe('birthAsTyped', () => {
  it('writes what readBirth reads back', () => {
    expect(birthAsTyped('1990-05-20', 'day')).toBe('20.05.1990');
    expect(birthAsTyped('1990-05-01', 'month')).toBe('05.1990');
    expect(birthAsTyped('1990-01-01', 'year')).toBe('1990');
  });
});
