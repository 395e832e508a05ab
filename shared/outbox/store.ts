import { assert } from '../base/assert.ts';
import type { ReadDb, SqlRow, WriteDb } from '../base/db.ts';
import { sha256Hex } from '../base/hash.ts';
import { canonicalJson } from '../base/json.ts';
import type { Act } from '../wire/act.ts';
import type { AttentionItem, Change, ChangeKind, ChangeState } from './record.ts';

export interface SyncedRecord {
  kind: ChangeKind;
  recordId: string;
  version: number;
  /** The whole record as it is sent. */
  content: unknown;
  label: string;
  patientId: string | null;
}

/**
 * The one door through which a synced record is written: the rows of the record and its entry in `change` come into
 * being in the same transaction, or neither does.
 */
export function saveSynced(db: WriteDb, act: Act, record: SyncedRecord, writeRows: (db: WriteDb) => void): void {
  writeRows(db);
  const content = canonicalJson(record.content);
  const count = db.run(
    `INSERT INTO change (incarnation, kind, recordId, version, hash, content, label, patientId, madeAt, state)
     VALUES (@incarnation, @kind, @recordId, @version, @hash, @content, @label, @patientId, @madeAt, 'waiting')`,
    {
      incarnation: act.incarnation,
      kind: record.kind,
      recordId: record.recordId,
      version: record.version,
      hash: sha256Hex(content),
      content,
      label: record.label,
      patientId: record.patientId,
      madeAt: act.now,
    },
  );
  assert(count === 1, 'a change is appended once');
  // An older version that still waits is not sent any more once the centre has told that it needs fixing; a waiting
  // one is sent all the same, so that the centre sees every step.
  db.run(
    `UPDATE change SET state = 'superseded' WHERE kind = @kind AND recordId = @recordId AND version < @version AND state = 'needs-fixing'`,
    { kind: record.kind, recordId: record.recordId, version: record.version },
  );
  act.changed('sync');
}

const CHANGE_COLUMNS = 'seq, incarnation, kind, recordId, version, hash, content, label, patientId, madeAt, state';

function changeOf(row: SqlRow): Change {
  return {
    seq: Number(row.seq),
    incarnation: String(row.incarnation),
    kind: String(row.kind) as ChangeKind,
    recordId: String(row.recordId),
    version: Number(row.version),
    hash: String(row.hash),
    content: String(row.content),
    label: String(row.label),
    patientId: row.patientId === null ? null : String(row.patientId),
    madeAt: String(row.madeAt),
    state: String(row.state) as ChangeState,
  };
}

/** What waits, oldest first, from after `afterSeq` on. */
export function waitingChanges(db: ReadDb, limit: number, afterSeq = 0): Change[] {
  return db
    .all(`SELECT ${CHANGE_COLUMNS} FROM change WHERE state = 'waiting' AND seq > @afterSeq ORDER BY seq LIMIT @limit`, {
      limit,
      afterSeq,
    })
    .map(changeOf);
}

export interface ChangeVerdict {
  seq: number;
  incarnation: string;
  state: Extract<ChangeState, 'accepted' | 'needs-fixing'>;
  code: string | null;
  field: string | null;
  sentence: string | null;
}

/**
 * Keeps the centre's word on one change, by its identity. A verdict on a change that this desk does not wait for any
 * more (a late repeat) writes nothing. Returns whether it did.
 */
export function keepVerdict(db: WriteDb, verdict: ChangeVerdict, at: string): boolean {
  const { seq, incarnation, state, code, field, sentence } = verdict;
  const count = db.run(
    `UPDATE change
     SET state = CASE
           WHEN @state = 'needs-fixing' AND EXISTS (SELECT 1 FROM change newer
             WHERE newer.kind = change.kind AND newer.recordId = change.recordId AND newer.version > change.version)
           THEN 'superseded' ELSE @state END,
         verdictCode = @code, verdictField = @field, verdictSentence = @sentence, verdictAt = @at
     WHERE seq = @seq AND incarnation = @incarnation AND state = 'waiting'`,
    { seq, incarnation, state, code, field, sentence, at },
  );
  return count === 1;
}

/** How many changes are in each state; kept by triggers, so that the foot of the screen costs nothing at a million visits. */
export function changeCounts(db: ReadDb): Record<ChangeState, number> {
  const counts: Record<ChangeState, number> = { waiting: 0, accepted: 0, 'needs-fixing': 0, superseded: 0 };
  for (const row of db.all('SELECT state, n FROM changeCount')) {
    counts[String(row.state) as ChangeState] = Number(row.n);
  }
  return counts;
}

/**
 * How many changes were ever committed: the counter of the table's own numbers, which goes back with a rollback and
 * from which nothing is ever deleted. It is not the sum of the states, so that the two can be compared.
 */
export function enteredCount(db: ReadDb): number {
  return Number(db.get("SELECT seq FROM sqlite_sequence WHERE name = 'change'")?.seq ?? 0);
}

export function attentionItems(db: ReadDb, limit: number): AttentionItem[] {
  return db
    .all(
      `SELECT kind, recordId, version, verdictCode, verdictField, verdictSentence, verdictAt, label, patientId
       FROM change WHERE state = 'needs-fixing' ORDER BY seq LIMIT @limit`,
      { limit },
    )
    .map((row) => ({
      kind: String(row.kind) as ChangeKind,
      recordId: String(row.recordId),
      version: Number(row.version),
      code: String(row.verdictCode ?? 'unknown'),
      field: row.verdictField === null ? null : String(row.verdictField),
      sentence: String(row.verdictSentence ?? ''),
      at: String(row.verdictAt ?? ''),
      label: String(row.label),
      patientId: row.patientId === null ? null : String(row.patientId),
    }));
}

/** Whether the centre has the newest version of a record. */
export function syncStateOf(db: ReadDb, kind: ChangeKind, recordId: string): 'waiting' | 'accepted' | 'needs-fixing' {
  const row = db.get(
    'SELECT state FROM change WHERE kind = @kind AND recordId = @recordId ORDER BY version DESC LIMIT 1',
    { kind, recordId },
  );
  const state = row === null ? 'waiting' : String(row.state);
  return state === 'accepted' || state === 'needs-fixing' ? state : 'waiting';
}
