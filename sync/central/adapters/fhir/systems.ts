/** Code systems of the standard itself (terminology.hl7.org and hl7.org/fhir/R4). */
export const HL7 = {
  encounterClass: 'http://terminology.hl7.org/CodeSystem/v3-ActCode',
  claimType: 'http://terminology.hl7.org/CodeSystem/claim-type',
  priority: 'http://terminology.hl7.org/CodeSystem/processpriority',
  relationship: 'http://terminology.hl7.org/CodeSystem/subscriber-relationship',
  adjudication: 'http://terminology.hl7.org/CodeSystem/adjudication',
  paymentType: 'http://terminology.hl7.org/CodeSystem/ex-paymenttype',
  icd10: 'http://hl7.org/fhir/sid/icd-10',
} as const;

/**
 * Systems for which Cambodia has published no address: names of our own, so that a receiver can map each to the one that
 * it uses.
 */
export const TONLE = {
  patientNumber: 'urn:tonle:patient-number',
  visit: 'urn:tonle:visit',
  claim: 'urn:tonle:claim',
  facility: 'urn:tonle:facility',
  payer: 'urn:tonle:payer',
  /** PMRS payment types, as `PATY-0000G3E`. */
  paymentType: 'urn:tonle:pmrs-payment-type',
  /** Codes of the NCDD gazetteer. */
  place: 'urn:tonle:ncdd-place',
  category: 'urn:tonle:claim-category',
  service: 'urn:tonle:service',
  department: 'urn:tonle:department',
  discharge: 'urn:tonle:discharge',
  outcome: 'urn:tonle:eligibility-outcome',
  reason: 'urn:tonle:eligibility-reason',
  document: 'urn:tonle:document',
  claimFault: 'urn:tonle:claim-fault',
  supportingInfo: 'urn:tonle:supporting-info',
  identifier: {
    nssf: 'urn:tonle:nssf-number',
    hef: 'urn:tonle:equity-card-number',
    'national-id': 'urn:tonle:khmer-identity-card',
    pmrs: 'urn:tonle:pmrs-number',
    passport: 'urn:tonle:passport',
  },
} as const;
