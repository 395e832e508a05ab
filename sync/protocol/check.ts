import { z } from 'zod';
import { rosterRow } from './files.ts';

/** How long a desk waits for the centre's word on one person before the local answer stands. */
export const CHECK_BUDGET_MS = 2_000;

/** `POST /v1/check` with the device token: what does the register know of this number now? */
export const checkRequest = z.strictObject({
  protocol: z.int(),
  deviceId: z.uuid(),
  nssfKey: z.string().regex(/^\d{14}$/),
});
export type CheckRequest = z.infer<typeof checkRequest>;

/** `member: null` is the register's own word that it has nobody with this number. The desk decides by the same rules. */
export const checkReply = z.object({
  protocol: z.int(),
  serverTime: z.string(),
  /** The day up to which the register is complete. */
  asOf: z.string(),
  member: rosterRow.nullable(),
});
export type CheckReply = z.infer<typeof checkReply>;
