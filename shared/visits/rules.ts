import type { Visit } from './record.ts';

/** DESK-NUMBER of the day, like 1-017: two desks of a facility never give the same one on a day. */
export function slipNumber(visit: Pick<Visit, 'deskNumber' | 'dayNumber'>): string {
  return `${visit.deskNumber}-${String(visit.dayNumber).padStart(3, '0')}`;
}

/** Who died left as deceased, and nobody else did. */
export function isOutcomeConsistent(outcome: Visit['outcome'], dischargeType: Visit['dischargeType']): boolean {
  return (outcome === 'deceased') === (dischargeType === 'deceased');
}
