import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesBetween } from '../../sync/central/national/changes.ts';
import type { NationalMember } from '../../sync/central/national/classes.ts';
import { GROUP_MEMBERS_MIN } from '../../sync/central/national/groups.ts';
import { sha256 } from '../../sync/central/node/national/crypto.ts';
import { answerOf, applied } from './applied.ts';
import { memberOf, members, TestCentre } from './centre.ts';

const LARGE = GROUP_MEMBERS_MIN * 4;
const SUMMER = ['2026-07', '2026-08'];

/** Counts what a publication of these members sends. */
async function publish(centre: TestCentre, of: NationalMember[]) {
  const before = centre.state;
  await centre.advance(of);
  const { rules, updates, removals, additions } = changesBetween(before, centre.state);
  expect(applied(before, centre.state).hash(sha256)).toBe(centre.state.hash(sha256));
  return { rules, records: [updates.length, removals.length, additions.length] };
}

/** Everybody of one employer; those before `exceptions` have not paid what it has. */
const staff = (paid: string[], exceptions = 0, more: Partial<NationalMember> = {}): NationalMember[] =>
  members(LARGE, (index) => ({ group: 'E1', paidMonths: index < exceptions ? SUMMER : paid, ...more }));

async function begun(first = staff(SUMMER)): Promise<TestCentre> {
  const centre = new TestCentre();
  await centre.advance(first);
  return centre;
}

describe('a month that a group has paid', () => {
  it('is one rule, and one record for each exception', async () => {
    const centre = await begun();
    const { rules, records } = await publish(centre, staff([...SUMMER, '2026-09'], 3));
    expect(rules).toEqual([{ id: 1, add: ['2026-09'] }]);
    expect(records).toEqual([3, 0, 0]);
    expect(answerOf(centre, memberOf(1))?.paidMonths).toEqual(SUMMER);
    expect(answerOf(centre, memberOf(7))?.paidMonths).toEqual([...SUMMER, '2026-09']);
  });

  it('is a rule month after month; who pays late comes back with one record', async () => {
    const centre = await begun();
    await publish(centre, staff([...SUMMER, '2026-09'], 3));
    const both = [...SUMMER, '2026-09', '2026-10'];
    expect(await publish(centre, staff(both))).toEqual({ rules: [{ id: 1, add: ['2026-10'] }], records: [3, 0, 0] });
    expect(await publish(centre, staff(both))).toEqual({ rules: [], records: [0, 0, 0] });
    const quarter = [...both, '2026-11', '2026-12', '2027-01'];
    const { rules } = await publish(centre, staff(quarter));
    expect(rules).toEqual([{ id: 1, add: ['2026-11', '2026-12', '2027-01'] }]);
  });

  it('that is taken back from all of them is a rule as well', async () => {
    const centre = await begun();
    await publish(centre, staff([...SUMMER, '2026-09']));
    expect(await publish(centre, staff(SUMMER))).toEqual({
      rules: [{ id: 1, add: [], drop: ['2026-09'] }],
      records: [0, 0, 0],
    });
  });

  it('and that fewer than half have paid is a record for each of these', async () => {
    const centre = await begun();
    const late = LARGE * 0.6;
    const { rules, records } = await publish(centre, staff([...SUMMER, '2026-09'], late));
    expect([rules, records]).toEqual([[], [LARGE - late, 0, 0]]);
  });

  it('is not one where all had paid it before', async () => {
    const first = members(LARGE, () => ({ group: 'E1', paidMonths: [...SUMMER, '2026-09'] }));
    const centre = await begun(first);
    const some = first.map((one, index) => (index < 5 ? { ...one, paidMonths: SUMMER } : one));
    expect(await publish(centre, some)).toEqual({ rules: [], records: [5, 0, 0] });
  });

  it('is a record for each member of a group that is too small for a class', async () => {
    const few = (paid: string[]) => members(GROUP_MEMBERS_MIN - 1, () => ({ group: 'E1', paidMonths: paid }));
    const centre = await begun(few(SUMMER));
    expect(centre.state.classes.length).toBe(1);
    const { rules, records } = await publish(centre, few([...SUMMER, '2026-09']));
    expect([rules, records]).toEqual([[], [GROUP_MEMBERS_MIN - 1, 0, 0]]);
  });

  it('gives a group that the register did not name before its class with the first renewal', async () => {
    const centre = await begun(staff(SUMMER, 0, { group: null }));
    expect(await publish(centre, staff(SUMMER))).toEqual({ rules: [], records: [0, 0, 0] });
    const first = await publish(centre, staff([...SUMMER, '2026-09']));
    expect(first.records).toEqual([LARGE, 0, 0]);
    const second = await publish(centre, staff([...SUMMER, '2026-09', '2026-10']));
    expect(second).toEqual({ rules: [{ id: 1, add: ['2026-10'] }], records: [0, 0, 0] });
  });

  it('leaves the months before the first one of the roster with whoever needs them', async () => {
    const returned = (paid: string[]) =>
      members(LARGE, (index) => ({
        ...{ group: 'R1', class: 'self-employed' as const },
        paidMonths: index === 0 ? ['2023-01', ...paid] : paid,
      }));
    const centre = await begun(returned([]));
    expect(answerOf(centre, memberOf(0))?.paidMonths).toEqual(['2023-01']);
    const { records } = await publish(centre, returned(['2026-09']));
    expect(records[0]).toBeLessThanOrEqual(1);
    expect(answerOf(centre, memberOf(0))?.paidMonths).toEqual(['2023-01', '2026-09']);
    expect(answerOf(centre, memberOf(1))?.paidMonths).toEqual(['2026-09']);
  });
});

/** A day of the register: what two employers have paid, and who of their people is otherwise. */
const day = fc.record({
  paid: fc.tuple(fc.subarray(['2026-07', '2026-09', '2026-10', '2027-05']), fc.subarray(['2026-08', '2026-09'])),
  others: fc.uniqueArray(
    fc.record({
      index: fc.nat(2 * GROUP_MEMBERS_MIN + 20),
      paidMonths: fc.subarray(['2023-05', '2026-07', '2026-08', '2026-09', '2026-10']),
      class: fc.constantFrom('employee' as const, 'self-employed' as const, 'veteran' as const),
      group: fc.constantFrom('E1', 'E2', 'E3', null),
      isGone: fc.boolean(),
    }),
    { selector: ({ index }) => index, maxLength: 60, size: 'max' },
  ),
});

const registerOf = ({ paid, others }: typeof day extends fc.Arbitrary<infer Day> ? Day : never): NationalMember[] => {
  const odd = new Map(others.map((one) => [one.index, one]));
  return members(2 * GROUP_MEMBERS_MIN + 20, (index) => {
    const { isGone: _, index: _index, ...other } = odd.get(index) ?? { isGone: false, index };
    return { group: index % 2 === 0 ? 'E1' : 'E2', paidMonths: [...(paid[index % 2] ?? [])], ...other };
  }).filter((_, index) => odd.get(index)?.isGone !== true);
};

describe('whatever the register says from day to day', () => {
  it('every member is answered as in a roster that is built anew without groups', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(day, { minLength: 2, maxLength: 4 }), async (days) => {
        const centre = new TestCentre();
        for (const [number, of] of days.entries()) {
          const register = registerOf(of);
          const before = number === 0 ? null : centre.state;
          await centre.advance(register);
          if (before !== null) expect(applied(before, centre.state).hash(sha256)).toBe(centre.state.hash(sha256));
          const anew = await begun(register.map((one) => ({ ...one, group: null })));
          for (const one of register) expect(answerOf(centre, one)).toEqual(answerOf(anew, one));
        }
      }),
      { numRuns: 60 },
    );
  });

  it('the same editions come of the same registers', async () => {
    const states = async () => {
      const centre = await begun(staff(SUMMER));
      await centre.advance(staff([...SUMMER, '2026-09'], 5));
      return centre.stateHash;
    };
    expect(await states()).toBe(await states());
  });
});
