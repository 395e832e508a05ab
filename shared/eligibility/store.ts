import { assert } from '../base/assert.ts';
import type { ReadDb, WriteDb } from '../base/db.ts';
import { saveSynced } from '../outbox/store.ts';
import type { Act } from '../wire/act.ts';
import { type EligibilityCheck, eligibilityCheck } from './check.record.ts';

/** Stores a check for ever: what was answered, and everything it was based on. */
export function addCheck(db: WriteDb, act: Act, check: EligibilityCheck, label: string): void {
  saveSynced(
    db,
    act,
    { kind: 'eligibility-check', recordId: check.id, version: 1, content: check, label, patientId: check.patientId },
    (tx) => {
      const { decision, facts, version, ...columns } = check;
      const count = tx.run(
        `INSERT INTO eligibilityCheck (id, version, patientId, checkedAt, checkedBy, serviceDate, outcome, payer, reasons, facts,
           rulesetId, rosterId, nssfKey)
         VALUES (@id, @version, @patientId, @checkedAt, @checkedBy, @serviceDate, @outcome, @payer, @reasons, @facts,
           @rulesetId, @rosterId, @nssfKey)`,
        {
          ...columns,
          version,
          outcome: decision.outcome,
          payer: decision.payer,
          reasons: decision.reasons.join(' '),
          facts: JSON.stringify(facts),
        },
      );
      assert(count === 1, 'a check is stored once');
    },
  );
}

export function checkById(db: ReadDb, id: string): EligibilityCheck | null {
  const row = db.get(
    `SELECT id, version, patientId, checkedAt, checkedBy, serviceDate, outcome, payer, reasons, facts, rulesetId, rosterId, nssfKey
     FROM eligibilityCheck WHERE id = @id`,
    { id },
  );
  if (row === null) return null;
  const { outcome, payer, reasons, facts, ...columns } = row;
  return eligibilityCheck.parse({
    ...columns,
    facts: JSON.parse(String(facts)),
    decision: {
      outcome,
      payer,
      reasons: String(reasons)
        .split(' ')
        .filter((code) => code !== ''),
    },
  });
}

/** Treatment days of the last twelve months that this desk knows of: each day with a visit that was not cancelled. */
export function daysUsedHere(db: ReadDb, patientId: string, from: string, to: string): number {
  const row = db.get(
    `SELECT count(DISTINCT serviceDate) AS n FROM visit
     WHERE patientId = @patientId AND serviceDate >= @from AND serviceDate < @to AND status <> 'cancelled'`,
    { patientId, from, to },
  );
  return Number(row?.n ?? 0);
}
