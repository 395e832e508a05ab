import { z } from 'zod';
import { PAYERS, SERVICE_CATEGORIES } from '../eligibility/record.ts';

export const VISIT_STATUSES = ['open', 'closed', 'cancelled'] as const;
export const VISIT_TYPES = ['outpatient', 'inpatient'] as const;
export const DEPARTMENTS = [
  'general',
  'emergency',
  'maternity',
  'paediatrics',
  'surgery',
  'medicine',
  'tuberculosis',
  'dental',
  'eye',
  'laboratory',
  'other',
] as const;
/** Outcomes and discharge types of the national PMRS code lists (see domain section 2.3). */
export const VISIT_OUTCOMES = ['recovered', 'improved', 'unchanged', 'hopeless', 'deceased', 'home-treatment'] as const;
export const DISCHARGE_TYPES = ['authorised', 'unauthorised', 'deceased', 'refer-out', 'absconded'] as const;

/** A visit keeps the check it was opened under; it is closed or cancelled, never deleted. */
export const visit = z.object({
  id: z.string(),
  version: z.int().min(1),
  patientId: z.string(),
  checkId: z.string(),
  serviceDate: z.string(),
  deskNumber: z.int(),
  /** Counts this desk's visits of the day from 1, without gaps. */
  dayNumber: z.int().min(1),
  visitType: z.enum(VISIT_TYPES),
  serviceCategory: z.enum(SERVICE_CATEGORIES),
  department: z.enum(DEPARTMENTS),
  referredFrom: z.string().nullable(),
  /** Frozen from the check: a later roster never changes it silently. */
  payer: z.enum(PAYERS),
  status: z.enum(VISIT_STATUSES),
  openedAt: z.string(),
  openedBy: z.string(),
  secondVisitReason: z.string().nullable(),
  outcome: z.enum(VISIT_OUTCOMES).nullable(),
  dischargeType: z.enum(DISCHARGE_TYPES).nullable(),
  closedAt: z.string().nullable(),
  closedBy: z.string().nullable(),
  cancelReason: z.string().nullable(),
  cancelledAt: z.string().nullable(),
  cancelledBy: z.string().nullable(),
});
export type Visit = z.infer<typeof visit>;
