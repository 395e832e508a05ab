import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addMonths } from '../../base/time.ts';
import { exampleFacts, exampleRuleset } from '../facts.fixture.ts';
import { MEMBER_CLASSES, type Membership } from '../record.ts';
import { decide } from '../rules.ts';
import { birthTextOf, birthTextsToTry, lookupText } from './lookup-text.rules.ts';
import {
  afterRule,
  earlierMonthsOf,
  factsThatCount,
  membershipOfClass,
  type NationalClass,
  ruleBetween,
} from './member-class.record.ts';
import { baseMonthFor, MONTH_BITS, monthBitsFrom, paidMonthsOf } from './months.rules.ts';
import { bucketBitsFor, readPayload, writeRecord } from './sealed-record.rules.ts';

const day = (fromYear: number, toYear: number) =>
  fc
    .tuple(fc.integer({ min: fromYear, max: toYear }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
    .map(([year, month, date]) => `${year}-${String(month).padStart(2, '0')}-${String(date).padStart(2, '0')}`);
const month = fc.integer({ min: 0, max: 55 }).map((count) => addMonths('2022-10', count));

const memberClass: fc.Arbitrary<NationalClass> = fc.record({
  class: fc.constantFrom(...MEMBER_CLASSES),
  relation: fc.constantFrom('child' as const, 'spouse' as const, null),
  isDisabledOrChronic: fc.boolean(),
  isMarriageRegistered: fc.boolean(),
  isActive: fc.boolean(),
  validFrom: fc.option(day(2020, 2027)),
  validTo: fc.option(day(2020, 2028)),
  paidMonths: fc.uniqueArray(month, { maxLength: 30 }).map((months) => months.sort()),
});

describe('months as bits', () => {
  it('give back every month of the 32, and no other', () => {
    fc.assert(
      fc.property(fc.uniqueArray(month, { maxLength: 40 }), (months) => {
        const base = '2024-10';
        const within = months.filter((one) => one >= base && one < addMonths(base, MONTH_BITS)).sort();
        expect(paidMonthsOf(base, monthBitsFrom(base)(months), [])).toEqual(within);
      }),
    );
  });

  it('begin with two years of history and leave room for eight months', () => {
    expect(baseMonthFor('2026-09')).toBe('2024-10');
    expect(paidMonthsOf('2024-10', 0xffff_ffff, []).at(-1)).toBe('2027-05');
  });

  it('are joined with those of the class, each once', () => {
    expect(paidMonthsOf('2024-10', 0b11, ['2024-11', '2026-01'])).toEqual(['2024-10', '2024-11', '2026-01']);
  });
});

describe('the text that keys are made from', () => {
  it('is the card and the birth date as printed', () => {
    expect(lookupText('12345678901234', '1984-03-02')).toBe('12345678901234|1984-03-02');
    expect(lookupText('12345678901234', '1984')).toBe('12345678901234|1984');
    for (const wrong of ['1984-3-2', '1984-02-30', '84', '1984-13', ''])
      expect(lookupText('12345678901234', wrong)).toBeNull();
    expect(lookupText('1234567890123', '1984')).toBeNull();
  });

  it('goes as far as the precision, and the 1st of January is also a bare year', () => {
    expect(birthTextOf('1984-03-02', 'day')).toBe('1984-03-02');
    expect(birthTextOf('1984-03-01', 'month')).toBe('1984-03');
    expect(birthTextOf('1984-01-01', 'year')).toBe('1984');
    expect(birthTextOf('1984-01-01', 'unknown')).toBeNull();
    expect(birthTextOf(null, 'day')).toBeNull();
    expect(birthTextsToTry('1984-01-01', 'day')).toEqual(['1984-01-01', '1984']);
    expect(birthTextsToTry('1984-03-02', 'day')).toEqual(['1984-03-02']);
  });
});

describe('a class rule', () => {
  it('makes the one class of the other, and is nothing where they are the same', () => {
    fc.assert(
      fc.property(memberClass, memberClass, fc.boolean(), (before, after, isSameButMonths) => {
        const target = isSameButMonths ? { ...before, paidMonths: after.paidMonths } : after;
        const rule = ruleBetween(7, before, target);
        expect(rule === null ? before : afterRule(before, rule)).toEqual(target);
        expect(ruleBetween(7, null, target)).toEqual({ id: 7, is: target });
      }),
    );
  });

  it('of a renewal is short, and changes no class that is not there', () => {
    const before: NationalClass = {
      class: 'self-employed',
      relation: null,
      isDisabledOrChronic: false,
      isMarriageRegistered: false,
      isActive: false,
      validFrom: null,
      validTo: null,
      paidMonths: ['2026-08'],
    };
    expect(ruleBetween(7, before, { ...before, paidMonths: ['2026-08', '2026-09'] })).toEqual({
      id: 7,
      add: ['2026-09'],
    });
    expect(afterRule(null, { id: 7, add: ['2026-09'] })).toBeNull();
  });
});

describe('the facts of a class', () => {
  it('are judged as the facts of the register are, a year and more after the first month', () => {
    const baseMonth = '2024-10';
    const outcomes = new Set<string>();
    fc.assert(
      fc.property(memberClass, day(2026, 2026), day(1940, 2025), (member, serviceDate, birthDate) => {
        const { paidMonths: registered, ...facts } = member;
        const kept = {
          ...factsThatCount(facts, '2024-10-01'),
          paidMonths: earlierMonthsOf(member.class, registered, baseMonth),
        };
        const paidMonths = paidMonthsOf(baseMonth, monthBitsFrom(baseMonth)(registered), kept.paidMonths);
        const judged = (membership: Membership, months: string[]) =>
          decide(
            exampleFacts({
              serviceDate,
              person: { birthDate },
              membership,
              paidMonths: months,
              snapshot: { asOf: serviceDate },
            }),
            exampleRuleset(),
          );
        const register = judged(facts, registered);
        expect(judged(membershipOfClass(kept), paidMonths)).toEqual(register);
        outcomes.add(register.reasons.join());
      }),
      { numRuns: 3_000 },
    );
    expect(outcomes.size).toBeGreaterThan(10);
  });

  it('are few: what no rule reads makes no class of its own', () => {
    const one = {
      class: 'employee',
      relation: null,
      isDisabledOrChronic: true,
      isMarriageRegistered: true,
      isActive: true,
      validFrom: '2026-01-03',
      validTo: null,
    } as const;
    const other = { ...one, isActive: false, validFrom: null, isDisabledOrChronic: false };
    expect(factsThatCount(one, '2024-10-01')).toEqual({
      ...factsThatCount(other, '2024-10-01'),
      isMarriageRegistered: false,
    });
  });

  it('tell somebody who gave up from somebody who never began, and who came back from who waits', () => {
    expect(earlierMonthsOf('self-employed', ['2023-05', '2023-01'], '2024-10')).toEqual(['2023-05']);
    expect(
      earlierMonthsOf(
        'dependant',
        ['2023-01', '2023-02', '2024-11', '2024-12', '2025-01', '2025-02', '2025-03'],
        '2024-10',
      ),
    ).toEqual(['2023-02']);
    expect(earlierMonthsOf('self-employed', [], '2024-10')).toEqual([]);
    expect(earlierMonthsOf('employee', ['2023-01'], '2024-10')).toEqual([]);
  });
});

describe('a sealed record', () => {
  it('opens to what was sealed, with the same slow call only', () => {
    const bytes = fc.uint8Array({ minLength: 12, maxLength: 12 });
    fc.assert(
      fc.property(bytes, bytes, fc.nat(65_535), fc.nat(0xffff_ffff), (slow, other, classId, months) => {
        const record = new Uint8Array(20);
        writeRecord(record, 5, slow, { classId, months });
        expect(readPayload(record, 5, slow)).toEqual({ classId, months });
        expect([...record.subarray(0, 5), ...record.subarray(17)]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
        const isSameStream = slow.subarray(6).every((byte, i) => byte === other[6 + i]);
        if (!isSameStream) expect(readPayload(record, 5, other)).not.toEqual({ classId, months });
      }),
    );
  });

  it('lies among as many buckets as stay occupied', () => {
    expect([0, 1, 63, 127, 128, 5_000_000, 50_000_000].map(bucketBitsFor)).toEqual([0, 0, 0, 0, 1, 16, 16]);
  });
});
