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
  /** Its raw Ed25519 key as hex; null until it has told it. */
  signingKey: string | null;
  epoch: string | null;
  /** The desk that it was split off from, where its database turned out to be a copy. */
  splitFrom: string | null;
}

export interface EnrolCode {
  codeHash: string;
  facility: string;
  endsAt: Instant;
  usedBy: string | null;
}

const FACILITY = `code, "nameKm", "nameLatin", level, "isPublic", "contractedFrom", "contractedTo", "placeCode"`;
const DEVICE = `"deviceId", facility, "deskNumber", program, "rosterId", "enrolledAt", "lastSeenAt", "revokedAt",
  "signingKey", epoch, "splitFrom"`;

export function facilityByCode(db: CentreReadDb, code: string): Promise<Facility | null> {
  return first<Facility>(db, `SELECT ${FACILITY} FROM facility WHERE code = $1`, [code]);
}

/** A facility and what it counts: the last number of each that is given. */
export interface LockedFacility {
  facility: Facility;
  changeNo: number;
  batchNo: number;
  runNo: number;
}

/** Everything that a facility's desks do at the centre goes one after the other behind this lock. */
export async function lockFacility(tx: CentreWriteDb, code: string): Promise<LockedFacility | null> {
  const row = await first<Facility & Omit<LockedFacility, 'facility'>>(
    tx,
    `SELECT ${FACILITY}, "changeNo"::float8 AS "changeNo", "batchNo"::float8 AS "batchNo", "runNo" FROM facility
     WHERE code = $1 FOR UPDATE`,
    [code],
  );
  if (row === null) return null;
  const { changeNo, batchNo, runNo, ...facility } = row;
  return { facility, changeNo, batchNo, runNo };
}

/** Behind the lock of the facility. */
export async function raiseCounters(
  tx: CentreWriteDb,
  code: string,
  { changeNo, batchNo, runNo }: Omit<LockedFacility, 'facility'>,
): Promise<void> {
  const touched = await tx.run('UPDATE facility SET "changeNo" = $2, "batchNo" = $3, "runNo" = $4 WHERE code = $1', [
    code,
    changeNo,
    batchNo,
    runNo,
  ]);
  assert(touched === 1, 'a facility is known');
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

export async function nextDeskNumber(tx: CentreWriteDb, facility: string): Promise<number> {
  const sql = 'SELECT max("deskNumber") AS newest FROM device WHERE facility = $1';
  return ((await first<{ newest: number | null }>(tx, sql, [facility]))?.newest ?? 0) + 1;
}

export async function insertDevice(tx: CentreWriteDb, device: Device, tokenHash: string): Promise<void> {
  const touched = await tx.run(
    `INSERT INTO device ("deviceId", facility, "deskNumber", "tokenHash", program, "enrolledAt", "signingKey", epoch,
       "splitFrom")
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    [
      ...[device.deviceId, device.facility, device.deskNumber, tokenHash, device.program, device.enrolledAt],
      ...[device.signingKey, device.epoch, device.splitFrom],
    ],
  );
  assert(touched === 1, 'a new device is stored');
}

/** Gives a known device a new token and takes the key that it tells, or will tell: the old ones stop. */
export async function renewDevice(tx: CentreWriteDb, device: Device, tokenHash: string): Promise<void> {
  const touched = await tx.run(
    `UPDATE device SET "tokenHash" = $2, program = $3, "revokedAt" = NULL, "signingKey" = $4 WHERE "deviceId" = $1`,
    [device.deviceId, tokenHash, device.program, device.signingKey],
  );
  assert(touched === 1, 'a known device is renewed');
}

/** The first key that a device tells is its key from then on. */
export async function fixSigningKey(tx: CentreWriteDb, deviceId: string, key: string): Promise<void> {
  const sql = `UPDATE device SET "signingKey" = $2 WHERE "deviceId" = $1 AND ("signingKey" IS NULL OR "signingKey" = $2)`;
  assert((await tx.run(sql, [deviceId, key])) === 1, 'a key once told never changes');
}

/** Gives a device this token in place of the one it has. */
export async function setToken(tx: CentreWriteDb, deviceId: string, tokenHash: string): Promise<void> {
  const touched = await tx.run('UPDATE device SET "tokenHash" = $2 WHERE "deviceId" = $1', [deviceId, tokenHash]);
  assert(touched === 1, 'a known device gets a token');
}

/** Notes that a device spoke, and locks it for one batch, so that two retries of it do not race. */
export function seeDevice(
  tx: CentreWriteDb,
  deviceId: string,
  seen: { program: string; rosterId: string | null; at: Instant },
): Promise<(Device & { tokenHash: string }) | null> {
  const sql = `UPDATE device SET "lastSeenAt" = $2, program = $3, "rosterId" = $4 WHERE "deviceId" = $1
    RETURNING ${DEVICE}, "tokenHash"`;
  return first<Device & { tokenHash: string }>(tx, sql, [deviceId, seen.at, seen.program, seen.rosterId]);
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

/** The names that a desk had before this one, as its database turned out to be a copy of theirs. */
export async function livesBefore(db: CentreReadDb, deviceId: string): Promise<string[]> {
  const rows = await db.query<{ device: string }>(
    `WITH RECURSIVE lives AS (
       SELECT "splitFrom" AS device FROM device WHERE "deviceId" = $1
       UNION SELECT device."splitFrom" FROM lives JOIN device ON device."deviceId" = lives.device
     ) SELECT device FROM lives WHERE device IS NOT NULL`,
    [deviceId],
  );
  return rows.map(({ device }) => device);
}
