import { assert } from '../../shared/base/assert.ts';
import type { Instant } from '../../shared/base/time.ts';
import type { Facility } from '../../shared/facility/record.ts';
import { type CentreReadDb, type CentreWriteDb, first } from './db.ts';

/** A desk as the centre knows it. The token itself is never kept, only its SHA-256. */
export interface Device {
  deviceId: string;
  facility: string;
  deskNumber: number;
  program: string;
  rosterId: string | null;
  enrolledAt: Instant;
  lastSeenAt: Instant | null;
  revokedAt: Instant | null;
}

export interface EnrolCode {
  codeHash: string;
  facility: string;
  endsAt: Instant;
  usedBy: string | null;
}

const FACILITY = `code, "nameKm", "nameLatin", level, "isPublic", "contractedFrom", "contractedTo", "placeCode"`;
const DEVICE = `"deviceId", facility, "deskNumber", program, "rosterId", "enrolledAt", "lastSeenAt", "revokedAt"`;

export function facilityByCode(db: CentreReadDb, code: string): Promise<Facility | null> {
  return first<Facility>(db, `SELECT ${FACILITY} FROM facility WHERE code = $1`, [code]);
}

/** Everything that a facility's desks do at the centre goes one after the other behind this lock. */
export function lockFacility(tx: CentreWriteDb, code: string): Promise<Facility | null> {
  return first<Facility>(tx, `SELECT ${FACILITY} FROM facility WHERE code = $1 FOR UPDATE`, [code]);
}

export async function facilitiesCount(db: CentreReadDb): Promise<number> {
  return (await first<{ n: number }>(db, 'SELECT count(*)::int AS n FROM facility'))?.n ?? 0;
}

/** Returns false where the code is taken. */
export async function insertFacility(tx: CentreWriteDb, facility: Facility, at: Instant): Promise<boolean> {
  const touched = await tx.run(
    `INSERT INTO facility (${FACILITY}, "madeAt") VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT DO NOTHING`,
    [
      facility.code,
      facility.nameKm,
      facility.nameLatin,
      facility.level,
      facility.isPublic,
      facility.contractedFrom,
      facility.contractedTo,
      facility.placeCode,
      at,
    ],
  );
  return touched === 1;
}

export function deviceById(db: CentreReadDb, deviceId: string): Promise<Device | null> {
  return first<Device>(db, `SELECT ${DEVICE} FROM device WHERE "deviceId" = $1`, [deviceId]);
}

export function deviceByTokenHash(db: CentreReadDb, tokenHash: string): Promise<Device | null> {
  return first<Device>(db, `SELECT ${DEVICE} FROM device WHERE "tokenHash" = $1`, [tokenHash]);
}

/** Locks the device for one batch, so that two retries of it do not race; null where it was revoked meanwhile. */
export function lockDevice(tx: CentreWriteDb, deviceId: string): Promise<Device | null> {
  const sql = `SELECT ${DEVICE} FROM device WHERE "deviceId" = $1 AND "revokedAt" IS NULL FOR UPDATE`;
  return first<Device>(tx, sql, [deviceId]);
}

export async function nextDeskNumber(tx: CentreWriteDb, facility: string): Promise<number> {
  const sql = 'SELECT max("deskNumber") AS newest FROM device WHERE facility = $1';
  return ((await first<{ newest: number | null }>(tx, sql, [facility]))?.newest ?? 0) + 1;
}

export async function insertDevice(tx: CentreWriteDb, device: Device, tokenHash: string): Promise<void> {
  const touched = await tx.run(
    `INSERT INTO device ("deviceId", facility, "deskNumber", "tokenHash", program, "enrolledAt")
     VALUES ($1, $2, $3, $4, $5, $6)`,
    [device.deviceId, device.facility, device.deskNumber, tokenHash, device.program, device.enrolledAt],
  );
  assert(touched === 1, 'a new device is stored');
}

/** Gives a known device a new token: the old one stops. */
export async function renewDevice(tx: CentreWriteDb, device: Device, tokenHash: string): Promise<void> {
  const touched = await tx.run(
    `UPDATE device SET "tokenHash" = $2, program = $3, "revokedAt" = NULL WHERE "deviceId" = $1`,
    [device.deviceId, tokenHash, device.program],
  );
  assert(touched === 1, 'a known device is renewed');
}

export async function markSeen(
  tx: CentreWriteDb,
  deviceId: string,
  seen: { program: string; rosterId: string | null; at: Instant },
): Promise<void> {
  const sql = `UPDATE device SET "lastSeenAt" = $2, program = $3, "rosterId" = $4 WHERE "deviceId" = $1`;
  const touched = await tx.run(sql, [deviceId, seen.at, seen.program, seen.rosterId]);
  assert(touched === 1, 'a device that spoke is known');
}

/** Returns false where there is no such device. */
export async function revokeDevice(tx: CentreWriteDb, deviceId: string, at: Instant): Promise<boolean> {
  const sql = `UPDATE device SET "revokedAt" = coalesce("revokedAt", $2) WHERE "deviceId" = $1`;
  return (await tx.run(sql, [deviceId, at])) === 1;
}

export async function insertCode(tx: CentreWriteDb, code: EnrolCode, at: Instant): Promise<void> {
  const touched = await tx.run(
    `INSERT INTO "enrolCode" ("codeHash", facility, "madeAt", "endsAt") VALUES ($1, $2, $3, $4)`,
    [code.codeHash, code.facility, at, code.endsAt],
  );
  assert(touched === 1, 'a new code is stored');
}

export function lockCode(tx: CentreWriteDb, codeHash: string): Promise<EnrolCode | null> {
  const sql = `SELECT "codeHash", facility, "endsAt", "usedBy" FROM "enrolCode" WHERE "codeHash" = $1 FOR UPDATE`;
  return first<EnrolCode>(tx, sql, [codeHash]);
}

export async function spendCode(tx: CentreWriteDb, codeHash: string, deviceId: string, at: Instant): Promise<void> {
  const sql = `UPDATE "enrolCode" SET "usedBy" = $2, "usedAt" = $3 WHERE "codeHash" = $1 AND "usedBy" IS NULL`;
  assert((await tx.run(sql, [codeHash, deviceId, at])) === 1, 'a code is used once');
}
