import type { Db } from '../../shared/base/db.ts';
import type { DeskMode } from '../../shared/facility/record.ts';
import { saveDeviceKeys } from '../../shared/facility/store.ts';
import { CentreRefusal, refusalOf } from '../../sync/desk/refusal.ts';
import { LineProblem, type Transport } from '../../sync/desk/transport.ts';
import { type FramePort, ownKeys } from '../../sync/desk/wire.ts';
import { type EnrolReply, type EnrolRequest, enrolReply, enrolRequest } from '../../sync/protocol/enrol.ts';
import { PROTOCOL_VERSION } from '../../sync/protocol/version.ts';

/** The last version whose centre knows no keys of desks. */
const BEFORE_KEYS = 2;

export interface EnrolWish {
  mode: DeskMode;
  code: string;
  deviceId: string;
  program: string;
}

/**
 * Asks the centre for this desk's number, facility and token, and tells it the key that this desk signs with; a centre of
 * before such keys is asked in its own version.
 * @throws CentreRefusal when the centre says no, LineProblem when there is no centre to say anything
 */
export async function enrolAt(db: Db, frames: FramePort, transport: Transport, wish: EnrolWish): Promise<EnrolReply> {
  const { isKnown: _before, ...keys } = ownKeys(db, frames);
  const request = enrolRequest.parse({ protocol: PROTOCOL_VERSION, ...wish, deviceKey: keys.publicKey });
  try {
    const reply = await ask(transport, request);
    db.write((tx) => saveDeviceKeys(tx, { ...keys, isKnown: true }));
    return reply;
  } catch (error) {
    if (!(error instanceof CentreRefusal) || error.code !== 'protocol-unknown') throw error;
    const { deviceKey: _unknown, ...older } = request;
    return ask(transport, { ...older, protocol: BEFORE_KEYS });
  }
}

async function ask(transport: Transport, request: Omit<EnrolRequest, 'deviceKey'>): Promise<EnrolReply> {
  const answer = await transport.post('/v1/enrol', request, null);
  if (answer.status !== 200) throw refusalOf(answer.body, answer.status, answer.retryAfterMs);
  const parsed = enrolReply.safeParse(answer.body);
  if (!parsed.success) throw new LineProblem('What answered is not a Tonle centre.');
  return parsed.data;
}

/** Which of the refusals of `system.setUp` an error means. */
export function refusalCodeOf(error: unknown): 'code-refused' | 'centre-unreachable' {
  return error instanceof CentreRefusal ? 'code-refused' : 'centre-unreachable';
}
