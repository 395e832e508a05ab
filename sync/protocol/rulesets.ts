import { z } from 'zod';
import { datedRuleset } from '../../shared/eligibility/record.ts';
import { publication, signedFile } from './signed-file.ts';

/** What the signature of a rulesets file covers before its body. */
export const SIGNED_FOR_RULESETS = 'tonle rulesets|';

export const rulesetsFile = signedFile(512 * 1024);
export type RulesetsFile = z.infer<typeof rulesetsFile>;

export const rulesetsBody = publication.extend({
  /** All that were ever in force, so that an old visit can still be explained. */
  rulesets: z.array(datedRuleset).min(1),
});
export type RulesetsBody = z.infer<typeof rulesetsBody>;
