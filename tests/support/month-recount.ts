import type { ReadDb, SqlParams } from '../../shared/base/db.ts';

/**
 * The figures of months counted again straight from the tables, in other words than the program's: whole statements over
 * everything, no triggers, no days, nothing kept.
 */
export const STANDS = `visit.status <> 'cancelled'
  AND visit.id NOT IN (SELECT recordId FROM withdrawal WHERE kind = 'visit')`;
export const CLAIMED = "('ready', 'sent', 'accepted', 'resent', 'appealed', 'paid')";

export interface Recount {
  visits: { total: number; open: number; closed: number; cancelled: number };
  byPayer: Record<string, number>;
  byService: Record<string, number>;
  byDay: Record<string, number>;
  bySex: Record<string, number>;
  cover: Record<string, number>;
  overturned: number;
  states: Record<string, string>;
  categories: Record<string, string>;
  claimed: string;
  lines: number;
  standing: { visits: Record<string, number>; claims: Record<string, number> };
  returns: number;
  births: number;
  bedDays: number;
}

export function recountMonth(db: ReadDb, month: string): Recount {
  const params = { from: `${month}-01`, to: `${month}-31` };
  const inMonth = 'visit.serviceDate BETWEEN @from AND @to';
  const named = (sql: string) => pairs(db, sql, params);
  const one = (sql: string) => Number(db.get(sql, params)?.n ?? 0);
  const visitsWith = (condition: string) =>
    one(`SELECT count(*) AS n FROM visit WHERE ${inMonth} AND ${STANDS} AND ${condition}`);
  return {
    visits: {
      total: visitsWith('1 = 1'),
      open: visitsWith("status = 'open'"),
      closed: visitsWith("status = 'closed'"),
      cancelled: one(
        `SELECT count(*) AS n FROM visit WHERE ${inMonth} AND status = 'cancelled'
           AND id NOT IN (SELECT recordId FROM withdrawal WHERE kind = 'visit')`,
      ),
    },
    byPayer: named(`SELECT payer AS k, count(*) AS n FROM visit WHERE ${inMonth} AND ${STANDS} GROUP BY payer`),
    byService: named(
      `SELECT serviceCategory AS k, count(*) AS n FROM visit WHERE ${inMonth} AND ${STANDS} GROUP BY serviceCategory`,
    ),
    byDay: named(
      `SELECT serviceDate AS k, count(*) AS n FROM visit WHERE ${inMonth} AND ${STANDS} GROUP BY serviceDate`,
    ),
    bySex: named(
      `SELECT sex AS k, count(*) AS n FROM visit JOIN patient ON patient.id = visit.patientId
       WHERE ${inMonth} AND ${STANDS} GROUP BY sex`,
    ),
    cover: named(
      `SELECT coalesce((SELECT outcome FROM recheck WHERE checkId = visit.checkId ORDER BY seq DESC LIMIT 1),
           eligibilityCheck.outcome) AS k, count(*) AS n
       FROM visit JOIN eligibilityCheck ON eligibilityCheck.id = visit.checkId WHERE ${inMonth} AND ${STANDS} GROUP BY 1`,
    ),
    overturned: visitsWith(
      '(SELECT isOverturned FROM recheck WHERE checkId = visit.checkId ORDER BY seq DESC LIMIT 1) = 1',
    ),
    states: texts(
      db,
      `SELECT state AS k, count(*) || ' ' || sum(totalRiel) AS n FROM claim
       WHERE serviceFrom BETWEEN @from AND @to GROUP BY state`,
      params,
    ),
    categories: texts(
      db,
      `SELECT claim.payer || ' ' || coalesce(paymentCode, '-') || ' ' || (value ->> 'category') || ' ' || (value ->> 'unitRiel') AS k,
         count(*) || ' ' || sum(value ->> 'quantity') || ' ' || sum(value ->> 'amountRiel') AS n
       FROM claim, json_each(claim.lines) WHERE serviceFrom BETWEEN @from AND @to AND state IN ${CLAIMED} GROUP BY 1`,
      params,
    ),
    claimed: String(
      db.get(
        `SELECT count(*) || ' ' || coalesce(sum(totalRiel), 0) AS n FROM claim
         WHERE serviceFrom BETWEEN @from AND @to AND state IN ${CLAIMED}`,
        params,
      )?.n,
    ),
    lines:
      one(`SELECT count(*) AS n FROM visit WHERE ${inMonth} AND id NOT IN (SELECT visitId FROM claim)`) +
      one('SELECT coalesce(sum(json_array_length(lines)), 0) AS n FROM claim WHERE serviceFrom BETWEEN @from AND @to'),
    standing: {
      visits: standingOf(db, 'visit', 'serviceDate', params),
      claims: standingOf(db, 'claim', 'serviceFrom', params),
    },
    births: one(
      `SELECT coalesce(sum(claim.details ->> 'liveBirths'), 0) AS n FROM visit JOIN claim ON claim.visitId = visit.id
       WHERE ${inMonth} AND ${STANDS}`,
    ),
    bedDays: one(
      `SELECT coalesce(sum(max(1, coalesce(julianday(details ->> 'dischargedOn') - julianday(details ->> 'admittedOn'), 1))), 0)
         AS n FROM visit LEFT JOIN claim ON claim.visitId = visit.id
       WHERE ${inMonth} AND ${STANDS} AND visit.visitType = 'inpatient'`,
    ),
    returns: visitsWith(
      `EXISTS (SELECT 1 FROM visit AS other WHERE other.patientId = visit.patientId
         AND julianday(visit.serviceDate) - julianday(other.serviceDate) BETWEEN 1 AND 30 AND other.status <> 'cancelled'
         AND other.id NOT IN (SELECT recordId FROM withdrawal WHERE kind = 'visit'))`,
    ),
  };
}

function standingOf(db: ReadDb, kind: 'visit' | 'claim', day: string, params: SqlParams): Record<string, number> {
  return pairs(
    db,
    `SELECT CASE
         WHEN stand IN ('waiting', 'needs-fixing', 'withdrawn') THEN stand
         WHEN id IN (SELECT recordId FROM withdrawal WHERE kind = '${kind}') THEN 'withdrawn'
         ELSE 'accepted' END AS k, count(*) AS n
     FROM (SELECT id, (SELECT state FROM change WHERE kind = '${kind}' AND recordId = ${kind}.id
             ORDER BY version DESC LIMIT 1) AS stand
           FROM ${kind} WHERE ${day} BETWEEN @from AND @to)
     GROUP BY 1`,
    params,
  );
}

/** Everything that counts, in all months together, by payer: visits, claims and riel. */
export function recountAll(db: ReadDb): Record<string, string> {
  return texts(
    db,
    `SELECT payer AS k, sum(visits) || ' ' || sum(claims) || ' ' || sum(riel) AS n FROM (
       SELECT payer, 1 AS visits, 0 AS claims, 0 AS riel FROM visit WHERE ${STANDS}
       UNION ALL SELECT payer, 0, 1, totalRiel FROM claim WHERE state IN ${CLAIMED})
     GROUP BY payer`,
    {},
  );
}

function pairs(db: ReadDb, sql: string, params: SqlParams): Record<string, number> {
  return Object.fromEntries(db.all(sql, params).map(({ k, n }) => [String(k), Number(n)]));
}

function texts(db: ReadDb, sql: string, params: SqlParams): Record<string, string> {
  return Object.fromEntries(db.all(sql, params).map(({ k, n }) => [String(k), String(n)]));
}
