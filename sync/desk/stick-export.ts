import type { Db, ReadDb } from '../../shared/base/db.ts';
import { toHex } from '../../shared/base/ids.ts';
import type { DeskIdentity, DeviceKeys } from '../../shared/facility/record.ts';
import type { Change } from '../../shared/outbox/record.ts';
import type { StickPlan } from '../../shared/outbox/stick.record.ts';
import { waitingChanges } from '../../shared/outbox/store.ts';
import { type FrameTools, packRequest, type Sign } from '../protocol/frame.ts';
import { bytesOfHex, itemBytes, type SealTools, sealStick } from '../protocol/seal.ts';
import { packManifest, type StickManifest } from '../protocol/stick.ts';
import { requestOf, type Sender } from './exchange.ts';
import type { Breathe } from './files.ts';

/** What is packed at once: asks of the screens run between two frames. */
const FRAME_CHANGES = 500;
/** Of the texts of one frame, so that a few long records do not make it too large to be taken. */
const FRAME_CHARS_MAX = 1_000_000;
/** A recheck that no desk has, so that only the last frame of a file asks for them. */
const NO_RECHECKS = 2_147_483_647;

export interface ExportWorld {
  db: Db;
  frames: FrameTools;
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
  const { db, sender, keys, now, sign, frames } = world;
  const { throughSeq } = plan;
  const deviceKey = keys.isKnown ? null : keys.publicKey;
  yield itemBytes(packManifest(sign, manifestOf(world, plan)));
  let batch = batchAfter(world.db, 0, throughSeq);
  for (let isFirst = true; isFirst || batch.length > 0; isFirst = false) {
    const following = batchAfter(world.db, batch.at(-1)?.seq ?? throughSeq, throughSeq);
    const isLast = following.length === 0;
    // Every reply would bring the same news; one of them does.
    const quiet = isLast ? {} : { rechecksAfter: NO_RECHECKS, recordsAfter: null };
    const request = { ...requestOf(db, sender, batch, now()), deviceKey, ...quiet };
    const frame = packRequest(frames, sign, request);
    hashes.push(toHex(frames.sha256(frame)));
    yield itemBytes(frame);
    await world.breathe();
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
