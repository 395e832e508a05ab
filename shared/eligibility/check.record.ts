import { z } from 'zod';
import { eligibilityDecision, eligibilityFacts } from './record.ts';

/** One answer given at the desk, kept for ever with what it was based on. */
export const eligibilityCheck = z.object({
  id: z.string(),
  /** A check is never changed; a higher version is the same answer sent again. */
  version: z.int().min(1),
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
  /** The check that this better founded or overridden one takes the place of; that one stays as it was. */
  supersedesCheckId: z.string().nullable().default(null),
  /** Why staff decided otherwise than the rules; a check with a reason here is marked for ever. */
  overrideReason: z.string().nullable().default(null),
  /** What a scanner or a paste gave, where it was not simply the number. */
  cardText: z.string().nullable().default(null),
});
export type EligibilityCheck = z.infer<typeof eligibilityCheck>;
