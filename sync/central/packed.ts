import { packReply } from '../protocol/frame.ts';
import type { AnyReply } from '../protocol/sync.ts';
import type { PackedArrival } from './arrival.ts';
import { Refused } from './faults.ts';
import { readSecrets } from './keys.store.ts';
import { type Device, deviceById, fixSigningKey } from './registry.store.ts';
import type { World } from './world.ts';

/**
 * Holds a packed request to the key of its desk. The key is the one told at enrolment or, where none was told there,
 * with the first request under a valid token; from then on it is fixed, until the desk is enrolled anew. A desk that was
 * split off from another begins with the key of that one. `isTokenShown`: without the token no key is taken up.
 * Throws `Refused`.
 */
export async function verifyArrival(
  world: World,
  device: Device,
  { request, signed, signature }: PackedArrival,
  { isTokenShown }: { isTokenShown: boolean },
): Promise<void> {
  const told = request.deviceKey;
  const known = device.signingKey;
  if (known !== null && told !== null && told !== known) throw keyChanged();
  const key = known ?? (isTokenShown ? told : null) ?? (await keyBeforeSplit(world, device));
  if (key === null) {
    const sentence = 'The centre does not have this desk’s key yet. Let the desk reach the centre by line once.';
    throw new Refused(403, 'signature-wrong', sentence);
  }
  if (!world.frames.verify(bytesOf(key), signed, signature)) {
    const sentence = 'The signature of this batch is not that of this desk, so nothing of it was stored.';
    throw new Refused(403, 'signature-wrong', sentence);
  }
  if (known === null) await world.db.write((tx) => fixSigningKey(tx, device.deviceId, key));
}

/** The key that a desk begins with that was split off from another. */
export async function keyBeforeSplit({ db }: World, { splitFrom }: Device): Promise<string | null> {
  return splitFrom === null ? null : ((await deviceById(db, splitFrom))?.signingKey ?? null);
}

function keyChanged(): Refused {
  const sentence =
    'This desk shows another key than the one that the centre has of it, as somebody else would. Nothing of it was stored; enrol the desk again with a new code.';
  return new Refused(403, 'key-changed', sentence);
}

/** Packs and signs replies with the centre's key, which stays the same for as long as its store does. */
export class Replies {
  readonly #world: World;
  #sign: ((bytes: Uint8Array) => Uint8Array) | null = null;

  constructor(world: World) {
    this.#world = world;
  }

  async packed(reply: AnyReply, requestHash: Uint8Array): Promise<Uint8Array> {
    const { db, signing, frames } = this.#world;
    this.#sign ??= signing.signerOf((await readSecrets(db)).signingPrivate);
    return packReply(frames, this.#sign, reply, requestHash);
  }
}

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, i) => Number.parseInt(hex.slice(2 * i, 2 * i + 2), 16));
}
