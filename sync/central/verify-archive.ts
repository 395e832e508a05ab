import { type ArchivedPiece, type ArchiveManifest, checkArchive, openArchive } from '../protocol/month-archive.ts';
import { bytesOfHex, SealFault } from '../protocol/seal.ts';
import { CentreFault } from './faults.ts';
import { readSecrets } from './keys.store.ts';
import { deviceById } from './registry.store.ts';
import type { World } from './world.ts';

/** A month's archive as the centre found it: whole, of a desk that it knows, each file as its manifest says. */
export interface ArchiveFound {
  facility: string;
  device: string;
  deskNumber: number;
  month: string;
  state: string;
  revision: number;
  digest: string;
  asOf: string;
  files: ArchiveManifest['files'];
}

/**
 * Reads an archive through twice: as anybody may, and then with the centre's key.
 * Throws `CentreFault` with a sentence.
 * @param file the archive from its beginning, at each call
 * @param take called with the opened files one after the other; what it writes counts when this resolves
 */
export async function verifyArchive(
  world: World,
  file: () => AsyncIterable<Uint8Array>,
  take: (pieces: AsyncIterable<ArchivedPiece>, manifest: ArchiveManifest) => Promise<void> = readThrough,
): Promise<ArchiveFound> {
  try {
    const manifest = await checkArchive(file(), world.frames.verify);
    await expectKnown(world, manifest);
    const { sealingPrivate, sealingPublic } = await readSecrets(world.db);
    const keys = { privateKey: bytesOfHex(sealingPrivate), publicKey: bytesOfHex(sealingPublic) };
    await take(openArchive(world.seals.tools, keys, manifest, file()), manifest);
    const { facility, deviceId: device, deskNumber, month, state, revision, digest, asOf, files } = manifest;
    return { facility, device, deskNumber, month, state, revision, digest, asOf, files };
  } catch (error) {
    throw error instanceof SealFault ? new CentreFault(error.message) : error;
  }
}

/** The same for a file that can be read only once: it is kept, sealed as it is, while it is looked at. */
export async function verifySpooled(world: World, input: AsyncIterable<Uint8Array>): Promise<ArchiveFound> {
  const spool = await world.spools.open();
  try {
    for await (const piece of input) await spool.write(piece);
    return await verifyArchive(world, () => spool.read());
  } finally {
    await spool.remove();
  }
}

async function expectKnown(world: World, { deviceId, facility, deviceKey }: ArchiveManifest): Promise<void> {
  const device = await deviceById(world.db, deviceId);
  if (device === null || device.facility !== facility)
    throw new CentreFault('The centre does not know the desk that made this file, so it does not count.');
  if (device.signingKey !== deviceKey)
    throw new CentreFault(
      'This file is not signed with the key that its desk has at the centre, so it does not count.',
    );
}

async function readThrough(pieces: AsyncIterable<ArchivedPiece>): Promise<void> {
  const all = pieces[Symbol.asyncIterator]();
  while ((await all.next()).done !== true);
}
