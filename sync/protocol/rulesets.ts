import { z } from 'zod';
import { datedRuleset } from '../../shared/eligibility/record.ts';

/**
 * The rulesets file: one JSON line, gzipped as the other files are. `body` is the JSON text of `rulesetsBody`, and the
 * signature (Ed25519, hex) covers the bytes of `SIGNED_FOR_RULESETS` followed by those of `body`.
 */
export const SIGNED_FOR_RULESETS = 'tonle rulesets|';

export const rulesetsFile = z.strictObject({
  body: z.string().max(512 * 1024),
  signature: z.string().regex(/^[0-9a-f]{128}$/),
});
export type RulesetsFile = z.infer<typeof rulesetsFile>;

export const rulesetsBody = z.strictObject({
  id: z.string().min(1).max(80),
  /** Counts what a centre publishes; a desk never takes an older one. */
  seq: z.int().min(1),
  publishedAt: z.string(),
  /** All that were ever in force, so that an old visit can still be explained. */
  rulesets: z.array(datedRuleset).min(1),
});
export type RulesetsBody = z.infer<typeof rulesetsBody>;
