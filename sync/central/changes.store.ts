import { assert } from '../../shared/base/assert.ts';
import type { CentreReadDb, CentreWriteDb } from './db.ts';

/** A change as it was stored, with the answer that was given with it. */
export interface StoredChange {
  facility: string;
  device: string;
  incarnation: string;
  seq: number;
  kind: string;
  recordId: string;
  version: number;
  hash: string;
  content: string;
  madeAt: string;
  receivedAt: string;
  outcome: 'accepted' | 'needs-fixing';
  code: string | null;
  field: string | null;
  sentence: string | null;
}
export type StoredIdentity = Omit<StoredChange, 'content' | 'facility' | 'madeAt' | 'receivedAt'>;

/** What cannot be stored as a change: kept as it came, as JSON of the whole change. */
export interface SetAside {
  facility: string;
  device: string;
  incarnation: string;
  seq: number;
  rawHash: string;
  why: 'conflict' | 'quarantine';
  patientId: string | null;
  raw: string;
  code: string;
  field: string | null;
  sentence: string;
  receivedAt: string;
}

export interface PatientKey {
  kind: string;
  value: string;
  patientId: string;
}

const IDENTITY = `change.device, change.incarnation, change.seq::float8 AS seq, change.kind, change."recordId",
  change.version::float8 AS version, change.hash, change.outcome, change.code, change.field, change.sentence`;

/** Every stored change under one of these keys of one device. */
export function changesByKey(
  db: CentreReadDb,
  facility: string,
  device: string,
  keys: readonly { incarnation: string; seq: number }[],
): Promise<StoredIdentity[]> {
  return db.query<StoredIdentity>(
    `SELECT ${IDENTITY} FROM json_to_recordset($3) AS wanted(incarnation text, seq bigint)
     JOIN change ON change.facility = $1 AND change.device = $2
       AND change.incarnation = wanted.incarnation AND change.seq = wanted.seq`,
    [facility, device, JSON.stringify(keys.map(({ incarnation, seq }) => ({ incarnation, seq })))],
  );
}

/** Every stored change of one of these versions of these records of a facility. */
export function changesByVersion(
  db: CentreReadDb,
  facility: string,
  versions: readonly { kind: string; recordId: string; version: number }[],
): Promise<StoredIdentity[]> {
  return db.query<StoredIdentity>(
    `SELECT ${IDENTITY} FROM json_to_recordset($2) AS wanted(kind text, "recordId" text, version bigint)
     JOIN change ON change.facility = $1 AND change.kind = wanted.kind
       AND change."recordId" = wanted."recordId" AND change.version = wanted.version`,
    [facility, JSON.stringify(versions.map(({ kind, recordId, version }) => ({ kind, recordId, version })))],
  );
}

/**
 * Which of these patients the facility has sent, in whatever state: one that waits for a correction or was set aside is
 * known, so that it never holds its own visits back.
 */
export async function knownPatients(
  db: CentreReadDb,
  facility: string,
  patientIds: readonly string[],
): Promise<{ patientId: string; version: number }[]> {
  return db.query(
    `SELECT "recordId" AS "patientId", version::float8 AS version FROM record
       WHERE facility = $1 AND kind = 'patient' AND "recordId" = ANY($2::text[])
     UNION ALL
     SELECT "patientId", 0 AS version FROM "setAside" WHERE facility = $1 AND "patientId" = ANY($2::text[])`,
    [facility, patientIds],
  );
}

/** Who holds these numbers at the facility. `kind` is an identifier's, or `patient-number`. */
export function holdersOf(
  db: CentreReadDb,
  facility: string,
  keys: readonly { kind: string; value: string }[],
): Promise<PatientKey[]> {
  return db.query<PatientKey>(
    `SELECT held.kind, held.value, held."patientId" FROM json_to_recordset($2) AS wanted(kind text, value text)
     JOIN "patientKey" AS held ON held.facility = $1 AND held.kind = wanted.kind AND held.value = wanted.value`,
    [facility, JSON.stringify(keys)],
  );
}

export async function insertChanges(tx: CentreWriteDb, changes: readonly StoredChange[]): Promise<void> {
  const touched = await tx.run(
    `INSERT INTO change (facility, device, incarnation, seq, kind, "recordId", version, hash, content, "madeAt",
       "receivedAt", outcome, code, field, sentence)
     SELECT facility, device, incarnation, seq, kind, "recordId", version, hash, content, "madeAt",
       "receivedAt", outcome, code, field, sentence
     FROM json_to_recordset($1) AS sent(facility text, device text, incarnation text, seq bigint, kind text,
       "recordId" text, version bigint, hash text, content text, "madeAt" text, "receivedAt" text, outcome text,
       code text, field text, sentence text)
     ON CONFLICT (facility, device, incarnation, seq) DO NOTHING`,
    [JSON.stringify(changes)],
  );
  assert(touched === changes.length, 'behind the lock of its facility every new change is stored');
}

/** Keeps the latest version of each record. `changes` names each record once. */
export async function upsertRecords(tx: CentreWriteDb, changes: readonly StoredChange[]): Promise<void> {
  await tx.run(
    `INSERT INTO record (facility, kind, "recordId", version, device, hash, content, state, code, "receivedAt")
     SELECT facility, kind, "recordId", version, device, hash, content, outcome, code, "receivedAt"
     FROM json_to_recordset($1) AS sent(facility text, kind text, "recordId" text, version bigint, device text,
       hash text, content text, outcome text, code text, "receivedAt" text)
     ON CONFLICT (facility, kind, "recordId") DO UPDATE SET version = excluded.version, device = excluded.device,
       hash = excluded.hash, content = excluded.content, state = excluded.state, code = excluded.code,
       "receivedAt" = excluded."receivedAt"
     WHERE excluded.version > record.version`,
    [JSON.stringify(changes)],
  );
}

/** Gives these patients exactly these numbers. */
export async function replaceKeys(
  tx: CentreWriteDb,
  facility: string,
  patientIds: readonly string[],
  keys: readonly PatientKey[],
): Promise<void> {
  await tx.run(`DELETE FROM "patientKey" WHERE facility = $1 AND "patientId" = ANY($2::text[])`, [
    facility,
    patientIds,
  ]);
  const touched = await tx.run(
    `INSERT INTO "patientKey" (facility, kind, value, "patientId") SELECT $1::text, kind, value, "patientId"
     FROM json_to_recordset($2) AS held(kind text, value text, "patientId" text)`,
    [facility, JSON.stringify(keys)],
  );
  assert(touched === keys.length, 'a number has one holder');
}

/** The same change set aside again is one row. */
export async function insertSetAside(tx: CentreWriteDb, rows: readonly SetAside[]): Promise<void> {
  await tx.run(
    `INSERT INTO "setAside" (facility, device, incarnation, seq, "rawHash", why, "patientId", raw, code, field, sentence,
       "receivedAt")
     SELECT facility, device, incarnation, seq, "rawHash", why, "patientId", raw, code, field, sentence, "receivedAt"
     FROM json_to_recordset($1) AS sent(facility text, device text, incarnation text, seq bigint, "rawHash" text,
       why text, "patientId" text, raw text, code text, field text, sentence text, "receivedAt" text)
     ON CONFLICT DO NOTHING`,
    [JSON.stringify(rows)],
  );
}
