import type { Visit } from '../../../shared/visits/record.ts';
import type { AskInput } from '../../client/client.ts';
import { readDay, shownDate } from '../../ui/dates.ts';

type VisitCorrection = AskInput<'visits.correct'>;

/** The form of a visit as typed. */
export interface VisitDraft {
  serviceDate: string;
  department: Visit['department'];
  visitType: Visit['visitType'];
  referredFrom: string;
  secondVisitReason: string;
  outcome: Visit['outcome'];
  dischargeType: Visit['dischargeType'];
  cancelReason: string;
}

export function draftFromVisit(visit: Visit): VisitDraft {
  return {
    serviceDate: shownDate(visit.serviceDate),
    department: visit.department,
    visitType: visit.visitType,
    referredFrom: visit.referredFrom ?? '',
    secondVisitReason: visit.secondVisitReason ?? '',
    outcome: visit.outcome,
    dischargeType: visit.dischargeType,
    cancelReason: visit.cancelReason ?? '',
  };
}

/** What to send: what is different and nothing else. Null while the day is not one. */
export function judgeVisit(draft: VisitDraft, visit: Visit): VisitCorrection | null {
  const original = draftFromVisit(visit);
  const input: VisitCorrection = { visitId: visit.id, version: visit.version };
  const isNew = (field: keyof VisitDraft) => draft[field] !== original[field];
  if (isNew('serviceDate')) {
    const day = readDay(draft.serviceDate);
    if (day === null) return null;
    input.serviceDate = day;
  }
  if (isNew('department')) input.department = draft.department;
  if (isNew('visitType')) input.visitType = draft.visitType;
  if (isNew('referredFrom')) input.referredFrom = draft.referredFrom.trim() || null;
  if (isNew('secondVisitReason')) input.secondVisitReason = draft.secondVisitReason.trim() || null;
  if (isNew('outcome') && draft.outcome !== null) input.outcome = draft.outcome;
  if (isNew('dischargeType') && draft.dischargeType !== null) input.dischargeType = draft.dischargeType;
  if (isNew('cancelReason')) input.cancelReason = draft.cancelReason.trim();
  return input;
}
