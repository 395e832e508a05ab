import { sha256Hex } from '../../shared/base/hash.ts';
import { toHex } from '../../shared/base/ids.ts';
import { instantOf } from '../../shared/base/time.ts';
import { openReply, signedPart } from '../protocol/frame.ts';
import { FrameFault } from '../protocol/frame-tools.ts';
import {
  bytesOfHex,
  itemBytes,
  itemsOf,
  openStick,
  SealFault,
  type SealingKeys,
  sealAnswer,
} from '../protocol/seal.ts';
import {
  fileNameOf,
  openManifest,
  packAnswerItem,
  SEALED_BYTES_MAX,
  STICK_ITEM_BYTES_MAX,
  type StickManifest,
} from '../protocol/stick.ts';
import { type SyncReply, syncReply, type Verdict } from '../protocol/sync.ts';
import { Refused } from './faults.ts';
import { ingestFrame } from './ingest-frame.ts';
import { readSecrets } from './keys.store.ts';
import { keyBeforeSplit } from './packed.ts';
import { type Device, deviceById, deviceByTokenHash, fixSigningKey } from './registry.store.ts';
import type { Spool, SpooledAnswer } from './spools.ts';
import { furtherNews } from './stick-news.ts';
import { noteStick, stickSeen } from './sticks.store.ts';
import type { World } from './world.ts';

/** What became of a sealed file. */
export interface StickSummary {
  stickId: string;
  number: number;
  fileName: string;
  facility: string;
  device: string;
  changes: number;
  accepted: number;
  alreadyHad: number;
  needsFixing: number;
  tryLater: number;
  superseded: number;
  /** How often the file had come before. */
  timesBefore: number;
  /** The desk is shut out; what it had not sent was taken all the same. */
  isRevoked: boolean;
}

/**
 * Takes a sealed file of a desk, from a stick or a line, and makes the answer to it. No token comes with it: it is sealed
 * to this centre, and the device has signed what lies in it. While it comes it is opened, and its manifest and every
 * signature are looked at, so that nothing of a damaged, cut or forged file is stored, and a stranger is turned away after
 * the first chunk. Then each frame is stored as one that came over the line would be. A file that came before, in whole or
 * in part, is answered again.
 *
 * Throws `Refused` with a sentence.
 * @param onStored called after each frame: a month of a facility takes minutes on a busy centre
 */
export async function importStick(
  world: World,
  file: AsyncIterable<Uint8Array>,
  onStored: () => void = () => undefined,
): Promise<{ summary: StickSummary; answer: SpooledAnswer }> {
  const { sealingPrivate, sealingPublic } = await readSecrets(world.db);
  const keys = { privateKey: bytesOfHex(sealingPrivate), publicKey: bytesOfHex(sealingPublic) };
  const spool = await world.spools.open();
  try {
    const { manifest, device } = await verified(world, keys, file, spool);
    return await stored(world, content(world, keys, spool), { manifest, device }, onStored);
  } catch (error) {
    throw refusedFile(error);
  } finally {
    await spool.remove();
  }
}

interface Verified {
  manifest: StickManifest;
  device: Device;
}

/** Keeps the file as it comes, and reads it to its end for the first time. */
async function verified(
  world: World,
  keys: SealingKeys,
  file: AsyncIterable<Uint8Array>,
  spool: Spool,
): Promise<Verified> {
  let found: (Verified & { key: Uint8Array }) | null = null;
  const content = openStick(world.seals.tools, keys, passing(file, spool));
  for await (const item of itemsOf(content, STICK_ITEM_BYTES_MAX)) {
    if (found === null) {
      found = await ownerOf(world, item);
      continue;
    }
    const { signed, signature } = signedPart(item);
    if (!world.frames.verify(found.key, signed, signature)) throw notSigned();
  }
  if (found === null) throw new SealFault('damaged');
  const { manifest, device, key } = found;
  if (device.signingKey === null) await world.db.write((tx) => fixSigningKey(tx, device.deviceId, toHex(key)));
  return { manifest, device };
}

/** The desk that made the file, by the manifest that it signed. */
async function ownerOf(world: World, item: Uint8Array): Promise<Verified & { key: Uint8Array }> {
  const { manifest, signed, signature } = openManifest(item);
  const device = await deviceById(world.db, manifest.deviceId);
  if (device === null || device.facility !== manifest.facility) {
    throw new Refused(401, 'device-unknown', 'The centre does not know the desk that made this file.');
  }
  const hex = device.signingKey ?? (await proven(world, device, manifest)) ?? (await keyBeforeSplit(world, device));
  if (hex === null) {
    const sentence = 'The centre does not have the key of the desk that made this file, so nothing of it was stored.';
    throw new Refused(403, 'signature-wrong', sentence);
  }
  const key = bytesOfHex(hex);
  if (!world.frames.verify(key, signed, signature)) throw notSigned();
  return { manifest, device, key };
}

/** A desk whose key the centre has never had shows its token inside, which only this centre can read. */
async function proven({ db }: World, device: Device, { proof }: StickManifest): Promise<string | null> {
  if (proof === null) return null;
  const holder = await deviceByTokenHash(db, sha256Hex(proof.token));
  return holder?.deviceId === device.deviceId ? proof.deviceKey : null;
}

function notSigned(): Refused {
  const sentence = 'This file is not signed by the desk that it says it is from, so nothing of it was stored.';
  return new Refused(403, 'signature-wrong', sentence);
}

/** The items of the kept file, once more from the beginning. */
function content(world: World, keys: SealingKeys, spool: Spool): AsyncIterable<Uint8Array> {
  return itemsOf(openStick(world.seals.tools, keys, spool.read()), STICK_ITEM_BYTES_MAX);
}

/** Stores frame after frame, and seals each reply into the answer as it is made. */
async function stored(
  world: World,
  items: AsyncIterable<Uint8Array>,
  { manifest, device }: Verified,
  onStored: () => void,
): Promise<{ summary: StickSummary; answer: SpooledAnswer }> {
  const { stickId, number, facility, deviceId, madeAt } = manifest;
  const before = await stickSeen(world.db, facility, stickId);
  const isRevoked = device.revokedAt !== null;
  const verdicts: Record<Verdict['outcome'], number> = {
    ...{ accepted: 0, 'already-had': 0, 'needs-fixing': 0, 'try-later': 0, superseded: 0 },
  };
  const replies = repliesTo(world, items, verdicts, onStored);
  const to = { stickId, answerKey: bytesOfHex(manifest.answerKey) };
  const answer = await world.spools.keepAnswer(stickId, sealAnswer(world.seals.tools, to, replies));
  const changes = Object.values(verdicts).reduce((sum, count) => sum + count, 0);
  const row = { facility, stickId, device: deviceId, number, madeAt, changes, wasRevoked: isRevoked };
  await world.db.write((tx) => noteStick(tx, row, instantOf(world.clock.nowMs())));
  const summary = {
    ...{ stickId, number, fileName: fileNameOf(manifest), facility, device: deviceId, changes },
    ...{ accepted: verdicts.accepted, alreadyHad: verdicts['already-had'], needsFixing: verdicts['needs-fixing'] },
    ...{ tryLater: verdicts['try-later'], superseded: verdicts.superseded },
    ...{ timesBefore: before?.times ?? 0, isRevoked },
  };
  world.log('info', 'stick', { ...summary });
  return { summary, answer };
}

async function* repliesTo(
  world: World,
  items: AsyncIterable<Uint8Array>,
  verdicts: Record<Verdict['outcome'], number>,
  onStored: () => void,
): AsyncGenerator<Uint8Array> {
  const centreKey = bytesOfHex((await readSecrets(world.db)).signingPublic);
  let isManifest = true;
  let last: { reply: SyncReply; hash: Uint8Array; device: string } | null = null;
  for await (const item of items) {
    if (isManifest) {
      isManifest = false;
      continue;
    }
    const { reply: packed, device } = await ingestFrame(world, item, { isRevokedTaken: true });
    const hash = world.frames.sha256(item);
    const reply = syncReply.parse(openReply(world.frames, packed, centreKey, hash));
    for (const { outcome } of reply.verdicts) verdicts[outcome] += 1;
    last = { reply, hash, device };
    onStored();
    yield itemBytes(packAnswerItem(hash, packed));
  }
  if (last === null) return;
  const { hash } = last;
  for await (const packed of furtherNews(world, last)) yield itemBytes(packAnswerItem(hash, packed));
}

async function* passing(file: AsyncIterable<Uint8Array>, spool: Spool): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const piece of untilCut(file)) {
    bytes += piece.length;
    if (bytes > SEALED_BYTES_MAX)
      throw new Refused(413, 'too-large', 'This file is larger than any that a desk makes.');
    await spool.write(piece);
    yield piece;
  }
}

/** A line that breaks and a stick that is pulled out are the end of the file. */
async function* untilCut(file: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* file;
  } catch {
    throw new SealFault('cut');
  }
}

function refusedFile(error: unknown): unknown {
  if (error instanceof SealFault) return new Refused(400, 'invalid', error.message);
  if (error instanceof FrameFault) {
    const code = error.code === 'newer' ? 'protocol-unknown' : 'invalid';
    return new Refused(400, code, error.message);
  }
  return error;
}
