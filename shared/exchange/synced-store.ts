import { assert } from '../base/assert.ts';
import type { ReadDb, WriteDb } from '../base/db.ts';
import { restateChecked, restateVersion } from '../claims/feed-store.ts';
import { claimById, claimLabel } from '../claims/store.ts';
import { checkById } from '../eligibility/store.ts';
import { monthCloseById } from '../month/close-store.ts';
import type { ChangeKind, Withdrawal, WithdrawnRecord } from '../outbox/record.ts';
import { newestChange, saveSynced } from '../outbox/store.ts';
import { keepWithdrawal } from '../outbox/withdrawal-store.ts';
import { patientById } from '../patients/store.ts';
import { visitById, visitLabel } from '../visits/store.ts';
import { type Act, staffIdOf } from '../wire/act.ts';

/** A record of any kind that is sent, as far as every kind has it. */
export interface SyncedHead {
  kind: ChangeKind;
  recordId: string;
  version: number;
  label: string;
  /** Null for a record that is about nobody. */
  patientId: string | null;
}

export function syncedHead(db: ReadDb, kind: ChangeKind, recordId: string): SyncedHead | null {
  switch (kind) {
    case 'patient': {
      const patient = patientById(db, recordId)?.patient;
      return patient === undefined
        ? null
        : { kind, recordId, version: patient.version, label: patient.patientNumber, patientId: recordId };
    }
    case 'eligibility-check': {
      const check = checkById(db, recordId);
      if (check === null) return null;
      const label = patientById(db, check.patientId)?.patient.patientNumber ?? '';
      return { kind, recordId, version: check.version, label, patientId: check.patientId };
    }
    case 'visit': {
      const visit = visitById(db, recordId);
      return visit === null
        ? null
        : { kind, recordId, version: visit.version, label: visitLabel(visit), patientId: visit.patientId };
    }
    case 'claim': {
      const claim = claimById(db, recordId)?.claim;
      return claim === undefined
        ? null
        : { kind, recordId, version: claim.version, label: claimLabel(db, claim), patientId: claim.patientId };
    }
    case 'month-close': {
      const close = monthCloseById(db, recordId);
      return close === null ? null : { kind, recordId, version: close.version, label: close.month, patientId: null };
    }
  }
}

const TABLES: Record<ChangeKind, string> = {
  patient: 'patient',
  'eligibility-check': 'eligibilityCheck',
  visit: 'visit',
  claim: 'claim',
  'month-close': 'monthClose',
};

/** A version that changes nothing of what is recorded: sent again, or withdrawn. */
export function setVersion(db: WriteDb, kind: ChangeKind, recordId: string, version: number): void {
  const sql = `UPDATE ${TABLES[kind]} SET version = @version WHERE id = @recordId AND version < @version`;
  assert(db.run(sql, { recordId, version }) === 1, 'a version is set on an older one');
}

/** Withdraws a record that stands: it stays, is marked everywhere, and the centre is told with the reason. */
export function withdraw(db: WriteDb, act: Act, head: SyncedHead, withdrawn: Withdrawal): void {
  const { kind, recordId, label, patientId } = head;
  const version = head.version + 1;
  assert(keepWithdrawal(db, kind, recordId, withdrawn), 'a record is withdrawn once');
  const content: WithdrawnRecord = { id: recordId, version, patientId, withdrawn };
  saveSynced(db, act, { kind, recordId, version, content, label, patientId, isWithdrawal: true }, (tx) =>
    setVersion(tx, kind, recordId, version),
  );
  if (kind === 'claim') restateVersion(db, recordId, withdrawn.at, withdrawn.by, withdrawn.reason);
  if (kind === 'eligibility-check') restateChecked(db, recordId, withdrawn.at, withdrawn.by);
}

/** Sends what the centre refused again as it is, as the next version. Returns that, or null where nothing was refused. */
export function resend(db: WriteDb, act: Act, kind: ChangeKind, recordId: string): number | null {
  const change = newestChange(db, kind, recordId);
  if (change?.state !== 'needs-fixing') return null;
  const version = change.version + 1;
  const { label, patientId, isWithdrawal } = change;
  const content = { ...(JSON.parse(change.content) as object), version };
  saveSynced(db, act, { kind, recordId, version, content, label, patientId, isWithdrawal }, (tx) =>
    setVersion(tx, kind, recordId, version),
  );
  if (kind === 'claim') restateVersion(db, recordId, act.now, staffIdOf(act), null);
  return version;
}

/** Visits of a patient that stand and were not cancelled. */
export function standingVisits(db: ReadDb, patientId: string): number {
  const row = db.get(
    `SELECT count(*) AS n FROM visit WHERE patientId = @patientId AND status <> 'cancelled'
       AND NOT EXISTS (SELECT 1 FROM withdrawal WHERE withdrawal.kind = 'visit' AND withdrawal.recordId = visit.id)`,
    { patientId },
  );
  return Number(row?.n ?? 0);
}

export function standingChecks(db: ReadDb, patientId: string): string[] {
  return db
    .all(
      `SELECT id FROM eligibilityCheck WHERE patientId = @patientId
         AND NOT EXISTS (SELECT 1 FROM withdrawal
           WHERE withdrawal.kind = 'eligibility-check' AND withdrawal.recordId = eligibilityCheck.id)
       ORDER BY id`,
      { patientId },
    )
    .map((row) => String(row.id));
}
