import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, addMonths } from '../base/time.ts';
import { missingMonths, monthCells } from './hint-rules.ts';
import { EMERGENCY_TEXT, LANGUAGES } from './reason-text.record.ts';
import { reasonText } from './reason-text.rules.ts';
import {
  ANCHORS,
  BIRTH_DATE_PRECISIONS,
  COVER_OUTCOMES,
  DAYS_SCOPES,
  type EligibilityFacts,
  eligibilityDecision,
  eligibilityFacts,
  MEMBER_CLASSES,
  MISMATCHES,
  type Outcome,
  RELATIONS,
  type Ruleset,
  ruleset,
  SNAPSHOT_SOURCES,
  WORK_RELATED,
} from './record.ts';
import { decide, isUnderContract } from './rules.ts';

/** Days and months close enough together that every edge of every rule is met. */
const maybe = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: undefined, freq: 4 });
const orNull = <T>(one: fc.Arbitrary<T>) => fc.option(one, { nil: null, freq: 4 });
const day = fc.integer({ min: -400, max: 400 }).map((offset) => addDays('2026-03-15', offset));
const birthDay = fc.oneof(
  fc.integer({ min: -40_000, max: 0 }).map((offset) => addDays('2026-03-15', offset)),
  ...['2008-02-29', '2008-03-15', '1966-03-15'].map((one) =>
    fc.integer({ min: -40, max: 40 }).map((n) => addDays(one, n)),
  ),
);
const month = fc.integer({ min: -20, max: 4 }).map((offset) => addMonths('2026-03', offset));
const months = fc.array(month, { maxLength: 24, size: 'max' });

const memberships = fc.record(
  {
    class: fc.constantFrom(...MEMBER_CLASSES),
    relation: orNull(fc.constantFrom(...RELATIONS)),
    isDisabledOrChronic: orNull(fc.boolean()),
    isMarriageRegistered: orNull(fc.boolean()),
    isActive: orNull(fc.boolean()),
    validFrom: orNull(day),
    validTo: orNull(day),
  },
  { requiredKeys: ['class'] },
);

const anyFacts: fc.Arbitrary<EligibilityFacts> = fc
  .record({
    serviceDate: fc.integer({ min: -40, max: 40 }).map((offset) => addDays('2026-03-15', offset)),
    serviceCategory: fc.constantFrom('outpatient', 'outpatient', 'delivery', 'general-check-up'),
    isEmergency: fc.boolean(),
    workRelated: fc.constantFrom(...WORK_RELATED, 'no' as const, 'no' as const),
    facility: fc.record({
      level: fc.constantFrom('MPA', 'PRIVATE'),
      isPublic: fc.boolean(),
      contractedFrom: fc.oneof({ weight: 3, arbitrary: fc.constant('2018-01-01') }, orNull(day), maybe(day)),
      contractedTo: fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, orNull(day), maybe(day)),
    }),
    identity: fc.record({
      isShown: fc.boolean(),
      vouchedBy: fc.constantFrom(null, undefined, 'staff-1'),
      mismatches: fc.oneof(
        { weight: 4, arbitrary: fc.constant([]) },
        fc.array(fc.constantFrom(...MISMATCHES), { maxLength: 3 }),
      ),
    }),
    person: fc.record({
      birthDate: orNull(birthDay),
      birthDatePrecision: fc.constantFrom(...BIRTH_DATE_PRECISIONS, null, undefined, 'day' as const),
    }),
    isKnown: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.boolean()),
    membership: orNull(memberships),
    paidMonths: months,
    hef: fc
      .constantFrom(0, 1)
      .chain((has) =>
        has
          ? fc.record({ group: fc.constant('poor'), validFrom: orNull(day), validTo: orNull(day) })
          : fc.constant(null),
      ),
    snapshot: fc.record({ asOf: orNull(day), source: fc.constantFrom(...SNAPSHOT_SOURCES) }),
    daysUsed: fc.integer({ min: 0, max: 200 }),
    daysRequested: fc.integer({ min: 0, max: 20 }),
    daysScope: fc.constantFrom(...DAYS_SCOPES),
  })
  .map((facts) => facts as EligibilityFacts);

const anyRuleset: fc.Arbitrary<Ruleset> = fc.record({
  id: fc.constant('any'),
  dueDay: fc.integer({ min: 1, max: 31 }),
  consecutiveMonths: fc.integer({ min: 1, max: 4 }),
  anchor: fc.constantFrom(...ANCHORS),
  windowMonths: fc.integer({ min: 4, max: 14 }),
  minInWindow: fc.integer({ min: 1, max: 4 }),
  maternityConsecutiveMonths: fc.constant(9),
  voluntaryWaitingMonths: fc.integer({ min: 0, max: 4 }),
  voluntaryAbandonAfterMonths: fc.integer({ min: 0, max: 8 }),
  voluntaryArrearsOutcome: fc.constantFrom(...COVER_OUTCOMES),
  childAgeUnder: fc.constant(18),
  spouseAgeUnder: fc.constant(60),
  staleWarnDays: fc.integer({ min: 0, max: 20 }),
  staleStopDays: fc.integer({ min: 20, max: 60 }),
  treatmentDaysMax: fc.constant(180),
  payerOrder: fc.constantFrom<Ruleset['payerOrder']>(['nssf', 'hef'], ['hef', 'nssf'], ['hef'], []),
  excludedCategories: fc.constant(['general-check-up']),
  hefRequiresPublicFacility: fc.boolean(),
});

const RUNS = { numRuns: 3_000 };
const holds = (check: (facts: EligibilityFacts, rules: Ruleset) => void, facts = anyFacts) =>
  fc.assert(
    fc.property(facts, anyRuleset, (one, rules) => {
      check(one, rules);
    }),
    RUNS,
  );

/** How good an outcome is for the person; `other-scheme` depends on the work alone and is never compared. */
const WORTH: Record<Outcome, number> = { eligible: 3, provisional: 2, review: 1, 'not-eligible': 0, 'other-scheme': 0 };

describe('decide', () => {
  it('answers every well-formed question in a well-formed way, the same each time, and changes nothing', () => {
    holds((facts, rules) => {
      eligibilityFacts.parse(facts);
      ruleset.parse(rules);
      const before = structuredClone({ facts, rules });
      const first = decide(facts, rules);
      expect(eligibilityDecision.parse(first)).toEqual(first);
      expect(first.reasons.length).toBeGreaterThan(0);
      expect(new Set(first.reasons).size).toBe(first.reasons.length);
      expect(decide(structuredClone(facts), structuredClone(rules))).toEqual(first);
      expect({ facts, rules }).toEqual(before);
    });
  });

  it('names a payer that fits the outcome', () => {
    holds((facts, rules) => {
      const { outcome, payer } = decide(facts, rules);
      const fitting = {
        eligible: ['nssf', 'hef'],
        provisional: ['nssf', 'hef'],
        review: ['undecided'],
        'not-eligible': ['self'],
        'other-scheme': ['occupational-risk'],
      }[outcome];
      expect(fitting).toContain(payer);
      if (payer === 'hef') expect(facts.hef).not.toBeNull();
    });
  });

  it('reads paid months as a set: order and duplicates do not matter', () => {
    fc.assert(
      fc.property(anyFacts, anyRuleset, fc.nat(), (facts, rules, turn) => {
        const { paidMonths } = facts;
        const at = paidMonths.length === 0 ? 0 : turn % paidMonths.length;
        const turned = [...paidMonths.slice(at), ...paidMonths.toReversed(), ...paidMonths.slice(0, at)];
        expect(decide({ ...facts, paidMonths: turned }, rules)).toEqual(decide(facts, rules));
      }),
      RUNS,
    );
  });

  it('never answers worse because one more month is paid', () => {
    fc.assert(
      fc.property(anyFacts, anyRuleset, month, (facts, rules, more) => {
        const paidMonths = [...facts.paidMonths, more];
        const [before, after] = [decide(facts, rules), decide({ ...facts, paidMonths }, rules)];
        expect(WORTH[after.outcome]).toBeGreaterThanOrEqual(WORTH[before.outcome]);
      }),
      RUNS,
    );
  });
});

/** A known member without HEF whom nothing but the membership can cover, so that each fact is needed on its own. */
const onlyNssf = anyFacts.map((facts): EligibilityFacts => ({ ...facts, hef: null }));

describe('missing data never says "eligible"', () => {
  const without: [what: string, lose: (facts: EligibilityFacts) => EligibilityFacts][] = [
    ['a known member', (facts) => ({ ...facts, isKnown: false })],
    ['a membership', (facts) => ({ ...facts, membership: undefined })],
    ['a contract', (facts) => ({ ...facts, facility: { ...facts.facility, contractedFrom: undefined } })],
    ['an identity', (facts) => ({ ...facts, isEmergency: false, identity: { isShown: false, mismatches: [] } })],
    ['paid months, where they count', (facts) => ({ ...facts, membership: paying(facts), paidMonths: [] })],
    ['the age of the list', (facts) => ({ ...facts, snapshot: { source: 'roster' } })],
    ['the relation', (facts) => ({ ...facts, membership: { class: 'dependant' } })],
    ['the birth date', (facts) => ({ ...facts, membership: dependant, person: { birthDatePrecision: 'day' } })],
    ['the precision', (facts) => ({ ...facts, membership: dependant, person: { birthDate: facts.person.birthDate } })],
    ['the marriage', (facts) => ({ ...facts, membership: { class: 'dependant', relation: 'spouse' } })],
    ['being active', (facts) => ({ ...facts, membership: { class: 'veteran' } })],
  ];
  const dependant = { class: 'dependant', relation: 'child' } as const;
  const paying = ({ membership }: EligibilityFacts) =>
    membership?.class === 'employee' || membership?.class === 'dependant'
      ? membership
      : ({ class: 'self-employed' } as const);

  it.each(without)('without %s', (_what, lose) => {
    holds((facts, rules) => expect(decide(lose(facts), rules).outcome).not.toBe('eligible'), onlyNssf);
  });

  it('without a date of the HEF card', () => {
    fc.assert(
      fc.property(anyFacts, anyRuleset, fc.constantFrom('validFrom', 'validTo'), (facts, rules, date) => {
        const hef = { group: 'poor', validFrom: '2020-01-01', validTo: '2030-01-01', [date]: undefined };
        expect(decide({ ...facts, isKnown: false, membership: null, hef }, rules).outcome).not.toBe('eligible');
      }),
      RUNS,
    );
  });
});

describe('an emergency', () => {
  const emergency = anyFacts.map((facts): EligibilityFacts => ({ ...facts, isEmergency: true }));
  const turningAway =
    /refus|reject|rejet|turn(ed)? away|not a member|pas (un |une )?membre|បដិសេធ|មិនមែនជាសមាជិក|មិនព្យាបាល/i;

  it('is never stopped for the contract or the identity, and is never told to go away', () => {
    holds((facts, rules) => {
      const { reasons } = decide(facts, rules);
      for (const stop of ['FAC_NOT_CONTRACTED', 'ID_NOT_SHOWN', 'ID_VOUCHED']) expect(reasons).not.toContain(stop);
      for (const language of LANGUAGES) {
        for (const { clerk, patient } of [
          EMERGENCY_TEXT[language],
          ...reasons.map((code) => reasonText(code, language, facts, rules)),
        ]) {
          expect(`${clerk} ${patient}`).not.toMatch(turningAway);
        }
      }
    }, emergency);
  });

  it('at a facility without contract is at best provisional, and NSSF is to be told', () => {
    holds((facts, rules) => {
      fc.pre(!isUnderContract(facts.facility, facts.serviceDate));
      const { outcome, reasons } = decide(facts, rules);
      expect(outcome).not.toBe('eligible');
      const endsBefore = reasons.includes('SCHEME_OCC_RISK') || reasons.includes('SVC_EXCLUDED');
      expect(reasons.includes('EMERG_NOTIFY_NSSF')).toBe(!endsBefore);
    }, emergency);
  });

  it('is answered no worse than the same visit without haste, once that one has passed the step on identity', () => {
    holds((facts, rules) => {
      const calm = decide({ ...facts, isEmergency: false }, rules);
      // Without an identity a calm visit waits for one, and an emergency gets its answer, whatever that is, at once.
      fc.pre(!calm.reasons.includes('ID_NOT_SHOWN'));
      expect(WORTH[decide(facts, rules).outcome]).toBeGreaterThanOrEqual(WORTH[calm.outcome]);
    }, emergency);
  });
});

describe('what stands beside the decision of an employee', () => {
  const employee = anyFacts.map(
    (facts): EligibilityFacts => ({
      ...facts,
      ...{
        isKnown: true,
        hef: null,
        isEmergency: false,
        workRelated: 'no',
        serviceCategory: 'outpatient',
        daysUsed: 0,
      },
      facility: { level: 'MPA', isPublic: true, contractedFrom: '2018-01-01' },
      identity: { isShown: true, mismatches: [] },
      membership: { class: 'employee' },
      snapshot: { source: 'server' },
    }),
  );

  it('the missing months would qualify, and none of them can be left out', () => {
    holds((facts, rules) => {
      const missing = missingMonths(facts, rules);
      const withPaid = (more: string[]) =>
        decide({ ...facts, paidMonths: [...facts.paidMonths, ...more] }, rules).outcome;
      expect(withPaid(missing)).toBe('eligible');
      for (const month of missing) expect(withPaid(missing.filter((one) => one !== month))).not.toBe('eligible');
    }, employee);
  });

  it('a pending answer turns eligible when the cells that are not due are paid, and a short one does not', () => {
    holds((facts, rules) => {
      const cells = monthCells(facts, rules);
      expect(cells).toHaveLength(rules.windowMonths);
      const notDue = cells.filter(({ state }) => state === 'not-due').map((cell) => cell.month);
      const { outcome, reasons } = decide(facts, rules);
      const later = decide({ ...facts, paidMonths: [...facts.paidMonths, ...notDue] }, rules).outcome;
      expect(later === 'eligible').toBe(outcome === 'eligible' || reasons.includes('Q_PENDING_DUE'));
    }, employee);
  });
});
