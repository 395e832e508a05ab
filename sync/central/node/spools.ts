import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Spools } from '../spools.ts';

/** A file that a process left behind when it ended; an answer is fetched in seconds, or asked for again. */
const KEPT_MS = 24 * 3_600_000;

export function openSpools(folder: string): Spools {
  const ready = mkdir(folder, { recursive: true, mode: 0o700 });

  async function removeOld(): Promise<void> {
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > KEPT_MS) await rm(path, { force: true });
    }
  }

  return {
    async open() {
      await ready;
      const path = join(folder, `${randomUUID()}.part`);
      const file = await open(path, 'wx', 0o600);
      return {
        write: (piece) => file.writeFile(piece),
        read: () => createReadStream(path),
        async remove() {
          await file.close();
          await rm(path, { force: true });
        },
      };
    },
    async keepAnswer(stickId, pieces) {
      await ready;
      await removeOld();
      const making = join(folder, `${randomUUID()}.part`);
      const path = join(folder, `answer-${stickId}-${randomUUID()}.tonle`);
      const file = await open(making, 'wx', 0o600);
      let bytes = 0;
      try {
        for await (const piece of pieces) {
          await file.writeFile(piece);
          bytes += piece.length;
        }
      } catch (error) {
        await file.close();
        await rm(making, { force: true });
        throw error;
      }
      await file.close();
      await rename(making, path);
      return { path, bytes, stream: () => createReadStream(path) };
    },
  };
}
