import { z } from 'zod';
import { membership, monthText } from './record.ts';

/** What a list or the register says of one member, as far as the decision reads it, and as of when. */
export const memberFacts = z.object({
  membership,
  paidMonths: z.array(monthText),
  asOf: z.string(),
  /** The list that said so, for the stored check. */
  rosterId: z.string(),
});
export type MemberFacts = z.infer<typeof memberFacts>;

/** The answer of the blinded national list: it names its edition by a sequence number. */
export const nationalAnswer = z
  .object({ membership, paidMonths: z.array(monthText), asOf: z.string(), rosterId: z.string(), seq: z.int() })
  .transform(({ seq, rosterId, ...facts }): MemberFacts => ({ ...facts, rosterId: `${rosterId}:${seq}` }));
