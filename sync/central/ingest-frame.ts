import { instantOf } from '../../shared/base/time.ts';
import { arrivalOfFrame } from './arrival.ts';
import { Refused } from './faults.ts';
import { ingest } from './ingest.ts';
import { Replies, verifyArrival } from './packed.ts';
import { deviceById } from './registry.store.ts';
import { revoked } from './registry.ts';
import { replyTo } from './replies.ts';
import type { World } from './world.ts';

/**
 * Stores a packed, signed request that came another way than by line: from a stick, or from a desk that was shut out.
 * No token comes with it, so its signature alone says whose it is. `reply` is the centre's packed and signed reply to
 * it, with verdicts and nothing that has to be fetched. `isRevokedTaken`: what a revoked desk had not sent is stored too.
 * Throws `Refused`.
 */
export async function ingestFrame(
  world: World,
  frame: Uint8Array,
  how: { isRevokedTaken: boolean },
): Promise<{ device: string; reply: Uint8Array }> {
  const arrival = arrivalOfFrame(world.frames, frame);
  const device = await deviceById(world.db, arrival.request.deviceId);
  if (device === null) {
    throw new Refused(401, 'device-unknown', 'The centre does not know the desk that made this batch.');
  }
  if (device.revokedAt !== null && !how.isRevokedTaken) throw revoked();
  await verifyArrival(world, device, arrival, { isTokenShown: false });
  const { facility, verdicts, rechecks, runsThrough, fence, records, claimAnswers } = await ingest(
    ...([world, device, arrival, how] as const),
  );
  const isRevoked = device.revokedAt !== null;
  const reply = await new Replies(world).packed(
    replyTo(arrival.request.protocol, {
      ...{ serverTime: instantOf(world.clock.nowMs()), facility, verdicts },
      ...{ roster: null, places: null, rulesets: null, national: null, keys: null, records },
      ...{ runsThrough, rechecks: isRevoked ? [] : rechecks, fence: isRevoked ? null : fence },
      ...{ packs: null, claimAnswers },
    }),
    arrival.hash,
  );
  return { device: device.deviceId, reply };
}
