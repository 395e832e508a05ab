import type { ReadDb, WriteDb } from '../base/db.ts';
import type { ChangeKind, Withdrawal } from './record.ts';

/** Why a record was withdrawn, or null for one that stands. */
export function withdrawalOf(db: ReadDb, kind: ChangeKind, recordId: string): Withdrawal | null {
  const row = db.get(
    'SELECT reason, withdrawnAt, withdrawnBy FROM withdrawal WHERE kind = @kind AND recordId = @recordId',
    { kind, recordId },
  );
  if (row === null) return null;
  return { reason: String(row.reason), at: String(row.withdrawnAt), by: String(row.withdrawnBy) };
}

/** The first reason stays: a record that is withdrawn is not withdrawn again. */
export function keepWithdrawal(
  db: WriteDb,
  kind: ChangeKind,
  recordId: string,
  { reason, at, by }: Withdrawal,
): boolean {
  const count = db.run(
    `INSERT INTO withdrawal (kind, recordId, reason, withdrawnAt, withdrawnBy)
     VALUES (@kind, @recordId, @reason, @at, @by) ON CONFLICT DO NOTHING`,
    { kind, recordId, reason, at, by },
  );
  return count === 1;
}

/** For WHERE clauses: true of records that were not withdrawn. `id` is a column's own name. */
export function standing(kind: ChangeKind, id: string): string {
  return `NOT EXISTS (SELECT 1 FROM withdrawal WHERE withdrawal.kind = '${kind}' AND withdrawal.recordId = ${id})`;
}
