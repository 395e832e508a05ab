import { assert } from '../base/assert.ts';
import type { ReadDb, SqlRow, WriteDb } from '../base/db.ts';
import { type EligibilityDecision, eligibilityDecision } from './record.ts';
import type { OverturnedCheck } from './shown.record.ts';
import { checkById } from './store.ts';

/** The centre's later word on a check. */
export interface Recheck {
  seq: number;
  checkId: string;
  decidedAt: string;
  rulesetId: string;
  asOf: string;
  decision: EligibilityDecision;
}

export interface KeptRecheck extends Recheck {
  isOverturned: boolean;
  isSeen: boolean;
}

/** Somebody else pays, or nobody does, than was said at the desk. A "provisional" that came true is none. */
export function isOverturned(before: EligibilityDecision, after: EligibilityDecision): boolean {
  return before.payer !== after.payer;
}

/** The last one that this desk has, for the next exchange. */
export function lastRecheckSeq(db: ReadDb): number {
  return Number(db.get('SELECT max(seq) AS seq FROM recheck')?.seq ?? 0);
}

/**
 * Keeps one for ever; one that is here already changes nothing, or takes the number that this desk's new name has for it,
 * and stays seen by whoever saw it. Two words on a check may be of one moment, so the same one is the same in all it says.
 */
export function keepRecheck(db: WriteDb, recheck: Recheck): boolean {
  const { decision, ...columns } = recheck;
  const { outcome, payer } = decision;
  const said = { ...columns, outcome, payer, reasons: decision.reasons.join(' ') };
  const moved = db.run(
    `UPDATE OR IGNORE recheck SET seq = @seq
     WHERE checkId = @checkId AND decidedAt = @decidedAt AND rulesetId = @rulesetId AND asOf = @asOf
       AND outcome = @outcome AND payer = @payer AND reasons = @reasons AND seq < @seq`,
    said,
  );
  if (moved > 0) return false;
  const check = checkById(db, recheck.checkId);
  const count = db.run(
    `INSERT INTO recheck (seq, checkId, decidedAt, rulesetId, asOf, outcome, payer, reasons, isOverturned)
     VALUES (@seq, @checkId, @decidedAt, @rulesetId, @asOf, @outcome, @payer, @reasons, @isOverturned)
     ON CONFLICT (seq) DO NOTHING`,
    { ...said, isOverturned: check !== null && isOverturned(check.decision, decision) ? 1 : 0 },
  );
  return count === 1;
}

const COLUMNS =
  'recheck.seq, recheck.checkId, recheck.decidedAt, recheck.rulesetId, recheck.asOf, recheck.outcome, recheck.payer, recheck.reasons, recheck.isOverturned, recheck.seenAt';

function recheckOf(row: SqlRow): KeptRecheck {
  return {
    seq: Number(row.seq),
    checkId: String(row.checkId),
    decidedAt: String(row.decidedAt),
    rulesetId: String(row.rulesetId),
    asOf: String(row.asOf),
    decision: eligibilityDecision.parse({
      outcome: row.outcome,
      payer: row.payer,
      reasons: String(row.reasons)
        .split(' ')
        .filter((code) => code !== ''),
    }),
    isOverturned: row.isOverturned === 1,
    isSeen: row.seenAt !== null,
  };
}

/** The latest word on a check. */
export function recheckOfCheck(db: ReadDb, checkId: string): KeptRecheck | null {
  const row = db.get(`SELECT ${COLUMNS} FROM recheck WHERE checkId = @checkId ORDER BY seq DESC LIMIT 1`, { checkId });
  return row === null ? null : recheckOf(row);
}

/** Overturned checks, unseen first, the newest first among them; only the latest word on each. */
export function overturnedChecks(db: ReadDb, limit: number): OverturnedCheck[] {
  const rows = db.all(
    `SELECT ${COLUMNS}, eligibilityCheck.patientId, patient.patientNumber, eligibilityCheck.serviceDate,
       (SELECT visit.id FROM visit WHERE visit.checkId = recheck.checkId ORDER BY visit.openedAt LIMIT 1) AS visitId
     FROM recheck
     JOIN eligibilityCheck ON eligibilityCheck.id = recheck.checkId
     JOIN patient ON patient.id = eligibilityCheck.patientId
     WHERE recheck.isOverturned = 1
       AND NOT EXISTS (SELECT 1 FROM recheck newer WHERE newer.checkId = recheck.checkId AND newer.seq > recheck.seq)
     ORDER BY recheck.seenAt IS NOT NULL, recheck.seq DESC LIMIT @limit`,
    { limit },
  );
  return rows.map((row) => {
    const kept = recheckOf(row);
    const before = checkById(db, kept.checkId);
    assert(before !== null, 'the check of a recheck is kept');
    return {
      recheck: shownRecheckOf(kept),
      before: before.decision,
      patientId: String(row.patientId),
      patientNumber: String(row.patientNumber),
      serviceDate: String(row.serviceDate),
      visitId: row.visitId === null ? null : String(row.visitId),
      isSeen: kept.isSeen,
    };
  });
}

export function shownRecheckOf({ checkId, decidedAt, asOf, decision, isOverturned: overturned }: KeptRecheck) {
  return { checkId, decidedAt, asOf, decision, isOverturned: overturned };
}

export function unseenCount(db: ReadDb): number {
  return Number(db.get('SELECT count(*) AS n FROM recheck WHERE isOverturned = 1 AND seenAt IS NULL')?.n ?? 0);
}

/** Returns how many lines of the check were not seen before. */
export function markSeen(db: WriteDb, checkId: string, at: string, by: string): number {
  return db.run(
    'UPDATE recheck SET seenAt = @at, seenBy = @by WHERE checkId = @checkId AND isOverturned = 1 AND seenAt IS NULL',
    { checkId, at, by },
  );
}
