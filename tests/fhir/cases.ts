import fc from 'fast-check';
import type { Claim, ClaimAnswer } from '../../shared/claims/record.ts';
import type { EligibilityCheck } from '../../shared/eligibility/check.record.ts';
import { OUTCOMES, REASON_CODES, RELATIONS, SERVICE_CATEGORIES } from '../../shared/eligibility/record.ts';
import type { Facility } from '../../shared/facility/record.ts';
import { BIRTH_PRECISIONS, type Patient, SEXES } from '../../shared/patients/record.ts';
import {
  DEPARTMENTS,
  DISCHARGE_TYPES,
  VISIT_OUTCOMES,
  VISIT_STATUSES,
  VISIT_TYPES,
  type Visit,
} from '../../shared/visits/record.ts';
import type { CaseRecords } from '../../sync/central/adapters/fhir/case.ts';

const FACILITY: Facility = {
  code: 'TAKEO1',
  nameKm: 'មណ្ឌលសុខភាពតាកែវ',
  nameLatin: 'Takeo Health Centre',
  level: 'MPA',
  isPublic: true,
  contractedFrom: '2020-01-01',
  contractedTo: null,
  placeCode: '2101',
};
const AT = '2026-03-02T01:15:00.000Z';
const DAY = '2026-03-02';

const orNull = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
const uuid = fc.uuid();

const patients: fc.Arbitrary<Patient> = fc.record({
  id: uuid,
  version: fc.constant(1),
  patientNumber: fc.constant('TAKEO1-1-00012-K'),
  nameKm: fc.constantFrom('ចាន់ សុខា', 'សុខ ដារា'),
  nameLatin: orNull(fc.constantFrom('CHAN SOKHA', 'SOK DARA')),
  sex: fc.constantFrom(...SEXES),
  birthDate: fc.constantFrom('1990-05-17', '2024-02-29', '1961-01-01'),
  birthDatePrecision: fc.constantFrom(...BIRTH_PRECISIONS),
  phone: orNull(fc.constantFrom('012345678', '')),
  villageCode: orNull(fc.constant('21010203')),
  registeredAt: fc.constant(AT),
  registeredBy: fc.constant('staff-1'),
  identifiers: fc.constantFrom(
    [],
    [{ kind: 'nssf' as const, raw: '1000000-0000001', normalised: '10000000000001' }],
    [{ kind: 'hef' as const, raw: 'E 77', normalised: 'E77' }],
  ),
});

const checks: fc.Arbitrary<Omit<EligibilityCheck, 'patientId'>> = fc.record({
  id: uuid,
  version: fc.constant(1),
  checkedAt: fc.constant(AT),
  checkedBy: fc.constant('staff-1'),
  serviceDate: fc.constant(DAY),
  facts: fc.record({
    serviceDate: fc.constant(DAY),
    serviceCategory: fc.constantFrom(...SERVICE_CATEGORIES),
    isEmergency: fc.boolean(),
    workRelated: fc.constant('no' as const),
    facility: fc.constant({ level: 'MPA' as const, isPublic: true }),
    identity: fc.constant({ isShown: true, mismatches: [] }),
    person: fc.constant({}),
    isKnown: fc.boolean(),
    membership: orNull(
      fc.record({
        class: fc.constantFrom('employee' as const, 'dependant' as const),
        relation: orNull(fc.constantFrom(...RELATIONS)),
        validFrom: orNull(fc.constant('2025-01-01')),
        validTo: orNull(fc.constant('2026-12-31')),
      }),
    ),
    paidMonths: fc.constant([]),
    hef: orNull(fc.constant({ group: 'poor', validFrom: '2025-01-01', validTo: '2027-12-31' })),
    snapshot: fc.record({ asOf: orNull(fc.constant('2026-03-01')), source: fc.constant('roster' as const) }),
    daysUsed: fc.constant(0),
    daysRequested: fc.constant(1),
    daysScope: fc.constant('this-facility' as const),
  }),
  rulesetId: fc.constant('2018-04'),
  rosterId: fc.constant(null),
  nssfKey: orNull(fc.constant('10000000000001')),
  decision: fc.record({
    outcome: fc.constantFrom(...OUTCOMES),
    payer: fc.constantFrom('nssf' as const, 'hef' as const, 'self' as const, 'undecided' as const),
    reasons: fc.uniqueArray(fc.constantFrom(...REASON_CODES), { maxLength: 3 }),
  }),
  supersedesCheckId: fc.constant(null),
  overrideReason: fc.constant(null),
  cardText: fc.constant(null),
});

type VisitOnly = Omit<Visit, 'patientId' | 'checkId' | 'payer'>;
const visits: fc.Arbitrary<VisitOnly> = fc
  .record({
    id: uuid,
    status: fc.constantFrom(...VISIT_STATUSES),
    visitType: fc.constantFrom(...VISIT_TYPES),
    serviceCategory: fc.constantFrom(...SERVICE_CATEGORIES),
    department: fc.constantFrom(...DEPARTMENTS),
    referredFrom: orNull(fc.constant('មន្ទីរពេទ្យបង្អែក')),
    outcome: fc.constantFrom(...VISIT_OUTCOMES),
    dischargeType: fc.constantFrom(...DISCHARGE_TYPES),
  })
  .map(({ outcome, dischargeType, ...visit }) => ({
    ...visit,
    ...{ version: 1, serviceDate: DAY, deskNumber: 1, dayNumber: 17, openedAt: AT, openedBy: 'staff-1' },
    secondVisitReason: null,
    ...(visit.status === 'closed'
      ? { outcome, dischargeType, closedAt: '2026-03-02T03:00:00.000Z', closedBy: 'staff-1' }
      : { outcome: null, dischargeType: null, closedAt: null, closedBy: null }),
    ...(visit.status === 'cancelled'
      ? { cancelReason: 'went home', cancelledAt: AT, cancelledBy: 'staff-1' }
      : { cancelReason: null, cancelledAt: null, cancelledBy: null }),
  }));

const details: fc.Arbitrary<Claim['details']> = fc.record({
  diagnosis: orNull(fc.constantFrom('J06.9', 'O80')),
  admittedOn: orNull(fc.constant('2026-03-01')),
  dischargedOn: orNull(fc.constant(DAY)),
  gestationWeeks: orNull(fc.integer({ min: 20, max: 42 })),
  liveBirths: orNull(fc.integer({ min: 0, max: 3 })),
  stillBirths: orNull(fc.integer({ min: 0, max: 2 })),
});

type ClaimOnly = Omit<Claim, 'patientId' | 'checkId' | 'visitId' | 'payer' | 'sex'>;
const claims: fc.Arbitrary<ClaimOnly> = fc
  .record({
    id: uuid,
    quantities: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 3 }),
    details,
    documents: fc.uniqueArray(fc.constantFrom('nssf-form', 'referral-letter'), { maxLength: 2 }),
    patientPaidRiel: fc.constantFrom(0, 4_000),
    paymentCode: orNull(fc.constant('PATY-0000G3E')),
    memberNumber: orNull(fc.constant('10000000000001')),
  })
  .map(({ quantities, ...claim }) => {
    const lines = quantities.map((quantity) => ({
      ...{ category: 'outpatient', quantity, unitRiel: 6_000, amountRiel: 6_000 * quantity },
    }));
    return {
      ...claim,
      ...{ version: 2, facilityCode: FACILITY.code, facilityLevel: FACILITY.level, serviceFrom: DAY, serviceTo: DAY },
      ...{ packId: '2021-01', lines, totalRiel: lines.reduce((sum, { amountRiel }) => sum + amountRiel, 0) },
      ...{ asks: 'payment' as const, note: null, madeAt: AT, madeBy: 'staff-1' },
    };
  });

const answers: fc.Arbitrary<Omit<ClaimAnswer, 'claimId' | 'amountRiel'>> = fc.record({
  seq: fc.integer({ min: 1, max: 1_000_000 }),
  version: fc.constant(2),
  result: fc.constantFrom('accepted', 'returned', 'denied', 'paid'),
  faults: fc.constantFrom(
    [],
    [{ code: 'document-missing', field: 'documents', line: null, params: { document: 'nssf-form' } }],
    [{ code: 'amount-wrong', field: 'lines', line: 0, params: {} }],
  ),
  at: fc.constant('2026-03-03T02:00:00.000Z'),
  by: fc.constant('centre'),
  note: orNull(fc.constant('PAY-2026-03-1')),
});

/** Cases as a centre may hold them: with and without claim, answer, recheck and a later check, of every state and precision. */
export const cases: fc.Arbitrary<CaseRecords> = fc
  .record({
    patient: patients,
    check: checks,
    visit: visits,
    claim: orNull(claims),
    answer: orNull(answers),
    isVisitWithdrawn: fc.boolean(),
    isClaimWithdrawn: fc.boolean(),
    openedWith: orNull(checks),
    laterPayer: orNull(fc.constantFrom('nssf' as const, 'self' as const)),
  })
  .map(({ patient, check, visit, claim, answer, isVisitWithdrawn, isClaimWithdrawn, openedWith, laterPayer }) => {
    const { payer } = check.decision;
    const isClaimed = claim !== null && payer !== 'self' && payer !== 'occupational-risk';
    const whole: Claim | null = isClaimed
      ? { ...claim, patientId: patient.id, checkId: check.id, visitId: visit.id, sex: patient.sex, payer }
      : null;
    return {
      facility: FACILITY,
      patient,
      check: { ...check, patientId: patient.id },
      recheck:
        laterPayer === null
          ? null
          : {
              decidedAt: '2026-03-03T02:00:00.000Z',
              asOf: '2026-03-03',
              decision: { outcome: 'eligible' as const, payer: laterPayer, reasons: [] },
            },
      visit: { ...visit, patientId: patient.id, checkId: (openedWith ?? check).id, payer },
      openedWith: openedWith === null ? null : { check: { ...openedWith, patientId: patient.id }, recheck: null },
      isVisitWithdrawn,
      claim: whole,
      isClaimWithdrawn,
      answers:
        whole === null || answer === null
          ? []
          : [
              {
                ...answer,
                claimId: whole.id,
                amountRiel: answer.result === 'accepted' || answer.result === 'paid' ? whole.totalRiel : 0,
              },
            ],
    };
  });
