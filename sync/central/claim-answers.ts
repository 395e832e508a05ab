import { ANSWERS_MAX, type SyncReply } from '../protocol/sync.ts';
import { answersAfter } from './claims.store.ts';
import type { CentreReadDb } from './db.ts';

/** What the centre said of the facility's claims after the answer that a desk names; every desk of it gets all of them. */
export async function answersFor(
  db: CentreReadDb,
  facility: string,
  after: number,
): Promise<NonNullable<SyncReply['claimAnswers']>> {
  const rows = await answersAfter(db, facility, after, ANSWERS_MAX + 1);
  const list = rows.slice(0, ANSWERS_MAX);
  return { through: list.at(-1)?.seq ?? after, hasMore: rows.length > list.length, list };
}
