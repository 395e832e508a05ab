import { assert } from '../base/assert.ts';
import type { ReadDb, SqlRow, WriteDb } from '../base/db.ts';
import { sha256Hex } from '../base/hash.ts';
import { canonicalJson } from '../base/json.ts';
import type { Role } from '../base/permission.ts';
import { searchFold } from '../base/text.ts';
import type { Instant } from '../base/time.ts';
import { type Act, type Caller, staffIdOf } from '../wire/act.ts';
import type { StaffMember } from './record.ts';
import { lockMs, SESSION_MS, WRONG_PINS_MAX } from './rules.ts';

const STAFF_COLUMNS = 'id, userName, fullName, role, isActive';

function staffOf(row: SqlRow): StaffMember {
  return {
    id: String(row.id),
    userName: String(row.userName),
    fullName: String(row.fullName),
    role: String(row.role) as Role,
    isActive: row.isActive === 1,
  };
}

export interface SignInFacts {
  member: StaffMember;
  pinHash: string;
  lockedUntilMs: number;
}

export function staffByUserName(db: ReadDb, userName: string): SignInFacts | null {
  const row = db.get(`SELECT ${STAFF_COLUMNS}, pinHash, lockedUntilMs FROM staff WHERE userFold = @userFold`, {
    userFold: searchFold(userName),
  });
  if (row === null || row.isActive !== 1) return null;
  return { member: staffOf(row), pinHash: String(row.pinHash), lockedUntilMs: Number(row.lockedUntilMs) };
}

export function staffById(db: ReadDb, id: string): StaffMember | null {
  const row = db.get(`SELECT ${STAFF_COLUMNS} FROM staff WHERE id = @id`, { id });
  return row === null ? null : staffOf(row);
}

export function listStaff(db: ReadDb): StaffMember[] {
  return db.all(`SELECT ${STAFF_COLUMNS} FROM staff WHERE isActive = 1 ORDER BY userFold`).map(staffOf);
}

export function addStaff(db: WriteDb, member: StaffMember, pinHash: string, madeAt: Instant): void {
  const count = db.run(
    `INSERT INTO staff (id, userName, userFold, fullName, role, pinHash, failedCount, lockCount, lockedUntilMs, isActive, madeAt)
     VALUES (@id, @userName, @userFold, @fullName, @role, @pinHash, 0, 0, 0, 1, @madeAt)`,
    {
      id: member.id,
      userName: member.userName,
      userFold: searchFold(member.userName),
      fullName: member.fullName,
      role: member.role,
      pinHash,
      madeAt,
    },
  );
  assert(count === 1, 'a member of staff is added once');
}

/**
 * Counts a wrong PIN; the fifth in a row locks the name, longer each time. Several tries may be verified at once, so one
 * that ends after the lock counts for nothing and does not lift it. Returns until when the name is locked, or 0.
 */
export function countWrongPin(db: WriteDb, staffId: string, nowMs: number): number {
  const row = db.get('SELECT failedCount, lockCount, lockedUntilMs FROM staff WHERE id = @staffId', { staffId });
  assert(row !== null, 'the member of staff is there');
  if (Number(row.lockedUntilMs) > nowMs) return Number(row.lockedUntilMs);
  const failedCount = Number(row.failedCount) + 1;
  const isLocked = failedCount >= WRONG_PINS_MAX;
  const lockCount = Number(row.lockCount);
  const lockedUntilMs = isLocked ? nowMs + lockMs(lockCount) : 0;
  db.run(
    'UPDATE staff SET failedCount = @failedCount, lockCount = @lockCount, lockedUntilMs = @lockedUntilMs WHERE id = @staffId',
    {
      staffId,
      failedCount: isLocked ? 0 : failedCount,
      lockCount: isLocked ? lockCount + 1 : lockCount,
      lockedUntilMs,
    },
  );
  return lockedUntilMs;
}

/** Opens a session; only the token's hash is kept, so that a copy of the database signs nobody in. */
export function openSession(db: WriteDb, staffId: string, token: string, nowMs: number): number {
  const endsAtMs = nowMs + SESSION_MS;
  db.run('UPDATE staff SET failedCount = 0, lockCount = 0, lockedUntilMs = 0 WHERE id = @staffId', { staffId });
  db.run('DELETE FROM session WHERE endsAtMs < @nowMs', { nowMs });
  const count = db.run(
    'INSERT INTO session (tokenHash, staffId, startedAtMs, endsAtMs) VALUES (@tokenHash, @staffId, @nowMs, @endsAtMs)',
    { tokenHash: sha256Hex(token), staffId, nowMs, endsAtMs },
  );
  assert(count === 1, 'a session is opened once');
  return endsAtMs;
}

/** Every session ends by then; one that would have ended earlier still does. */
export function endSessionsBy(db: WriteDb, endsAtMs: number): void {
  db.run('UPDATE session SET endsAtMs = min(endsAtMs, @endsAtMs)', { endsAtMs });
}

export function endSession(db: WriteDb, sessionHash: string): void {
  db.run('DELETE FROM session WHERE tokenHash = @sessionHash', { sessionHash });
}

/** The person behind a token, or null when there is no such session or it has ended. */
export function callerOf(db: ReadDb, token: string, nowMs: number): Caller | null {
  const sessionHash = sha256Hex(token);
  const row = db.get(
    `SELECT staff.id, staff.userName, staff.role FROM session JOIN staff ON staff.id = session.staffId
     WHERE session.tokenHash = @sessionHash AND session.endsAtMs > @nowMs AND staff.isActive = 1`,
    { sessionHash, nowMs },
  );
  if (row === null) return null;
  return { staffId: String(row.id), userName: String(row.userName), role: String(row.role) as Role, sessionHash };
}

/** One line of the audit trail, in the transaction of what it tells of. */
export function audit(db: WriteDb, at: Instant, staffId: string | null, action: string, recordId: string | null): void {
  const count = db.run('INSERT INTO audit (at, staffId, action, recordId) VALUES (@at, @staffId, @action, @recordId)', {
    at,
    staffId,
    action,
    recordId,
  });
  assert(count === 1, 'the audit trail grows');
}

/** The same with more than an action says: ids, codes and reasons, and what stood in a field before. */
export function auditWith(db: WriteDb, act: Act, action: string, recordId: string, details: object): void {
  const count = db.run(
    'INSERT INTO audit (at, staffId, action, recordId, details) VALUES (@at, @staffId, @action, @recordId, @details)',
    { at: act.now, staffId: staffIdOf(act), action, recordId, details: canonicalJson(details) },
  );
  assert(count === 1, 'the audit trail grows');
}

/** A correction: the fields that it changed and what stood in them before. */
export function auditChange<Kept extends object>(
  db: WriteDb,
  act: Act,
  action: string,
  recordId: string,
  changed: readonly (keyof Kept & string)[],
  before: Kept,
): void {
  auditWith(db, act, action, recordId, Object.fromEntries(changed.map((field) => [field, before[field]])));
}
