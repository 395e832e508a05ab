import type { ReadDb } from '../base/db.ts';
import type { Change, ChangeKind } from './record.ts';
import { CHANGE_COLUMNS, changeOf } from './store.ts';

/** What waits of one kind, oldest first, later than this tick of the logical clock. */
export function waitingOfKind(db: ReadDb, kind: ChangeKind, afterHlc: number, limit: number): Change[] {
  return db
    .all(
      `SELECT ${CHANGE_COLUMNS} FROM change
       WHERE state = 'waiting' AND kind = @kind AND hlc > @afterHlc ORDER BY hlc LIMIT @limit`,
      { kind, afterHlc, limit },
    )
    .map(changeOf);
}

/** The waiting versions of one record that were made before this change, oldest first. */
export function waitingVersions(db: ReadDb, kind: ChangeKind, recordId: string, beforeSeq: number): Change[] {
  return db
    .all(
      `SELECT ${CHANGE_COLUMNS} FROM change
       WHERE kind = @kind AND recordId = @recordId AND +state = 'waiting' AND seq < @beforeSeq ORDER BY version`,
      { kind, recordId, beforeSeq },
    )
    .map(changeOf);
}

/** The change under this identity, where it is the newest version of its record and the centre wants it fixed. */
export function newestNeedsFixing(db: ReadDb, seq: number, incarnation: string): Change | null {
  const row = db.get(
    `SELECT ${CHANGE_COLUMNS} FROM change
     WHERE seq = @seq AND incarnation = @incarnation AND isNewest = 1 AND state = 'needs-fixing'`,
    { seq, incarnation },
  );
  return row === null ? null : changeOf(row);
}
