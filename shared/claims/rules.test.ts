import { describe, expect, it } from 'vitest';
import { CLAIM, CONTEXT, claimWith, PACK } from './claim.fixture.ts';
import { CLAIM_CODES } from './claim-code.record.ts';
import type { Rate, ReferencePack } from './pack.record.ts';
import type { Claim, ClaimDetails } from './record.ts';
import {
  answerOf,
  type CentreContext,
  daysOfStay,
  faultsAtCentre,
  faultsOfClaim,
  needsPerson,
  stateOf,
} from './rules.ts';

const details = (told: Partial<ClaimDetails>): ClaimDetails => ({ ...CLAIM.details, ...told });
const birth = (told: Partial<ClaimDetails>, more: Partial<Claim> = {}) =>
  claimWith([['delivery', 1, 80_000]], {
    details: details({ gestationWeeks: 39, liveBirths: 1, stillBirths: 0, ...told }),
    documents: ['nssf-form-signed'],
    ...more,
  });

const DAY_RATE: Rate = {
  ...{ payer: 'nssf', level: 'MPA', category: 'inpatient', unit: 'day', amountRiel: 14_500 },
  ...{ source: 'a test', confidence: 'D' },
};
const BY_DAY: ReferencePack = { ...PACK, rates: [...PACK.rates, DAY_RATE] };
const stay = (quantity: number, told: Partial<ClaimDetails>) =>
  claimWith([['inpatient', quantity, 14_500]], {
    details: details({ diagnosis: 'J18', admittedOn: '2026-03-10', dischargedOn: '2026-03-13', ...told }),
    documents: ['nssf-form-signed'],
  });

const cover = (
  outcome: 'eligible' | 'provisional' | 'review' | 'not-eligible',
  payer: 'nssf' | 'hef' | 'self' | 'undecided',
) => ({
  cover: { outcome, payer, reasons: [] },
});
const twin = (more: Partial<Claim>): Pick<CentreContext, 'earlier'> => ({
  earlier: [{ ...CLAIM, id: '019cd582-0000-7000-8000-000000000001', ...more }],
});

type Case = [what: string, claim: Claim, context: Partial<CentreContext>, found: string[]];

const CASES: Case[] = [
  ['a consultation', CLAIM, {}, []],
  ['a check that is provisional', CLAIM, cover('provisional', 'nssf'), ['check-open']],
  ['an equity card that was only shown', CLAIM, cover('provisional', 'hef'), ['card-shown']],
  ['a check that somebody has to look at', CLAIM, cover('review', 'undecided'), ['check-open']],
  ['a check that is not known', CLAIM, { cover: null }, ['check-open']],
  ['a check that says nobody pays', CLAIM, cover('not-eligible', 'self'), ['not-covered']],
  ['a check that says somebody else pays', CLAIM, cover('eligible', 'hef'), ['payer-other']],
  ['a payer that was undecided and is decided', { ...CLAIM, payer: 'undecided' }, {}, ['payer-other']],
  ['a visit that was withdrawn', CLAIM, { isVisitGone: true }, ['visit-missing']],
  ['no number of the NSSF card', { ...CLAIM, memberNumber: null }, {}, ['member-missing']],
  [
    'no number of an equity card',
    claimWith([['outpatient', 1, 4_000]], { payer: 'hef', memberNumber: null }),
    cover('eligible', 'hef'),
    [],
  ],
  ['no pack for the day', CLAIM, { pack: null }, ['no-rate']],
  ['a case without a price', claimWith([['cervical-screening', 1, 0]]), {}, ['no-rate']],
  ['a case that no pack knows', claimWith([['tea', 1, 0]]), {}, ['no-rate']],
  ['a hospital, whose rates are not known', { ...CLAIM, facilityLevel: 'CPA1' }, {}, ['no-rate']],
  ['the price of the other payer', claimWith([['outpatient', 1, 4_000]]), {}, ['amount-wrong']],
  [
    'an amount that is not quantity times unit',
    claimWith([['outpatient', 1, 6_000]], { lines: [{ ...only(CLAIM), amountRiel: 6_001 }], totalRiel: 6_001 }),
    {},
    ['amount-wrong'],
  ],
  ['a sum that is not the sum', { ...CLAIM, totalRiel: 6_001 }, {}, ['amount-wrong']],
  ['a delivery', birth({}), {}, []],
  ['a birth in the 26th week', birth({ gestationWeeks: 26 }), {}, []],
  ['a birth in the 25th week', birth({ gestationWeeks: 25 }), {}, ['gestation-too-short']],
  ['no weeks', birth({ gestationWeeks: null }), {}, ['gestation-missing']],
  ['no child', birth({ liveBirths: 0 }), {}, ['births-missing']],
  ['a still birth', birth({ liveBirths: 0, stillBirths: 1 }), {}, []],
  ['a man who gives birth', birth({}, { sex: 'male' }), {}, ['sex-wrong']],
  ['a delivery without its form', birth({}, { documents: [] }), {}, ['document-missing']],
  ['a stay', stay(3, {}), { pack: BY_DAY }, []],
  ['fewer days than the stay had', stay(1, {}), { pack: BY_DAY }, []],
  ['more days than the stay had', stay(4, {}), { pack: BY_DAY }, ['quantity-wrong']],
  ['a stay of one day', stay(1, { dischargedOn: '2026-03-10' }), { pack: BY_DAY }, []],
  ['two days of a stay of one', stay(2, { dischargedOn: '2026-03-10' }), { pack: BY_DAY }, ['quantity-wrong']],
  ['leaving before coming', stay(1, { dischargedOn: '2026-03-09' }), { pack: BY_DAY }, ['stay-wrong']],
  ['a stay without its end', stay(1, { dischargedOn: null }), { pack: BY_DAY }, ['stay-missing']],
  ['a stay without a diagnosis', stay(1, { diagnosis: ' ' }), { pack: BY_DAY }, ['diagnosis-missing']],
  ['two consultations in one', claimWith([['outpatient', 2, 6_000]]), {}, ['quantity-wrong']],
  ['one delivery asked for three times', birth({}, threeTimes('delivery')), {}, ['quantity-wrong']],
  ['three where the pack pays each', birth({}, threeTimes('delivery')), { pack: everyTime('delivery') }, []],
  ['what is not paid once a day', claimWith([['birth-spacing-short', 3, 10_000]]), {}, []],
  ['a second consultation on the day', CLAIM, twin({}), ['category-twice']],
  ['a consultation of the day before', CLAIM, twin({ serviceFrom: '2026-03-09' }), []],
  ['a consultation at another facility', CLAIM, twin({ facilityCode: 'KT05' }), []],
  ['another case on the day', CLAIM, twin({ lines: claimWith([['emergency', 1, 20_000]]).lines }), []],
  ['the card of another patient', CLAIM, twin({ patientId: 'patient-2' }), ['line-twice']],
  ['another patient', CLAIM, twin({ patientId: 'patient-2', memberNumber: '2' }), []],
  [
    'the equity card of another of the household',
    ofFund('outpatient', 4_000),
    household('patient-2', 'outpatient'),
    [],
  ],
  [
    'one of the household twice',
    ofFund('birth-spacing-long', 20_000),
    household('patient-1', 'birth-spacing-long'),
    ['line-twice'],
  ],
  [
    'one of the household twice on another card',
    ofFund('outpatient', 4_000),
    household('patient-1', 'outpatient', 'H78'),
    ['category-twice'],
  ],
  [
    'the same case twice in a claim',
    claimWith(
      [
        ['minor-surgery', 1, 12_000],
        ['minor-surgery', 1, 12_000],
      ],
      { documents: ['nssf-form-signed'] },
    ),
    {},
    ['line-twice'],
  ],
  ['a visit of another day', CLAIM, { visit: { ...visitOf(), serviceDate: '2026-03-09' } }, ['visit-differs']],
  ['a visit that is not closed', CLAIM, { visit: { ...visitOf(), status: 'cancelled' } }, ['visit-differs']],
  ['the last day', CLAIM, { pack: { ...PACK, lateAfterDays: 30 }, receivedOn: '2026-04-09' }, []],
  ['the day after the last', CLAIM, { pack: { ...PACK, lateAfterDays: 30 }, receivedOn: '2026-04-10' }, ['too-late']],
];

function ofFund(category: string, riel: number): Claim {
  return claimWith([[category, 1, riel]], { payer: 'hef', memberNumber: 'H77' });
}

/** A claim of the same day under an equity card. */
function household(patientId: string, category: string, memberNumber = 'H77'): Partial<CentreContext> {
  const { lines } = ofFund(category, 4_000);
  return { ...cover('eligible', 'hef'), ...twin({ payer: 'hef', patientId, memberNumber, lines }) };
}

function threeTimes(category: string): Pick<Claim, 'lines' | 'totalRiel'> {
  const { lines, totalRiel } = claimWith([[category, 3, 80_000]]);
  return { lines, totalRiel };
}

function everyTime(code: string): ReferencePack {
  const isOnceADay = (category: (typeof PACK.categories)[number]) => category.code !== code && category.isOnceADay;
  return { ...PACK, categories: PACK.categories.map((one) => ({ ...one, isOnceADay: isOnceADay(one) })) };
}

function only({ lines: [line] }: Claim): Claim['lines'][number] {
  if (line === undefined) throw new Error('a claim has a line');
  return line;
}

function visitOf(): NonNullable<CentreContext['visit']> {
  if (CONTEXT.visit === null) throw new Error('the claim has a visit');
  return CONTEXT.visit;
}

describe('what keeps a claim back', () => {
  it.each(CASES)('%s', (_what, claim, context, found) => {
    expect(faultsAtCentre(claim, { ...CONTEXT, ...context }).map(({ code }) => code)).toEqual(found);
  });

  it('is in no case but the centre’s own the same at the desk', () => {
    for (const [what, claim, context, found] of CASES) {
      const own = found.filter((code) => code !== 'visit-differs' && code !== 'too-late');
      expect(
        faultsOfClaim(claim, { ...CONTEXT, ...context }).map(({ code }) => code),
        what,
      ).toEqual(own);
    }
  });

  it('is tried with every code that the rules give', () => {
    const byOfficers = ['see-note', 'month-closed', 'refused'];
    const tried = new Set(CASES.flatMap(([, , , found]) => found));
    expect(Object.keys(CLAIM_CODES).filter((code) => !tried.has(code))).toEqual(byOfficers);
  });

  it('names the field and the line where it is put right, and the document that is missing', () => {
    expect(faultsOfClaim(birth({ gestationWeeks: 20 }, { documents: [] }), CONTEXT)).toEqual([
      { code: 'gestation-too-short', field: 'details.gestationWeeks', line: null, params: { weeks: '26' } },
      { code: 'document-missing', field: 'documents', line: null, params: { document: 'nssf-form-signed' } },
    ]);
    const two = claimWith([
      ['outpatient', 1, 6_000],
      ['emergency', 1, 20_001],
    ]);
    expect(faultsOfClaim(two, CONTEXT)).toEqual([
      { code: 'amount-wrong', field: 'lines.1.amountRiel', line: 1, params: {} },
    ]);
  });

  it('is a matter for a person where one can do something', () => {
    const isNeeded = (claim: Claim, context: Partial<CentreContext>) =>
      needsPerson('held', faultsOfClaim(claim, { ...CONTEXT, ...context }));
    expect(isNeeded(CLAIM, cover('provisional', 'nssf'))).toBe(false);
    expect(isNeeded(CLAIM, cover('review', 'undecided'))).toBe(true);
    expect(
      isNeeded(CLAIM, { cover: { outcome: 'review', payer: 'undecided', reasons: ['MEMBER_NOT_IN_CACHE'] } }),
    ).toBe(false);
    // No register has the cards of the equity fund: whatever the reasons, nobody but a person says more.
    const onCard = { outcome: 'provisional', payer: 'hef', reasons: ['MEMBER_NOT_IN_CACHE'] } as const;
    expect(isNeeded(CLAIM, { cover: { ...onCard, reasons: [...onCard.reasons] } })).toBe(true);
    expect(isNeeded(CLAIM, { pack: null })).toBe(false);
    expect(isNeeded(claimWith([['cervical-screening', 1, 0]]), {})).toBe(true);
  });
});

describe('days of a stay', () => {
  it.each([
    ['2026-03-10', '2026-03-10', 1],
    ['2026-03-10', '2026-03-11', 1],
    ['2026-02-27', '2026-03-01', 2],
    ['2026-03-10', null, null],
  ])('from %s to %s: %s', (admittedOn, dischargedOn, days) => {
    expect(daysOfStay({ admittedOn, dischargedOn, ...rest() })).toBe(days);
  });
});

function rest() {
  const { admittedOn: _from, dischargedOn: _to, ...others } = CLAIM.details;
  return others;
}

describe('the centre’s answer', () => {
  const answer = (claim: Claim, context: Partial<CentreContext>) =>
    answerOf(claim, faultsAtCentre(claim, { ...CONTEXT, ...context }));

  it.each<[string, Claim, Partial<CentreContext>, string | null]>([
    ['accepts what is in order', CLAIM, {}, 'accepted'],
    ['waits for the check', CLAIM, cover('provisional', 'nssf'), null],
    ['waits for the check, whatever else is wrong', CLAIM, { ...cover('provisional', 'nssf'), ...twin({}) }, null],
    ['waits for what is missing', birth({}, { documents: [] }), {}, null],
    ['waits for what is missing, whatever else is wrong', birth({ gestationWeeks: 20 }, { documents: [] }), {}, null],
    ['returns what is wrong', birth({ gestationWeeks: 20 }), {}, 'returned'],
    ['denies what nobody pays', CLAIM, cover('not-eligible', 'self'), 'denied'],
    [
      'denies what nobody pays, whatever is missing',
      birth({}, { documents: [] }),
      cover('not-eligible', 'self'),
      'denied',
    ],
    ['leaves an appeal to a person', { ...CLAIM, asks: 'appeal' }, {}, null],
  ])('%s', (_what, claim, context, expected) => {
    expect(answer(claim, context)).toBe(expected);
  });
});

describe('the state of a claim', () => {
  const missing = { code: 'document-missing', field: null, line: null, params: {} };
  const denied = { code: 'not-covered', field: null, line: null, params: {} };
  const facts = { isWithdrawn: false, answer: null, faults: [], isWithCentre: true };

  it.each<[Claim['asks'], Partial<Parameters<typeof stateOf>[1]>, string]>([
    ['payment', {}, 'sent'],
    ['payment', { isWithCentre: false }, 'ready'],
    ['correction', { isWithCentre: false }, 'resent'],
    ['appeal', {}, 'appealed'],
    ['payment', { faults: [missing] }, 'held'],
    ['correction', { faults: [missing] }, 'held'],
    ['appeal', { faults: [denied] }, 'appealed'],
    ['appeal', { faults: [denied, missing] }, 'held'],
    ['payment', { faults: [denied], answer: 'denied' }, 'denied'],
    ['payment', { answer: 'paid' }, 'paid'],
    ['payment', { answer: 'accepted', isWithdrawn: true }, 'withdrawn'],
  ])('%s, %o: %s', (asks, more, state) => {
    expect(stateOf({ asks }, { ...facts, ...more })).toBe(state);
  });
});
