import { assert } from '../base/assert.ts';
import type { ClockFlag } from '../base/clock.ts';
import type { ReadDb, SqlRow, WriteDb } from '../base/db.ts';
import { sha256Hex } from '../base/hash.ts';
import { canonicalJson } from '../base/json.ts';
import type { Act } from '../wire/act.ts';
import type { AttentionItem, Change, ChangeKind, ChangeState, SyncState, WaitingItem } from './record.ts';
import { identifierIn, todoOf } from './verdict.rules.ts';

export interface SyncedRecord {
  kind: ChangeKind;
  recordId: string;
  version: number;
  /** The whole record as it is sent. */
  content: unknown;
  label: string;
  patientId: string | null;
  /** The content says that the record is withdrawn, and nothing else. */
  isWithdrawal?: boolean;
}

/** Digits of a hash by which a version names the one that it was made from. */
const BASE_HASH_DIGITS = 8;

/**
 * The one door through which a synced record is written: the rows of the record and its entry in `change` come into
 * being in the same transaction, or neither does. Identity, hash, version and logical clock are minted here.
 */
export function saveSynced(db: WriteDb, act: Act, record: SyncedRecord, writeRows: (db: WriteDb) => void): void {
  const { kind, recordId, version, label, patientId } = record;
  writeRows(db);
  const content = canonicalJson(record.content);
  const baseHash = baseHashOf(db, record);
  // What is older than this version is counted no more, and asks for nothing: a waiting one is sent all the same, so
  // that the centre sees every step.
  db.run(
    `UPDATE change SET isNewest = 0, state = CASE state WHEN 'needs-fixing' THEN 'superseded' ELSE state END
     WHERE kind = @kind AND recordId = @recordId AND version < @version AND (isNewest = 1 OR state = 'needs-fixing')`,
    { kind, recordId, version },
  );
  const count = db.run(
    `INSERT INTO change (incarnation, kind, recordId, version, hash, content, label, patientId, madeAt, hlc, clockFlag,
       baseHash, isWithdrawal, isNewest, state)
     VALUES (@incarnation, @kind, @recordId, @version, @hash, @content, @label, @patientId, @madeAt, @hlc, @clockFlag,
       @baseHash, @isWithdrawal, 1, 'waiting')`,
    {
      incarnation: act.incarnation,
      kind,
      recordId,
      version,
      hash: sha256Hex(content),
      content,
      label,
      patientId,
      madeAt: act.now,
      hlc: nextHlc(db, act.bestMs),
      clockFlag: act.clockFlag,
      baseHash,
      isWithdrawal: record.isWithdrawal === true ? 1 : 0,
    },
  );
  assert(count === 1, 'a change is appended once');
  act.changed('sync');
}

/** One more than the last, or the time of day where that is later: it never goes back, whatever the clock does. */
export function nextHlc(db: WriteDb, nowMs: number): number {
  const last = Number(db.get("SELECT value FROM setting WHERE key = 'hlc'")?.value ?? -1);
  const next = Math.max(last + 1, nowMs, 0);
  keepHlc(db, next);
  return next;
}

export function keepHlc(db: WriteDb, hlc: number): void {
  db.run(
    "INSERT INTO setting (key, value) VALUES ('hlc', @value) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    { value: String(hlc) },
  );
}

/** A version is made from the one before it: this desk's own, or the one that came from the centre. */
function baseHashOf(db: ReadDb, { kind, recordId, version }: SyncedRecord): string | null {
  if (version === 1) return null;
  const row = db.get(
    `SELECT hash FROM change WHERE kind = @kind AND recordId = @recordId AND version = @before
     UNION ALL SELECT hash FROM feedRecord WHERE kind = @kind AND recordId = @recordId AND version = @before LIMIT 1`,
    { kind, recordId, before: version - 1 },
  );
  return row === null ? null : String(row.hash).slice(0, BASE_HASH_DIGITS);
}

export const CHANGE_COLUMNS =
  'seq, incarnation, kind, recordId, version, hash, content, label, patientId, madeAt, hlc, clockFlag, baseHash, isWithdrawal, state';

export function changeOf(row: SqlRow): Change {
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
    hlc: Number(row.hlc),
    clockFlag: String(row.clockFlag) as ClockFlag,
    baseHash: row.baseHash === null ? null : String(row.baseHash),
    isWithdrawal: row.isWithdrawal === 1,
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
  state: Extract<ChangeState, 'accepted' | 'needs-fixing' | 'superseded'>;
  code: string | null;
  field: string | null;
  sentence: string | null;
}

/**
 * Keeps the centre's word on one change, by its identity. A verdict on a change that this desk does not wait for any
 * more (a late repeat) writes nothing. An accepted withdrawal makes the record withdrawn; a version that needs fixing or
 * came too late is superseded where a newer one is here. Returns whether it did anything.
 */
export function keepVerdict(db: WriteDb, verdict: ChangeVerdict, at: string): boolean {
  const { seq, incarnation, state, code, field, sentence } = verdict;
  const count = db.run(
    `UPDATE change
     SET state = CASE
           WHEN @state <> 'accepted' AND isNewest = 0 THEN 'superseded'
           WHEN @state = 'needs-fixing' THEN 'needs-fixing'
           WHEN isWithdrawal = 1 THEN 'withdrawn'
           ELSE 'accepted' END,
         verdictCode = @code, verdictField = @field, verdictSentence = @sentence, verdictAt = @at,
         waitCode = NULL, waitAt = NULL
     WHERE seq = @seq AND incarnation = @incarnation AND state = 'waiting'`,
    { seq, incarnation, state, code, field, sentence, at },
  );
  return count === 1;
}

/** The claim that a change is a version of, or null for one of another kind. */
export function claimOfChange(db: ReadDb, seq: number, incarnation: string): string | null {
  const row = db.get("SELECT recordId FROM change WHERE seq = @seq AND incarnation = @incarnation AND kind = 'claim'", {
    seq,
    incarnation,
  });
  return row === null ? null : String(row.recordId);
}

/** Notes why the centre wants a change later: it goes on waiting, and the screen can say for whom. */
export function noteWait(db: WriteDb, change: Pick<Change, 'seq' | 'incarnation'>, code: string, at: string): boolean {
  const { seq, incarnation } = change;
  const count = db.run(
    `UPDATE change SET waitCode = @code, waitAt = @at
     WHERE seq = @seq AND incarnation = @incarnation AND state = 'waiting'`,
    { seq, incarnation, code, at },
  );
  return count === 1;
}

/** Records by the state of their newest version: entered = accepted + needs fixing + waiting + withdrawn. */
export type RecordCounts = Record<Exclude<ChangeState, 'superseded'>, number>;

/** Kept by triggers, so that the foot of the screen costs nothing at a million visits. */
export function changeCounts(db: ReadDb): RecordCounts {
  const counts: RecordCounts = { waiting: 0, accepted: 0, 'needs-fixing': 0, withdrawn: 0 };
  for (const state of Object.keys(counts) as (keyof RecordCounts)[]) counts[state] = countOf(db, state);
  return counts;
}

/** How many records were ever entered here: a counter of its own, and not the sum of the states, so that the two can be compared. */
export function enteredCount(db: ReadDb): number {
  return countOf(db, 'entered');
}

function countOf(db: ReadDb, state: string): number {
  return Number(db.get('SELECT n FROM changeCount WHERE state = @state', { state })?.n ?? 0);
}

/** What needs fixing, oldest first. */
export function attentionItems(db: ReadDb, limit: number): AttentionItem[] {
  return db
    .all(
      `SELECT kind, recordId, version, verdictCode, verdictField, verdictSentence, verdictAt, label, patientId, isWithdrawal,
         (SELECT patientNumber FROM patient WHERE patient.id = change.patientId) AS patientNumber
       FROM change WHERE state = 'needs-fixing' ORDER BY seq LIMIT @limit`,
      { limit },
    )
    .map(attentionOf);
}

function attentionOf(row: SqlRow): AttentionItem {
  const kind = String(row.kind) as ChangeKind;
  const field = row.verdictField === null ? null : String(row.verdictField);
  const code = String(row.verdictCode ?? 'unknown');
  const isWithdrawal = row.isWithdrawal === 1;
  const identifier = identifierIn(field);
  return {
    kind,
    recordId: String(row.recordId),
    version: Number(row.version),
    code,
    field,
    sentence: String(row.verdictSentence ?? ''),
    params: identifier === null ? {} : { identifier },
    todo: todoOf(code, kind, isWithdrawal),
    at: String(row.verdictAt ?? ''),
    label: String(row.label),
    patientId: row.patientId === null ? null : String(row.patientId),
    patientNumber: row.patientNumber === null ? null : String(row.patientNumber),
    visitId: kind === 'visit' ? String(row.recordId) : null,
  };
}

/** What waits and what each waits for, oldest first. */
export function waitingItems(db: ReadDb, limit: number): WaitingItem[] {
  return db
    .all(
      `SELECT kind, recordId, madeAt, label, waitCode,
         (SELECT patientNumber FROM patient WHERE patient.id = change.patientId) AS patientNumber,
         (SELECT number FROM stick WHERE bytes IS NOT NULL AND throughSeq >= change.seq ORDER BY number DESC LIMIT 1) AS stick
       FROM change WHERE state = 'waiting' ORDER BY seq LIMIT @limit`,
      { limit },
    )
    .map((row) => ({
      kind: String(row.kind) as ChangeKind,
      recordId: String(row.recordId),
      madeAt: String(row.madeAt),
      label: String(row.label),
      waitsFor:
        row.waitCode === null
          ? null
          : {
              code: String(row.waitCode),
              patientNumber: row.patientNumber === null ? null : String(row.patientNumber),
            },
      stick: row.stick === null ? null : Number(row.stick),
    }));
}

/** Whether the centre has the newest version of a record; a record of another desk came from there. */
export function syncStateOf(db: ReadDb, kind: ChangeKind, recordId: string): SyncState {
  const row = db.get(
    'SELECT state FROM change WHERE kind = @kind AND recordId = @recordId ORDER BY version DESC LIMIT 1',
    { kind, recordId },
  );
  const state = row === null ? 'accepted' : (String(row.state) as ChangeState);
  return state === 'superseded' ? 'waiting' : state;
}

/** The newest version of a record that this desk made, or null where it made none. */
export function newestChange(db: ReadDb, kind: ChangeKind, recordId: string): Change | null {
  const row = db.get(
    `SELECT ${CHANGE_COLUMNS} FROM change WHERE kind = @kind AND recordId = @recordId AND isNewest = 1`,
    { kind, recordId },
  );
  return row === null ? null : changeOf(row);
}

/** Whether this desk, or an earlier life of it, made the first version of a record. */
export function isMadeHere(db: ReadDb, kind: ChangeKind, recordId: string): boolean {
  const sql = 'SELECT seq FROM change WHERE kind = @kind AND recordId = @recordId AND version = 1';
  return db.get(sql, { kind, recordId }) !== null;
}

/** The centre's code against the newest version of a record, where it needs fixing. */
export function faultCodeOf(db: ReadDb, kind: ChangeKind, recordId: string): string | null {
  const row = db.get(
    `SELECT verdictCode FROM change
     WHERE kind = @kind AND recordId = @recordId AND isNewest = 1 AND state = 'needs-fixing'`,
    { kind, recordId },
  );
  return row === null ? null : String(row.verdictCode);
}
