import { createReadStream, existsSync, lstatSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { archiveKeysOf, deviceKeysOf } from '../../../shared/facility/store.ts';
import { sealTools } from '../../../sync/node/seal-tools.ts';
import { verifyBytes } from '../../../sync/node/signatures.ts';
import {
  type ArchivedPiece,
  type ArchiveManifest,
  checkArchive,
  openArchive,
} from '../../../sync/protocol/month-archive.ts';
import { bytesOfHex } from '../../../sync/protocol/seal.ts';
import { readKey } from '../folder.ts';
import { openToRead, StoreProblem } from '../sqlite.ts';
import { writeWhole } from '../stick-files.ts';

/**
 * What anybody can find out about a month's archive.
 * @throws SealFault with a sentence
 */
export function checkedArchive(path: string): Promise<ArchiveManifest> {
  return checkArchive(createReadStream(path), verifyBytes);
}

export function isDeskFolder(data: string): boolean {
  return existsSync(join(data, 'desk.db'));
}

/**
 * Opens an archive with the keys of the desk that made it, which may be running.
 * @param out where its files are written; null where they are only held to the manifest
 * @returns whether it is signed with the key that this desk has now
 * @throws SealFault or StoreProblem with a sentence
 */
export async function openWithDesk(
  path: string,
  manifest: ArchiveManifest,
  data: string,
  out: string | null,
): Promise<boolean> {
  const db = openToRead(join(data, 'desk.db'), readKey(data));
  try {
    const keys = archiveKeysOf(db);
    if (keys === null) throw new StoreProblem('This desk has made no archive, so it has no key for this one.');
    const pair = { privateKey: bytesOfHex(keys.privateKey), publicKey: bytesOfHex(keys.publicKey) };
    await writeFiles(openArchive(sealTools, pair, manifest, createReadStream(path)), manifest, out);
    return deviceKeysOf(db)?.publicKey === manifest.deviceKey;
  } finally {
    db.close();
  }
}

/**
 * Writes each file whole or not at all, when it is what the manifest says, and over no other; without a place they are
 * only read through.
 * @throws StoreProblem with a sentence where one of that name is there
 */
export async function writeFiles(
  pieces: AsyncIterable<ArchivedPiece>,
  manifest: ArchiveManifest,
  out: string | null,
): Promise<void> {
  const all = pieces[Symbol.asyncIterator]();
  if (out !== null) {
    mkdirSync(out, { recursive: true, mode: 0o700 });
    for (const { name } of manifest.files) expectFree(join(out, name));
  }
  for (const { name } of manifest.files) {
    const file = oneFile(all);
    if (out !== null) await writeWhole(file, join(out, name));
    else while ((await file.next()).done !== true);
  }
  // What lies behind the last file would be a damage.
  await all.next();
}

/** The name and the one under which it is written; a link that leads elsewhere is not followed either. */
function expectFree(path: string): void {
  const taken = [path, `${path}.part`].find((one) => lstatSync(one, { throwIfNoEntry: false }) !== undefined);
  if (taken !== undefined)
    throw new StoreProblem(`${taken} is there already; choose another folder. Nothing was written.`);
}

async function* oneFile(all: AsyncIterator<ArchivedPiece>): AsyncGenerator<Uint8Array> {
  for (let next = await all.next(); next.done !== true; next = await all.next()) {
    yield next.value.bytes;
    if (next.value.isEnd) return;
  }
}
