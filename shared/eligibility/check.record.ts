import { z } from 'zod';
import { eligibilityDecision, eligibilityFacts } from './record.ts';

/** One answer given at the desk, kept for ever with what it was based on. */
export const eligibilityCheck = z.object({
  id: z.string(),
  version: z.literal(1),
  patientId: z.string(),
  checkedAt: z.string(),
  checkedBy: z.string(),
  serviceDate: z.string(),
  facts: eligibilityFacts,
  rulesetId: z.string(),
  /** The roster that was looked in; null where this desk has none yet. */
  rosterId: z.string().nullable(),
  /** The 14 digits that were looked up; null where the patient has no NSSF number. */
  nssfKey: z.string().nullable(),
  decision: eligibilityDecision,
});
export type EligibilityCheck = z.infer<typeof eligibilityCheck>;
