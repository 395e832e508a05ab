import { assert } from '../../shared/base/assert.ts';
import type { FileNews } from '../protocol/sync.ts';
import { type CentreDb, type CentreReadDb, type CentreWriteDb, first } from './db.ts';

/** Files for the desks as they lie in the database that several processes share: whole or not at all. */
const NEWS = `id, "asOf", rows::float8 AS rows, bytes::float8 AS bytes, sha256`;

export function sharedFile(db: CentreReadDb, id: string): Promise<FileNews | null> {
  return first<FileNews>(db, `SELECT ${NEWS} FROM file WHERE id = $1`, [id]);
}

/** Of every version of a family. */
export async function sharedIds(db: CentreReadDb, family: string): Promise<string[]> {
  const rows = await db.query<{ id: string }>(`SELECT id FROM file WHERE starts_with(id, $1)`, [`${family}-v`]);
  return rows.map(({ id }) => id);
}

/**
 * Puts a file in, chunk by chunk. Where another process was first, its file stands and is returned: a file of one id may
 * differ in its bytes, never in what it says.
 */
export async function shareFile(db: CentreDb, news: FileNews, chunks: AsyncIterable<Uint8Array>): Promise<FileNews> {
  return db.write(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [`file ${news.id}`]);
    const before = await sharedFile(tx, news.id);
    if (before !== null) return before;
    let chunk = 0;
    for await (const body of chunks) {
      await insertChunk(tx, news.id, chunk, body);
      chunk += 1;
    }
    const touched = await tx.run('INSERT INTO file (id, "asOf", rows, bytes, sha256) VALUES ($1, $2, $3, $4, $5)', [
      news.id,
      news.asOf,
      news.rows,
      news.bytes,
      news.sha256,
    ]);
    assert(touched === 1, 'a file is shared once');
    return news;
  });
}

async function insertChunk(tx: CentreWriteDb, id: string, chunk: number, body: Uint8Array): Promise<void> {
  const touched = await tx.run('INSERT INTO "fileChunk" (id, chunk, body) VALUES ($1, $2, $3)', [id, chunk, body]);
  assert(touched === 1, 'a chunk of a file is shared');
}

/** Null after the last. */
export async function sharedChunk(db: CentreReadDb, id: string, chunk: number): Promise<Uint8Array | null> {
  const sql = 'SELECT body FROM "fileChunk" WHERE id = $1 AND chunk = $2';
  return (await first<{ body: Uint8Array }>(db, sql, [id, chunk]))?.body ?? null;
}

export async function forgetShared(db: CentreDb, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await db.write(async (tx) => {
    await tx.run('DELETE FROM file WHERE id = ANY($1::text[])', [ids]);
    await tx.run('DELETE FROM "fileChunk" WHERE id = ANY($1::text[])', [ids]);
  });
}
