import { describe, expect, it } from 'vitest';
import { addDays } from '../base/time.ts';
import { ageLimitDays, turnsOn } from './age-rules.ts';
import { type Changes, exampleFacts, exampleRuleset } from './facts.fixture.ts';
import {
  cashHints,
  childbirthGrantRiel,
  coverLostOn,
  daysLeft,
  missingMonths,
  monthCells,
  monthsInArrears,
} from './hint-rules.ts';
import type { Ruleset } from './record.ts';
import { decide } from './rules.ts';

const rules = exampleRuleset();
const voluntary: Changes = { membership: { class: 'self-employed' } };
const child: Changes['membership'] = { class: 'dependant', relation: 'child' };

it('shows twelve months, oldest first, the last one not due yet', () => {
  const cells = monthCells(exampleFacts(), rules).map(({ month, state }) => `${month} ${state}`);
  expect(cells).toEqual([
    ...['2025-03', '2025-04', '2025-05', '2025-06', '2025-07', '2025-08'].map((month) => `${month} unpaid`),
    ...['2025-09', '2025-10', '2025-11'].map((month) => `${month} unpaid`),
    '2025-12 paid',
    '2026-01 paid',
    '2026-02 not-due',
  ]);
  expect(monthCells(exampleFacts({ serviceDate: '2026-03-16' }), rules).at(-1)).toEqual({
    month: '2026-02',
    state: 'unpaid',
  });
});

describe('missing months', () => {
  const rows: [name: string, changes: Changes, missing: string[], rules?: Partial<Ruleset>][] = [
    ['nothing missing', {}, []],
    ['the month not due yet', { paidMonths: ['2026-01'] }, ['2026-02']],
    ['the last due month', { paidMonths: ['2025-11', '2025-12'] }, ['2026-01']],
    ['nothing paid: the latest two', { paidMonths: [] }, ['2026-01', '2026-02']],
    ['nothing paid, after the due day', { serviceDate: '2026-03-16', paidMonths: [] }, ['2026-01', '2026-02']],
    ['five of six', { paidMonths: ['2025-04', '2025-06', '2025-08', '2025-10', '2025-12'] }, ['2026-02']],
    ['anywhere: beside an old month', { paidMonths: ['2025-05'] }, ['2025-06'], { anchor: 'any-in-window' }],
    ['not of the self-employed', { ...voluntary, paidMonths: [] }, []],
  ];
  it.each(rows)('%s', (_name, changes, missing, changedRules) => {
    expect(missingMonths(exampleFacts(changes), exampleRuleset(changedRules))).toEqual(missing);
  });
});

describe('arrears and the day on which cover is lost', () => {
  it('counts from the last paid month', () => {
    const facts = exampleFacts({ ...voluntary, paidMonths: ['2025-08', '2025-07'] });
    expect(monthsInArrears(facts, rules)).toEqual(['2025-09', '2025-10', '2025-11', '2025-12', '2026-01']);
    expect(coverLostOn(facts, rules)).toBe('2026-04-01');
  });

  it.each([
    ['2025-07', '2025-08'],
    ['2025-12', '2026-01'],
    ['2025-07', '2025-08', '2026-04'],
    ['2026-01', '2026-02', '2026-03', '2026-08', '2026-09'],
  ])('is the first day of VOL_ABANDONED: %s %s …', (...paidMonths) => {
    const on = (serviceDate: string) =>
      decide(exampleFacts({ ...voluntary, paidMonths, serviceDate, snapshot: { source: 'server' } }), rules).reasons;
    const lostOn = coverLostOn(exampleFacts({ ...voluntary, paidMonths }), rules) as string;
    expect(on(lostOn)).toEqual(['VOL_ABANDONED']);
    expect(on(addDays(lostOn, -1))).toEqual(['VOL_ARREARS']);
  });

  it('is in the past once cover is lost', () => {
    const facts = exampleFacts({ ...voluntary, paidMonths: ['2025-01', '2025-02'] });
    expect(coverLostOn(facts, rules)).toBe('2025-10-01');
  });

  it('is nobody’s who does not pay for themselves, or never paid', () => {
    expect(coverLostOn(exampleFacts(), rules)).toBeNull();
    expect(coverLostOn(exampleFacts({ ...voluntary, paidMonths: [] }), rules)).toBeNull();
    expect(monthsInArrears(exampleFacts({ paidMonths: ['2025-01'] }), rules)).toEqual([]);
  });
});

describe('the age limit', () => {
  const limit = (person: object, membership: Changes['membership'] = child) =>
    ageLimitDays(exampleFacts({ person, membership }), rules);

  it('is a day, or the first and the last it may be', () => {
    expect(limit({ birthDate: '2008-03-11' })).toEqual({ earliest: '2026-03-11', latest: '2026-03-11' });
    expect(limit({ birthDate: '2008-02-01', birthDatePrecision: 'month' })).toEqual({
      earliest: '2026-02-01',
      latest: '2026-03-01',
    });
    expect(
      limit({ birthDate: '1966-05-05', birthDatePrecision: 'year' }, { class: 'dependant', relation: 'spouse' }),
    ).toEqual({ earliest: '2026-01-01', latest: '2026-12-31' });
  });

  it('is nobody’s whom none concerns', () => {
    expect(limit({ birthDate: null })).toBeNull();
    expect(limit({}, { class: 'dependant' })).toBeNull();
    expect(limit({}, { class: 'employee' })).toBeNull();
    expect(limit({}, { class: 'dependant', relation: 'child', isDisabledOrChronic: true })).toBeNull();
  });

  it('puts the birthday of 29 February on 1 March where the year lacks the day', () => {
    expect([turnsOn('2008-02-29', 18), turnsOn('1964-02-29', 60)]).toEqual(['2026-03-01', '2024-02-29']);
  });
});

it('counts the days left, never below none', () => {
  expect([0, 179, 180, 200].map((daysUsed) => daysLeft(exampleFacts({ daysUsed }), rules))).toEqual([180, 1, 0, 0]);
});

describe('cash benefits', () => {
  const nine = ['2025-05', '2025-06', '2025-07', '2025-08', '2025-09', '2025-10', '2025-11', '2025-12', '2026-01'];
  const rows: [name: string, changes: Changes, hints: string[]][] = [
    ['medical care only', {}, ['sickness-allowance']],
    ['nine in a row', { paidMonths: nine }, ['sickness-allowance', 'maternity-allowance']],
    ['nine with a gap', { paidMonths: ['2025-04', ...nine.toSpliced(1, 1)] }, ['sickness-allowance']],
    [
      'nine ending at the month not due yet',
      { paidMonths: [...nine.slice(1), '2026-02'] },
      ['sickness-allowance', 'maternity-allowance'],
    ],
    ['nine that ended before', { serviceDate: '2026-03-16', paidMonths: nine }, ['sickness-allowance']],
    ['neither', { paidMonths: [] }, []],
    ['injury at work', { workRelated: 'injury' }, []],
    ['a single faint', { workRelated: 'single-faint' }, ['sickness-allowance']],
    ['not an employee', voluntary, []],
    ['not known', { isKnown: false }, []],
  ];
  it.each(rows)('%s', (_name, changes, hints) => {
    expect(cashHints(exampleFacts(changes), rules)).toEqual(hints);
  });

  it('grants by the number of children as the ruleset says', () => {
    expect([1, 2, 3, 4].map((count) => childbirthGrantRiel(count, rules))).toEqual([400_000, 800_000, 1_200_000, null]);
    expect(childbirthGrantRiel(1, { ...rules, childbirthGrantRiel: undefined })).toBeNull();
  });
});
