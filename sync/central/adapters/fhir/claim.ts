import { must } from '../../../../shared/base/assert.ts';
import { dayAt, msOf } from '../../../../shared/base/time.ts';
import { claimWords } from '../../../../shared/claims/claim-text.rules.ts';
import type { Claim, ClaimAnswer } from '../../../../shared/claims/record.ts';
import { codeOf } from '../../../../shared/claims/rules.ts';
import type { CaseRecords } from './case.ts';
import { coverageReference } from './cover.ts';
import { facilityId, payerId } from './people.ts';
import { type CodeableConcept, concept, money, present, type Resource, referenceTo } from './resource.ts';
import { HL7, TONLE } from './systems.ts';

/** What a stay or the payer decides; the rest of a claim's form is the same for all. */
function typeOf(claim: Claim): CodeableConcept {
  return concept(HL7.claimType, claim.details.admittedOn === null ? 'professional' : 'institutional');
}

export function claimResource(records: CaseRecords, claim: Claim): Resource {
  const { facility, visit, isVisitWithdrawn, isClaimWithdrawn } = records;
  const { details, serviceFrom, serviceTo } = claim;
  const coverage = must(coverageReference(records), 'who pays a claim has a coverage');
  return {
    resourceType: 'Claim',
    id: claim.id,
    ...present({
      identifier: [{ system: TONLE.claim, value: `${claim.id}/${claim.version}` }],
      status: isVisitWithdrawn || isClaimWithdrawn ? 'cancelled' : 'active',
      type: typeOf(claim),
      use: 'claim',
      patient: referenceTo('Patient', claim.patientId),
      billablePeriod: { start: serviceFrom, end: serviceTo },
      created: claim.madeAt,
      insurer: referenceTo('Organization', payerId(claim.payer)),
      provider: referenceTo('Organization', facilityId(facility.code)),
      priority: concept(HL7.priority, 'normal'),
      supportingInfo: supportingInfo(claim),
      diagnosis:
        details.diagnosis === null
          ? []
          : [{ sequence: 1, diagnosisCodeableConcept: concept(HL7.icd10, details.diagnosis) }],
      insurance: [{ sequence: 1, focal: true, coverage }],
      item: claim.lines.map((line, index) => ({
        sequence: index + 1,
        productOrService: concept(TONLE.category, line.category),
        servicedPeriod: { start: serviceFrom, end: serviceTo },
        quantity: { value: line.quantity },
        unitPrice: money(line.unitRiel),
        net: money(line.amountRiel),
        encounter: [referenceTo('Encounter', visit.id)],
      })),
      total: money(claim.totalRiel),
    }),
  };
}

/** What R4 has no element of its own for: the checklist, the weeks of a pregnancy, what the patient paid. */
function supportingInfo({ documents, details, patientPaidRiel }: Claim): Record<string, unknown>[] {
  const info: Record<string, unknown>[] = documents.map((document) => ({
    category: concept(TONLE.supportingInfo, 'document'),
    code: concept(TONLE.document, document),
  }));
  const add = (code: string, quantity: Record<string, unknown>) =>
    info.push({ category: concept(TONLE.supportingInfo, code), valueQuantity: quantity });
  if (details.gestationWeeks !== null) add('gestation', { value: details.gestationWeeks, unit: 'wk' });
  if (details.liveBirths !== null) add('live-births', { value: details.liveBirths });
  if (details.stillBirths !== null) add('still-births', { value: details.stillBirths });
  if (patientPaidRiel > 0) add('patient-paid', { value: patientPaidRiel, unit: 'KHR' });
  return info.map((one, index) => ({ sequence: index + 1, ...one }));
}

/** Why it was returned or denied, as the desk is told it, and what the officer wrote. */
function reasonsOf({ faults, note }: ClaimAnswer): string[] {
  const said = faults.map(({ code, params: { document = '' } }) => {
    return `${codeOf(code).number} ${claimWords('en', code).says.replaceAll('{document}', document)}`.trim();
  });
  return note === null || note === '' ? said : [...said, note];
}

/** What the claim comes to. A payment pays the rest of it alone, where something was paid before a correction. */
function grantedOf(claim: Claim, { result, version, amountRiel }: ClaimAnswer): number {
  if (result === 'paid' && version === claim.version) return claim.totalRiel;
  return result === 'accepted' || result === 'paid' ? amountRiel : 0;
}

/** Each answer stays what it was; a later one is a resource of its own. */
export function claimResponseResource({ facility }: CaseRecords, claim: Claim, answer: ClaimAnswer): Resource {
  const isGranted = answer.result === 'accepted' || answer.result === 'paid';
  return {
    resourceType: 'ClaimResponse',
    id: `ans-${claim.id}-${answer.seq}`,
    ...present({
      status: 'active',
      type: typeOf(claim),
      use: 'claim',
      patient: referenceTo('Patient', claim.patientId),
      created: answer.at,
      insurer: referenceTo('Organization', payerId(claim.payer)),
      requestor: referenceTo('Organization', facilityId(facility.code)),
      request: referenceTo('Claim', claim.id),
      // "Error" is for what could not be processed as it came: it is corrected and sent again. A denial is a decision.
      outcome: answer.result === 'returned' ? 'error' : 'complete',
      disposition: answer.result,
      error:
        answer.result === 'returned'
          ? answer.faults.map(({ code, line }) =>
              present({ itemSequence: line === null ? null : line + 1, code: concept(TONLE.claimFault, code) }),
            )
          : [],
      processNote: isGranted ? [] : reasonsOf(answer).map((text) => ({ text })),
      total: [{ category: concept(HL7.adjudication, 'benefit'), amount: money(grantedOf(claim, answer)) }],
      payment:
        answer.result === 'paid' && answer.amountRiel > 0
          ? present({
              type: concept(HL7.paymentType, 'complete'),
              date: dayAt(msOf(answer.at)),
              amount: money(answer.amountRiel),
              identifier: answer.note === null ? null : { value: answer.note },
            })
          : null,
    }),
  };
}
