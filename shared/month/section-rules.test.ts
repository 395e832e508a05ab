import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { must } from '../base/assert.ts';
import { addDays } from '../base/time.ts';
import { BUILT_IN_PACKS } from '../claims/packs.ts';
import { ageBandOf } from './section-rules.ts';

describe('an age band', () => {
  const bands = must(BUILT_IN_PACKS[0], 'the program comes with a pack').ageBands;

  it.each([
    ['2024-03-01', '2024-03-01', 'd0-28'],
    ['2024-03-02', '2024-03-01', 'd0-28'],
    ['2024-02-02', '2024-03-01', 'd0-28'],
    ['2024-02-01', '2024-03-01', 'd29-m11'],
    ['2023-03-02', '2024-03-01', 'd29-m11'],
    ['2023-03-01', '2024-03-01', 'y1-4'],
    ['2019-03-02', '2024-03-01', 'y1-4'],
    ['2019-03-01', '2024-03-01', 'y5-14'],
    ['2011-03-02', '2026-03-01', 'y5-14'],
    ['2011-03-01', '2026-03-01', 'y15-24'],
    ['2020-02-29', '2025-02-28', 'y1-4'],
    ['2020-02-29', '2025-03-01', 'y5-14'],
    ['1959-03-02', '2024-03-01', 'y50-64'],
    ['1959-03-01', '2024-03-01', 'y65'],
  ])('of somebody born on %s is on %s that of %s', (birthDate, serviceDate, band) => {
    expect(ageBandOf({ birthDate, serviceDate }, bands)).toBe(band);
  });

  it('begins with a birthday and on no other day', () => {
    const years = bands.flatMap((band) => ('fromYears' in band ? [band] : []));
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 36_500 }), fc.constantFrom(...years), (day, { code, fromYears }) => {
        const birthDate = addDays('1920-01-01', day);
        const year = Number(birthDate.slice(0, 4)) + fromYears;
        // Who was born on 29 February is a year older on that day or, where there is none, on 1 March.
        const isLeapDay = birthDate.endsWith('-02-29');
        const birthday = isLeapDay ? addDays(`${year}-02-28`, 1) : `${year}${birthDate.slice(4)}`;
        const codes = [addDays(birthday, -1), birthday].map((serviceDate) =>
          ageBandOf({ birthDate, serviceDate }, bands),
        );
        expect(codes).toEqual([bands[bands.findIndex((band) => band.code === code) - 1]?.code, code]);
      }),
    );
  });
});
