import { describe, expect, it } from 'vitest';
import {
  type Changes,
  decisionOf,
  exampleFacts,
  exampleRuleset,
  HEF_CARD as hef,
  type Row,
  NOT_KNOWN as unknown,
} from './facts.fixture.ts';
import { type EligibilityFacts, eligibilityFacts } from './record.ts';
import { decide } from './rules.ts';

function table(title: string, rows: Row[]) {
  describe(title, () => {
    it.each(rows)('%s', (_name, changes, expected, rules) => {
      const given = exampleFacts(changes);
      expect(eligibilityFacts.parse(given)).toEqual(given);
      expect(decide(given, exampleRuleset(rules))).toEqual(decisionOf(expected));
    });
  });
}

const poorOnly: Changes = { ...unknown, hef };
const child: Changes['membership'] = { class: 'dependant', relation: 'child' };
const spouse: Changes['membership'] = { class: 'dependant', relation: 'spouse', isMarriageRegistered: true };

const born = (
  birthDate: string | null,
  birthDatePrecision: EligibilityFacts['person']['birthDatePrecision'] = 'day',
): Changes => ({ membership: child, person: { birthDate, birthDatePrecision } });
const wed = (
  birthDate: string | null,
  birthDatePrecision: EligibilityFacts['person']['birthDatePrecision'] = 'day',
): Changes => ({ membership: spouse, person: { birthDate, birthDatePrecision } });
const CHILD_OK = 'eligible nssf DEP_CHILD_OK VOL_OK';
const CHILD_OUT = 'not-eligible self DEP_AGE_OUT';
const UNCERTAIN = 'review undecided AGE_UNCERTAIN';
table('dependant child', [
  ['18 tomorrow', born('2008-03-11'), CHILD_OK],
  ['18 today', born('2008-03-10'), CHILD_OUT],
  [
    'born on 29 February, 28 February 18 years later',
    {
      ...born('2008-02-29'),
      serviceDate: '2026-02-28',
      paidMonths: ['2025-12', '2026-01'],
      snapshot: { asOf: '2026-02-28' },
    },
    CHILD_OK,
  ],
  [
    'born on 29 February, 1 March 18 years later',
    { ...born('2008-02-29'), serviceDate: '2026-03-01', snapshot: { asOf: '2026-03-01' } },
    CHILD_OUT,
  ],
  ['month known, all of it younger', born('2008-04-01', 'month'), CHILD_OK],
  ['month known, the limit inside', born('2008-03-01', 'month'), UNCERTAIN],
  ['month known, all of it older', born('2008-02-01', 'month'), CHILD_OUT],
  [
    'month known, first day of the month: only the 1st is 18',
    { ...born('2008-03-01', 'month'), serviceDate: '2026-03-01', snapshot: { asOf: '2026-03-01' } },
    UNCERTAIN,
  ],
  [
    'month known, last day of the month: all are 18',
    {
      ...born('2008-03-01', 'month'),
      serviceDate: '2026-03-31',
      paidMonths: ['2026-01', '2026-02'],
      snapshot: { asOf: '2026-03-31' },
    },
    CHILD_OUT,
  ],
  ['month known, digits of the day mean nothing', born('2008-03-31', 'month'), UNCERTAIN],
  ['year known, younger', born('2009-01-01', 'year'), CHILD_OK],
  ['year known, older', born('2007-12-31', 'year'), CHILD_OUT],
  ['year known, digits beyond mean nothing', born('2008-12-31', 'year'), UNCERTAIN],
  [
    'year known, 31 December',
    { ...born('2008-01-01', 'year'), serviceDate: '2026-12-31', snapshot: { asOf: '2026-12-31' } },
    CHILD_OUT,
  ],
  ['unknown', born(null, 'unknown'), UNCERTAIN],
  ['a date of unknown precision', born('2015-01-01', 'unknown'), UNCERTAIN],
  ['a date without precision', born('2015-01-01', null), UNCERTAIN],
  [
    'disabled, birth date unknown',
    { ...born(null), membership: { class: 'dependant', relation: 'child', isDisabledOrChronic: true } },
    CHILD_OK,
  ],
  [
    'marriage and disability of others do not matter',
    { ...born('2008-03-10'), membership: { class: 'dependant', relation: 'child', isMarriageRegistered: true } },
    CHILD_OUT,
  ],
  ['relation unknown', { membership: { class: 'dependant' }, person: { birthDate: '2015-01-01' } }, UNCERTAIN],
  [
    'goes on as self-employed: waiting',
    { ...born('2015-01-01'), paidMonths: ['2026-01'] },
    'not-eligible self DEP_CHILD_OK VOL_WAITING',
  ],
  [
    'goes on as self-employed: arrears',
    { ...born('2015-01-01'), paidMonths: ['2025-11', '2025-12'] },
    'provisional nssf DEP_CHILD_OK VOL_ARREARS',
  ],
  ['another limit', born('2008-03-10'), CHILD_OK, { childAgeUnder: 19 }],
]);
table('dependant spouse', [
  ['60 tomorrow', wed('1966-03-11'), 'eligible nssf DEP_SPOUSE_OK VOL_OK'],
  ['60 today', wed('1966-03-10'), 'not-eligible self DEP_SPOUSE_AGE'],
  ['year known, the limit inside', wed('1966-01-01', 'year'), UNCERTAIN],
  ['birth date unknown', wed(null), UNCERTAIN],
  [
    'not registered, before the age',
    { ...wed(null), membership: { class: 'dependant', relation: 'spouse', isMarriageRegistered: false } },
    'not-eligible self DEP_NOT_REGISTERED',
  ],
  [
    'registration not on record',
    { ...wed('1980-01-01'), membership: { class: 'dependant', relation: 'spouse' } },
    'not-eligible self DEP_NOT_REGISTERED',
  ],
  [
    'a disability lifts no limit of a spouse',
    {
      ...wed('1960-01-01'),
      membership: { class: 'dependant', relation: 'spouse', isMarriageRegistered: true, isDisabledOrChronic: true },
    },
    'not-eligible self DEP_SPOUSE_AGE',
  ],
  [
    'abandoned',
    { ...wed('1980-01-01'), paidMonths: ['2025-06', '2025-07'] },
    'not-eligible self DEP_SPOUSE_OK VOL_ABANDONED',
  ],
]);

table('treatment days', [
  ['180', { daysUsed: 179, daysRequested: 1, daysScope: 'national' }, 'eligible nssf Q_2_CONSEC'],
  [
    '181 nationally',
    { daysUsed: 180, daysRequested: 1, daysScope: 'national' },
    'not-eligible self Q_2_CONSEC DAYS_180_EXCEEDED',
  ],
  ['181 here', { daysUsed: 0, daysRequested: 181 }, 'eligible nssf Q_2_CONSEC DAYS_180_NEAR'],
  [
    '181 nationally, otherwise provisional',
    { daysUsed: 181, daysScope: 'national', paidMonths: ['2026-01'] },
    'not-eligible self Q_PENDING_DUE DAYS_180_EXCEEDED',
  ],
  [
    '181 here, otherwise provisional',
    { daysUsed: 181, paidMonths: ['2026-01'] },
    'provisional nssf Q_PENDING_DUE DAYS_180_NEAR',
  ],
  ['181 here, otherwise short', { daysUsed: 181, paidMonths: [] }, 'not-eligible self Q_SHORT'],
  ['181 nationally, otherwise in review', { ...born(null), daysUsed: 181, daysScope: 'national' }, UNCERTAIN],
  [
    '181 nationally, old roster: the days end it',
    { daysUsed: 181, daysScope: 'national', snapshot: { asOf: '2025-01-01' } },
    'not-eligible self Q_2_CONSEC DAYS_180_EXCEEDED',
  ],
  [
    '181 here, old roster: both are said',
    { daysUsed: 181, snapshot: { asOf: '2025-01-01' } },
    'provisional nssf Q_2_CONSEC DAYS_180_NEAR SNAPSHOT_STALE',
  ],
  ['HEF has no such limit', { ...poorOnly, daysUsed: 181, daysScope: 'national' }, 'eligible hef HEF_OK'],
]);

table('age of the roster', [
  ['7 days', { snapshot: { asOf: '2026-03-03' } }, 'eligible nssf Q_2_CONSEC'],
  ['8 days', { snapshot: { asOf: '2026-03-02' } }, 'eligible nssf Q_2_CONSEC SNAPSHOT_STALE'],
  ['35 days', { snapshot: { asOf: '2026-02-03' } }, 'eligible nssf Q_2_CONSEC SNAPSHOT_STALE'],
  ['36 days', { snapshot: { asOf: '2026-02-02' } }, 'provisional nssf Q_2_CONSEC SNAPSHOT_STALE'],
  ['of the centre, 36 days', { snapshot: { asOf: '2026-02-02', source: 'server' } }, 'eligible nssf Q_2_CONSEC'],
  [
    'card only, 36 days',
    { snapshot: { asOf: '2026-02-02', source: 'card-only' } },
    'provisional nssf Q_2_CONSEC SNAPSHOT_STALE',
  ],
  ['of unknown age', { snapshot: { asOf: null } }, 'provisional nssf Q_2_CONSEC SNAPSHOT_STALE'],
  ['newer than the visit', { snapshot: { asOf: '2026-04-10' } }, 'eligible nssf Q_2_CONSEC'],
  [
    'old, but provisional already',
    { snapshot: { asOf: '2025-01-01' }, paidMonths: ['2026-01'] },
    'provisional nssf Q_PENDING_DUE',
  ],
  ['old, and short', { snapshot: { asOf: '2025-01-01' }, paidMonths: [] }, 'not-eligible self Q_SHORT'],
  [
    'old, dependant',
    { ...born('2015-01-01'), snapshot: { asOf: '2025-01-01' } },
    'provisional nssf DEP_CHILD_OK VOL_OK SNAPSHOT_STALE',
  ],
  ['HEF does not age', { ...poorOnly, snapshot: { asOf: '2020-01-01' } }, 'eligible hef HEF_OK'],
]);

table('HEF', [
  ['last day', poorOnly, 'eligible hef HEF_OK'],
  ['the day after', { ...poorOnly, serviceDate: '2026-03-11' }, 'not-eligible self HEF_EXPIRED'],
  ['first day', { ...poorOnly, serviceDate: '2025-03-11' }, 'eligible hef HEF_OK'],
  ['the day before', { ...poorOnly, serviceDate: '2025-03-10' }, 'not-eligible self HEF_EXPIRED'],
  [
    'private, before the dates',
    { ...poorOnly, serviceDate: '2026-03-11', facility: { isPublic: false } },
    'not-eligible self HEF_PRIVATE_FAC',
  ],
  [
    'private, where the ruleset allows it',
    { ...poorOnly, facility: { isPublic: false } },
    'eligible hef HEF_OK',
    { hefRequiresPublicFacility: false },
  ],
  ['private, NSSF pays', { hef, facility: { isPublic: false } }, 'eligible nssf Q_2_CONSEC'],
  ['no end known', { ...unknown, hef: { ...hef, validTo: null } }, 'not-eligible self HEF_EXPIRED'],
  ['no start known', { ...unknown, hef: { group: 'poor', validTo: '2026-12-31' } }, 'not-eligible self HEF_EXPIRED'],
  ['vouched for', { ...poorOnly, identity: { isShown: false, vouchedBy: 's' } }, 'eligible hef ID_VOUCHED HEF_OK'],
]);
