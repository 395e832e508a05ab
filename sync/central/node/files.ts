import { createHash, type Hash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip, gzipSync } from 'node:zlib';
import { type FileNews, fileNews } from '../../protocol/sync.ts';
import type { CentreFiles } from '../files.ts';
import { SourceChanged } from '../roster.ts';

const ID = /^[a-z0-9-]{1,80}$/;
const CHARS_A_CHUNK = 64 * 1024;

/** Files in one folder: `<id>.file`, and beside it `<id>.json`, which is written last and says that it is whole. */
export async function openFiles(folder: string): Promise<CentreFiles> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const pathOf = (id: string): string => join(folder, `${id}.file`);
  const newsOf = (id: string): string => join(folder, `${id}.json`);

  const find = async (id: string): Promise<FileNews | null> => {
    if (!ID.test(id)) return null;
    try {
      const news = fileNews.parse(JSON.parse(await readFile(newsOf(id), 'utf8')));
      return (await stat(pathOf(id))).size === news.bytes ? news : null;
    } catch {
      // Not there, or half there: it is made anew.
      return null;
    }
  };

  const idsOf = async (family: string): Promise<string[]> => {
    const names = await readdir(folder);
    const ids = names.filter((name) => name.endsWith('.json')).map((name) => name.slice(0, -'.json'.length));
    return ids.filter((id) => id.startsWith(`${family}-v`)).sort(byVersion);
  };

  const adopt: CentreFiles['adopt'] = async (facts, path) => {
    const news: FileNews = { ...facts, ...(await measure(path)) };
    const making = join(folder, `${randomUUID()}.making`);
    await rename(path, pathOf(facts.id));
    await writeFile(making, JSON.stringify(news), { mode: 0o600 });
    await rename(making, newsOf(facts.id));
    return news;
  };

  const forget = async (id: string): Promise<void> => {
    await rm(newsOf(id), { force: true });
    await rm(pathOf(id), { force: true });
  };

  return {
    find,
    pathOf,
    latest: async (family, exceptId) => {
      const ids = (await idsOf(family)).filter((id) => id !== exceptId);
      const newest = ids.at(-1);
      return newest === undefined ? null : find(newest);
    },
    make: async (header, rows) => {
      const making = join(folder, `${randomUUID()}.making`);
      try {
        const made = await write(making, JSON.stringify(header), rows);
        const news: FileNews = { id: header.id, asOf: header.asOf, ...made };
        await rename(making, pathOf(header.id));
        await writeFile(making, JSON.stringify(news), { mode: 0o600 });
        await rename(making, newsOf(header.id));
        return news;
      } catch (error) {
        if (error instanceof SourceChanged) return null;
        throw error;
      } finally {
        await rm(making, { force: true });
      }
    },
    put: async (facts, text) => {
      const making = join(folder, `${randomUUID()}.making`);
      await writeFile(making, gzipSync(text), { mode: 0o600, flush: true });
      return adopt(facts, making);
    },
    adopt,
    open: async (id, fromByte) => {
      const news = await find(id);
      if (news === null || fromByte > news.bytes) return null;
      const handle = await open(pathOf(id), 'r');
      const stream = createReadStream('', { fd: handle, start: fromByte });
      return { stream, bytesTotal: news.bytes };
    },
    keepOnly: async (family, ids) => {
      for (const id of await idsOf(family)) if (!ids.includes(id)) await forget(id);
    },
    forget,
    bring: async (id) => (await find(id)) !== null,
  };
}

/** By version, and of one version by the last number, where the id has one. */
export function byVersion(a: string, b: string): number {
  const [one, other] = [versionOf(a), versionOf(b)];
  return one[0] - other[0] || one[1] - other[1];
}

function versionOf(id: string): [number, number] {
  const found = /-v(\d+)-[0-9a-z]+(?:-(\d+))?$/.exec(id);
  return [Number(found?.[1] ?? 0), Number(found?.[2] ?? 0)];
}

async function measure(path: string): Promise<Pick<FileNews, 'bytes' | 'sha256'>> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of createReadStream(path)) {
    hash.update(chunk as Buffer);
    bytes += (chunk as Buffer).length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function write(
  path: string,
  header: string,
  rows: AsyncIterable<string>,
): Promise<Pick<FileNews, 'rows' | 'bytes' | 'sha256'>> {
  const count = { rows: 0, bytes: 0 };
  const hash = createHash('sha256');
  await pipeline(
    Readable.from(chunksOf(header, rows, count)),
    createGzip(),
    measured(hash, count),
    createWriteStream(path, { mode: 0o600, flush: true }),
  );
  return { ...count, sha256: hash.digest('hex') };
}

/** Lines gathered into larger texts: a stream that wakes for each line is ten times slower. */
async function* chunksOf(header: string, rows: AsyncIterable<string>, count: { rows: number }): AsyncGenerator<string> {
  let chunk = `${header}\n`;
  for await (const row of rows) {
    count.rows += 1;
    chunk += `${row}\n`;
    if (chunk.length < CHARS_A_CHUNK) continue;
    yield chunk;
    chunk = '';
  }
  yield `${chunk}${JSON.stringify({ end: true, rows: count.rows })}\n`;
}

function measured(hash: Hash, count: { bytes: number }): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      count.bytes += chunk.length;
      done(null, chunk);
    },
  });
}
