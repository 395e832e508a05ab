import type { EligibilityDecision } from '../../../../shared/eligibility/record.ts';
import type { CaseRecords } from './case.ts';
import { facilityId, payerId } from './people.ts';
import { concept, present, type Reference, type Resource, referenceTo } from './resource.ts';
import { HL7, TONLE } from './systems.ts';

/** Who would pay in somebody's name: only these have a policy that a Coverage can speak of. */
const POLICIES: readonly string[] = ['nssf', 'hef', 'undecided'];

export function payerOf({ claim, recheck, check }: CaseRecords): string {
  return claim?.payer ?? recheck?.decision.payer ?? check.decision.payer;
}

export function coverageReference(records: CaseRecords): Reference | null {
  return POLICIES.includes(payerOf(records)) ? referenceTo('Coverage', `cov-${records.check.id}`) : null;
}

/** The right as it was found for this visit; a card is no policy with a number of its own, so each check has one. */
export function coverageResource(records: CaseRecords): Resource | null {
  const { check, claim, patient } = records;
  const payer = payerOf(records);
  if (!POLICIES.includes(payer)) return null;
  const { membership, hef } = check.facts;
  const span = payer === 'hef' ? hef : membership;
  const period = present({ start: span?.validFrom, end: span?.validTo });
  return {
    resourceType: 'Coverage',
    id: `cov-${check.id}`,
    ...present({
      status: 'active',
      type: claim?.paymentCode == null ? { text: payer } : concept(TONLE.paymentType, claim.paymentCode),
      subscriberId: claim?.memberNumber ?? check.nssfKey,
      beneficiary: referenceTo('Patient', patient.id),
      relationship: concept(HL7.relationship, membership?.relation ?? 'self'),
      period: Object.keys(period).length === 0 ? null : period,
      payor: [referenceTo('Organization', payerId(payer))],
    }),
  };
}

export function eligibilityRequestResource(records: CaseRecords): Resource {
  const { check, patient, facility } = records;
  const coverage = coverageReference(records);
  return {
    resourceType: 'CoverageEligibilityRequest',
    id: `req-${check.id}`,
    ...present({
      status: 'active',
      purpose: ['validation'],
      patient: referenceTo('Patient', patient.id),
      servicedDate: check.serviceDate,
      created: check.checkedAt,
      provider: referenceTo('Organization', facilityId(facility.code)),
      insurer: referenceTo('Organization', payerId(payerOf(records))),
      insurance: coverage === null ? [] : [{ focal: true, coverage }],
      item: [{ category: concept(TONLE.service, check.facts.serviceCategory) }],
    }),
  };
}

/** The desk's answer, and the centre's later one where there is one: both are kept, so both are told. */
export function eligibilityResponseResources(records: CaseRecords): Resource[] {
  const { check, recheck } = records;
  const given = [
    responseResource(records, check.id, check.checkedAt, check.decision, check.facts.snapshot.asOf ?? null),
  ];
  if (recheck === null) return given;
  return [...given, responseResource(records, `re-${check.id}`, recheck.decidedAt, recheck.decision, recheck.asOf)];
}

function responseResource(
  records: CaseRecords,
  id: string,
  created: string,
  { outcome, reasons }: EligibilityDecision,
  asOf: string | null,
): Resource {
  const { check, patient, facility } = records;
  const coverage = coverageReference(records);
  const insurance = coverage === null ? [] : [{ coverage, inforce: outcome === 'eligible' }];
  return {
    resourceType: 'CoverageEligibilityResponse',
    id,
    ...present({
      status: 'active',
      purpose: ['validation'],
      patient: referenceTo('Patient', patient.id),
      servicedDate: check.serviceDate,
      created,
      requestor: referenceTo('Organization', facilityId(facility.code)),
      request: referenceTo('CoverageEligibilityRequest', `req-${check.id}`),
      outcome: outcome === 'provisional' || outcome === 'review' ? 'partial' : 'complete',
      disposition: asOf === null ? outcome : `${outcome}, by the register of ${asOf}`,
      insurer: referenceTo('Organization', payerId(payerOf(records))),
      insurance,
      extension: [
        { url: TONLE.outcome, valueCode: outcome },
        ...reasons.map((reason) => ({ url: TONLE.reason, valueCode: reason })),
      ],
    }),
  };
}
