import type { ReadDb } from '../base/db.ts';
import { OUTCOMES } from './record.ts';
import type { CheckQuality } from './shown.record.ts';

/**
 * Counts this desk's checks that stood in the end: one that another took the place of is not counted beside it. Stale is what
 * the rules noted as resting on an old roster.
 */
export function checkQuality(db: ReadDb, from: string, to: string): CheckQuality {
  // Of this desk's own: checks of the facility's other desks are in their own quality pages.
  const span = `eligibilityCheck.serviceDate BETWEEN @from AND @to
    AND EXISTS (SELECT 1 FROM change WHERE change.kind = 'eligibility-check' AND change.recordId = eligibilityCheck.id)
    AND NOT EXISTS (SELECT 1 FROM eligibilityCheck later WHERE later.supersedesCheckId = eligibilityCheck.id)`;
  const params = { from, to };
  const byOutcome = Object.fromEntries(OUTCOMES.map((outcome) => [outcome, 0])) as CheckQuality['byOutcome'];
  for (const row of db.all(
    `SELECT outcome, count(*) AS n FROM eligibilityCheck WHERE ${span} GROUP BY outcome`,
    params,
  )) {
    byOutcome[String(row.outcome) as keyof typeof byOutcome] = Number(row.n);
  }
  const count = (condition: string) =>
    Number(db.get(`SELECT count(*) AS n FROM eligibilityCheck WHERE ${span} AND ${condition}`, params)?.n ?? 0);
  const rechecked = (condition: string) =>
    count(`EXISTS (SELECT 1 FROM recheck WHERE recheck.checkId = eligibilityCheck.id AND ${condition})`);
  return {
    from,
    to,
    checks: Object.values(byOutcome).reduce((sum, n) => sum + n, 0),
    byOutcome,
    confirmed: count("source = 'server'"),
    stale: count("instr(' ' || reasons || ' ', ' SNAPSHOT_STALE ') > 0"),
    overridden: count('overrideReason IS NOT NULL'),
    rechecked: rechecked('1 = 1'),
    overturned: rechecked('recheck.isOverturned = 1'),
  };
}
