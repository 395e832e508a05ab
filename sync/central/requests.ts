import { z } from 'zod';
import { type CheckRequest, checkRequest } from '../protocol/check.ts';
import { type EnrolRequest, enrolRequest } from '../protocol/enrol.ts';
import { BATCH_CHANGES_MAX, type SyncRequest, syncRequest } from '../protocol/sync.ts';
import { PROTOCOL_VERSIONS_SERVED } from '../protocol/version.ts';
import { Refused } from './faults.ts';

/** A batch whose changes are not looked at yet, so that a misshapen one is answered by itself. */
const looseSyncRequest = syncRequest.extend({ changes: z.array(z.unknown()).max(BATCH_CHANGES_MAX) });

/** The request with its changes not looked at yet: one of them may be misshapen without stopping the others. */
export type LooseSyncRequest = Omit<SyncRequest, 'changes'> & { changes: unknown[] };

/** Throws `Refused`. */
export function readEnrolRequest(body: unknown): EnrolRequest {
  return readBody(enrolRequest, body);
}

/** Throws `Refused`. */
export function readSyncRequest(body: unknown): LooseSyncRequest {
  return readBody(looseSyncRequest, body);
}

/** Throws `Refused`. */
export function readCheckRequest(body: unknown): CheckRequest {
  return readBody(checkRequest, body);
}

/** The version is judged before the shape, because another version has another shape. */
function readBody<T extends z.ZodType>(schema: T, body: unknown): z.output<T> {
  const protocol = z.looseObject({ protocol: z.int() }).safeParse(body);
  if (protocol.success && !PROTOCOL_VERSIONS_SERVED.some((served) => served === protocol.data.protocol)) {
    const served = PROTOCOL_VERSIONS_SERVED.join(', ');
    const sentence = `This centre speaks protocol ${served} and the desk speaks ${protocol.data.protocol}; the older of the two programs has to be brought up to date.`;
    throw new Refused(400, 'protocol-unknown', sentence);
  }
  const read = schema.safeParse(body);
  if (read.success) return read.data;
  const issue = read.error.issues[0];
  if (issue?.code === 'too_big' && issue.path.join('.') === 'changes') {
    const sentence = `A batch has at most ${BATCH_CHANGES_MAX} changes; send them in several.`;
    throw new Refused(413, 'too-large', sentence);
  }
  const where = issue?.path.join('.') || 'the body';
  throw new Refused(400, 'invalid', `This is not a request of the protocol: ${where} is missing or has another shape.`);
}
