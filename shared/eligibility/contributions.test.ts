import { describe, expect, it } from 'vitest';
import { type Changes, decisionOf, exampleFacts, exampleRuleset, type Row } from './facts.fixture.ts';
import { eligibilityFacts, type Ruleset } from './record.ts';
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

const voluntary: Changes['membership'] = { class: 'self-employed' };

const anywhere: Partial<Ruleset> = { anchor: 'any-in-window' };
table('employee', [
  ['on the due day January is the last due month', { serviceDate: '2026-03-15' }, 'eligible nssf Q_2_CONSEC'],
  ['the day after it is February', { serviceDate: '2026-03-16' }, 'not-eligible self Q_SHORT'],
  [
    'the day after, February paid',
    { serviceDate: '2026-03-16', paidMonths: ['2026-01', '2026-02'] },
    'eligible nssf Q_2_CONSEC',
  ],
  [
    'the day after, only February paid: nothing is pending',
    { serviceDate: '2026-03-16', paidMonths: ['2026-02'] },
    'not-eligible self Q_SHORT',
  ],
  ['a row ending at the pending month', { paidMonths: ['2026-01', '2026-02'] }, 'eligible nssf Q_2_CONSEC'],
  ['the running month does not count', { paidMonths: ['2026-02', '2026-03'] }, 'not-eligible self Q_SHORT'],
  ['a later month does not count', { paidMonths: ['2026-01', '2026-03', '2026-04'] }, 'provisional nssf Q_PENDING_DUE'],
  [
    'over the turn of the year',
    { serviceDate: '2026-01-10', paidMonths: ['2025-10', '2025-11'] },
    'eligible nssf Q_2_CONSEC',
  ],
  ['at another due day', { serviceDate: '2026-03-10' }, 'not-eligible self Q_SHORT', { dueDay: 9 }],
  ['a due day that February lacks', { serviceDate: '2026-03-01' }, 'eligible nssf Q_2_CONSEC', { dueDay: 31 }],
  ['three in a row, two are not enough', {}, 'not-eligible self Q_SHORT', { consecutiveMonths: 4 }],
  ['three in a row, the pending month completes it', {}, 'provisional nssf Q_PENDING_DUE', { consecutiveMonths: 3 }],
  [
    'both ways: the row is named',
    { paidMonths: ['2025-08', '2025-09', '2025-10', '2025-11', '2025-12', '2026-01'] },
    'eligible nssf Q_2_CONSEC',
  ],
  [
    "six, the first at the window's edge",
    { serviceDate: '2026-03-16', paidMonths: ['2025-03', '2025-05', '2025-07', '2025-09', '2025-11', '2026-01'] },
    'eligible nssf Q_6_OF_12',
  ],
  [
    'six, the first outside the window',
    { serviceDate: '2026-03-16', paidMonths: ['2025-02', '2025-05', '2025-07', '2025-09', '2025-11', '2026-01'] },
    'not-eligible self Q_SHORT',
  ],
  [
    'six given as duplicates are five',
    { paidMonths: ['2025-03', '2025-03', '2025-05', '2025-07', '2025-09', '2025-11'] },
    'provisional nssf Q_PENDING_DUE',
  ],
  [
    'four and a pending month are five',
    { paidMonths: ['2025-05', '2025-07', '2025-09', '2025-11'] },
    'not-eligible self Q_SHORT',
  ],
  [
    'five asked for',
    { paidMonths: ['2025-05', '2025-07', '2025-09', '2025-11'] },
    'provisional nssf Q_PENDING_DUE',
    { minInWindow: 5 },
  ],
  ['anywhere: an old row', { paidMonths: ['2025-05', '2025-06'] }, 'eligible nssf Q_2_CONSEC', anywhere],
  ['anchored: an old row', { paidMonths: ['2025-05', '2025-06'] }, 'not-eligible self Q_SHORT'],
  [
    "anywhere: a row at the window's edge",
    { paidMonths: ['2025-02', '2025-03'] },
    'eligible nssf Q_2_CONSEC',
    anywhere,
  ],
  [
    'anywhere: a row that begins before the window',
    { paidMonths: ['2025-01', '2025-02'] },
    'not-eligible self Q_SHORT',
    anywhere,
  ],
  [
    'anywhere: the edge moves after the due day',
    { serviceDate: '2026-03-16', paidMonths: ['2025-02', '2025-03'] },
    'not-eligible self Q_SHORT',
    anywhere,
  ],
  ['anywhere: the pending month completes it', { paidMonths: ['2026-01'] }, 'provisional nssf Q_PENDING_DUE', anywhere],
  [
    'validity of a membership does not bind an employee',
    { membership: { class: 'employee', isActive: false, validTo: '2020-01-01' } },
    'eligible nssf Q_2_CONSEC',
  ],
]);

const servant = (more: object): Changes => ({
  membership: { class: 'public-servant', isActive: true, ...more },
  paidMonths: [],
});
table('public servants, former civil servants, veterans', [
  ['former civil servant', servant({ class: 'former-civil-servant' }), 'eligible nssf PUB_ACTIVE'],
  ['veteran', servant({ class: 'veteran' }), 'eligible nssf PUB_ACTIVE'],
  ['first day', servant({ validFrom: '2026-03-10' }), 'eligible nssf PUB_ACTIVE'],
  ['the day before', servant({ validFrom: '2026-03-11' }), 'not-eligible self PUB_INACTIVE'],
  ['last day', servant({ validTo: '2026-03-10' }), 'eligible nssf PUB_ACTIVE'],
  ['the day after', servant({ validTo: '2026-03-09' }), 'not-eligible self PUB_INACTIVE'],
  ['not said to be active', { membership: { class: 'veteran' }, paidMonths: [] }, 'not-eligible self PUB_INACTIVE'],
  ['paid months do not help', { membership: { class: 'veteran' } }, 'not-eligible self PUB_INACTIVE'],
]);

table('self-employed', [
  ['nothing paid', { membership: voluntary, paidMonths: [] }, 'not-eligible self VOL_WAITING'],
  [
    'one old month: abandoned comes before waiting',
    { membership: voluntary, paidMonths: ['2025-07'] },
    'not-eligible self VOL_ABANDONED',
  ],
  [
    'one month, six complete months unpaid: waiting',
    { membership: voluntary, paidMonths: ['2025-08'] },
    'not-eligible self VOL_WAITING',
  ],
  [
    'one month given twice',
    { membership: voluntary, paidMonths: ['2026-01', '2026-01'] },
    'not-eligible self VOL_WAITING',
  ],
  [
    'two months that are not in a row',
    { membership: voluntary, paidMonths: ['2024-05', '2026-01'] },
    'eligible nssf VOL_OK',
  ],
  [
    'the last due month unpaid',
    { membership: voluntary, paidMonths: ['2025-11', '2025-12'] },
    'provisional nssf VOL_ARREARS',
  ],
  ['on the due day', { serviceDate: '2026-03-15', membership: voluntary }, 'eligible nssf VOL_OK'],
  ['the day after', { serviceDate: '2026-03-16', membership: voluntary }, 'provisional nssf VOL_ARREARS'],
  [
    'six and seven months: last day of the sixth',
    { serviceDate: '2026-03-31', membership: voluntary, paidMonths: ['2025-07', '2025-08'] },
    'provisional nssf VOL_ARREARS',
  ],
  [
    'six and seven months: first day of the seventh',
    { serviceDate: '2026-04-01', membership: voluntary, paidMonths: ['2025-07', '2025-08'] },
    'not-eligible self VOL_ABANDONED',
  ],
  [
    'arrears as the ruleset says',
    { membership: voluntary, paidMonths: ['2025-11', '2025-12'] },
    'not-eligible self VOL_ARREARS',
    { voluntaryArrearsOutcome: 'not-eligible' },
  ],
  [
    'arrears for a person to decide',
    { membership: voluntary, paidMonths: ['2025-11', '2025-12'] },
    'review undecided VOL_ARREARS',
    { voluntaryArrearsOutcome: 'review' },
  ],
  ['paid ahead', { membership: voluntary, paidMonths: ['2026-02', '2026-03', '2026-04'] }, 'eligible nssf VOL_OK'],
  [
    'the running month counts towards waiting',
    { membership: voluntary, paidMonths: ['2026-02', '2026-03'] },
    'eligible nssf VOL_OK',
  ],
  [
    'months paid in advance end the waiting time',
    { membership: voluntary, paidMonths: ['2026-03', '2026-04'] },
    'eligible nssf VOL_OK',
  ],
  [
    'no waiting time: still nothing without a payment',
    { membership: voluntary, paidMonths: [] },
    'not-eligible self VOL_WAITING',
    { voluntaryWaitingMonths: 0 },
  ],
]);
