import type { z } from 'zod';
import { must } from '../base/assert.ts';
import type { ReadDb } from '../base/db.ts';
import { ageOn, dayAt, msOf } from '../base/time.ts';
import { claimClosed, claimFollows } from '../claims/save-store.ts';
import { checkById } from '../eligibility/store.ts';
import type { Host } from '../facility/host.ts';
import { deskOf } from '../facility/store.ts';
import { faultCodeOf, syncStateOf } from '../outbox/store.ts';
import { withdrawalOf } from '../outbox/withdrawal-store.ts';
import { noteVisit, patientById } from '../patients/store.ts';
import { audit, auditChange } from '../staff/store.ts';
import { staffIdOf } from '../wire/act.ts';
import type { Handlers } from '../wire/handlers.ts';
import type { Slip, visitsContract } from './contract.ts';
import type { Visit } from './record.ts';
import { changedFields, faultOfVisitRecord, isOutcomeConsistent, slipNumber } from './rules.ts';
import { countVisits, listVisits, nextDayNumber, sameDayVisit, saveVisit, visitById } from './store.ts';

export const visitsHandlers: Handlers<typeof visitsContract, Host> = {
  'visits.open': (db, input, act, refuse) => {
    const desk = deskOf(db) ?? refuse('not-set-up');
    const { patient } = patientById(db, input.patientId) ?? refuse('patient-not-found', 'patientId');
    if (withdrawalOf(db, 'patient', patient.id) !== null) return refuse('patient-withdrawn', 'patientId');
    const check = checkById(db, input.checkId);
    const isStanding = check !== null && withdrawalOf(db, 'eligibility-check', check.id) === null;
    if (check === null || !isStanding || check.patientId !== patient.id) return refuse('check-not-found', 'checkId');
    // A check for a past day opens a visit of that day (late entry), but one made yesterday for then is stale today.
    if (check.serviceDate !== act.today && dayAt(msOf(check.checkedAt)) !== act.today) {
      return refuse('check-out-of-date', 'checkId');
    }
    const { serviceDate } = check;
    const other = sameDayVisit(db, patient.id, serviceDate, input.department);
    if (other !== null && input.secondVisitReason === null) {
      return refuse('visit-already-open', 'secondVisitReason', { visitId: other.id, slipNumber: slipNumber(other) });
    }
    const visit: Visit = {
      id: act.newId(),
      version: 1,
      patientId: patient.id,
      checkId: check.id,
      serviceDate,
      deskNumber: desk.deskNumber,
      dayNumber: nextDayNumber(db, serviceDate, desk.deskNumber),
      visitType: input.visitType,
      serviceCategory: check.facts.serviceCategory as Visit['serviceCategory'],
      department: input.department,
      referredFrom: input.referredFrom === '' ? null : input.referredFrom,
      payer: check.decision.payer,
      status: 'open',
      openedAt: act.now,
      openedBy: staffIdOf(act),
      secondVisitReason: other === null ? null : input.secondVisitReason,
      outcome: null,
      dischargeType: null,
      closedAt: null,
      closedBy: null,
      cancelReason: null,
      cancelledAt: null,
      cancelledBy: null,
    };
    saveVisit(db, act, visit);
    noteVisit(db, patient.id, serviceDate, visit.payer);
    audit(db, act.now, staffIdOf(act), 'visit-opened', visit.id);
    act.changed('visits');
    act.changed('patients');
    return { visit, slip: slipOf(db, visit) };
  },

  'visits.close': (db, input, act, refuse) => {
    const open = visitById(db, input.visitId) ?? refuse('visit-not-found', 'visitId');
    if (withdrawalOf(db, 'visit', open.id) !== null) return refuse('withdrawn', 'visitId');
    if (open.status !== 'open') return refuse('visit-not-open', 'visitId');
    const { outcome, dischargeType } = input;
    if (!isOutcomeConsistent(outcome, dischargeType)) return refuse('outcome-contradicts', 'dischargeType');
    const visit: Visit = {
      ...open,
      version: open.version + 1,
      status: 'closed',
      outcome,
      dischargeType,
      closedAt: act.now,
      closedBy: staffIdOf(act),
    };
    saveVisit(db, act, visit);
    claimClosed(db, act, visit);
    audit(db, act.now, staffIdOf(act), 'visit-closed', visit.id);
    act.changed('visits');
    return { visit };
  },

  'visits.cancel': (db, input, act, refuse) => {
    const open = visitById(db, input.visitId) ?? refuse('visit-not-found', 'visitId');
    if (withdrawalOf(db, 'visit', open.id) !== null) return refuse('withdrawn', 'visitId');
    if (open.status !== 'open') return refuse('visit-not-open', 'visitId');
    const visit: Visit = {
      ...open,
      version: open.version + 1,
      status: 'cancelled',
      cancelReason: input.reason,
      cancelledAt: act.now,
      cancelledBy: staffIdOf(act),
    };
    saveVisit(db, act, visit);
    audit(db, act.now, staffIdOf(act), 'visit-cancelled', visit.id);
    act.changed('visits');
    return { visit };
  },

  'visits.correct': (db, input, act, refuse) => {
    const before = visitById(db, input.visitId) ?? refuse('visit-not-found', 'visitId');
    if (withdrawalOf(db, 'visit', before.id) !== null) return refuse('withdrawn', 'visitId');
    if (before.version !== input.version) return refuse('changed-meanwhile', 'version');
    const isOutcomeGiven = input.outcome !== undefined || input.dischargeType !== undefined;
    if (isOutcomeGiven && before.status !== 'closed') return refuse('not-of-this-state', 'outcome');
    if (input.cancelReason !== undefined && before.status !== 'cancelled') {
      return refuse('not-of-this-state', 'cancelReason');
    }
    const visit = correctedVisit(before, input);
    const fault = faultOfVisitRecord(visit, act.today);
    if (fault !== null) return refuse(fault.code, fault.field);
    const changed = changedFields(before, visit);
    // What the centre refused may be sent again as it is: the fault may have been at the centre.
    if (changed.length === 0 && faultCodeOf(db, 'visit', visit.id) === null) return refuse('nothing-changed');
    if (visit.serviceDate !== before.serviceDate) {
      // Another desk's numbers of a day are not this one's to give.
      if (visit.deskNumber !== deskOf(db)?.deskNumber) return refuse('other-desk', 'serviceDate');
      visit.dayNumber = nextDayNumber(db, visit.serviceDate, visit.deskNumber);
    }
    saveVisit(db, act, visit);
    claimFollows(db, act, visit);
    auditChange(db, act, 'visit-corrected', visit.id, changed, before);
    act.changed('visits');
    return { visit };
  },

  'visits.list': (db, input, act) => {
    const { patientId, status, limit, offset } = input;
    const serviceDate = input.serviceDate ?? (patientId === undefined ? act.today : undefined);
    const visits = listVisits(db, { serviceDate, patientId, status, limit, offset });
    return {
      serviceDate: serviceDate ?? null,
      visits: visits.map((visit) => ({
        visit,
        slip: slipOf(db, visit),
        syncState: syncStateOf(db, 'visit', visit.id),
        withdrawn: withdrawalOf(db, 'visit', visit.id),
      })),
      counts: countVisits(db, { serviceDate, patientId }),
    };
  },
};

type Correction = z.output<(typeof visitsContract)['visits.correct']['input']>;

/** The next version of a visit: what the form leaves out stays as it was. */
function correctedVisit(before: Visit, input: Correction): Visit {
  const { referredFrom } = input;
  return {
    ...before,
    version: before.version + 1,
    serviceDate: input.serviceDate ?? before.serviceDate,
    department: input.department ?? before.department,
    visitType: input.visitType ?? before.visitType,
    referredFrom: referredFrom === undefined ? before.referredFrom : referredFrom === '' ? null : referredFrom,
    secondVisitReason: input.secondVisitReason === undefined ? before.secondVisitReason : input.secondVisitReason,
    outcome: input.outcome ?? before.outcome,
    dischargeType: input.dischargeType ?? before.dischargeType,
    cancelReason: input.cancelReason ?? before.cancelReason,
  };
}

/** The slip as it was or would be printed; made from what is stored, so a reprint says the same. */
function slipOf(db: ReadDb, visit: Visit): Slip {
  const { patient } = must(patientById(db, visit.patientId), 'the patient of a visit is kept');
  const check = must(checkById(db, visit.checkId), 'the check of a visit is kept');
  const desk = must(deskOf(db), 'a desk with visits is set up');
  return {
    slipNumber: slipNumber(visit),
    patientNumber: patient.patientNumber,
    nameKm: patient.nameKm,
    nameLatin: patient.nameLatin,
    sex: patient.sex,
    ageYears: Math.max(0, ageOn(patient.birthDate, visit.serviceDate)),
    department: visit.department,
    payer: visit.payer,
    outcome: check.decision.outcome,
    asOf: check.facts.snapshot.asOf ?? null,
    facilityNameKm: desk.facility.nameKm,
    facilityNameLatin: desk.facility.nameLatin,
    serviceDate: visit.serviceDate,
    openedAt: visit.openedAt,
    isPractice: desk.mode === 'practice',
  };
}
