import { assert } from '../base/assert.ts';
import type { ReadDb, WriteDb } from '../base/db.ts';
import { writeForeignClaim } from '../claims/feed-store.ts';
import type { Claim } from '../claims/record.ts';
import type { EligibilityCheck } from '../eligibility/check.record.ts';
import { writeCheck } from '../eligibility/store.ts';
import { writeMonthClose } from '../month/close-store.ts';
import type { MonthClose } from '../month/record.ts';
import type { ChangeKind, ChangeState } from '../outbox/record.ts';
import { parsePatientNumber } from '../patients/patient-number.ts';
import type { Patient } from '../patients/record.ts';
import { noteVisit, raisePatientCounter, writePatient } from '../patients/store.ts';
import type { Visit } from '../visits/record.ts';
import { writeVisit } from '../visits/store.ts';

/** The last record of the facility's feed that this desk has kept; 0 before the first. */
export function feedThrough(db: ReadDb): number {
  return Number(db.get("SELECT value FROM setting WHERE key = 'feedThrough'")?.value ?? 0);
}

/** The cursor never goes back: an answer may come late, by a stick. */
export function saveFeedThrough(db: WriteDb, through: number): void {
  if (through > feedThrough(db)) saveCursor(db, 'feedThrough', through);
}

/**
 * Notes how far the feed has come when the centre confirms a run: until then no other copy of this database has gone on
 * in its place.
 */
export function markFeed(db: WriteDb): void {
  saveCursor(db, 'feedThroughAtRun', feedThrough(db));
}

/**
 * Takes the cursor back to the last run that was confirmed: since then another copy of this desk may have made records
 * that were told to neither, because they were taken for its own.
 */
export function rewindFeed(db: WriteDb): void {
  const row = db.get("SELECT value FROM setting WHERE key = 'feedThroughAtRun'");
  saveCursor(db, 'feedThrough', Math.min(feedThrough(db), Number(row?.value ?? 0)));
}

function saveCursor(db: WriteDb, key: string, through: number): void {
  db.run(
    'INSERT INTO setting (key, value) VALUES (@key, @value) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
    { key, value: String(through) },
  );
}

/** What this desk has of a record that came from the centre. */
export function feedVersionOf(db: ReadDb, kind: string, recordId: string): number {
  const row = db.get('SELECT version FROM feedRecord WHERE kind = @kind AND recordId = @recordId', { kind, recordId });
  return Number(row?.version ?? 0);
}

export interface FeedHead {
  kind: ChangeKind;
  recordId: string;
  version: number;
  hash: string;
  deviceId: string;
  deskNumber: number;
  feedSeq: number;
}

/** Of two of one version the one that comes last is kept. */
export function saveFeedRecord(db: WriteDb, head: FeedHead): void {
  db.run(
    `INSERT INTO feedRecord (kind, recordId, version, hash, deviceId, deskNumber, feedSeq)
     VALUES (@kind, @recordId, @version, @hash, @deviceId, @deskNumber, @feedSeq)
     ON CONFLICT (kind, recordId) DO UPDATE SET version = excluded.version, hash = excluded.hash,
       deviceId = excluded.deviceId, deskNumber = excluded.deskNumber, feedSeq = excluded.feedSeq
     WHERE feedRecord.version <= excluded.version`,
    { ...head },
  );
}

export interface GivenChange {
  incarnation: string;
  kind: ChangeKind;
  recordId: string;
  version: number;
  hash: string;
  content: string;
  label: string;
  patientId: string | null;
  madeAt: string;
  hlc: number;
  isWithdrawal: boolean;
  /** What the centre said of it, where it still has to be put right. */
  fault: { code: string; field: string | null; sentence: string } | null;
}

/**
 * Puts a version that this desk made in an earlier life back into its own log, as the centre has it. One that is there
 * already changes nothing. Returns whether it was missing.
 */
export function giveBack(db: WriteDb, change: GivenChange, at: string): boolean {
  const { kind, recordId, version } = change;
  const held = db.get(
    'SELECT max(version) AS newest, max(version = @version) AS isHeld FROM change WHERE kind = @kind AND recordId = @recordId',
    { kind, recordId, version },
  );
  if (held?.isHeld === 1) return false;
  const isNewest = Number(held?.newest ?? 0) < version;
  if (isNewest) {
    db.run('UPDATE change SET isNewest = 0 WHERE kind = @kind AND recordId = @recordId AND isNewest = 1', {
      kind,
      recordId,
    });
  }
  const { fault, ...columns } = change;
  const count = db.run(
    `INSERT INTO change (incarnation, kind, recordId, version, hash, content, label, patientId, madeAt, hlc, clockFlag,
       baseHash, isWithdrawal, isNewest, state, verdictCode, verdictField, verdictSentence, verdictAt)
     VALUES (@incarnation, @kind, @recordId, @version, @hash, @content, @label, @patientId, @madeAt, @hlc, 'ok',
       NULL, @isWithdrawal, @isNewest, @state, @code, @field, @sentence, @at)`,
    {
      ...columns,
      isWithdrawal: change.isWithdrawal ? 1 : 0,
      isNewest: isNewest ? 1 : 0,
      state: stateOfGiven(change, isNewest),
      code: fault?.code ?? null,
      field: fault?.field ?? null,
      sentence: fault?.sentence ?? null,
      at,
    },
  );
  assert(count === 1, 'what was lost is given back once');
  return true;
}

/**
 * Takes from the list of what needs fixing what a version that comes down answers: a first version, because whatever comes
 * after one that was refused was made from it; what was given here and is followed by another of the same copy; and what
 * the centre had refused before this database got its name. An edit of this desk's own that was refused stays.
 */
export function settleOlder(db: WriteDb, kind: ChangeKind, recordId: string, version: number): void {
  db.run(
    `UPDATE change SET state = 'superseded'
     WHERE kind = @kind AND recordId = @recordId AND version < @version AND state = 'needs-fixing'
       AND (version = 1 OR verdictAt <= (SELECT max(endedAt) FROM life)
         OR hash = (SELECT hash FROM feedRecord WHERE kind = @kind AND recordId = @recordId))
       AND NOT EXISTS (SELECT 1 FROM change AS held
         WHERE held.kind = @kind AND held.recordId = @recordId AND held.version >= @version)`,
    { kind, recordId, version },
  );
}

/**
 * Whether the centre has refused all that this desk has of a record, and no edit of this desk's own stands beside: then
 * whatever comes next was made from it.
 */
export function isRefusedWhole(db: ReadDb, kind: ChangeKind, recordId: string): boolean {
  const row = db.get(
    `SELECT seq FROM change AS newest LEFT JOIN feedRecord USING (kind, recordId)
     WHERE kind = @kind AND recordId = @recordId AND isNewest = 1 AND state = 'needs-fixing'
       AND (newest.version = 1 OR newest.hash = feedRecord.hash)
       AND NOT EXISTS (SELECT 1 FROM change AS other
         WHERE other.kind = @kind AND other.recordId = @recordId AND other.state NOT IN ('needs-fixing', 'superseded'))`,
    { kind, recordId },
  );
  return row !== null;
}

/** Whether a version puts right what this desk has of a record only because the same copy of its database had it refused. */
export function answersGiven(
  db: ReadDb,
  { kind, recordId, version, deviceId }: Pick<FeedHead, 'kind' | 'recordId' | 'version' | 'deviceId'>,
): boolean {
  const row = db.get(
    `SELECT seq FROM change AS newest JOIN feedRecord USING (kind, recordId)
     WHERE kind = @kind AND recordId = @recordId AND isNewest = 1 AND state = 'needs-fixing'
       AND newest.hash = feedRecord.hash AND feedRecord.deviceId = @deviceId AND newest.version < @version`,
    { kind, recordId, version, deviceId },
  );
  return row !== null;
}

function stateOfGiven({ fault, isWithdrawal }: GivenChange, isNewest: boolean): ChangeState {
  if (fault !== null) return isNewest ? 'needs-fixing' : 'superseded';
  return isWithdrawal ? 'withdrawn' : 'accepted';
}

/** Whether something of this desk's own on a record is not settled with the centre: nothing is written over it. */
export function hasOwnUnsettled(db: ReadDb, kind: ChangeKind, recordId: string): boolean {
  const row = db.get(
    `SELECT seq FROM change
     WHERE kind = @kind AND recordId = @recordId AND state IN ('waiting', 'needs-fixing') LIMIT 1`,
    { kind, recordId },
  );
  return row !== null;
}

/** A record as another desk, or the centre, made it. It is in the tables of its area, and nowhere in the outbox. */
export type ForeignRecord =
  | { kind: 'patient'; record: Patient }
  | { kind: 'eligibility-check'; record: EligibilityCheck }
  | { kind: 'visit'; record: Visit }
  | { kind: 'claim'; record: Claim }
  | { kind: 'month-close'; record: MonthClose };

export function writeForeign(db: WriteDb, foreign: ForeignRecord): void {
  switch (foreign.kind) {
    case 'patient': {
      writePatient(db, foreign.record);
      const number = parsePatientNumber(foreign.record.patientNumber);
      if (number.ok) raisePatientCounter(db, number);
      return;
    }
    case 'eligibility-check':
      writeCheck(db, foreign.record);
      judgeRechecks(db, foreign.record);
      return;
    case 'visit':
      writeVisit(db, foreign.record);
      noteVisit(db, foreign.record.patientId, foreign.record.serviceDate, foreign.record.payer);
      return;
    case 'claim':
      writeForeignClaim(db, foreign.record);
      return;
    case 'month-close':
      writeMonthClose(db, foreign.record);
  }
}

/** The centre's later word on a check may come before the check itself does. */
function judgeRechecks(db: WriteDb, { id, decision }: EligibilityCheck): void {
  const { payer } = decision;
  db.run('UPDATE recheck SET isOverturned = 1 WHERE checkId = @id AND payer <> @payer', { id, payer });
}

/** Keeps what cannot be used yet, or at all, as it came. */
export function setAside(
  db: WriteDb,
  aside: { feedSeq: number; why: 'waits' | 'unreadable'; waitsFor: string | null; raw: string; at: string },
): void {
  db.run(
    `INSERT INTO feedAside (feedSeq, why, waitsFor, raw, at) VALUES (@feedSeq, @why, @waitsFor, @raw, @at)
     ON CONFLICT (feedSeq) DO UPDATE SET why = excluded.why, waitsFor = excluded.waitsFor`,
    { ...aside },
  );
}

/** What waits for a record that is here now, oldest first; it is taken out. */
export function takeWaiting(db: WriteDb, waitsFor: string): string[] {
  const rows = db.all('SELECT feedSeq, raw FROM feedAside WHERE waitsFor = @waitsFor ORDER BY feedSeq', { waitsFor });
  for (const { feedSeq } of rows)
    db.run('DELETE FROM feedAside WHERE feedSeq = @feedSeq', { feedSeq: Number(feedSeq) });
  return rows.map(({ raw }) => String(raw));
}

/** Runs `work` so that a row that does not fit leaves nothing behind. Returns whether it fitted. */
export function tried(db: WriteDb, work: () => void): boolean {
  db.run('SAVEPOINT feed');
  try {
    work();
    db.run('RELEASE feed');
    return true;
  } catch {
    db.run('ROLLBACK TO feed');
    db.run('RELEASE feed');
    return false;
  }
}
