import type { ReadDb } from '../../shared/base/db.ts';
import type { EligibilityCheck } from '../../shared/eligibility/check.record.ts';
import type { Patient } from '../../shared/patients/record.ts';
import type { Visit } from '../../shared/visits/record.ts';

/**
 * A visit as one document of 26 values, for those who send documents: less than Tonle sends of it, since the facts that its
 * check was decided on, and the paid months, are left out.
 */
export interface FlatVisit {
  id: string;
  type: 'visit.registered';
  schema: 1;
  facility: string;
  device: string;
  seq: number;
  recordedAt: string;
  operator: string;
  patient: Pick<Patient, 'id' | 'nameKm' | 'nameLatin' | 'sex' | 'birthDate' | 'phone'> & {
    birthDateEstimated: boolean;
    village: string | null;
    isNew: boolean;
  };
  cover: {
    scheme: string;
    cardNo: string | null;
    verdict: string;
    method: string;
    rosterVersion: string | null;
    checkedAt: string;
  };
  service: string;
  visitKind: string;
  department: string;
  ticket: number;
  referredFrom: string | null;
}

/** The visits of a desk from a change on, in the order in which they were opened. */
export function flatVisits(db: ReadDb, facility: string, afterSeq: number): FlatVisit[] {
  const contents = new Map<string, { seq: number; content: string }>();
  const visits: { seq: number; visit: Visit }[] = [];
  for (const row of db.all('SELECT seq, kind, recordId, content FROM change ORDER BY seq')) {
    const [seq, content] = [Number(row.seq), String(row.content)];
    contents.set(String(row.recordId), { seq, content });
    if (row.kind === 'visit' && seq > afterSeq) visits.push({ seq, visit: JSON.parse(content) as Visit });
  }
  return visits.map(({ seq, visit }) => {
    const patientRow = contents.get(visit.patientId);
    const patient = JSON.parse(patientRow?.content ?? '{}') as Patient;
    const check = JSON.parse(contents.get(visit.checkId)?.content ?? '{}') as EligibilityCheck;
    return {
      ...{ id: visit.id, type: 'visit.registered', schema: 1, facility, device: 'd0002', seq },
      ...{ recordedAt: visit.openedAt, operator: visit.openedBy },
      patient: {
        ...{ id: patient.id, nameKm: patient.nameKm, nameLatin: patient.nameLatin, sex: patient.sex },
        ...{ birthDate: patient.birthDate, birthDateEstimated: patient.birthDatePrecision !== 'day' },
        ...{ village: patient.villageCode, phone: patient.phone, isNew: (patientRow?.seq ?? 0) > afterSeq },
      },
      cover: {
        ...{ scheme: check.decision.payer, cardNo: check.nssfKey, verdict: check.decision.outcome },
        ...{ method: check.facts.snapshot.source, rosterVersion: check.rosterId, checkedAt: check.checkedAt },
      },
      ...{ service: visit.serviceCategory, visitKind: visit.visitType, department: visit.department },
      ...{ ticket: visit.dayNumber, referredFrom: visit.referredFrom },
    };
  });
}

const SID = 'http://example.org/fhir/sid';
const CODES = 'http://example.org/fhir/CodeSystem';
const NAME_FORM = 'http://hl7.org/fhir/StructureDefinition/iso21090-EN-representation';

/** The same as a FHIR R4 Encounter with patient, coverage and the answer about it contained. */
export function fhirOf(visit: FlatVisit): object {
  const { patient, cover } = visit;
  return {
    resourceType: 'Encounter',
    id: visit.id,
    contained: [patientResource(visit), ...coverResources(visit)],
    identifier: [{ system: `${SID}/visit`, value: `${visit.device}/${visit.seq}` }],
    status: 'arrived',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'AMB' },
    serviceType: { coding: [{ system: `${CODES}/service`, code: visit.service }] },
    subject: { reference: '#p', display: patient.nameLatin },
    participant: [{ individual: { identifier: { system: `${SID}/user`, value: visit.operator } } }],
    period: { start: visit.recordedAt },
    reasonCode: [{ text: visit.department }],
    serviceProvider: { identifier: { system: `${SID}/facility`, value: visit.facility } },
    account: [{ display: cover.scheme }],
  };
}

function patientResource({ patient }: FlatVisit): object {
  const name = (text: string | null, form: string) => ({
    use: 'official',
    text,
    extension: [{ url: NAME_FORM, valueCode: form }],
  });
  return {
    resourceType: 'Patient',
    id: 'p',
    identifier: [{ system: `${SID}/patient`, value: patient.id }],
    name: [name(patient.nameKm, 'IDE'), name(patient.nameLatin, 'ABC')],
    gender: patient.sex,
    birthDate: patient.birthDate,
    ...(patient.phone === null ? {} : { telecom: [{ system: 'phone', value: patient.phone }] }),
    address: [{ use: 'home', extension: [{ url: `${CODES}/village`, valueCode: patient.village }] }],
  };
}

function coverResources({ cover }: FlatVisit): object[] {
  if (cover.cardNo === null) return [];
  return [
    {
      resourceType: 'Coverage',
      id: 'c',
      status: 'active',
      type: { coding: [{ system: `${CODES}/scheme`, code: cover.scheme }] },
      subscriberId: cover.cardNo,
      beneficiary: { reference: '#p' },
      payor: [{ display: cover.scheme }],
    },
    {
      resourceType: 'CoverageEligibilityResponse',
      id: 'e',
      status: 'active',
      purpose: ['validation'],
      patient: { reference: '#p' },
      created: cover.checkedAt,
      request: { display: cover.method },
      outcome: 'complete',
      insurer: { display: cover.scheme },
      insurance: [{ coverage: { reference: '#c' }, inforce: cover.verdict === 'eligible' }],
    },
  ];
}
