import type { EligibilityFacts, ReasonCode, Ruleset } from './record.ts';
import { BUILT_IN_RULESETS } from './rulesets.ts';

/** For tests: facts to change field by field, and decisions that read as a line. */
export type Changes = { [K in keyof EligibilityFacts]?: EligibilityFacts[K] | Partial<EligibilityFacts[K]> };
export type Row = [name: string, changes: Changes, expected: string, rules?: Partial<Ruleset>];

/** An employee in order on 10 March 2026 at a health centre under contract, with these changes. */
export function exampleFacts(changes: Changes = {}): EligibilityFacts {
  const base: EligibilityFacts = {
    serviceDate: '2026-03-10',
    serviceCategory: 'outpatient',
    isEmergency: false,
    workRelated: 'no',
    facility: { level: 'MPA', isPublic: true, contractedFrom: '2018-01-01', contractedTo: null },
    identity: { isShown: true, vouchedBy: null, mismatches: [] },
    person: { birthDate: '1990-05-20', birthDatePrecision: 'day' },
    isKnown: true,
    membership: { class: 'employee' },
    paidMonths: ['2025-12', '2026-01'],
    hef: null,
    snapshot: { asOf: '2026-03-10', source: 'roster' },
    daysUsed: 0,
    daysRequested: 0,
    daysScope: 'this-facility',
  };
  return {
    ...base,
    ...changes,
    facility: { ...base.facility, ...changes.facility },
    identity: { ...base.identity, ...changes.identity },
    person: { ...base.person, ...changes.person },
    snapshot: { ...base.snapshot, ...changes.snapshot },
  } as EligibilityFacts;
}

export function exampleRuleset(changes: Partial<Ruleset> = {}): Ruleset {
  return { ...(BUILT_IN_RULESETS[0]?.ruleset as Ruleset), ...changes };
}

/** 'outcome payer CODE CODE' as the decision it stands for. */
export function decisionOf(text: string) {
  const [outcome, payer, ...reasons] = text.split(' ');
  return { outcome, payer, reasons: reasons as ReasonCode[] };
}

/** Not in the roster, and nothing paid that anybody knows of. */
export const NOT_KNOWN: Changes = { isKnown: false, membership: null, paidMonths: [] };
/** A card of the Health Equity Fund whose last day is the day of the example. */
export const HEF_CARD = { group: 'poor', validFrom: '2025-03-11', validTo: '2026-03-10' };
