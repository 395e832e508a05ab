import type { z } from 'zod';
import { isDay } from '../../shared/base/time.ts';
import { eligibilityCheck } from '../../shared/eligibility/check.record.ts';
import { CHANGE_KINDS, type ChangeKind } from '../../shared/outbox/record.ts';
import { patient } from '../../shared/patients/record.ts';
import { visitsContract } from '../../shared/visits/contract.ts';
import { type Visit, visit } from '../../shared/visits/record.ts';
import { isOutcomeConsistent } from '../../shared/visits/rules.ts';
import type { WireChange } from '../protocol/sync.ts';
import type { Fault, Judged, Known } from './judgement.ts';
import { faultOfPatient, keysOfPatient } from './patient-verdicts.ts';

/** Judges one change whose hash is right. Pure: everything it needs to know is in `known`. */
export function judge(change: WireChange, known: Known): Judged {
  if (!isKnownKind(change.kind)) {
    const sentence =
      'This centre does not know this kind of record yet. It is kept as it came; nothing has to be done at the desk.';
    return faulty('kind-unknown', null, sentence);
  }
  const content = parsed(change.content);
  switch (change.kind) {
    case 'patient':
      return judgePatient(change, content, known);
    case 'eligibility-check':
      return judgeCheck(change, content, known);
    case 'visit':
      return judgeVisit(change, content, known);
  }
}

function isKnownKind(kind: string): kind is ChangeKind {
  return CHANGE_KINDS.some((known) => known === kind);
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function faulty(code: string, field: string | null, sentence: string): Judged {
  return { is: 'faulty', fault: { code, field, sentence } };
}

function judgePatient(change: WireChange, content: unknown, known: Known): Judged {
  const read = readAs(patient, change, content);
  if ('fault' in read) return { is: 'faulty', fault: read.fault };
  const fault = faultOfPatient(read.record, known);
  return fault === null ? { is: 'good', keys: keysOfPatient(read.record) } : { is: 'faulty', fault };
}

function judgeCheck(change: WireChange, content: unknown, known: Known): Judged {
  const read = readAs(eligibilityCheck, change, content);
  if ('fault' in read) return { is: 'faulty', fault: read.fault };
  return known.patients.has(read.record.patientId) ? { is: 'good', keys: [] } : waitsForPatient();
}

function judgeVisit(change: WireChange, content: unknown, known: Known): Judged {
  const read = readAs(visit, change, content);
  if ('fault' in read) return { is: 'faulty', fault: read.fault };
  if (!known.patients.has(read.record.patientId)) return waitsForPatient();
  const fault = faultOfVisit(read.record);
  return fault === null ? { is: 'good', keys: [] } : { is: 'faulty', fault };
}

function waitsForPatient(): Judged {
  const sentence = 'The centre does not have this patient yet. It is sent again after the patient.';
  return { is: 'waiting', fault: { code: 'waits-for-patient', field: 'patientId', sentence } };
}

/** Parses with the very schema of the desk; fields that this centre does not know stay in the stored text. */
function readAs<Schema extends z.ZodType<{ id: string; version: number }>>(
  schema: Schema,
  change: WireChange,
  content: unknown,
): { record: z.output<Schema> } | { fault: Fault } {
  const read = schema.safeParse(content);
  if (!read.success) {
    const field = read.error.issues[0]?.path.join('.') || null;
    const sentence =
      'This centre cannot read this record: it was made by another version of the program. It is kept as it came; tell the centre.';
    return { fault: { code: 'schema-unknown', field, sentence } };
  }
  if (read.data.id === change.recordId && read.data.version === change.version) return { record: read.data };
  const field = read.data.id === change.recordId ? 'version' : 'id';
  const sentence = 'The record and its envelope name different records. It is kept as it came; tell the centre.';
  return { fault: { code: 'record-mismatch', field, sentence } };
}

/** The desk's own rules of closing and cancelling (`visits.close`, `visits.cancel`). */
function faultOfVisit(record: Visit): Fault | null {
  const { status, outcome, dischargeType, cancelReason, serviceDate } = record;
  if (!isDay(serviceDate)) {
    const sentence = 'The day of this visit is not in the calendar. Cancel the visit and open it again.';
    return { code: 'service-date-wrong', field: 'serviceDate', sentence };
  }
  if (status === 'closed' && (outcome === null || dischargeType === null)) {
    const sentence = 'A closed visit needs an outcome and a way of discharge. Close it again with both.';
    return { code: 'outcome-missing', field: 'outcome', sentence };
  }
  if (status === 'closed' && !isOutcomeConsistent(outcome, dischargeType)) {
    const sentence = visitsContract['visits.close'].refusals['outcome-contradicts'];
    return { code: 'outcome-contradicts', field: 'outcome', sentence };
  }
  if (status === 'cancelled' && (cancelReason ?? '').trim() === '') {
    const sentence = 'A cancelled visit needs a reason. Cancel it again with one.';
    return { code: 'reason-missing', field: 'cancelReason', sentence };
  }
  return null;
}
