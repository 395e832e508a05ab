import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { openFolder } from '../../electron/node/folder.ts';
import { openSqlite } from '../../electron/node/sqlite.ts';
import type { ReadDb } from '../../shared/base/db.ts';
import { sha256Hex } from '../../shared/base/hash.ts';
import { migrate } from '../../shared/migrations/index.ts';
import { changeCounts, enteredCount } from '../../shared/outbox/store.ts';
import type { Saved } from './trace.ts';

/** What a desk finds when the power is back. */
export interface Found {
  /** Why the desk does not open, or does not trust what it finds; null where all is well. */
  corrupt: string | null;
  /** How many records it had said are saved and does not have. */
  lost: number;
}

export const nameOf = ({ kind, id, version }: Saved): string => `${kind} ${id} ${version}`;

const TABLES: Record<string, string> = {
  patient: 'SELECT id FROM patient',
  'eligibility-check': 'SELECT id FROM eligibilityCheck',
  visit: 'SELECT id FROM visit',
};

/** Opens what is left as the desk opens it, reads all of it, and looks for everything that was acknowledged. */
export function examine(root: string, acknowledged: readonly Saved[]): Found {
  let release: (() => void) | null = null;
  try {
    const folder = openFolder(join(root, 'desk'), 'practice', null);
    release = folder.release;
    const db = openSqlite(folder.databaseFile, folder.key, 'all');
    try {
      const integrity = db.all('PRAGMA integrity_check').map((row) => String(row.integrity_check));
      if (integrity.join() !== 'ok') return { corrupt: 'integrity_check', lost: acknowledged.length };
      migrate(db);
      return { corrupt: contradictionIn(db), lost: acknowledged.filter(isMissingFrom(db)).length };
    } finally {
      db.close();
    }
  } catch (error) {
    return {
      corrupt: error instanceof Error ? `${error.name}: ${error.message}` : 'unknown',
      lost: acknowledged.length,
    };
  } finally {
    release?.();
    rmSync(root, { recursive: true, force: true });
  }
}

function isMissingFrom(db: ReadDb): (saved: Saved) => boolean {
  const there = new Set(
    db
      .all('SELECT kind, recordId AS id, version FROM change')
      .map(({ kind, id, version }) => nameOf({ kind: String(kind), id: String(id), version: Number(version) })),
  );
  const rows = new Map(
    Object.entries(TABLES).map(([kind, sql]) => [kind, new Set(db.all(sql).map(({ id }) => String(id)))]),
  );
  return (saved) => !there.has(nameOf(saved)) || rows.get(saved.kind)?.has(saved.id) !== true;
}

/** A record without its change or a change without its record, a wrong hash, counts that do not agree: half a transaction. */
function contradictionIn(db: ReadDb): string | null {
  const counts = changeCounts(db);
  const sum = Object.values(counts).reduce((one, other) => one + other, 0);
  if (sum !== enteredCount(db)) return 'the counts do not agree';
  const changes = db.all('SELECT kind, recordId, hash, content FROM change');
  const records = new Set(changes.map(({ kind, recordId }) => `${kind} ${recordId}`));
  if (records.size !== sum) return 'the counts are not those of the changes';
  if (changes.some(({ hash, content }) => sha256Hex(String(content)) !== hash)) return 'a change has another hash';
  for (const [kind, sql] of Object.entries(TABLES)) {
    const made = new Set(changes.filter((change) => change.kind === kind).map(({ recordId }) => String(recordId)));
    const rows = db.all(sql).map(({ id }) => String(id));
    if (rows.length !== made.size || rows.some((id) => !made.has(id))) return `${kind}: rows and changes differ`;
  }
  return null;
}
