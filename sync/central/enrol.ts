import { instantOf } from '../../shared/base/time.ts';
import { PRACTICE_FACILITY } from '../../shared/facility/practice.record.ts';
import type { Facility } from '../../shared/facility/record.ts';
import { type EnrolReply, type EnrolRequest, PRACTICE_CODE } from '../protocol/enrol.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import type { CentreWriteDb } from './db.ts';
import { Refused } from './faults.ts';
import { keysForDesk } from './keys.ts';
import { ensurePractice } from './practice.ts';
import {
  deviceById,
  facilitiesCount,
  insertDevice,
  lockCode,
  lockFacility,
  nextDeskNumber,
  renewDevice,
  spendCode,
} from './registry.store.ts';
import { codeHashOf, makeToken, revoked } from './registry.ts';
import { fixMode, lockSettings } from './settings.store.ts';
import type { World } from './world.ts';

export const DESKS_MAX = 99;

/**
 * Enrols a desk, or a desk that is enrolled already again: the same device keeps its number and gets a new token, and
 * the code it used goes on working for it until it ends, because the first answer may have been lost on the way.
 * Throws `Refused`.
 */
export async function enrol(world: World, request: EnrolRequest, isLoopbackOnly: boolean): Promise<EnrolReply> {
  await preparePractice(world, request, isLoopbackOnly);
  return world.db.write(async (tx) => {
    const { facility, isFreshCode } = await facilityFor(world, tx, request);
    return enrolAt(world, tx, { request, facility, isFreshCode });
  });
}

/** Decides the mode where a practice desk may, refuses a desk of the other mode, and makes the practice register. */
async function preparePractice(world: World, request: EnrolRequest, isLoopbackOnly: boolean): Promise<void> {
  const mode = await world.db.write(async (tx) => {
    const settings = await lockSettings(tx);
    if (settings.mode !== 'undecided' || request.mode !== 'practice') return settings.mode;
    const mayDecide = request.code === PRACTICE_CODE && isLoopbackOnly && (await facilitiesCount(tx)) === 0;
    if (!mayDecide) {
      throw new Refused(
        403,
        'mode-refused',
        'This centre was not opened for practice. A practice desk needs a practice centre on its own computer.',
      );
    }
    await fixMode(tx, 'practice');
    return 'practice';
  });
  if (mode === 'practice' && request.mode === 'real') {
    const sentence = 'This is a practice centre: a real desk never sends its patients here. Check the address.';
    throw new Refused(403, 'mode-refused', sentence);
  }
  if (mode === 'real' && request.mode === 'practice') {
    const sentence = 'This is a real centre: a practice desk never sends its invented patients here.';
    throw new Refused(403, 'mode-refused', sentence);
  }
  if (mode === 'practice' && request.code === PRACTICE_CODE) await ensurePractice(world);
}

interface Admission {
  facility: Facility;
  isFreshCode: boolean;
}

async function facilityFor(world: World, tx: CentreWriteDb, request: EnrolRequest): Promise<Admission> {
  if (request.mode === 'practice' && request.code === PRACTICE_CODE) {
    const locked = await lockFacility(tx, PRACTICE_FACILITY.code);
    if (locked !== null) return { facility: locked.facility, isFreshCode: false };
  }
  const codeHash = codeHashOf(request.code);
  const code = await lockCode(tx, codeHash);
  const now = instantOf(world.clock.nowMs());
  const isUsable = code !== null && code.endsAt > now && (code.usedBy === null || code.usedBy === request.deviceId);
  const facility = isUsable ? ((await lockFacility(tx, code.facility))?.facility ?? null) : null;
  if (!isUsable || facility === null) {
    const sentence =
      'This code is not valid at this centre: it is mistyped, used already or too old. Ask for a new one.';
    throw new Refused(403, 'code-refused', sentence);
  }
  if (code.usedBy === null) await spendCode(tx, codeHash, request.deviceId, now);
  return { facility, isFreshCode: code.usedBy === null };
}

async function enrolAt(
  world: World,
  tx: CentreWriteDb,
  { request, facility, isFreshCode }: Admission & { request: EnrolRequest },
): Promise<EnrolReply> {
  const { token, tokenHash } = makeToken(world);
  const known = await deviceById(tx, request.deviceId);
  if (known !== null && known.facility !== facility.code) {
    const sentence = `This desk belongs to the facility ${known.facility} and cannot change to another one. Set up a new desk.`;
    throw new Refused(409, 'code-refused', sentence);
  }
  if (known !== null && known.revokedAt !== null && !isFreshCode) throw revoked();
  const deskNumber = known?.deskNumber ?? (await nextDeskNumber(tx, facility.code));
  if (deskNumber > DESKS_MAX) {
    throw new Refused(
      409,
      'code-refused',
      `This facility has ${DESKS_MAX} desks already, which is as many as it can have.`,
    );
  }
  const at = instantOf(world.clock.nowMs());
  const fresh = {
    ...{ rosterId: null, enrolledAt: at, lastSeenAt: null, revokedAt: null },
    ...{ signingKey: request.deviceKey, epoch: null, splitFrom: null },
  };
  const device = {
    ...fresh,
    deviceId: request.deviceId,
    facility: facility.code,
    deskNumber,
    program: request.program,
  };
  if (known === null) await insertDevice(tx, device, tokenHash);
  else await renewDevice(tx, device, tokenHash);
  return { protocol: PROTOCOL_VERSION, deviceToken: token, deskNumber, facility, keys: await keysForDesk(tx) };
}
