import { assert } from '../base/assert.ts';
import type { ReadDb, WriteDb } from '../base/db.ts';
import { DAY_MS } from '../base/time.ts';

/** How long a repeated command is still answered with its recorded reply. */
export const REPLY_KEPT_MS = 60 * DAY_MS;

export interface RecordedReply {
  askName: string;
  inputHash: string;
  staffId: string | null;
  reply: string;
}

export function recordedReply(db: ReadDb, requestId: string): RecordedReply | null {
  const row = db.get('SELECT askName, inputHash, staffId, reply FROM reply WHERE requestId = @requestId', {
    requestId,
  });
  if (row === null) return null;
  return {
    askName: String(row.askName),
    inputHash: String(row.inputHash),
    staffId: row.staffId === null ? null : String(row.staffId),
    reply: String(row.reply),
  };
}

export function recordReply(db: WriteDb, requestId: string, recorded: RecordedReply, atMs: number): void {
  const count = db.run(
    `INSERT INTO reply (requestId, askName, inputHash, staffId, reply, atMs)
     VALUES (@requestId, @askName, @inputHash, @staffId, @reply, @atMs)`,
    { requestId, ...recorded, atMs },
  );
  assert(count === 1, 'a reply is recorded once');
}

/** Forgets replies that nobody can still be waiting for; called at start, never while a clerk waits. */
export function forgetOldReplies(db: WriteDb, nowMs: number): number {
  return db.run('DELETE FROM reply WHERE atMs < @beforeMs', { beforeMs: nowMs - REPLY_KEPT_MS });
}
