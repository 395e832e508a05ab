import { assert } from '../base/assert.ts';
import type { Db, ReadDb } from '../base/db.ts';
import { firstLight } from './0010-first-light.ts';
import { honestCover } from './0020-honest-cover.ts';
import type { Migration } from './migration.ts';

export const MIGRATIONS: readonly Migration[] = [firstLight, honestCover];

/** The database was written by a newer Tonle: nothing is touched. */
export class NewerDatabase extends Error {
  override name = 'NewerDatabase';
}

export function schemaNumber(db: ReadDb): number {
  return Number(db.get('PRAGMA user_version')?.user_version ?? 0);
}

export function pendingMigrations(db: ReadDb, migrations: readonly Migration[] = MIGRATIONS): Migration[] {
  const current = schemaNumber(db);
  const newest = migrations.at(-1)?.number ?? 0;
  if (current > newest) {
    throw new NewerDatabase(
      `These data were written by a newer Tonle (schema ${current}; this program knows ${newest}). Nothing was changed: install the newer program again.`,
    );
  }
  return migrations.filter((migration) => migration.number > current);
}

/** Brings the database to the newest schema, each step in a transaction of its own together with its number. */
export function migrate(db: Db, migrations: readonly Migration[] = MIGRATIONS): number[] {
  const done: number[] = [];
  for (const migration of pendingMigrations(db, migrations)) {
    assert(migration.number % 10 === 0, 'migrations are numbered by tens');
    db.script(`BEGIN IMMEDIATE; ${migration.sql}; PRAGMA user_version = ${migration.number}; COMMIT;`);
    done.push(migration.number);
  }
  return done;
}
