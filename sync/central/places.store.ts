import type { Place } from '../../shared/facility/record.ts';
import { type CentreReadDb, type CentreWriteDb, first } from './db.ts';

export async function hasVillages(db: CentreReadDb): Promise<boolean> {
  return (await first(db, `SELECT 1 AS one FROM place WHERE level = 'village' LIMIT 1`)) !== null;
}

/** Those of the codes that are villages. */
export async function villagesAmong(db: CentreReadDb, codes: readonly string[]): Promise<string[]> {
  const sql = `SELECT code FROM place WHERE code = ANY($1::text[]) AND level = 'village'`;
  return (await db.query<{ code: string }>(sql, [codes])).map(({ code }) => code);
}

/** Those of the codes that no place has. */
export async function unknownPlaces(db: CentreReadDb, codes: readonly string[]): Promise<string[]> {
  const sql = 'SELECT wanted AS code FROM unnest($1::text[]) AS wanted WHERE wanted NOT IN (SELECT code FROM place)';
  return (await db.query<{ code: string }>(sql, [codes])).map(({ code }) => code);
}

export async function placesCount(db: CentreReadDb): Promise<number> {
  return (await first<{ n: number }>(db, 'SELECT count(*)::int AS n FROM place'))?.n ?? 0;
}

/** Places after `afterCode`, in the order of their codes. */
export function placesPage(db: CentreReadDb, afterCode: string, rowsMax: number): Promise<Place[]> {
  return db.query<Place>(
    `SELECT code, level, "nameKm", "nameLatin" FROM place WHERE code > $1 ORDER BY code LIMIT ${rowsMax}`,
    [afterCode],
  );
}

/** Returns for each place that was written whether it is new; places that were there as they are come not back. */
export function upsertPlaces(tx: CentreWriteDb, places: readonly Place[]): Promise<{ isNew: boolean }[]> {
  return tx.query<{ isNew: boolean }>(
    `INSERT INTO place AS had (code, level, "nameKm", "nameLatin")
     SELECT code, level, "nameKm", "nameLatin"
     FROM json_to_recordset($1) AS row(code text, level text, "nameKm" text, "nameLatin" text)
     ON CONFLICT (code) DO UPDATE SET level = excluded.level, "nameKm" = excluded."nameKm",
       "nameLatin" = excluded."nameLatin"
     WHERE (had.level, had."nameKm", had."nameLatin") IS DISTINCT FROM
       (excluded.level, excluded."nameKm", excluded."nameLatin")
     RETURNING (xmax = 0) AS "isNew"`,
    [JSON.stringify(places)],
  );
}
