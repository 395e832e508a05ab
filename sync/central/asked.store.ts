import { must } from '../../shared/base/assert.ts';
import type { Day } from '../../shared/base/time.ts';
import type { CentreReadDb, CentreWriteDb } from './db.ts';
import { first } from './db.ts';

/** How many questions this desk has asked on a day. */
export async function askedOn(db: CentreReadDb, device: string, day: Day): Promise<number> {
  const sql = 'SELECT known + unknown AS n FROM "askedCount" WHERE device = $1 AND day = $2';
  return (await first<{ n: number }>(db, sql, [device, day]))?.n ?? 0;
}

/** Counts one more question; returns how many it makes. */
export async function countAsked(tx: CentreWriteDb, device: string, day: Day, isKnown: boolean): Promise<number> {
  const row = await first<{ n: number }>(
    tx,
    `INSERT INTO "askedCount" AS had (device, day, known, unknown) VALUES ($1, $2, $3, $4)
     ON CONFLICT (device, day) DO UPDATE SET known = had.known + excluded.known,
       unknown = had.unknown + excluded.unknown
     RETURNING known + unknown AS n`,
    [device, day, isKnown ? 1 : 0, isKnown ? 0 : 1],
  );
  return must(row, 'a question is counted').n;
}
