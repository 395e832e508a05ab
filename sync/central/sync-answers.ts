import { instantOf } from '../../shared/base/time.ts';
import type { AnyReply, SyncReply } from '../protocol/sync.ts';
import { type Arrival, arrivalOfFrame, arrivalOfJson } from './arrival.ts';
import { Refused } from './faults.ts';
import { ingest } from './ingest.ts';
import type { Metrics } from './metrics.ts';
import { Offering } from './offering.ts';
import { Replies, verifyArrival } from './packed.ts';
import type { Device } from './registry.store.ts';
import { deviceOf } from './registry.ts';
import { replyTo } from './replies.ts';
import type { Offers } from './roster.ts';
import type { World } from './world.ts';

/** Answers batches, packed and signed or as JSON, each as it came. */
export class SyncAnswers {
  readonly #world: World & { metrics: Metrics };
  readonly #offering: Offering;
  readonly #replies: Replies;

  constructor(world: World & { offers: Offers; metrics: Metrics }) {
    this.#world = world;
    this.#offering = new Offering(world);
    this.#replies = new Replies(world);
  }

  /** Throws `Refused`. */
  async packed(token: string | null, device: Device, frame: Uint8Array): Promise<Uint8Array> {
    const arrival = arrivalOfFrame(this.#world.frames, frame);
    refuseOtherDevice(device, arrival.request.deviceId);
    // A device that is remembered from before it told its key is looked up again.
    const now = device.signingKey === null ? await deviceOf(this.#world.db, token) : device;
    await verifyArrival(this.#world, now, arrival, { isTokenShown: true });
    return this.#replies.packed(await this.#answer(token, now, arrival), arrival.hash);
  }

  /** Throws `Refused`. */
  json(token: string | null, device: Device, body: unknown): Promise<AnyReply> {
    const arrival = arrivalOfJson(body);
    refuseOtherDevice(device, arrival.request.deviceId);
    return this.#answer(token, device, arrival);
  }

  async #answer(token: string | null, device: Device, arrival: Arrival): Promise<AnyReply> {
    const world = this.#world;
    const { facility, ...said } = await ingest(world, device, arrival, { isRevokedTaken: false, token });
    if (said.verdicts.length > 0) this.#note(device, said.verdicts);
    if (said.fence !== null) world.metrics.count('tonle_fences_total', { why: said.fence.why });
    const files = await this.#offering.for(facility, arrival.request);
    const serverTime = instantOf(world.clock.nowMs());
    return replyTo(arrival.request.protocol, { serverTime, facility, ...said, ...files });
  }

  #note({ deviceId, facility }: Device, verdicts: SyncReply['verdicts']): void {
    const { log, metrics } = this.#world;
    const counts = { accepted: 0, 'already-had': 0, 'needs-fixing': 0, 'try-later': 0, superseded: 0 };
    for (const { outcome, code } of verdicts) {
      counts[outcome] += 1;
      if (outcome === 'needs-fixing' && code !== null) metrics.count('tonle_changes_to_fix_total', { code });
    }
    for (const [outcome, count] of Object.entries(counts)) {
      if (count > 0) metrics.count('tonle_changes_total', { outcome }, count);
    }
    const { accepted, superseded } = counts;
    const rest = { needsFixing: counts['needs-fixing'], tryLater: counts['try-later'], superseded };
    log('info', 'batch', { device: deviceId, facility, accepted, alreadyHad: counts['already-had'], ...rest });
  }
}

export function refuseOtherDevice(device: Device, named: string): void {
  if (named === device.deviceId) return;
  throw new Refused(401, 'device-unknown', 'The token belongs to another desk than the one that this request names.');
}
