import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { FileNews } from '../../protocol/sync.ts';
import type { CentreDb } from '../db.ts';
import type { CentreFiles } from '../files.ts';
import { forgetShared, sharedChunk, sharedFile, sharedIds, shareFile } from '../shared-files.store.ts';
import { byVersion } from './files.ts';

const CHUNK_BYTES = 256 * 1024;

/**
 * Files of several processes that share a database: the database has each file in chunks, and the folder of a process is
 * a cache of it, which may be empty at any start. A file that another process has made is fetched into it when somebody
 * first asks for its bytes, and from then on resumed there as well as anywhere.
 */
export function shareFiles(local: CentreFiles, folder: string, db: CentreDb): CentreFiles {
  const fetching = new Map<string, Promise<boolean>>();

  const find = (id: string): Promise<FileNews | null> => sharedFile(db, id);

  /** What was made here is offered to all; where another process was first, its file takes this one's place. */
  const shared = async (made: FileNews): Promise<FileNews> => {
    const stream = createReadStream(local.pathOf(made.id), { highWaterMark: CHUNK_BYTES });
    const news = await shareFile(db, made, stream as AsyncIterable<Buffer>);
    if (news.sha256 !== made.sha256) await local.forget(made.id);
    return news;
  };

  const fetchWhole = async (news: FileNews): Promise<boolean> => {
    const path = join(folder, `${randomUUID()}.fetching`);
    try {
      await pipeline(Readable.from(chunksOf(db, news.id)), createWriteStream(path, { mode: 0o600, flush: true }));
      const { id, asOf, rows } = news;
      const had = await local.adopt({ id, asOf, rows }, path);
      if (had.sha256 === news.sha256) return true;
      await local.forget(id);
      return false;
    } finally {
      await rm(path, { force: true });
    }
  };

  const hasHere = async (news: FileNews): Promise<boolean> => {
    if ((await local.find(news.id))?.sha256 === news.sha256) return true;
    const running = fetching.get(news.id);
    if (running !== undefined) return running;
    const whole = fetchWhole(news).finally(() => fetching.delete(news.id));
    fetching.set(news.id, whole);
    return whole;
  };

  return {
    find,
    latest: async (family, exceptId) => {
      const newest = (await sharedIds(db, family))
        .filter((id) => id !== exceptId)
        .sort(byVersion)
        .at(-1);
      return newest === undefined ? null : find(newest);
    },
    make: async (header, rows) => {
      const made = await local.make(header, rows);
      return made === null ? null : shared(made);
    },
    put: async (facts, text) => shared(await local.put(facts, text)),
    adopt: async (facts, path) => shared(await local.adopt(facts, path)),
    open: async (id, fromByte) => {
      const news = await find(id);
      if (news === null || fromByte > news.bytes || !(await hasHere(news))) return null;
      return local.open(id, fromByte);
    },
    keepOnly: async (family, ids) => {
      const old = (await sharedIds(db, family)).filter((id) => !ids.includes(id));
      await forgetShared(db, old);
      await local.keepOnly(family, ids);
    },
    forget: async (id) => {
      await forgetShared(db, [id]);
      await local.forget(id);
    },
    pathOf: local.pathOf,
    bring: async (id) => {
      const news = await find(id);
      return news !== null && (await hasHere(news));
    },
  };
}

async function* chunksOf(db: CentreDb, id: string): AsyncGenerator<Uint8Array> {
  for (let chunk = 0; ; chunk += 1) {
    const body = await sharedChunk(db, id, chunk);
    if (body === null) return;
    yield body;
  }
}
