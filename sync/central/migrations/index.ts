import { assert } from '../../../shared/base/assert.ts';
import { type CentreDb, first } from '../db.ts';
import { CentreFault } from '../faults.ts';
import { firstLight } from './0010-first-light.ts';
import { cover } from './0020-cover.ts';
import { nation } from './0030-nation.ts';
import { contributionGroup } from './0035-contribution-group.ts';
import { sticks } from './0050-sticks.ts';
import { feed } from './0060-feed.ts';
import { claims } from './0070-claims.ts';
import type { Migration } from './migration.ts';

export const MIGRATIONS: readonly Migration[] = [firstLight, cover, nation, contributionGroup, sticks, feed, claims];

/** Any constant will do, as long as every process that migrates a store uses the same one. */
const MIGRATION_LOCK = 7_266_001;

/**
 * Brings the store to the newest schema in one transaction, under a lock, so that several processes may start on one
 * PostgreSQL at once. Throws `CentreFault` for a store that a newer program wrote; nothing is changed then.
 */
export async function migrate(db: CentreDb, migrations: readonly Migration[] = MIGRATIONS): Promise<number[]> {
  return db.write(async (tx) => {
    await tx.query('SELECT pg_advisory_xact_lock($1::bigint)', [MIGRATION_LOCK]);
    await tx.script('CREATE TABLE IF NOT EXISTS migration (number int PRIMARY KEY, "doneAt" timestamptz NOT NULL)');
    const row = await first<{ newest: number | null }>(tx, 'SELECT max(number) AS newest FROM migration');
    const current = row?.newest ?? 0;
    const newest = migrations.at(-1)?.number ?? 0;
    if (current > newest) {
      throw new CentreFault(
        `This store was written by a newer Tonle (schema ${current}; this program knows ${newest}). Nothing was changed: run the newer program.`,
      );
    }
    const done: number[] = [];
    for (const migration of migrations.filter(({ number }) => number > current)) {
      assert(migration.number % 5 === 0, 'migrations are numbered by fives');
      await tx.script(migration.sql);
      await tx.run('INSERT INTO migration (number, "doneAt") VALUES ($1, now())', [migration.number]);
      done.push(migration.number);
    }
    return done;
  });
}
