import { must } from '../../shared/base/assert.ts';
import type { Db, ReadDb } from '../../shared/base/db.ts';
import { toHex } from '../../shared/base/ids.ts';
import type { DeskIdentity, DeviceKeys } from '../../shared/facility/record.ts';
import type { Change } from '../../shared/outbox/record.ts';
import type { StickPlan } from '../../shared/outbox/stick.record.ts';
import { waitingChanges } from '../../shared/outbox/store.ts';
import { type FrameTools, type Sign, signRequest } from '../protocol/frame.ts';
import type { PackedBody } from '../protocol/frame-body.ts';
import type { Packing } from '../protocol/packing.ts';
import { bytesOfHex, itemBytes, type SealTools, sealStick } from '../protocol/seal.ts';
import { packManifest, type StickManifest } from '../protocol/stick.ts';
import type { SyncRequest } from '../protocol/sync.ts';
import { requestOf, type Sender } from './exchange.ts';
import type { Breathe } from './files.ts';

/** What is packed as one frame: asks of the screens run between two of them. */
const FRAME_CHANGES = 500;
/** Of the texts of one frame, so that a few long records do not make it too large to be taken. */
const FRAME_CHARS_MAX = 1_000_000;
/** A recheck that no desk has, so that only the last frame of a file asks for them. */
const NO_RECHECKS = 2_147_483_647;

export interface ExportWorld {
  db: Db;
  frames: FrameTools;
  packing: Packing;
  seals: SealTools;
  breathe: Breathe;
  now(): string;
  desk: DeskIdentity;
  keys: DeviceKeys;
  sign: Sign;
  /** The key that the centre's files are sealed to, 64 hex digits. */
  centreKey: string;
  sender: Sender;
}

/**
 * The sealed file of a plan, piece by piece as it is written: all that waits, in frames that are signed like those of
 * the wire. Nothing is marked as sent: a change leaves the outbox on the centre's word alone.
 * @param hashes gets the hash of each frame, by which the answer names it
 */
export function stickFile(world: ExportWorld, plan: StickPlan, hashes: string[]): AsyncGenerator<Uint8Array> {
  return sealStick(world.seals, bytesOfHex(world.centreKey), content(world, plan, hashes));
}

async function* content(world: ExportWorld, plan: StickPlan, hashes: string[]): AsyncGenerator<Uint8Array> {
  const { packing, sign, frames, breathe } = world;
  yield itemBytes(packManifest(sign, manifestOf(world, plan)));
  const underWay: Promise<PackedBody>[] = [];
  const next = async () => {
    const frame = signRequest(sign, await must(underWay.shift(), 'a frame is under way'));
    hashes.push(toHex(frames.sha256(frame)));
    return itemBytes(frame);
  };
  for (const request of requests(world, plan)) {
    const body = packing.pack(request);
    // Where the file cannot be written any further, nobody waits for the frames that are under way.
    body.catch(() => undefined);
    underWay.push(body);
    // One more than are worked on, so that rows are read while all of them are busy.
    if (underWay.length > packing.atOnce) yield await next();
    await breathe();
  }
  while (underWay.length > 0) yield await next();
}

/** What the frames of a stick say; the rows of each are read when it is asked for. */
function* requests({ db, keys, sender, now }: ExportWorld, { throughSeq }: StickPlan): Generator<SyncRequest> {
  const deviceKey = keys.isKnown ? null : keys.publicKey;
  let batch = batchAfter(db, 0, throughSeq);
  for (let isFirst = true; isFirst || batch.length > 0; isFirst = false) {
    const following = batchAfter(db, batch.at(-1)?.seq ?? throughSeq, throughSeq);
    const isLast = following.length === 0;
    // Every reply would bring the same news; one of them does.
    const quiet = isLast ? {} : { rechecksAfter: NO_RECHECKS, recordsAfter: null, answersAfter: null };
    yield { ...requestOf(db, sender, batch, now()), deviceKey, ...quiet };
    batch = following;
  }
}

function manifestOf(
  { desk, keys, sender, now }: ExportWorld,
  { stickId, number, answerKey }: StickPlan,
): StickManifest {
  const { facility, deviceId, deskNumber } = desk;
  return {
    format: 1,
    stickId,
    number,
    ...{ facility: facility.code, deviceId, deskNumber },
    program: printable(sender.program),
    madeAt: now(),
    proof: keys.isKnown ? null : { deviceKey: keys.publicKey, token: sender.token },
    answerKey,
  };
}

/** The next changes of a file, in the order in which they were made: what others rest on goes before them. */
function batchAfter(db: ReadDb, afterSeq: number, throughSeq: number): Change[] {
  const batch: Change[] = [];
  let chars = 0;
  for (const change of waitingChanges(db, FRAME_CHANGES, afterSeq)) {
    chars += change.content.length;
    if (change.seq > throughSeq || (batch.length > 0 && chars > FRAME_CHARS_MAX)) break;
    batch.push(change);
  }
  return batch;
}

/** The name of a program as a manifest takes it. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, '?').slice(0, 60);
}
