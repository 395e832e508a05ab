import { must } from '../base/assert.ts';
import type { ReadDb, WriteDb } from '../base/db.ts';
import { canonicalJson } from '../base/json.ts';
import { withUnit as withClaimUnit } from '../claims/merge-rules.ts';
import { isDecided } from '../claims/rules.ts';
import { claimFollows, saveTold } from '../claims/save-store.ts';
import { claimById } from '../claims/store.ts';
import type { Host } from '../facility/host.ts';
import { deskOf } from '../facility/store.ts';
import { withdrawalOf } from '../outbox/withdrawal-store.ts';
import { normaliseIdentifier } from '../patients/identifiers.ts';
import { unitsOfPatient, withUnit as withPatientUnit } from '../patients/merge-rules.ts';
import { faultOfPatientRecord } from '../patients/patient-rules.ts';
import type { Patient } from '../patients/record.ts';
import { holderOf, patientById, savePatient } from '../patients/store.ts';
import { auditWith } from '../staff/store.ts';
import { unitsOfVisit, withUnit as withVisitUnit } from '../visits/merge-rules.ts';
import { faultOfVisitRecord } from '../visits/rules.ts';
import { nextDayNumber, saveVisit, visitById, visitsOf } from '../visits/store.ts';
import { type Act, staffIdOf } from '../wire/act.ts';
import type { Handlers } from '../wire/handlers.ts';
import type { conflictContract } from './conflict-contract.ts';
import type { Conflict } from './conflict-record.ts';
import { conflictById, conflicts, type KeptConflict, openConflicts, settle, shownConflict } from './conflict-store.ts';
import { syncedHead } from './synced-store.ts';

export const conflictHandlers: Handlers<typeof conflictContract, Host> = {
  'patients.conflicts': (db, { patientId, isSettled, limit }) => {
    const recordIds = patientId === undefined ? null : [patientId, ...visitsOf(db, patientId)];
    const found = conflicts(db, { recordIds, isSettled, limit });
    return { conflicts: found.map((one) => shown(db, one)), open: openConflicts(db) };
  },

  'patients.settleConflict': (db, { conflictId, take }, act, refuse) => {
    const found = conflictById(db, conflictId) ?? refuse('conflict-not-found', 'conflictId');
    if (found.settledAt !== null) return refuse('already-settled', 'conflictId');
    if (take === 'other' && withdrawalOf(db, found.kind, found.recordId) !== null) return refuse('withdrawn');
    const taken = take === 'kept' ? { version: null } : takeOther(db, act, found);
    if ('fault' in taken) return refuse('cannot-take', found.field, { code: taken.fault });
    settle(db, conflictId, take, act.now, staffIdOf(act));
    auditWith(db, act, 'conflict-settled', found.recordId, { conflictId, field: found.field, take });
    for (const area of ['patients', 'visits', 'claims', 'sync'] as const) act.changed(area);
    return { version: taken.version };
  },
};

function shown(db: ReadDb, found: KeptConflict): Conflict {
  const { kept: _kept, other: _other, version: _version, ...plain } = found;
  const { label, patientId } = must(syncedHead(db, found.kind, found.recordId), 'a record that differed is kept');
  const patientNumber =
    patientId === null ? '' : must(patientById(db, patientId), 'the patient of a record is kept').patient.patientNumber;
  return { ...plain, ...shownConflict(found), label, patientId: patientId ?? '', patientNumber };
}

type Taken = { version: number | null } | { fault: string };

/** Writes the value that lost as a correction, by the rules of any correction. */
function takeOther(db: WriteDb, act: Act, found: KeptConflict): Taken {
  if (found.kind === 'claim') return takeOfClaim(db, act, found);
  return found.kind === 'patient' ? takeOfPatient(db, act, found) : takeOfVisit(db, act, found);
}

/** Prices and sums follow from the day's pack, so what is taken is told as somebody at the claim would tell it. */
function takeOfClaim(db: WriteDb, act: Act, { recordId, field, other }: KeptConflict): Taken {
  const kept = claimById(db, recordId);
  if (kept === null) return { fault: 'claim-not-found' };
  if (isDecided(kept.state)) return { fault: 'already-decided' };
  const taken = withClaimUnit(kept.claim, field, other);
  const version = kept.claim.version + 1;
  return saveTold(db, act, kept.claim, taken, null) ? { version } : { version: null };
}

function takeOfPatient(db: WriteDb, act: Act, { recordId, field, other }: KeptConflict): Taken {
  const before = patientById(db, recordId)?.patient;
  if (before === undefined) return { fault: 'patient-not-found' };
  if (canonicalJson(unitsOfPatient(before)[field]) === canonicalJson(other)) return { version: null };
  const numbers = numberOf(before, field, other);
  const patient = { ...withPatientUnit(before, field, other, numbers), version: before.version + 1 };
  const fault = faultOfPatientRecord(patient, act.today);
  if (fault !== null) return { fault: fault.code };
  for (const { kind, normalised } of patient.identifiers) {
    if (kind !== 'hef' && holderOf(db, kind, normalised, before.id) !== null) return { fault: 'already-registered' };
  }
  savePatient(db, act, patient);
  return { version: patient.version };
}

/** Somebody with the number that lost, so that it can be put back as it is kept. */
function numberOf(before: Patient, field: string, raw: unknown): Patient[] {
  const kind = (['nssf', 'hef', 'national-id', 'pmrs', 'passport'] as const).find(
    (one) => field === `identifiers.${one}`,
  );
  if (kind === undefined || typeof raw !== 'string') return [];
  const reading = normaliseIdentifier(kind, raw);
  return reading.ok ? [{ ...before, identifiers: [{ kind, raw, normalised: reading.normalised }] }] : [];
}

function takeOfVisit(db: WriteDb, act: Act, { recordId, field, other }: KeptConflict): Taken {
  const before = visitById(db, recordId);
  if (before === null) return { fault: 'visit-not-found' };
  if (canonicalJson(unitsOfVisit(before)[field]) === canonicalJson(other)) return { version: null };
  const visit = { ...withVisitUnit(before, field, other), version: before.version + 1 };
  const fault = faultOfVisitRecord(visit, act.today);
  if (fault !== null) return { fault: fault.code };
  if (field === 'serviceDate') {
    if (visit.deskNumber !== deskOf(db)?.deskNumber) return { fault: 'other-desk' };
    // The number that the visit had on that day may have gone to another one meanwhile.
    visit.dayNumber = nextDayNumber(db, visit.serviceDate, visit.deskNumber);
  }
  saveVisit(db, act, visit);
  claimFollows(db, act, visit);
  return { version: visit.version };
}
