import { z } from 'zod';
import { centreKeys, DESK_MODES, facility } from '../../shared/facility/record.ts';

/** The code with which a practice desk enrols at a practice centre; a real centre never accepts it. */
export const PRACTICE_CODE = 'PRACTICE';

/** `POST /v1/enrol`: a desk that has a one-time code asks for its number, its facility and its token. */
export const enrolRequest = z.strictObject({
  protocol: z.int(),
  mode: z.enum(DESK_MODES),
  code: z.string().min(4).max(40),
  deviceId: z.uuid(),
  program: z.string().max(60),
  /** The raw Ed25519 public key of this desk; null where it tells it with its first batch. */
  deviceKey: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .default(null),
});
export type EnrolRequest = z.output<typeof enrolRequest>;

export const enrolReply = z.object({
  protocol: z.int(),
  deviceToken: z.string().min(32),
  deskNumber: z.int().min(1).max(99),
  facility,
  keys: centreKeys,
});
export type EnrolReply = z.infer<typeof enrolReply>;

/** What the centre answers with any status from 400 on: a code and a sentence. */
export const centreProblem = z.object({
  code: z.enum([
    'invalid',
    'protocol-unknown',
    'code-refused',
    'mode-refused',
    'device-unknown',
    'device-revoked',
    'key-changed',
    'signature-wrong',
    'too-large',
    'not-found',
    'busy',
    'internal',
  ]),
  sentence: z.string(),
});
export type CentreProblem = z.infer<typeof centreProblem>;
