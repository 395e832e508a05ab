import { assert } from '../../shared/base/assert.ts';
import type { Instant } from '../../shared/base/time.ts';
import { type CentreReadDb, type CentreWriteDb, first } from './db.ts';

/** How far an import that did not come to its end has got: all of the first `rows` rows of its file are stored. */
export interface ImportProgress {
  rows: number;
  /** Of those rows, so that it goes on with the same file only. */
  fingerprint: string;
}

export function readProgress(db: CentreReadDb, target: string): Promise<ImportProgress | null> {
  const sql = 'SELECT rows::float8 AS rows, fingerprint FROM "importProgress" WHERE target = $1';
  return first<ImportProgress>(db, sql, [target]);
}

export async function saveProgress(
  tx: CentreWriteDb,
  target: string,
  { rows, fingerprint }: ImportProgress,
  at: Instant,
): Promise<void> {
  const touched = await tx.run(
    `INSERT INTO "importProgress" (target, rows, fingerprint, at) VALUES ($1, $2, $3, $4)
     ON CONFLICT (target) DO UPDATE SET rows = excluded.rows, fingerprint = excluded.fingerprint, at = excluded.at`,
    [target, rows, fingerprint, at],
  );
  assert(touched === 1, 'progress is stored');
}

export async function endProgress(tx: CentreWriteDb, target: string): Promise<void> {
  await tx.run('DELETE FROM "importProgress" WHERE target = $1', [target]);
}

/** Tells two files apart as they are read (FNV-1a, 32 bits, over what the cells say and where they end). */
export class Fingerprint {
  #hash = 0x811c9dc5;

  add(cells: readonly string[] | null): void {
    let hash = this.#hash;
    for (const cell of cells ?? []) {
      for (let index = 0; index < cell.length; index += 1) hash = Math.imul(hash ^ cell.charCodeAt(index), 0x01000193);
      hash = Math.imul(hash ^ 0x1f, 0x01000193);
    }
    this.#hash = Math.imul(hash ^ 0x1e, 0x01000193);
  }

  get text(): string {
    return (this.#hash >>> 0).toString(16);
  }
}
