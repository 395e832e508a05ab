import { assert } from '../../shared/base/assert.ts';
import type { Day, Instant } from '../../shared/base/time.ts';
import type { CentreReadDb, CentreWriteDb } from './db.ts';

/** Something that is in force from one day on, and to another where that one is known; both included. */
export interface Dated {
  id: string;
  validFrom: Day;
  validTo: Day | null;
}

/** How it was published. */
export interface Publishing {
  publishedAt: Instant;
  /** Why it was let change days that are past; null where it did not. */
  correctsWhy: string | null;
}

/** Where a series is kept; a member is never removed, so that everything that was judged by it can be explained. */
export interface SeriesTable<One extends Dated> {
  table: 'ruleset' | 'pack';
  /** Columns of the centre's row: how often was published, and when last. */
  seqColumn: 'rulesetsSeq' | 'packsSeq';
  atColumn: 'rulesetsPublishedAt' | 'packsPublishedAt';
  /** What is kept of one beside its days. */
  contentOf(one: One): object;
  /** The way back. */
  of(dated: Dated, content: unknown): One;
}

/** All that were ever published, in that order, with how they were. */
export async function publishedOf<One extends Dated>(
  db: CentreReadDb,
  { table, of }: SeriesTable<One>,
): Promise<{ one: One; how: Publishing }[]> {
  const rows = await db.query<Dated & Publishing & { content: string }>(
    `SELECT id, "validFrom", "validTo", content, "publishedAt", "correctsWhy" FROM ${table} ORDER BY position`,
  );
  return rows.map(({ content, publishedAt, correctsWhy, ...dated }) => {
    return { one: of(dated, JSON.parse(content)), how: { publishedAt, correctsWhy } };
  });
}

/** All that were ever published, in that order. */
export async function allOf<One extends Dated>(db: CentreReadDb, table: SeriesTable<One>): Promise<One[]> {
  return (await publishedOf(db, table)).map(({ one }) => one);
}

export async function insertOne<One extends Dated>(
  tx: CentreWriteDb,
  { table, contentOf }: SeriesTable<One>,
  one: One,
  { publishedAt, correctsWhy }: Publishing,
): Promise<void> {
  const touched = await tx.run(
    `INSERT INTO ${table} (position, id, "validFrom", "validTo", content, "publishedAt", "correctsWhy")
     SELECT coalesce(max(position), 0) + 1, $1::text, $2::text, $3::text, $4::text, $5::text, $6::text FROM ${table}`,
    [one.id, one.validFrom, one.validTo, JSON.stringify(contentOf(one)), publishedAt, correctsWhy],
  );
  assert(touched === 1, 'a new one is stored');
}

export async function endOne<One extends Dated>(
  tx: CentreWriteDb,
  { table }: SeriesTable<One>,
  id: string,
  validTo: Day,
): Promise<void> {
  const touched = await tx.run(`UPDATE ${table} SET "validTo" = $2 WHERE id = $1`, [id, validTo]);
  assert(touched === 1, 'one that ends is known');
}

/** Counts one more publication. */
export async function markPublished<One extends Dated>(
  tx: CentreWriteDb,
  { seqColumn, atColumn }: SeriesTable<One>,
  at: Instant,
): Promise<void> {
  const touched = await tx.run(
    `UPDATE centre SET "${seqColumn}" = "${seqColumn}" + 1, "${atColumn}" = $1 WHERE id = 1`,
    [at],
  );
  assert(touched === 1, 'the centre has its row');
}
