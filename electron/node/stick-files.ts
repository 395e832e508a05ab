import { closeSync, fsyncSync, openSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Writes a file that is there whole, and on its disk, or not at all. A stick that is pulled out in the middle leaves a
 * `.part` at worst.
 * @param head what takes the place of the first bytes when all are written; null where nothing does
 * @returns how many bytes it has
 */
export async function writeWhole(
  pieces: AsyncIterable<Uint8Array>,
  path: string,
  head: (() => Uint8Array) | null = null,
): Promise<number> {
  const part = `${path}.part`;
  let bytes = 0;
  try {
    const file = await open(part, 'w', 0o600);
    try {
      for await (const piece of pieces) {
        await file.writeFile(piece);
        bytes += piece.length;
      }
      if (head !== null) {
        const first = head();
        await file.write(first, 0, first.length, 0);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true }).catch(() => undefined);
    throw error;
  }
  syncFolderOf(path);
  return bytes;
}

/** As far as this system and this stick know how to. */
function syncFolderOf(path: string): void {
  try {
    const folder = openSync(dirname(path), 'r');
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // Windows has no fsync of folders, and neither has every file system of a stick.
  }
}

/** Passes a stream on up to a size; sets `isTooLarge` and ends where there is more. */
export class Bounded {
  readonly #source: AsyncIterable<Uint8Array>;
  readonly #bytesMax: number;
  isTooLarge = false;

  constructor(source: AsyncIterable<Uint8Array>, bytesMax: number) {
    this.#source = source;
    this.#bytesMax = bytesMax;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    let bytes = 0;
    for await (const piece of this.#source) {
      bytes += piece.length;
      this.isTooLarge = bytes > this.#bytesMax;
      if (this.isTooLarge) return;
      yield piece;
    }
  }
}

/** A full or write-protected disk, a stick that was pulled out, a file that is not there. */
export function isOfTheDisk(error: unknown): error is NodeJS.ErrnoException {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
