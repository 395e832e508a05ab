import { z } from 'zod';
import { CHANGE_KINDS } from '../outbox/record.ts';

/** A field that two desks changed differently: which value counts, and which one lost. */
export const conflict = z.object({
  conflictId: z.int(),
  kind: z.enum(CHANGE_KINDS),
  recordId: z.string(),
  /** Empty, like the number, for a record that is about nobody. */
  patientId: z.string(),
  patientNumber: z.string(),
  /** Whose record it is, for the screen: a patient number or a slip number. */
  label: z.string(),
  field: z.string(),
  kept: z.string(),
  other: z.string(),
  /** The desk whose value lost. */
  deskNumber: z.number(),
  madeAt: z.string(),
  arrivedAt: z.string(),
  /** False where the rule alone settles it, and it is shown so that nobody is surprised. */
  needsPerson: z.boolean(),
  settledAt: z.string().nullable(),
  settledBy: z.string().nullable(),
  take: z.enum(['kept', 'other']).nullable(),
});
export type Conflict = z.infer<typeof conflict>;
