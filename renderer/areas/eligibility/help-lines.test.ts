import { expect, it } from 'vitest';
import type { ShownCheck } from '../../../shared/eligibility/shown.record.ts';
import { helpLines } from './help-lines.ts';

type Facts = ShownCheck['check']['facts'];

interface Case {
  shown?: Partial<ShownCheck>;
  facts?: Partial<Facts>;
  decision?: Partial<ShownCheck['check']['decision']>;
}

function check({ shown, facts, decision }: Case = {}): ShownCheck {
  return {
    check: {
      id: 'c',
      version: 1,
      patientId: 'p',
      checkedAt: '2026-03-10T01:00:00.000Z',
      checkedBy: 's',
      serviceDate: '2026-03-10',
      facts: {
        serviceDate: '2026-03-10',
        serviceCategory: 'outpatient',
        isEmergency: false,
        workRelated: 'no',
        facility: { level: 'MPA', isPublic: true, contractedFrom: '2020-01-01', contractedTo: null },
        identity: { isShown: true, vouchedBy: null, mismatches: [] },
        person: { birthDate: '2008-09-20', birthDatePrecision: 'day' },
        isKnown: true,
        membership: null,
        paidMonths: [],
        hef: null,
        snapshot: { asOf: '2026-03-08', source: 'roster' },
        daysUsed: 0,
        daysRequested: 0,
        daysScope: 'this-facility',
        ...facts,
      },
      rulesetId: 'kh-2026-01',
      rosterId: 'r',
      nssfKey: null,
      decision: { outcome: 'eligible', payer: 'nssf', reasons: ['VOL_OK'], ...decision },
      supersedesCheckId: null,
      overrideReason: null,
      cardText: null,
    },
    asOf: '2026-03-08',
    months: [],
    coverLostOn: null,
    missingMonths: [],
    headline: 'covered-as-of',
    confirmedAt: null,
    childLimitOn: null,
    daysLeft: 180,
    recheck: null,
    cashHints: [],
    tasks: [],
    isLookUpWithheld: false,
    ...shown,
  };
}

it('says nothing where there is nothing to say', () => expect(helpLines(check(), 180)).toEqual([]));

it('names the day on which cover is lost, unless the answer itself does', () => {
  const lost = (coverLostOn: string, decision: Case['decision'] = {}) =>
    helpLines(check({ shown: { coverLostOn }, decision }), 180);
  expect(lost('2026-10-01')).toEqual([{ kind: 'lostOn', date: '2026-10-01', isSoon: false }]);
  expect(lost('2026-05-01')).toEqual([{ kind: 'lostOn', date: '2026-05-01', isSoon: true }]);
  expect(lost('2026-05-01', { outcome: 'provisional', reasons: ['VOL_ARREARS'] })).toEqual([]);
  expect(lost('2026-03-10', { outcome: 'not-eligible', reasons: ['VOL_ABANDONED'] })).toEqual([
    { kind: 'lostSince', date: '2026-03-10', isSoon: false },
  ]);
  expect(lost('2026-10-01', { outcome: 'not-eligible', reasons: ['DEP_NOT_REGISTERED'] })).toEqual([]);
});

it('shows the missing months only of somebody who is not covered for them', () => {
  const missingMonths = ['2026-01', '2026-02'];
  const short = check({ shown: { missingMonths }, decision: { outcome: 'not-eligible', reasons: ['Q_SHORT'] } });
  expect(helpLines(short, 180)).toEqual([{ kind: 'missing', months: missingMonths }]);
  const pending = check({ shown: { missingMonths }, decision: { outcome: 'provisional', reasons: ['Q_PENDING_DUE'] } });
  expect(helpLines(pending, 180)).toEqual([]);
});

it('counts the years of a child to the day on which they end', () => {
  const child = (childLimitOn: string, isDisabledOrChronic = false) =>
    helpLines(
      check({
        shown: { childLimitOn },
        facts: { membership: { class: 'dependant', relation: 'child', isDisabledOrChronic } },
      }),
      180,
    );
  expect(child('2026-09-20')).toEqual([{ kind: 'childUntil', date: '2026-09-20', years: 18, isSoon: true }]);
  expect(child('2027-09-20')).toEqual([{ kind: 'childUntil', date: '2027-09-20', years: 19, isSoon: false }]);
  expect(child('2026-03-10')).toMatchObject([{ kind: 'childPast' }]);
  expect(child('2026-09-20', true)).toEqual([]);
});

it('counts treatment days where some are used or somebody is to stay', () => {
  const days = (daysLeft: number, facts: Partial<Facts>) => helpLines(check({ shown: { daysLeft }, facts }), 180);
  expect(days(176, { daysUsed: 4 })).toEqual([{ kind: 'daysLeft', n: 176, max: 180, isSoon: false }]);
  expect(days(30, { daysUsed: 150 })).toMatchObject([{ n: 30, isSoon: true }]);
  expect(days(180, { serviceCategory: 'inpatient' })).toMatchObject([{ n: 180 }]);
  expect(helpLines(check({ facts: { daysUsed: 4 } }), null)).toEqual([]);
});

it('says first that the list was not looked in, where the day allowed no more look-ups', () =>
  expect(helpLines(check({ shown: { isLookUpWithheld: true, coverLostOn: '2026-10-01' } }), 180)).toMatchObject([
    { kind: 'withheld' },
    { kind: 'lostOn' },
  ]));
