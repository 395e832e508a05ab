import type { ReadDb, SqlParams } from '../../shared/base/db.ts';
import type { Dimension, Measure, ReferencePack, ReportSection } from '../../shared/claims/pack.record.ts';
import { CLAIMED, recountMonth, STANDS } from './month-recount.ts';

/**
 * Everything that the files of a month add up, counted again straight from the tables: one whole statement a table of
 * figures, by the pack's data and by nothing of the program's own counting. Zeros are left out where a table has a cell
 * for everything.
 */
export interface FileRecount {
  /** By payer's table: its rows in words, sorted, and its totals. */
  summary: Record<SummaryTable, { rows: string[]; totals: number[] }>;
  claimedRiel: number;
  adjustedRiel: number;
  payableRiel: number;
  /** The list of lines by payer, state of the claim and state of the visit: lines, riel, and riel that are claimed. */
  lines: Record<string, [lines: number, riel: number, claimedRiel: number]>;
  /** Visits that stand and have a line in the list: a claim is listed on its own day, whatever day its visit has by now. */
  listedVisits: number;
  /** By section: `row` or `row / column`. */
  sections: Record<string, Record<string, number>>;
  /** By month and payer of what changed in closed ones: records, visits, claims, riel. */
  adjustments: Record<string, [records: number, visits: number, claims: number, riel: number]>;
  quality: Record<string, [count: number, of: number]>;
  standing: Record<'visits' | 'claims', Record<string, number>>;
  states: Record<string, string>;
}
export const SUMMARY_TABLES = ['nssf', 'hef', 'others'] as const;
export type SummaryTable = (typeof SUMMARY_TABLES)[number];

/** What each record counts for, in all months up to one; what a closing of that month tells. */
export interface Told {
  through: string;
  records: ReadonlyMap<string, { month: string; payer: string; visits: number; claims: number; riel: number }>;
}

const IN_MONTH = 'visit.serviceDate BETWEEN @from AND @to';
const CLAIM_IN_MONTH = 'claim.serviceFrom BETWEEN @from AND @to';
const IS_CLAIMED = `claim.state IN ${CLAIMED}`;
const AGE_DAYS = 'max(0, julianday(visit.serviceDate) - julianday(patient.birthDate))';

/** How a visit says a dimension. */
const SAYS: Readonly<Record<Dimension, string>> = {
  sex: 'patient.sex',
  'age-band': `(SELECT value ->> 'code' FROM json_each(@bands)
    WHERE CASE WHEN value ->> 'fromYears' IS NULL THEN value ->> 'fromDays' <= ${AGE_DAYS}
      ELSE date(patient.birthDate, value ->> 'fromYears' || ' years') <= visit.serviceDate END
    ORDER BY coalesce(value ->> 'fromYears', 0) DESC, value ->> 'fromDays' DESC LIMIT 1)`,
  payer: 'visit.payer',
  service: 'visit.serviceCategory',
  department: 'visit.department',
  'visit-type': 'visit.visitType',
  outcome: "coalesce(visit.outcome, 'none')",
  discharge: "coalesce(visit.dischargeType, 'none')",
  'new-or-return': `CASE WHEN (SELECT count(*) FROM visit AS other WHERE other.patientId = visit.patientId
      AND julianday(visit.serviceDate) - julianday(other.serviceDate) BETWEEN 1 AND @returnDays
      AND other.status <> 'cancelled' AND other.id NOT IN (SELECT recordId FROM withdrawal WHERE kind = 'visit')) > 0
    THEN 'return' ELSE 'new' END`,
  referred: `CASE (visit.referredFrom IS NOT NULL) || (coalesce(visit.dischargeType, '') = 'refer-out')
    WHEN '11' THEN 'in-and-out' WHEN '10' THEN 'in' WHEN '01' THEN 'out' ELSE 'no' END`,
  day: 'visit.serviceDate',
};
const MEASURED: Readonly<Record<Measure, string>> = {
  visits: '1',
  deaths: "visit.outcome = 'deceased'",
  'live-births': "coalesce(claim.details ->> 'liveBirths', 0)",
  'still-births': "coalesce(claim.details ->> 'stillBirths', 0)",
  'bed-days': `CASE WHEN visit.visitType = 'inpatient' THEN max(1, coalesce(
    julianday(claim.details ->> 'dischargedOn') - julianday(claim.details ->> 'admittedOn'), 1)) ELSE 0 END`,
};

export function recountFiles(db: ReadDb, month: string, pack: ReferencePack, told: Told | null): FileRecount {
  const params = { from: `${month}-01`, to: `${month}-31` };
  const { standing, states } = recountMonth(db, month);
  const adjustments = told === null ? {} : adjustmentsTo(recountTold(db, told.through), told);
  const claimedRiel = Number(
    db.get(`SELECT coalesce(sum(totalRiel), 0) AS n FROM claim WHERE ${CLAIM_IN_MONTH} AND ${IS_CLAIMED}`, params)?.n,
  );
  const adjustedRiel = Object.values(adjustments).reduce((sum, [, , , riel]) => sum + riel, 0);
  return {
    summary: {
      nssf: summaryOf(db, "payer = 'nssf'", params),
      hef: summaryOf(db, "payer = 'hef'", params),
      others: summaryOf(db, "payer NOT IN ('nssf', 'hef')", params),
    },
    ...{ claimedRiel, adjustedRiel, payableRiel: claimedRiel + adjustedRiel },
    lines: linesOf(db, params),
    listedVisits: listedVisitsOf(db, params),
    sections: Object.fromEntries(pack.sections.map((one) => [one.code, sectionOf(db, one, pack, params)])),
    adjustments,
    quality: qualityOf(db, standing, params),
    standing,
    states,
  };
}

/** Claims of one payer's table: code, category and unit with what they come to, and what all of them come to. */
function summaryOf(db: ReadDb, condition: string, params: SqlParams): FileRecount['summary'][SummaryTable] {
  const lines = `FROM claim, json_each(claim.lines) WHERE ${CLAIM_IN_MONTH} AND claim.${condition}`;
  const lost = ['held', 'returned', 'denied', 'resent'].map((state) => `sum(state = '${state}')`);
  const sums = [
    `count(DISTINCT CASE WHEN ${IS_CLAIMED} THEN claim.id END)`,
    ...['quantity', 'amountRiel'].map((key) => `sum(CASE WHEN ${IS_CLAIMED} THEN value ->> '${key}' ELSE 0 END)`),
    ...lost,
  ];
  const rows = db.all(
    `SELECT concat_ws(' | ', coalesce(paymentCode, ''), value ->> 'category', value ->> 'unitRiel', ${sums.join()}) AS n
     ${lines} GROUP BY payer, paymentCode, value ->> 'category', value ->> 'unitRiel'`,
    params,
  );
  const perCase = `count(DISTINCT CASE WHEN ${IS_CLAIMED} THEN claim.id || ' ' || (value ->> 'category') END)`;
  const totals = db.get(
    `SELECT ${[perCase, ...sums.slice(1)].map((sum, at) => `coalesce(${sum}, 0) AS n${at}`).join()} ${lines}`,
    params,
  );
  return { rows: rows.map(({ n }) => String(n)).sort(), totals: sums.map((_, at) => Number(totals?.[`n${at}`])) };
}

function linesOf(db: ReadDb, params: SqlParams): FileRecount['lines'] {
  const status = `CASE WHEN visit.id IN (SELECT recordId FROM withdrawal WHERE kind = 'visit') THEN 'withdrawn'
    ELSE visit.status END`;
  const rows = db.all(
    `SELECT payer || ' / ' || state || ' / ' || status AS k, count(*) AS n, sum(riel) AS riel, sum(claimed) AS claimed FROM (
       SELECT claim.payer, claim.state, ${status} AS status, value ->> 'amountRiel' AS riel,
         CASE WHEN ${IS_CLAIMED} THEN value ->> 'amountRiel' ELSE 0 END AS claimed
       FROM claim JOIN visit ON visit.id = claim.visitId, json_each(claim.lines) WHERE ${CLAIM_IN_MONTH}
       UNION ALL
       SELECT visit.payer, '', ${status}, 0, 0 FROM visit
       WHERE ${IN_MONTH} AND visit.id NOT IN (SELECT visitId FROM claim))
     GROUP BY 1`,
    params,
  );
  return Object.fromEntries(
    rows.map(({ k, n, riel, claimed }) => [String(k), [Number(n), Number(riel), Number(claimed)]]),
  );
}

function listedVisitsOf(db: ReadDb, params: SqlParams): number {
  const row = db.get(
    `SELECT count(*) AS n FROM visit WHERE ${STANDS} AND CASE WHEN id IN (SELECT visitId FROM claim)
       THEN id IN (SELECT visitId FROM claim WHERE ${CLAIM_IN_MONTH}) ELSE ${IN_MONTH} END`,
    params,
  );
  return Number(row?.n);
}

function sectionOf(db: ReadDb, section: ReportSection, pack: ReferencePack, month: SqlParams): Record<string, number> {
  const params: Record<string, string | number> = {
    ...month,
    bands: JSON.stringify(pack.ageBands),
    returnDays: pack.returnWithinDays,
  };
  const conditions = Object.entries(section.where).map(([dimension, values], at) => {
    params[`only${at}`] = JSON.stringify(values);
    return ` AND ${SAYS[dimension as Dimension]} IN (SELECT value FROM json_each(@only${at}))`;
  });
  const column = section.columns === null ? "''" : `' / ' || ${SAYS[section.columns]}`;
  const rows = db.all(
    `SELECT ${SAYS[section.rows]} || ${column} AS k, sum(${MEASURED[section.measure]}) AS n
     FROM visit JOIN patient ON patient.id = visit.patientId LEFT JOIN claim ON claim.visitId = visit.id
     WHERE ${IN_MONTH} AND ${STANDS}${conditions.join('')} GROUP BY 1 HAVING n <> 0`,
    params,
  );
  return Object.fromEntries(rows.map(({ k, n }) => [String(k), Number(n)]));
}

function qualityOf(db: ReadDb, standing: FileRecount['standing'], params: SqlParams): FileRecount['quality'] {
  const visits = (condition: string) =>
    Number(
      db.get(
        `SELECT count(*) AS n FROM visit JOIN eligibilityCheck AS told ON told.id = visit.checkId
         WHERE ${IN_MONTH} AND ${STANDS} AND ${condition}`,
        params,
      )?.n,
    );
  const all = visits('1 = 1');
  const mayBePaid = "visit.status = 'closed' AND visit.payer IN ('nssf', 'hef', 'undecided')";
  const entered = Object.values(standing).flatMap((of) => Object.values(of));
  const records = entered.reduce((sum, count) => sum + count, 0);
  const at = (stands: string) => (standing.visits[stands] ?? 0) + (standing.claims[stands] ?? 0);
  return {
    provisional: [visits("told.outcome = 'provisional'"), all],
    overridden: [visits('told.overrideReason IS NOT NULL'), all],
    'stale-list': [visits("(' ' || told.reasons || ' ') LIKE '% SNAPSHOT!_STALE %' ESCAPE '!'"), all],
    'card-only': [visits("told.source = 'card-only'"), all],
    overturned: [
      visits('(SELECT isOverturned FROM recheck WHERE checkId = told.id ORDER BY seq DESC LIMIT 1) = 1'),
      all,
    ],
    'no-identifier': [
      visits('told.nssfKey IS NULL AND visit.patientId NOT IN (SELECT patientId FROM patientIdentifier)'),
      all,
    ],
    'second-visit': [visits('visit.secondVisitReason IS NOT NULL'), all],
    'left-open': [visits("visit.status = 'open'"), all],
    'without-claim': [visits(`${mayBePaid} AND visit.id NOT IN (SELECT visitId FROM claim)`), visits(mayBePaid)],
    'not-sent': [at('waiting'), records],
    'needs-fixing': [at('needs-fixing'), records],
  };
}

/** What every record of the months up to one counts for now. */
export function recountTold(db: ReadDb, through: string): Told {
  const rows = db.all(
    `SELECT 'visit ' || id AS k, substr(serviceDate, 1, 7) AS month, payer, 1 AS visits, 0 AS claims, 0 AS riel
     FROM visit WHERE ${STANDS} AND serviceDate <= @to
     UNION ALL SELECT 'claim ' || id, substr(serviceFrom, 1, 7), payer, 0, 1, totalRiel
     FROM claim WHERE ${IS_CLAIMED} AND serviceFrom <= @to`,
    { to: `${through}-31` },
  );
  const records = rows.map(({ k, month, payer, visits, claims, riel }) => {
    const counts = { visits: Number(visits), claims: Number(claims), riel: Number(riel) };
    return [String(k), { month: String(month), payer: String(payer), ...counts }] as const;
  });
  return { through, records: new Map(records) };
}

function adjustmentsTo({ records: now }: Told, { records: told }: Told): FileRecount['adjustments'] {
  const sums: FileRecount['adjustments'] = {};
  for (const key of new Set([...now.keys(), ...told.keys()])) {
    const ofRecord: FileRecount['adjustments'] = {};
    for (const [one, sign] of [[now.get(key), 1] as const, [told.get(key), -1] as const]) {
      if (one === undefined) continue;
      const sum = ofRecord[`${one.month} ${one.payer}`] ?? [1, 0, 0, 0];
      ofRecord[`${one.month} ${one.payer}`] = plus(sum, [0, sign * one.visits, sign * one.claims, sign * one.riel]);
    }
    for (const [place, difference] of Object.entries(ofRecord))
      if (difference.slice(1).some((n) => n !== 0)) sums[place] = plus(sums[place] ?? [0, 0, 0, 0], difference);
  }
  return sums;
}

type Sum = FileRecount['adjustments'][string];
const plus = (a: Sum, b: Sum): Sum => [a[0] + b[0], a[1] + b[1], a[2] + b[2], a[3] + b[3]];

/** The month that takes in what changed in closed ones: the first after them with anything in it, or this one. */
export function recountedAdjustedMonth(db: ReadDb, through: string, thisMonth: string): string {
  const row = db.get(
    `SELECT min(substr(day, 1, 7)) AS month FROM (SELECT serviceDate AS day FROM visit UNION ALL SELECT serviceFrom FROM claim)
     WHERE day > @to`,
    { to: `${through}-31` },
  );
  return row?.month === null || row === null ? thisMonth : String(row.month);
}
