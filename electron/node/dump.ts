import { join } from 'node:path';
import type { ReadDb } from '../../shared/base/db.ts';
import { deskOf } from '../../shared/facility/store.ts';
import { readKey } from './folder.ts';
import { openSqlite } from './sqlite.ts';

/** The kinds that are not sent to the centre and so have no entry in `change`. */
const LOCAL_TABLES = [
  { kind: 'staff', sql: 'SELECT id, userName, fullName, role, isActive, madeAt FROM staff ORDER BY id' },
  { kind: 'roster', sql: 'SELECT id, asOf, membersCount, importedAt, state FROM roster ORDER BY importedAt' },
  { kind: 'audit', sql: 'SELECT seq AS id, at, staffId, action, recordId FROM audit ORDER BY seq' },
] as const;

/** Every committed version of every record, then what is kept only here. No PIN, token or key. Streams row by row. */
export function* dumpLines(db: ReadDb): Generator<string> {
  const desk = deskOf(db);
  const device = desk?.deviceId ?? null;
  if (desk !== null)
    yield JSON.stringify({ kind: 'desk', id: desk.deviceId, version: 1, device, state: 'local', content: desk });
  for (let afterSeq = 0; ; ) {
    const rows = db.all(
      `SELECT seq, incarnation, kind, recordId, version, hash, content, madeAt, state, verdictCode, verdictField, verdictSentence
       FROM change WHERE seq > @afterSeq ORDER BY seq LIMIT 500`,
      { afterSeq },
    );
    for (const row of rows) {
      const {
        kind,
        recordId,
        version,
        content,
        state,
        seq,
        incarnation,
        hash,
        madeAt,
        verdictCode,
        verdictField,
        verdictSentence,
      } = row;
      yield JSON.stringify({
        kind,
        id: recordId,
        version,
        device,
        state,
        content: JSON.parse(String(content)),
        seq,
        incarnation,
        hash,
        madeAt,
        verdict: verdictCode === null ? null : { code: verdictCode, field: verdictField, sentence: verdictSentence },
      });
    }
    if (rows.length === 0) break;
    afterSeq = Number(rows.at(-1)?.seq);
  }
  for (const { kind, sql } of LOCAL_TABLES) {
    for (const row of db.all(sql))
      yield JSON.stringify({ kind, id: row.id, version: 1, device, state: 'local', content: row });
  }
}

/** Writes the dump of a stopped or running desk; readers do not disturb the writer (WAL). */
export function dumpFolder(path: string, write: (line: string) => void): number {
  const db = openSqlite(join(path, 'desk.db'), readKey(path), 'all');
  try {
    let count = 0;
    for (const line of dumpLines(db)) {
      write(`${line}\n`);
      count += 1;
    }
    return count;
  } finally {
    db.close();
  }
}
