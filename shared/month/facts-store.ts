import type { ReadDb, SqlRow } from '../base/db.ts';
import { addDays, type Day } from '../base/time.ts';
import type { ClaimDetails, ClaimLine, ClaimState } from '../claims/record.ts';
import type { ClaimFacts, DayFacts, VisitFacts } from './figures.record.ts';

/** What the month reads of a visit, each through an index: a day of a large hospital is a thousand visits. */
const VISITS = `
  SELECT visit.id, visit.version, visit.serviceDate, visit.deskNumber, visit.dayNumber, visit.visitType,
    visit.serviceCategory, visit.department, visit.referredFrom IS NOT NULL AS isReferredIn, visit.payer, visit.status,
    visit.outcome, visit.dischargeType, visit.secondVisitReason IS NOT NULL AS isSecond,
    patient.patientNumber, patient.nameKm, patient.nameLatin, patient.sex, patient.birthDate,
    eligibilityCheck.nssfKey IS NOT NULL
      OR EXISTS (SELECT 1 FROM patientIdentifier WHERE patientIdentifier.patientId = visit.patientId) AS hasIdentifier,
    EXISTS (SELECT 1 FROM visit AS earlier
      WHERE earlier.patientId = visit.patientId AND earlier.serviceDate >= @returnFrom
        AND earlier.serviceDate < visit.serviceDate AND earlier.status <> 'cancelled'
        AND NOT EXISTS (SELECT 1 FROM withdrawal AS gone WHERE gone.kind = 'visit' AND gone.recordId = earlier.id)
    ) AS isReturn,
    eligibilityCheck.outcome AS toldOutcome, recheck.outcome AS laterOutcome, recheck.isOverturned,
    eligibilityCheck.overrideReason IS NOT NULL AS isOverridden,
    instr(' ' || eligibilityCheck.reasons || ' ', ' SNAPSHOT_STALE ') > 0 AS isOnStaleList,
    eligibilityCheck.source = 'card-only' AS isCardOnly,
    (SELECT details FROM claim WHERE claim.id = visit.id) AS claimDetails,
    (SELECT state FROM change WHERE kind = 'visit' AND recordId = visit.id AND isNewest = 1 AND state <> 'accepted')
      AS syncState,
    EXISTS (SELECT 1 FROM withdrawal WHERE withdrawal.kind = 'visit' AND withdrawal.recordId = visit.id) AS isWithdrawn
  FROM visit
  JOIN patient ON patient.id = visit.patientId
  JOIN eligibilityCheck ON eligibilityCheck.id = visit.checkId
  LEFT JOIN recheck ON recheck.seq = (SELECT max(seq) FROM recheck AS word WHERE word.checkId = visit.checkId)`;

const CLAIMS = `
  SELECT id, version, visitId, serviceFrom, payer, paymentCode, memberNumber, lines, state,
    (SELECT state FROM change WHERE kind = 'claim' AND recordId = claim.id AND isNewest = 1 AND state <> 'accepted')
      AS syncState,
    EXISTS (SELECT 1 FROM withdrawal WHERE withdrawal.kind = 'claim' AND withdrawal.recordId = claim.id) AS isWithdrawn
  FROM claim WHERE serviceFrom = @day ORDER BY id`;

/** All visits and claims of a day of service. @param returnWithinDays a patient who was here within so many days returns */
export function factsOfDay(db: ReadDb, day: Day, returnWithinDays: number): DayFacts {
  const from = (of: Day) => addDays(of, -returnWithinDays);
  const visits = db
    .all(`${VISITS} WHERE visit.serviceDate = @day ORDER BY visit.deskNumber, visit.dayNumber, visit.id`, {
      day,
      returnFrom: from(day),
    })
    .map(visitOf);
  const byId = new Map(visits.map((visit) => [visit.visitId, visit]));
  const claims = db.all(CLAIMS, { day }).flatMap((row): ClaimFacts[] => {
    const visitId = String(row.visitId);
    const visit = byId.get(visitId) ?? visitOfOtherDay(db, visitId, from(day));
    return visit === null ? [] : [claimOf(row, visit)];
  });
  return { day, visits, claims };
}

/** A claim and its visit have one day; between two versions that came from two desks they may differ. */
function visitOfOtherDay(db: ReadDb, visitId: string, returnFrom: Day): VisitFacts | null {
  const row = db.get(`${VISITS} WHERE visit.id = @visitId`, { visitId, returnFrom });
  return row === null ? null : visitOf(row);
}

const textOrNull = (value: SqlRow[string] | undefined) => (typeof value === 'string' ? value : null);

function visitOf(row: SqlRow): VisitFacts {
  return {
    visitId: String(row.id),
    version: Number(row.version),
    serviceDate: String(row.serviceDate),
    deskNumber: Number(row.deskNumber),
    dayNumber: Number(row.dayNumber),
    visitType: String(row.visitType),
    service: String(row.serviceCategory),
    department: String(row.department),
    isReferredIn: row.isReferredIn === 1,
    payer: String(row.payer),
    status: String(row.status),
    outcome: textOrNull(row.outcome),
    discharge: textOrNull(row.dischargeType),
    isSecond: row.isSecond === 1,
    patientNumber: String(row.patientNumber),
    nameKm: textOrNull(row.nameKm),
    nameLatin: textOrNull(row.nameLatin),
    sex: row.sex === 'female' ? 'female' : 'male',
    birthDate: String(row.birthDate),
    hasIdentifier: row.hasIdentifier === 1,
    isReturn: row.isReturn === 1,
    toldOutcome: String(row.toldOutcome),
    coverOutcome: textOrNull(row.laterOutcome) ?? String(row.toldOutcome),
    isOverturned: row.isOverturned === 1,
    isOverridden: row.isOverridden === 1,
    isOnStaleList: row.isOnStaleList === 1,
    isCardOnly: row.isCardOnly === 1,
    // Parsed by the claim's own shape when it was written.
    claimDetails: typeof row.claimDetails === 'string' ? (JSON.parse(row.claimDetails) as ClaimDetails) : null,
    sync: { state: textOrNull(row.syncState), isWithdrawn: row.isWithdrawn === 1 },
  };
}

function claimOf(row: SqlRow, visit: VisitFacts): ClaimFacts {
  return {
    claimId: String(row.id),
    version: Number(row.version),
    serviceFrom: String(row.serviceFrom),
    payer: String(row.payer),
    paymentCode: textOrNull(row.paymentCode),
    memberNumber: textOrNull(row.memberNumber),
    lines: JSON.parse(String(row.lines)) as ClaimLine[],
    state: String(row.state) as ClaimState,
    visit,
    sync: { state: textOrNull(row.syncState), isWithdrawn: row.isWithdrawn === 1 },
  };
}
