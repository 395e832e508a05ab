import { randomBytes, randomUUID } from 'node:crypto';
import { must } from '../../../shared/base/assert.ts';
import { sha256Hex } from '../../../shared/base/hash.ts';
import { canonicalJson } from '../../../shared/base/json.ts';
import { NOTHING_TOLD } from '../../../shared/claims/making-rules.ts';
import type { Claim } from '../../../shared/claims/record.ts';
import type { EligibilityCheck } from '../../../shared/eligibility/check.record.ts';
import type { Patient } from '../../../shared/patients/record.ts';
import type { Visit } from '../../../shared/visits/record.ts';
import { enrolReply, PRACTICE_CODE } from '../../protocol/enrol.ts';
import { type SyncReply, syncReply, type Verdict, type WireChange } from '../../protocol/sync.ts';

/** What an HTTP answer was. */
export interface Answer {
  status: number;
  body: unknown;
}

export async function post(url: string, body: unknown, token: string | null = null): Promise<Answer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(token === null ? {} : { authorization: `Bearer ${token}` }),
    },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
  return { status: response.status, body: await response.json() };
}

export function enrolBody(over: Record<string, unknown> = {}): Record<string, unknown> {
  return { protocol: 1, mode: 'practice', code: PRACTICE_CODE, deviceId: randomUUID(), program: 'test', ...over };
}

/** A desk's end of the wire, as thin as it can be: it numbers changes and sends them when it is told to. */
export class TestDesk {
  readonly url: string;
  readonly deviceId: string;
  readonly token: string;
  readonly deskNumber: number;
  readonly facility: string;
  incarnation = randomBytes(16).toString('hex');
  #seq = 0;

  constructor(url: string, deviceId: string, enrolled: { token: string; deskNumber: number; facility: string }) {
    this.url = url;
    this.deviceId = deviceId;
    this.token = enrolled.token;
    this.deskNumber = enrolled.deskNumber;
    this.facility = enrolled.facility;
  }

  static async enrol(url: string, over: Record<string, unknown> = {}): Promise<TestDesk> {
    const body = enrolBody(over);
    const { deviceToken, deskNumber, facility } = enrolReply.parse((await post(`${url}/v1/enrol`, body)).body);
    return new TestDesk(url, String(body.deviceId), { token: deviceToken, deskNumber, facility: facility.code });
  }

  /** `base` is the version that it was made from. */
  change<Content extends { id: string; version: number }>(
    kind: string,
    record: Content,
    { base = null, hlc = 0 }: { base?: Pick<WireChange, 'hash'> | null; hlc?: number } = {},
  ): WireChange {
    this.#seq += 1;
    const content = canonicalJson(record);
    return {
      ...{ incarnation: this.incarnation, seq: this.#seq, kind, recordId: record.id, version: record.version },
      ...{ hash: sha256Hex(content), content, madeAt: '2026-03-01T01:00:00.000Z' },
      ...{ hlc, clockFlag: 'ok', baseHash: base?.hash.slice(0, 8) ?? null },
    };
  }

  body(changes: readonly unknown[], over: Record<string, unknown> = {}): Record<string, unknown> {
    const ids = { rosterId: null, placesId: null };
    return {
      protocol: 1,
      deviceId: this.deviceId,
      program: 'test',
      sentAt: '2026-03-01T01:00:00.000Z',
      ...ids,
      changes,
      ...over,
    };
  }

  send(changes: readonly unknown[], over: Record<string, unknown> = {}): Promise<Answer> {
    return post(`${this.url}/v1/sync`, this.body(changes, over), this.token);
  }

  async sync(changes: readonly unknown[], over: Record<string, unknown> = {}): Promise<SyncReply> {
    const { status, body } = await this.send(changes, over);
    if (status !== 200) throw new Error(`the centre answered ${status}: ${JSON.stringify(body)}`);
    return syncReply.parse(body);
  }

  /** The verdicts as `outcome` or `outcome code`, in the order of the changes. */
  async verdicts(changes: readonly unknown[]): Promise<string[]> {
    return (await this.sync(changes)).verdicts.map(said);
  }
}

export function said({ outcome, code }: Verdict): string {
  return code === null ? outcome : `${outcome} ${code}`;
}

let counted = 0;

export function aPatient(over: Partial<Patient> = {}): Patient {
  counted += 1;
  return {
    ...{ id: randomUUID(), version: 1, patientNumber: `PRAC1-01-${String(counted).padStart(6, '0')}-X` },
    ...{ nameKm: 'សុខ សុភា', nameLatin: null, sex: 'female', birthDate: '1990-05-20', birthDatePrecision: 'day' },
    ...{ phone: null, villageCode: null, registeredAt: '2026-03-01T01:00:00.000Z', registeredBy: 'staff-1' },
    identifiers: [],
    ...over,
  };
}

export function withNssf(raw: string, over: Partial<Patient> = {}): Patient {
  const normalised = raw.replace(/\D/g, '').slice(0, 14);
  return aPatient({ identifiers: [{ kind: 'nssf', raw, normalised }], ...over });
}

export function aCheck(patient: Pick<Patient, 'id'>, over: Partial<EligibilityCheck> = {}): EligibilityCheck {
  return {
    ...{ id: randomUUID(), version: 1, patientId: patient.id, checkedAt: '2026-03-01T01:00:00.000Z' },
    ...{ checkedBy: 'staff-1', serviceDate: '2026-03-01', rulesetId: 'kh-2026-01', rosterId: null, nssfKey: null },
    ...{ supersedesCheckId: null, overrideReason: null, cardText: null },
    facts: {
      ...{ serviceDate: '2026-03-01', serviceCategory: 'outpatient', isEmergency: false, workRelated: 'no' },
      facility: { level: 'MPA', isPublic: true, contractedFrom: '2018-01-01' },
      identity: { isShown: true, mismatches: [] },
      ...{ person: {}, isKnown: false, paidMonths: [], snapshot: { source: 'roster' } },
      ...{ daysUsed: 0, daysRequested: 0, daysScope: 'this-facility' },
    },
    decision: { outcome: 'provisional', payer: 'nssf', reasons: ['MEMBER_NOT_IN_CACHE'] },
    ...over,
  };
}

export function aVisit(patient: Pick<Patient, 'id'>, over: Partial<Visit> = {}): Visit {
  counted += 1;
  return {
    ...{ id: randomUUID(), version: 1, patientId: patient.id, checkId: randomUUID(), serviceDate: '2026-03-01' },
    ...{ deskNumber: 1, dayNumber: counted, visitType: 'outpatient', serviceCategory: 'outpatient' },
    ...{ department: 'general', referredFrom: null, payer: 'nssf', status: 'open' },
    ...{ openedAt: '2026-03-01T01:00:00.000Z', openedBy: 'staff-1', secondVisitReason: null, outcome: null },
    ...{
      dischargeType: null,
      closedAt: null,
      closedBy: null,
      cancelReason: null,
      cancelledAt: null,
      cancelledBy: null,
    },
    ...over,
  };
}

/** Something of every kind: a patient, his check and his visit. */
export function aRound(desk: TestDesk): WireChange[] {
  const patient = aPatient();
  return [
    desk.change('patient', patient),
    desk.change('eligibility-check', aCheck(patient)),
    desk.change('visit', aVisit(patient)),
  ];
}

export function nth<T>(list: readonly T[], index: number): T {
  return must(list[index], `there is a ${index + 1}th`);
}

/** What a desk asks for a closed visit of that day at a health centre, as the built-in pack has it. */
export function aClaim(visit: Visit, facilityCode: string, over: Partial<Claim> = {}): Claim {
  const { id, patientId, checkId, serviceDate } = visit;
  return {
    ...{ id, version: 1, visitId: id, patientId, checkId, facilityCode, facilityLevel: 'MPA' },
    ...{ serviceFrom: serviceDate, serviceTo: serviceDate, payer: 'nssf', paymentCode: 'PATY-0000G3E' },
    ...{ memberNumber: '12345678901234', sex: 'female', packId: null, totalRiel: 6000, patientPaidRiel: 0 },
    lines: [{ category: 'outpatient', quantity: 1, unitRiel: 6000, amountRiel: 6000 }],
    details: NOTHING_TOLD,
    ...{ documents: [], asks: 'payment', note: null, madeAt: '2026-03-01T02:00:00.000Z', madeBy: 'staff-1' },
    ...over,
  };
}

/** A covered person's closed visit, and the claim that was made with its closing. */
export interface Case {
  patient: Patient;
  check: EligibilityCheck;
  visit: Visit;
  claim: Claim;
}

const COVERED: EligibilityCheck['decision'] = { outcome: 'eligible', payer: 'nssf', reasons: ['Q_2_CONSEC'] };

export function aCase(facility: string, over: Partial<Claim> = {}, decision = COVERED): Case {
  counted += 1;
  const patient = withNssf(`${20_000_000_000_000 + counted}`);
  const check = aCheck(patient, { decision });
  const visit = aClosedVisit(patient, { checkId: check.id });
  const { normalised: memberNumber } = nth(patient.identifiers, 0);
  return { patient, check, visit, claim: aClaim(visit, facility, { memberNumber, ...over }) };
}

export function changesOf(at: TestDesk, { patient, check, visit, claim }: Case): WireChange[] {
  return [
    at.change('patient', patient),
    at.change('eligibility-check', check),
    at.change('visit', visit),
    at.change('claim', claim),
  ];
}

/** The version after this one that says that the record is withdrawn. */
export function withdrawalOf({ id, version, patientId }: { id: string; version: number; patientId: string }) {
  const withdrawn = { reason: 'entered twice', at: '2026-03-01T03:00:00.000Z', by: 'staff-1' };
  return { id, version: version + 1, patientId, withdrawn };
}

/** As `aVisit`, closed. */
export function aClosedVisit(patient: Pick<Patient, 'id'>, over: Partial<Visit> = {}): Visit {
  return aVisit(patient, {
    ...{ status: 'closed', outcome: 'improved', dischargeType: 'authorised' },
    ...{ closedAt: '2026-03-01T02:00:00.000Z', closedBy: 'staff-1' },
    ...over,
  });
}
