import type { z } from 'zod';
import { type Day, dayAt, msOf } from '../../shared/base/time.ts';
import { claim } from '../../shared/claims/record.ts';
import { eligibilityCheck } from '../../shared/eligibility/check.record.ts';
import { monthClose } from '../../shared/month/record.ts';
import { CHANGE_KINDS, type ChangeKind, withdrawnRecord } from '../../shared/outbox/record.ts';
import type { VerdictCode } from '../../shared/outbox/verdict.record.ts';
import { patient } from '../../shared/patients/record.ts';
import { visit } from '../../shared/visits/record.ts';
import { faultOfVisitRecord } from '../../shared/visits/rules.ts';
import type { WireChange } from '../protocol/sync.ts';
import { type Fault, faultOf, type Judged, type Known, recordKey } from './judgement.ts';
import { faultOfPatient, keysOfPatient } from './patient-verdicts.ts';

/** No clock of a desk is held against a visit: its day has to be one, and that is all. */
const ANY_DAY = '9999-12-31';

/**
 * Judges one change whose hash is right, with its content as a value, by the same rules as the desk. Pure: all it needs
 * to know is in `known`, and `today`, the day on which it came.
 */
export function judge(change: WireChange, known: Known, content: unknown, today: Day): Judged {
  if (!isKnownKind(change.kind)) return faulty('kind-unknown', null);
  if (isWithdrawal(change, content)) return { is: 'good', keys: [], isWithdrawal: true };
  switch (change.kind) {
    case 'patient':
      return judgePatient(change, content, known, today);
    case 'eligibility-check':
      return judgeCheck(change, content, known);
    case 'visit':
      return judgeVisit(change, content, known);
    case 'claim':
      return judgeClaim(change, content, known);
    case 'month-close':
      return judgeMonthClose(change, content, known);
  }
}

function isKnownKind(kind: string): kind is ChangeKind {
  return CHANGE_KINDS.some((known) => known === kind);
}

function isWithdrawal(change: WireChange, content: unknown): boolean {
  const read = change.version > 1 ? withdrawnRecord.safeParse(content) : null;
  return read?.success === true && read.data.id === change.recordId && read.data.version === change.version;
}

function good(keys: Extract<Judged, { is: 'good' }>['keys'] = []): Judged {
  return { is: 'good', keys, isWithdrawal: false };
}

function faulty(code: VerdictCode, field: string | null): Judged {
  return { is: 'faulty', fault: faultOf(code, field) };
}

function judgePatient(change: WireChange, content: unknown, known: Known, today: Day): Judged {
  const read = readAs(patient, change, content);
  if ('fault' in read) return { is: 'faulty', fault: read.fault };
  const registered = dayAt(msOf(read.record.registeredAt));
  const fault = faultOfPatient(read.record, known, registered > today ? registered : today);
  return fault === null ? good(keysOfPatient(read.record)) : { is: 'faulty', fault };
}

function judgeCheck(change: WireChange, content: unknown, known: Known): Judged {
  const read = readAs(eligibilityCheck, change, content);
  if ('fault' in read) return { is: 'faulty', fault: read.fault };
  return known.patients.has(read.record.patientId) ? good() : waits('waits-for-patient', 'patientId');
}

function judgeVisit(change: WireChange, content: unknown, known: Known): Judged {
  const read = readAs(visit, change, content);
  if ('fault' in read) return { is: 'faulty', fault: read.fault };
  if (!known.patients.has(read.record.patientId)) return waits('waits-for-patient', 'patientId');
  const fault = faultOfVisitRecord(read.record, ANY_DAY);
  return fault === null ? good() : faulty(fault.code, fault.field);
}

/** Its form alone: what is wrong with what it asks for is the answer to it, not a verdict. */
function judgeClaim(change: WireChange, content: unknown, known: Known): Judged {
  const read = readAs(claim, change, content);
  if ('fault' in read) return { is: 'faulty', fault: read.fault };
  const { facilityCode, patientId, visitId, checkId } = read.record;
  if (facilityCode !== known.facility) return faulty('facility-differs', 'facilityCode');
  // A visit has one claim, and its desks and the centre find it by that.
  if (visitId !== change.recordId) return faulty('record-mismatch', 'visitId');
  if (!known.patients.has(patientId)) return waits('waits-for-patient', 'patientId');
  if (!known.records.has(recordKey({ kind: 'visit', recordId: visitId }))) return waits('waits-for-visit', 'visitId');
  const hasCheck = known.records.has(recordKey({ kind: 'eligibility-check', recordId: checkId }));
  return hasCheck ? good() : waits('waits-for-check', 'checkId');
}

function judgeMonthClose(change: WireChange, content: unknown, known: Known): Judged {
  const read = readAs(monthClose, change, content);
  if ('fault' in read) return { is: 'faulty', fault: read.fault };
  return read.record.facilityCode === known.facility ? good() : faulty('facility-differs', 'facilityCode');
}

function waits(code: VerdictCode, field: string): Judged {
  return { is: 'waiting', fault: faultOf(code, field) };
}

/** Parses with the very schema of the desk; fields that this centre does not know stay in the stored text. */
function readAs<Schema extends z.ZodType<{ id: string; version: number }>>(
  schema: Schema,
  change: WireChange,
  content: unknown,
): { record: z.output<Schema> } | { fault: Fault } {
  const read = schema.safeParse(content);
  if (!read.success) return { fault: faultOf('schema-unknown', read.error.issues[0]?.path.join('.') || null) };
  if (read.data.id === change.recordId && read.data.version === change.version) return { record: read.data };
  return { fault: faultOf('record-mismatch', read.data.id === change.recordId ? 'version' : 'id') };
}
