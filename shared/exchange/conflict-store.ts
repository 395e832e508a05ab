import { assert } from '../base/assert.ts';
import type { ReadDb, SqlRow, WriteDb } from '../base/db.ts';
import { canonicalJson, type Json } from '../base/json.ts';
import { claimUnitText, unitsOfClaim } from '../claims/merge-rules.ts';
import { claimById } from '../claims/store.ts';
import { type Units, unitText } from '../outbox/merge-rules.ts';
import type { ChangeKind } from '../outbox/record.ts';
import { withdrawalOf } from '../outbox/withdrawal-store.ts';
import { unitsOfPatient } from '../patients/merge-rules.ts';
import { patientById } from '../patients/store.ts';
import { stateText, unitsOfVisit } from '../visits/merge-rules.ts';
import { visitById } from '../visits/store.ts';
import type { Conflict } from './conflict-record.ts';

/** A value that lost at the centre, as it arrived. `kept` and `other` are units of the record. */
export interface ArrivedConflict {
  kind: ChangeKind;
  recordId: string;
  version: number;
  field: string;
  kept: Json;
  other: Json;
  deskNumber: number;
  madeAt: string;
  arrivedAt: string;
  needsPerson: boolean;
}

/** Keeps one for ever; one that is here already changes nothing. */
export function keepConflict(db: WriteDb, conflict: ArrivedConflict): boolean {
  const count = db.run(
    `INSERT INTO conflict (kind, recordId, version, field, kept, other, deskNumber, madeAt, arrivedAt, needsPerson)
     VALUES (@kind, @recordId, @version, @field, @kept, @other, @deskNumber, @madeAt, @arrivedAt, @needsPerson)
     ON CONFLICT DO NOTHING`,
    {
      ...conflict,
      kept: canonicalJson(conflict.kept),
      other: canonicalJson(conflict.other),
      needsPerson: conflict.needsPerson ? 1 : 0,
    },
  );
  return count === 1;
}

const COLUMNS =
  'conflictId, kind, recordId, version, field, kept, other, deskNumber, madeAt, arrivedAt, needsPerson, settledAt, settledBy, take';

export interface KeptConflict extends ArrivedConflict {
  conflictId: number;
  settledAt: string | null;
  settledBy: string | null;
  take: 'kept' | 'other' | null;
}

function conflictOf(row: SqlRow): KeptConflict {
  return {
    conflictId: Number(row.conflictId),
    kind: String(row.kind) as ChangeKind,
    recordId: String(row.recordId),
    version: Number(row.version),
    field: String(row.field),
    kept: JSON.parse(String(row.kept)) as Json,
    other: JSON.parse(String(row.other)) as Json,
    deskNumber: Number(row.deskNumber),
    madeAt: String(row.madeAt),
    arrivedAt: String(row.arrivedAt),
    needsPerson: row.needsPerson === 1,
    settledAt: row.settledAt === null ? null : String(row.settledAt),
    settledBy: row.settledBy === null ? null : String(row.settledBy),
    take: row.take === 'kept' || row.take === 'other' ? row.take : null,
  };
}

export function conflictById(db: ReadDb, conflictId: number): KeptConflict | null {
  const row = db.get(`SELECT ${COLUMNS} FROM conflict WHERE conflictId = @conflictId`, { conflictId });
  return row === null ? null : conflictOf(row);
}

/** Looked at for one question; more than that at once is nobody's list any more. */
const LOOKED_AT_MAX = 1_000;

/**
 * Newest first. Unsettled ones are those that somebody has to look at; settled ones include what a rule settled, and
 * what was corrected since, here or at another desk.
 */
export function conflicts(
  db: ReadDb,
  wish: { recordIds: readonly string[] | null; isSettled: boolean; limit: number },
): KeptConflict[] {
  const ofRecords = wish.recordIds === null ? '' : 'AND recordId IN (SELECT value FROM json_each(@ids))';
  const unsettled = wish.isSettled ? '' : 'AND settledAt IS NULL AND needsPerson = 1';
  return db
    .all(
      `SELECT ${COLUMNS} FROM conflict WHERE 1 = 1 ${unsettled} ${ofRecords} ORDER BY conflictId DESC LIMIT @limit`,
      {
        limit: LOOKED_AT_MAX,
        ...(wish.recordIds === null ? {} : { ids: JSON.stringify(wish.recordIds) }),
      },
    )
    .map(conflictOf)
    .filter((conflict) => isOpen(db, conflict) !== wish.isSettled)
    .slice(0, wish.limit);
}

export function openConflicts(db: ReadDb): number {
  return conflicts(db, { recordIds: null, isSettled: false, limit: LOOKED_AT_MAX }).length;
}

/** Whether somebody still has to look: what counts is what counted when the other value lost. */
function isOpen(db: ReadDb, { kind, recordId, field, kept, needsPerson, settledAt }: KeptConflict): boolean {
  if (settledAt !== null || !needsPerson) return false;
  if (withdrawalOf(db, kind, recordId) !== null) return true;
  return canonicalJson(unitsNow(db, kind, recordId)[field] ?? null) === canonicalJson(kept);
}

function unitsNow(db: ReadDb, kind: ChangeKind, recordId: string): Units {
  const patient = kind === 'patient' ? patientById(db, recordId) : null;
  if (patient !== null) return unitsOfPatient(patient.patient);
  const claim = kind === 'claim' ? claimById(db, recordId) : null;
  if (claim !== null) return unitsOfClaim(claim.claim);
  const visit = kind === 'visit' ? visitById(db, recordId) : null;
  return visit === null ? {} : unitsOfVisit(visit);
}

export function settle(db: WriteDb, conflictId: number, take: 'kept' | 'other', at: string, by: string): void {
  const count = db.run(
    `UPDATE conflict SET settledAt = @at, settledBy = @by, take = @take
     WHERE conflictId = @conflictId AND settledAt IS NULL`,
    { conflictId, take, at, by },
  );
  assert(count === 1, 'a conflict is settled once');
}

/** As a person reads it. */
export function shownConflict(conflict: KeptConflict): Pick<Conflict, 'kept' | 'other'> {
  const { kind, field } = conflict;
  const text = (value: Json) => {
    if (kind === 'claim') return claimUnitText(field, value);
    return field === 'status' ? stateText(value) : unitText(value);
  };
  return { kept: text(conflict.kept), other: text(conflict.other) };
}
