import { assert } from '../base/assert.ts';
import type { Db, ReadDb } from '../base/db.ts';
import { firstLight } from './0010-first-light.ts';
import { honestCover } from './0020-honest-cover.ts';
import { verdicts } from './0030-verdicts.ts';
import { deskLife } from './0040-desk-life.ts';
import { sticks } from './0050-sticks.ts';
import { feed } from './0060-feed.ts';
import { lookUps } from './0070-look-ups.ts';
import { claims } from './0080-claims.ts';
import { month } from './0090-month.ts';
import type { Migration } from './migration.ts';

export const MIGRATIONS: readonly Migration[] = [
  firstLight,
  honestCover,
  verdicts,
  deskLife,
  sticks,
  feed,
  lookUps,
  claims,
  month,
];

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
    const steps = `BEGIN IMMEDIATE; ${migration.sql}; PRAGMA user_version = ${migration.number}; COMMIT;`;
    if (migration.isRebuild === true) rebuild(db, steps);
    else db.script(steps);
    done.push(migration.number);
  }
  return done;
}

/** A table that is referred to can only be dropped while references are not looked at; they are all looked at after it. */
function rebuild(db: Db, steps: string): void {
  db.script('PRAGMA foreign_keys = OFF;');
  try {
    db.script(steps);
  } finally {
    db.script('PRAGMA foreign_keys = ON;');
  }
  assert(db.get('PRAGMA foreign_key_check') === null, 'every reference holds after a rebuild');
}
