import { assert } from '../base/assert.ts';
import type { ReadDb, SqlRow, WriteDb } from '../base/db.ts';
import { saveSynced } from '../outbox/store.ts';
import { standing } from '../outbox/withdrawal-store.ts';
import type { Act } from '../wire/act.ts';
import { type EligibilityCheck, eligibilityCheck } from './check.record.ts';

/** Stores a check for ever: what was answered, and everything it was based on. */
export function addCheck(db: WriteDb, act: Act, check: EligibilityCheck, label: string): void {
  saveSynced(
    db,
    act,
    { kind: 'eligibility-check', recordId: check.id, version: 1, content: check, label, patientId: check.patientId },
    (tx) => writeCheck(tx, check),
  );
}

/** The row of a check. What was answered never changes; the same answer sent again has a higher version. */
export function writeCheck(db: WriteDb, check: EligibilityCheck): void {
  const { decision, facts, version, ...columns } = check;
  const count = db.run(
    `INSERT INTO eligibilityCheck (id, version, patientId, checkedAt, checkedBy, serviceDate, outcome, payer, reasons, facts,
       rulesetId, rosterId, nssfKey, supersedesCheckId, overrideReason, cardText, source)
     VALUES (@id, @version, @patientId, @checkedAt, @checkedBy, @serviceDate, @outcome, @payer, @reasons, @facts,
       @rulesetId, @rosterId, @nssfKey, @supersedesCheckId, @overrideReason, @cardText, @source)
     ON CONFLICT (id) DO UPDATE SET version = excluded.version WHERE eligibilityCheck.version < excluded.version`,
    {
      ...columns,
      version,
      outcome: decision.outcome,
      payer: decision.payer,
      reasons: decision.reasons.join(' '),
      facts: JSON.stringify(facts),
      source: facts.snapshot.source,
    },
  );
  assert(count === 1, 'a version of a check is stored once');
}

const CHECK_COLUMNS =
  'id, version, patientId, checkedAt, checkedBy, serviceDate, outcome, payer, reasons, facts, rulesetId, rosterId, nssfKey, supersedesCheckId, overrideReason, cardText';

export function checkById(db: ReadDb, id: string): EligibilityCheck | null {
  const row = db.get(`SELECT ${CHECK_COLUMNS} FROM eligibilityCheck WHERE id = @id`, { id });
  return row === null ? null : checkOf(row);
}

/** The last check of a patient. */
export function latestCheck(db: ReadDb, patientId: string): EligibilityCheck | null {
  const row = db.get(
    `SELECT ${CHECK_COLUMNS} FROM eligibilityCheck WHERE patientId = @patientId AND ${standing('eligibility-check', 'eligibilityCheck.id')}
     ORDER BY checkedAt DESC, id DESC LIMIT 1`,
    { patientId },
  );
  return row === null ? null : checkOf(row);
}

/** The check that the centre's own answer put in the place of this one. */
export function confirmationOf(db: ReadDb, checkId: string): EligibilityCheck | null {
  const row = db.get(
    `SELECT ${CHECK_COLUMNS} FROM eligibilityCheck WHERE supersedesCheckId = @checkId AND source = 'server' ORDER BY id DESC LIMIT 1`,
    { checkId },
  );
  return row === null ? null : checkOf(row);
}

function checkOf(row: SqlRow): EligibilityCheck {
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

/** Treatment days of the last twelve months that this desk knows of, whichever desk of the facility they were at: each day with a visit that was not cancelled. */
export function daysUsedHere(db: ReadDb, patientId: string, from: string, to: string): number {
  const row = db.get(
    `SELECT count(DISTINCT serviceDate) AS n FROM visit
     WHERE patientId = @patientId AND serviceDate >= @from AND serviceDate < @to AND status <> 'cancelled'
       AND ${standing('visit', 'visit.id')}`,
    { patientId, from, to },
  );
  return Number(row?.n ?? 0);
}
