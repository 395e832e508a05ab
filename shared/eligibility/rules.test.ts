import { existsSync, readFileSync } from 'node:fs';
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
import { eligibilityDecision, eligibilityFacts, ruleset } from './record.ts';
import { decide } from './rules.ts';

const CASES_FILE = new URL('../../../shared/data/eligibility-cases.json', import.meta.url);
const areCasesHere = existsSync(CASES_FILE);

function table(title: string, rows: Row[]) {
  describe(title, () => {
    it.each(rows)('%s', (_name, changes, expected, rules) => {
      const given = exampleFacts(changes);
      expect(eligibilityFacts.parse(given)).toEqual(given);
      expect(decide(given, exampleRuleset(rules))).toEqual(decisionOf(expected));
    });
  });
}

const noContract = { contractedFrom: null };
const poorOnly: Changes = { ...unknown, hef };
const child: Changes['membership'] = { class: 'dependant', relation: 'child' };

describe.skipIf(!areCasesHere)(
  'the worked cases (skipped where ../shared/data/eligibility-cases.json is absent)',
  () => {
    const file = areCasesHere ? JSON.parse(readFileSync(CASES_FILE, 'utf8')) : { cases: [] };
    it.each(file.cases as { name: string; facts: unknown; expect: unknown }[])('$name', (one) => {
      const decision = decide(eligibilityFacts.parse(one.facts), ruleset.parse(file.ruleset));
      expect(decision).toEqual(one.expect);
      expect(eligibilityDecision.parse(decision)).toEqual(decision);
    });
    it('are decided by the numbers that the program carries', () =>
      expect(exampleRuleset()).toMatchObject(file.ruleset));
  },
);

table('1 the scheme comes before everything', [
  ['injury', { workRelated: 'injury' }, 'other-scheme occupational-risk SCHEME_OCC_RISK'],
  ['mass event', { workRelated: 'mass-event' }, 'other-scheme occupational-risk SCHEME_OCC_RISK'],
  [
    'injury, excluded service, no contract, unknown, no identity',
    {
      ...unknown,
      workRelated: 'injury',
      serviceCategory: 'general-check-up',
      facility: noContract,
      identity: { isShown: false },
    },
    'other-scheme occupational-risk SCHEME_OCC_RISK',
  ],
  [
    'single faint notes and goes on',
    { workRelated: 'single-faint', paidMonths: [] },
    'not-eligible self SCHEME_HC_FAINT Q_SHORT',
  ],
  [
    'single faint, excluded service',
    { workRelated: 'single-faint', serviceCategory: 'general-check-up' },
    'not-eligible self SCHEME_HC_FAINT SVC_EXCLUDED',
  ],
]);

table('2 the service', [
  [
    'excluded before the contract',
    { serviceCategory: 'general-check-up', facility: noContract },
    'not-eligible self SVC_EXCLUDED',
  ],
  ['excluded also for HEF', { ...poorOnly, serviceCategory: 'general-check-up' }, 'not-eligible self SVC_EXCLUDED'],
  ['a category nobody lists is not excluded', { serviceCategory: 'dialysis' }, 'eligible nssf Q_2_CONSEC'],
  ['nothing excluded', { serviceCategory: 'general-check-up' }, 'eligible nssf Q_2_CONSEC', { excludedCategories: [] }],
]);

table('3 the contract, both ends included', [
  ['first day', { facility: { contractedFrom: '2026-03-10' } }, 'eligible nssf Q_2_CONSEC'],
  ['the day before', { facility: { contractedFrom: '2026-03-11' } }, 'not-eligible self FAC_NOT_CONTRACTED'],
  ['last day', { facility: { contractedTo: '2026-03-10' } }, 'eligible nssf Q_2_CONSEC'],
  ['the day after', { facility: { contractedTo: '2026-03-09' } }, 'not-eligible self FAC_NOT_CONTRACTED'],
  [
    'no start, an end ahead',
    { facility: { contractedFrom: null, contractedTo: '2030-01-01' } },
    'not-eligible self FAC_NOT_CONTRACTED',
  ],
  ['HEF needs the contract too', { ...poorOnly, facility: noContract }, 'not-eligible self FAC_NOT_CONTRACTED'],
  [
    'emergency: at best provisional',
    { isEmergency: true, facility: noContract },
    'provisional nssf EMERG_NOTIFY_NSSF Q_2_CONSEC',
  ],
  [
    'emergency with both covers: dual, capped, by payer order',
    { isEmergency: true, facility: noContract, hef },
    'provisional nssf EMERG_NOTIFY_NSSF Q_2_CONSEC DUAL_COVER',
  ],
  [
    'emergency: the covers are compared before the cap',
    { isEmergency: true, facility: noContract, hef, paidMonths: ['2026-01'] },
    'provisional hef EMERG_NOTIFY_NSSF HEF_OK',
  ],
  [
    'emergency: a worse outcome stays',
    { isEmergency: true, facility: noContract, paidMonths: [] },
    'not-eligible self EMERG_NOTIFY_NSSF Q_SHORT',
  ],
  [
    'emergency: notes of the roster stay',
    { isEmergency: true, facility: noContract, snapshot: { asOf: '2026-03-01' } },
    'provisional nssf EMERG_NOTIFY_NSSF Q_2_CONSEC SNAPSHOT_STALE',
  ],
  ['emergency under contract is not capped', { isEmergency: true }, 'eligible nssf Q_2_CONSEC'],
]);

table('4 identity', [
  ['not shown', { identity: { isShown: false } }, 'review undecided ID_NOT_SHOWN'],
  ['vouched for', { identity: { isShown: false, vouchedBy: 'staff-1' } }, 'eligible nssf ID_VOUCHED Q_2_CONSEC'],
  ['shown and vouched for', { identity: { vouchedBy: 'staff-1' } }, 'eligible nssf Q_2_CONSEC'],
  ['emergency, not shown', { isEmergency: true, identity: { isShown: false } }, 'eligible nssf Q_2_CONSEC'],
  [
    'emergency, vouched for: nothing to note',
    { isEmergency: true, identity: { isShown: false, vouchedBy: 'staff-1' } },
    'eligible nssf Q_2_CONSEC',
  ],
  [
    'emergency, no contract, not shown',
    { isEmergency: true, facility: noContract, identity: { isShown: false } },
    'provisional nssf EMERG_NOTIFY_NSSF Q_2_CONSEC',
  ],
  ['HEF shows identity too', { ...poorOnly, identity: { isShown: false } }, 'review undecided ID_NOT_SHOWN'],
  ['before unknown', { ...unknown, identity: { isShown: false } }, 'review undecided ID_NOT_SHOWN'],
]);

table('5 not known', [
  ['card shown', unknown, 'provisional nssf MEMBER_NOT_IN_CACHE'],
  ['only a card to go by', { ...unknown, snapshot: { source: 'card-only' } }, 'provisional nssf MEMBER_NOT_IN_CACHE'],
  [
    'vouched for',
    { ...unknown, identity: { isShown: false, vouchedBy: 'staff-1' } },
    'review undecided ID_VOUCHED MEMBER_NOT_IN_CACHE',
  ],
  [
    'emergency, nothing shown',
    { ...unknown, isEmergency: true, identity: { isShown: false } },
    'review undecided MEMBER_NOT_IN_CACHE',
  ],
  [
    'emergency, no contract, card shown',
    { ...unknown, isEmergency: true, facility: noContract },
    'provisional nssf EMERG_NOTIFY_NSSF MEMBER_NOT_IN_CACHE',
  ],
  ['the centre said so', { ...unknown, snapshot: { source: 'server' } }, 'not-eligible self MEMBER_NOT_FOUND'],
  [
    'the centre said so, vouched for, faint',
    {
      ...unknown,
      workRelated: 'single-faint',
      snapshot: { source: 'server' },
      identity: { isShown: false, vouchedBy: 'staff-1' },
    },
    'not-eligible self SCHEME_HC_FAINT ID_VOUCHED MEMBER_NOT_FOUND',
  ],
  [
    'the centre said so, emergency without contract',
    { ...unknown, isEmergency: true, facility: noContract, snapshot: { source: 'server' } },
    'not-eligible self EMERG_NOTIFY_NSSF MEMBER_NOT_FOUND',
  ],
  ['before a mismatch', { ...unknown, identity: { mismatches: ['name'] } }, 'provisional nssf MEMBER_NOT_IN_CACHE'],
  [
    'a HEF card is judged, whatever the centre said',
    { ...poorOnly, snapshot: { source: 'server' } },
    'eligible hef HEF_OK',
  ],
  [
    'an expired HEF card is judged as well',
    { ...unknown, hef: { ...hef, validTo: '2026-03-09' } },
    'not-eligible self HEF_EXPIRED',
  ],
  ['a membership that was not found is not judged', { isKnown: false }, 'provisional nssf MEMBER_NOT_IN_CACHE'],
]);

table('6 mismatches, in the order given', [
  ['birth date', { identity: { mismatches: ['birth-date'] } }, 'review undecided DOB_MISMATCH'],
  ['both', { identity: { mismatches: ['name', 'birth-date'] } }, 'review undecided NAME_MISMATCH DOB_MISMATCH'],
  [
    'both, the other way',
    { identity: { mismatches: ['birth-date', 'name'] } },
    'review undecided DOB_MISMATCH NAME_MISMATCH',
  ],
  ['one given twice', { identity: { mismatches: ['name', 'name'] } }, 'review undecided NAME_MISMATCH'],
  ['also of a HEF card', { ...poorOnly, identity: { mismatches: ['name'] } }, 'review undecided NAME_MISMATCH'],
  [
    'in an emergency without contract',
    { isEmergency: true, facility: noContract, identity: { mismatches: ['name'] } },
    'review undecided EMERG_NOTIFY_NSSF NAME_MISMATCH',
  ],
  [
    'after a voucher',
    { identity: { isShown: false, vouchedBy: 's', mismatches: ['name'] } },
    'review undecided ID_VOUCHED NAME_MISMATCH',
  ],
]);

table('7 which cover wins', [
  ['both, NSSF first', { hef }, 'eligible nssf Q_2_CONSEC DUAL_COVER'],
  ['both, HEF first', { hef }, 'eligible hef HEF_OK DUAL_COVER', { payerOrder: ['hef', 'nssf'] }],
  ['both, an order naming only HEF', { hef }, 'eligible hef HEF_OK DUAL_COVER', { payerOrder: ['hef'] }],
  [
    'both, stale note before dual',
    { hef, snapshot: { asOf: '2026-03-01' } },
    'eligible nssf Q_2_CONSEC SNAPSHOT_STALE DUAL_COVER',
  ],
  ['NSSF provisional, HEF valid', { hef, paidMonths: ['2026-01'] }, 'eligible hef HEF_OK'],
  [
    'NSSF made provisional by an old roster, HEF valid',
    { hef, snapshot: { asOf: '2026-01-01' } },
    'eligible hef HEF_OK',
  ],
  ['NSSF in review, HEF valid', { hef, membership: child, person: { birthDate: null } }, 'eligible hef HEF_OK'],
  ['NSSF valid, HEF expired', { hef: { ...hef, validTo: '2026-03-09' } }, 'eligible nssf Q_2_CONSEC'],
  [
    'NSSF in review, HEF expired',
    { hef: { ...hef, validTo: '2026-03-09' }, membership: child, person: { birthDate: null } },
    'review undecided AGE_UNCERTAIN',
  ],
  [
    'neither holds, NSSF first',
    { hef: { ...hef, validTo: '2026-03-09' }, paidMonths: [] },
    'not-eligible self Q_SHORT',
  ],
  [
    'neither holds, HEF first',
    { hef: { ...hef, validTo: '2026-03-09' }, paidMonths: [] },
    'not-eligible self HEF_EXPIRED',
    { payerOrder: ['hef', 'nssf'] },
  ],
  ['days used up nationally, HEF valid', { hef, daysUsed: 181, daysScope: 'national' }, 'eligible hef HEF_OK'],
  ['a membership that was not found gives no second cover', { isKnown: false, hef }, 'eligible hef HEF_OK'],
  ['known without membership', { membership: null }, 'not-eligible self NO_COVER'],
  [
    'known without membership, emergency without contract',
    { membership: null, isEmergency: true, facility: noContract },
    'not-eligible self EMERG_NOTIFY_NSSF NO_COVER',
  ],
  ['known without membership, with HEF', { membership: null, hef }, 'eligible hef HEF_OK'],
  [
    'notes come first',
    { workRelated: 'single-faint', identity: { isShown: false, vouchedBy: 's' }, hef },
    'eligible nssf SCHEME_HC_FAINT ID_VOUCHED Q_2_CONSEC DUAL_COVER',
  ],
]);
