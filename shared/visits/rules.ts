import { slipNumberOf } from '../base/slip.ts';
import { type Day, isDay } from '../base/time.ts';
import type { Visit } from './record.ts';

/** DESK-NUMBER of the day, like 1-017: two desks of a facility never give the same one on a day. */
export function slipNumber(visit: Pick<Visit, 'deskNumber' | 'dayNumber'>): string {
  return slipNumberOf(visit.deskNumber, visit.dayNumber);
}

/** Who died left as deceased, and nobody else did. */
export function isOutcomeConsistent(outcome: Visit['outcome'], dischargeType: Visit['dischargeType']): boolean {
  return (outcome === 'deceased') === (dischargeType === 'deceased');
}

/** What is wrong with a visit's record by itself: the first thing, and the field where it is put right. */
export interface VisitFault {
  code: 'service-date-wrong' | 'outcome-missing' | 'outcome-contradicts' | 'reason-missing';
  field: keyof Visit;
}

/** The rules of a visit's record, the same at the desk and at the centre. */
export function faultOfVisitRecord(visit: Visit, today: Day): VisitFault | null {
  const { status, outcome, dischargeType, cancelReason, serviceDate } = visit;
  if (!isDay(serviceDate) || serviceDate > today) return { code: 'service-date-wrong', field: 'serviceDate' };
  if (status === 'closed' && outcome === null) return { code: 'outcome-missing', field: 'outcome' };
  if (status === 'closed' && dischargeType === null) return { code: 'outcome-missing', field: 'dischargeType' };
  if (status === 'closed' && !isOutcomeConsistent(outcome, dischargeType)) {
    return { code: 'outcome-contradicts', field: 'outcome' };
  }
  if (status === 'cancelled' && (cancelReason ?? '').trim() === '') {
    return { code: 'reason-missing', field: 'cancelReason' };
  }
  return null;
}

/** What a correction may change; the rest a visit has for ever, or gets by being closed or cancelled. */
export const CORRECTED_FIELDS = [
  'serviceDate',
  'department',
  'visitType',
  'referredFrom',
  'secondVisitReason',
  'outcome',
  'dischargeType',
  'cancelReason',
] as const satisfies readonly (keyof Visit)[];

/** The fields in which two versions of a visit differ. */
export function changedFields(before: Visit, after: Visit): (typeof CORRECTED_FIELDS)[number][] {
  return CORRECTED_FIELDS.filter((field) => before[field] !== after[field]);
}
