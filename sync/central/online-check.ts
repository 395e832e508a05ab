import { dayAt, instantOf } from '../../shared/base/time.ts';
import type { CheckReply, CheckRequest } from '../protocol/check.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { askedOn, countAsked } from './asked.store.ts';
import { Refused } from './faults.ts';
import { memberByKey } from './members.store.ts';
import { rosterRowOf } from './members.ts';
import { registerState } from './register-state.ts';
import type { Device } from './registry.store.ts';
import type { World } from './world.ts';

/** Ten times what the busiest desk sees in a day, and far too few to copy the register with a stolen token. */
export const CHECKS_A_DAY_MAX = 3_000;
/** A desk waits two seconds; whoever would wait behind more than so many is better off with the local answer. */
export const CHECKS_AT_ONCE_MAX = 64;
const RETRY_AFTER_S = 5;
const RETRY_TOMORROW_S = 3_600;

/** Answers what the register knows of one number now. Kept of it is only that a question was asked, never about whom. */
export class OnlineChecks {
  readonly #world: World;
  #underWay = 0;

  constructor(world: World) {
    this.#world = world;
  }

  /** Throws `Refused`. */
  async answer(device: Device, { nssfKey }: CheckRequest): Promise<CheckReply> {
    if (this.#underWay >= CHECKS_AT_ONCE_MAX) {
      const sentence = 'Many desks ask the centre just now. The answer of this computer stands for the time being.';
      throw new Refused(503, 'busy', sentence, RETRY_AFTER_S);
    }
    this.#underWay += 1;
    try {
      return await this.#answer(device, nssfKey);
    } finally {
      this.#underWay -= 1;
    }
  }

  async #answer({ deviceId }: Device, nssfKey: string): Promise<CheckReply> {
    const { db, clock } = this.#world;
    const nowMs = clock.nowMs();
    const register = await registerState(db);
    if (register === null) {
      const sentence = 'The centre has no complete register yet, so it cannot say who is in it.';
      throw new Refused(503, 'busy', sentence, RETRY_AFTER_S);
    }
    if ((await askedOn(db, deviceId, dayAt(nowMs))) >= CHECKS_A_DAY_MAX) {
      const sentence = `This desk has asked the centre about ${CHECKS_A_DAY_MAX} people today, which is as many as it may.`;
      throw new Refused(429, 'busy', sentence, RETRY_TOMORROW_S);
    }
    const member = await memberByKey(db, nssfKey);
    await db.write((tx) => countAsked(tx, deviceId, dayAt(nowMs), member !== null));
    return {
      protocol: PROTOCOL_VERSION,
      serverTime: instantOf(nowMs),
      asOf: register.asOf,
      member: member === null ? null : rosterRowOf(member),
    };
  }
}
