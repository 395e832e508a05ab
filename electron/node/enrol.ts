import type { DeskMode } from '../../shared/facility/record.ts';
import { CentreRefusal, refusalOf } from '../../sync/desk/exchange.ts';
import { LineProblem, type Transport } from '../../sync/desk/transport.ts';
import { type EnrolReply, enrolReply, enrolRequest } from '../../sync/protocol/enrol.ts';
import { PROTOCOL_VERSION } from '../../sync/protocol/version.ts';

/**
 * Asks the centre for this desk's number, facility and token.
 * @throws CentreRefusal when the centre says no, LineProblem when there is no centre to say anything
 */
export async function enrolAt(
  transport: Transport,
  mode: DeskMode,
  code: string,
  deviceId: string,
  program: string,
): Promise<EnrolReply> {
  const request = enrolRequest.parse({ protocol: PROTOCOL_VERSION, mode, code, deviceId, program });
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
