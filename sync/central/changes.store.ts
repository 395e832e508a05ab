import { assert } from '../../shared/base/assert.ts';
import type { CentreReadDb, CentreWriteDb } from './db.ts';

/** What is kept of a change beside its content, with the answer that was given with it. Its `no` follows from its place. */
export interface NewChange {
  run: number;
  seq: number;
  kind: string;
  recordId: string;
  version: number;
  /** 64 hex digits. */
  hash: string;
  /** Its place in the batch in which it came. */
  position: number;
  outcome: 'accepted' | 'needs-fixing' | 'superseded';
  code: string | null;
  field: string | null;
  sentence: string | null;
}

export type StoredIdentity = Omit<NewChange, 'run' | 'position'> & { device: string; incarnation: string };

/** A stored change with its number at the facility, which is also its number in the feed, and where its content is. */
export interface StoredChange extends StoredIdentity {
  no: number;
  batch: number;
  position: number;
}

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

const IDENTITY = `run.device, run.incarnation, change.seq::float8 AS seq, change.kind, change."recordId",
  change.version::float8 AS version, encode(change.hash, 'hex') AS hash, change.outcome, change.code, change.field,
  change.sentence`;
const STORED = `${IDENTITY}, change.no::float8 AS no, change.batch::float8 AS batch, change.position`;
const WITH_RUN = 'JOIN run ON run.facility = change.facility AND run.run = change.run';

/** Every stored change under one of these keys. */
export async function changesByKey(
  db: CentreReadDb,
  facility: string,
  keys: readonly { run: number; seq: number }[],
): Promise<StoredIdentity[]> {
  if (keys.length === 0) return [];
  return db.query<StoredIdentity>(
    `SELECT ${IDENTITY} FROM unnest($2::int[], $3::bigint[]) AS wanted(run, seq)
     JOIN change ON change.facility = $1 AND change.run = wanted.run AND change.seq = wanted.seq ${WITH_RUN}`,
    [facility, keys.map(({ run }) => run), keys.map(({ seq }) => seq)],
  );
}

/** Every stored change of one of these versions of these records of a facility. */
export async function changesByVersion(
  db: CentreReadDb,
  facility: string,
  versions: readonly { kind: string; recordId: string; version: number }[],
): Promise<StoredIdentity[]> {
  if (versions.length === 0) return [];
  return db.query<StoredIdentity>(
    `SELECT ${IDENTITY} FROM unnest($2::text[], $3::text[], $4::bigint[]) AS wanted(kind, "recordId", version)
     JOIN change ON change.facility = $1 AND change.kind = wanted.kind
       AND change."recordId" = wanted."recordId" AND change.version = wanted.version ${WITH_RUN}`,
    [
      facility,
      versions.map(({ kind }) => kind),
      versions.map(({ recordId }) => recordId),
      versions.map(({ version }) => version),
    ],
  );
}

/** What the facility has stored after this number, in the order of the numbers: at most `rowsMax`, whatever the outcome. */
export function changesAfter(db: CentreReadDb, facility: string, no: number, rowsMax: number): Promise<StoredChange[]> {
  return db.query<StoredChange>(
    `SELECT ${STORED} FROM change ${WITH_RUN} WHERE change.facility = $1 AND change.no > $2
     ORDER BY change.no LIMIT ${rowsMax}`,
    [facility, no],
  );
}

/** Every version of these records of a facility that is stored, in the order in which they came. */
export async function changesOfRecords(
  db: CentreReadDb,
  facility: string,
  kind: string,
  recordIds: readonly string[],
): Promise<StoredChange[]> {
  if (recordIds.length === 0) return [];
  return db.query<StoredChange>(
    `SELECT ${STORED} FROM change ${WITH_RUN}
     WHERE change.facility = $1 AND change.kind = $2 AND change."recordId" = ANY($3::text[]) ORDER BY change.no`,
    [facility, kind, recordIds],
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
  if (patientIds.length === 0) return [];
  return db.query(
    `SELECT "patientId", version::float8 AS version FROM "patientNow"
       WHERE facility = $1 AND "patientId" = ANY($2::text[])
     UNION ALL
     SELECT "patientId", 0 AS version FROM "setAside" WHERE facility = $1 AND "patientId" = ANY($2::text[])`,
    [facility, patientIds],
  );
}

/** Which of these records the facility has sent, in whatever state. */
export async function knownRecords(
  db: CentreReadDb,
  facility: string,
  records: readonly { kind: string; recordId: string }[],
): Promise<{ kind: string; recordId: string }[]> {
  if (records.length === 0) return [];
  return db.query(
    `SELECT wanted.kind, wanted."recordId" FROM unnest($2::text[], $3::text[]) AS wanted(kind, "recordId")
     WHERE EXISTS (SELECT 1 FROM change WHERE change.facility = $1 AND change.kind = wanted.kind
       AND change."recordId" = wanted."recordId")`,
    [facility, records.map(({ kind }) => kind), records.map(({ recordId }) => recordId)],
  );
}

/** Who holds these numbers at the facility. `kind` is an identifier's, or `patient-number`. */
export async function holdersOf(
  db: CentreReadDb,
  facility: string,
  keys: readonly { kind: string; value: string }[],
): Promise<PatientKey[]> {
  if (keys.length === 0) return [];
  return db.query<PatientKey>(
    `SELECT held.kind, held.value, held."patientId" FROM unnest($2::text[], $3::text[]) AS wanted(kind, value)
     JOIN "patientKey" AS held ON held.facility = $1 AND held.kind = wanted.kind AND held.value = wanted.value`,
    [facility, keys.map(({ kind }) => kind), keys.map(({ value }) => value)],
  );
}

/** Where the changes of a request go: the numbers after `noBefore`, and the batch that has their contents. */
export interface Shelf {
  facility: string;
  noBefore: number;
  batch: number;
}

/** Numbers and stores these changes, in their order. */
export async function insertChanges(tx: CentreWriteDb, shelf: Shelf, changes: readonly NewChange[]): Promise<void> {
  const hashes = new Uint8Array(changes.length * HASH_BYTES);
  for (const [index, { hash }] of changes.entries()) writeHex(hashes, index * HASH_BYTES, hash);
  const touched = await tx.run(
    `INSERT INTO change (facility, no, run, seq, kind, "recordId", version, hash, batch, position, outcome, code, field,
       sentence)
     SELECT $1::text, $2::bigint + ord, run, seq, kind, "recordId", version,
       substr($3::bytea, (ord::int - 1) * ${HASH_BYTES} + 1, ${HASH_BYTES}), $4::bigint, position, outcome, code, field,
       sentence
     FROM unnest($5::int[], $6::bigint[], $7::text[], $8::text[], $9::bigint[], $10::int[], $11::text[], $12::text[],
       $13::text[], $14::text[]) WITH ORDINALITY
       AS sent(run, seq, kind, "recordId", version, position, outcome, code, field, sentence, ord)`,
    [
      ...[shelf.facility, shelf.noBefore, hashes, shelf.batch],
      ...[changes.map(({ run }) => run), changes.map(({ seq }) => seq), changes.map(({ kind }) => kind)],
      ...[changes.map(({ recordId }) => recordId), changes.map(({ version }) => version)],
      ...[changes.map(({ position }) => position), changes.map(({ outcome }) => outcome)],
      ...[changes.map(({ code }) => code), changes.map(({ field }) => field), changes.map(({ sentence }) => sentence)],
    ],
  );
  assert(touched === changes.length, 'behind the lock of its facility every new change is stored');
}

const HASH_BYTES = 32;

function writeHex(bytes: Uint8Array, at: number, hex: string): void {
  for (let i = 0; i < HASH_BYTES; i += 1) bytes[at + i] = 16 * digitOf(hex, 2 * i) + digitOf(hex, 2 * i + 1);
}

/** Of lower-case hex: '0' is 48, 'a' is 97. */
function digitOf(hex: string, at: number): number {
  const code = hex.charCodeAt(at);
  return code < 58 ? code - 48 : code - 87;
}

/** The newest version of a patient with its text. */
export interface PatientNow {
  patientId: string;
  version: number;
  no: number;
  content: string;
}

/** Keeps the latest version of each patient. `patients` names each once. */
export async function upsertPatients(
  tx: CentreWriteDb,
  facility: string,
  patients: readonly PatientNow[],
): Promise<void> {
  if (patients.length === 0) return;
  await tx.run(
    `INSERT INTO "patientNow" (facility, "patientId", version, no, content)
     SELECT $1::text, "patientId", version, no, content
     FROM unnest($2::text[], $3::bigint[], $4::bigint[], $5::text[]) AS sent("patientId", version, no, content)
     ON CONFLICT (facility, "patientId") DO UPDATE SET version = excluded.version, no = excluded.no,
       content = excluded.content
     WHERE excluded.version > "patientNow".version`,
    [
      facility,
      patients.map(({ patientId }) => patientId),
      patients.map(({ version }) => version),
      patients.map(({ no }) => no),
      patients.map(({ content }) => content),
    ],
  );
}

/** The newest content of these patients of a facility, as it came. */
export async function patientsNow(
  db: CentreReadDb,
  facility: string,
  patientIds: readonly string[],
): Promise<PatientNow[]> {
  if (patientIds.length === 0) return [];
  return db.query<PatientNow>(
    `SELECT "patientId", version::float8 AS version, no::float8 AS no, content FROM "patientNow"
     WHERE facility = $1 AND "patientId" = ANY($2::text[])`,
    [facility, patientIds],
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
     FROM unnest($2::text[], $3::text[], $4::text[]) AS held(kind, value, "patientId")`,
    [facility, keys.map(({ kind }) => kind), keys.map(({ value }) => value), keys.map(({ patientId }) => patientId)],
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
