import { describe, expect, test } from 'vitest';
import { addDays, type Day } from '../../shared/base/time.ts';
import type { EligibilityDecision } from '../../shared/eligibility/record.ts';
import { decide } from '../../shared/eligibility/rules.ts';
import { BUILT_IN_RULESETS } from '../../shared/eligibility/rulesets.ts';
import { place } from '../../shared/facility/record.ts';
import { nssfKey } from '../../shared/patients/identifiers.ts';
import { type RosterRow, rosterRow } from '../protocol/files.ts';
import { PRACTICE_MEMBERS, practiceRegister } from './practice-members.ts';
import { PRACTICE_PLACES, PRACTICE_VILLAGES } from './practice-places.ts';
import { sampleNumber } from './sample/people.ts';
import { nth } from './tests/desk.ts';

const { ruleset } = nth(BUILT_IN_RULESETS, 0);
const DAYS = Array.from({ length: 70 }, (_, index) => addDays('2026-02-10', index));

function decisionFor(row: RosterRow, day: Day): EligibilityDecision {
  const { birthDate, birthDatePrecision, paidMonths, ...membership } = row;
  return decide(
    {
      ...{ serviceDate: day, serviceCategory: 'outpatient', isEmergency: false, workRelated: 'no' },
      facility: { level: 'MPA', isPublic: true, contractedFrom: '2018-01-01', contractedTo: null },
      identity: { isShown: true, vouchedBy: null, mismatches: [] },
      person: { birthDate, birthDatePrecision },
      ...{ isKnown: true, membership, paidMonths, hef: null, snapshot: { asOf: day, source: 'roster' } },
      ...{ daysUsed: 0, daysRequested: 0, daysScope: 'this-facility' },
    },
    ruleset,
  );
}

describe('the practice register', () => {
  test('shows of each well-known person what it says, on every day', () => {
    for (const day of DAYS) {
      for (const [index, { shows }] of PRACTICE_MEMBERS.entries()) {
        const { outcome } = decisionFor(nth(practiceRegister(day), index), day);
        expect(`${day} ${shows}`).toContain(` ${outcome.replace('-', ' ')}:`);
      }
    }
  });

  test('has people of every class and every outcome, on every day', () => {
    for (const day of DAYS.filter((_, index) => index % 7 === 0)) {
      const register = practiceRegister(day);
      expect(register.map((row) => rosterRow.parse(row))).toEqual(
        register.map(({ contributionGroup: _, ...row }) => row),
      );
      expect(new Set(register.map((row) => row.contributionGroup)).size).toBeGreaterThan(12);
      expect(new Set(register.map((row) => row.class)).size).toBe(6);
      const outcomes = new Set(register.map((row) => decisionFor(row, day).outcome));
      expect([...outcomes].sort()).toEqual(['eligible', 'not-eligible', 'provisional', 'review']);
    }
  });

  test('has the same people with different numbers on every day', () => {
    const people = (day: Day): string[] =>
      practiceRegister(day).map(({ nssfNumber, nameLatin }) => `${nssfNumber} ${nameLatin}`);
    expect(people('2026-02-10')).toEqual(people('2026-09-30'));
    const keys = practiceRegister('2026-02-10').map(({ nssfNumber }) => nssfKey(nssfNumber));
    expect(new Set(keys).size).toBe(keys.length);
    expect(keys).not.toContain(null);
  });

  test('lies in places of the gazetteer, each inside another', () => {
    const codes = new Set(PRACTICE_PLACES.map((one) => place.parse(one).code));
    for (const { code } of PRACTICE_PLACES) if (code.length > 2) expect(codes).toContain(code.slice(0, -2));
    expect(PRACTICE_VILLAGES.length).toBeGreaterThan(10);
  });

  test('numbers of invented members do not repeat', () => {
    for (const seed of [0, 1, 999]) {
      const numbers = Array.from({ length: 20_000 }, (_, index) => nssfKey(sampleNumber(index * 499, seed)));
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(numbers).not.toContain(null);
    }
  });
});
