import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { readKey } from '../../electron/node/folder.ts';
import { openSqlite, type SqliteDb } from '../../electron/node/sqlite.ts';
import { uuidv7 } from '../../shared/base/ids.ts';
import { dayAt, instantOf } from '../../shared/base/time.ts';
import { addRosterMember, beginRoster, finishRoster } from '../../shared/eligibility/roster-store.ts';
import { deskOf } from '../../shared/facility/store.ts';
import { normaliseIdentifier } from '../../shared/patients/identifiers.ts';
import type { Patient } from '../../shared/patients/record.ts';
import { addPatient, nextPatientNumber } from '../../shared/patients/store.ts';
import type { Act } from '../../shared/wire/act.ts';
import { PRACTICE_VILLAGES } from '../../sync/central/practice-places.ts';
import { SMALL_NAMES } from '../../sync/central/sample/names.ts';
import { sampleMember, sampleNumber } from '../../sync/central/sample/people.ts';
import { seededDice } from '../../sync/central/sample/random.ts';
import type { RosterRow } from '../../sync/protocol/files.ts';

const ROWS_AT_ONCE = 20_000;
const SEED = 1;
const random = { bytes: (count: number) => new Uint8Array(randomBytes(count)) };

/**
 * Fills a desk that was started once with so many patients, each a member of a roster of the same size, all of them
 * with the centre already. Names come from a short list on purpose: each full name is shared by about a hundred and
 * fifty people, which is worse than at any real facility.
 */
export function fillDesk(data: string, count: number): Patient[] {
  const db = openSqlite(join(data, 'desk.db'), readKey(data));
  try {
    // Only while it is filled: keys come in no order, and a small cache would write each page many times.
    db.script('PRAGMA cache_size = -600000');
    const nowMs = Date.now();
    const rows = membersOf(count, dayAt(nowMs));
    const patients: Patient[] = [];
    const roster = { id: 'roster-bench', asOf: dayAt(nowMs) };
    db.write((tx) => beginRoster(tx, roster, instantOf(nowMs)));
    for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
      patients.push(...addPiece(db, rows.slice(from, from + ROWS_AT_ONCE), nowMs, from));
    }
    db.write((tx) => {
      finishRoster(tx, roster.id, instantOf(nowMs));
      tx.run("UPDATE change SET state = 'accepted' WHERE state = 'waiting'");
    });
    return patients;
  } finally {
    db.close();
  }
}

function membersOf(count: number, today: string): RosterRow[] {
  const dice = seededDice(SEED);
  const sampling = { today, names: SMALL_NAMES, villages: PRACTICE_VILLAGES };
  return Array.from({ length: count }, (_, index) =>
    sampleMember(sampleNumber(index, SEED), index === 0 ? null : sampleNumber(index - 1, SEED), dice, sampling),
  );
}

function addPiece(db: SqliteDb, rows: readonly RosterRow[], nowMs: number, from: number): Patient[] {
  const desk = deskOf(db);
  if (desk === null) throw new Error('the desk was never started');
  const act: Act = {
    nowMs,
    now: instantOf(nowMs),
    today: dayAt(nowMs),
    incarnation: '0'.repeat(32),
    clockFlag: 'ok',
    bestMs: nowMs,
    monotonicMs: null,
    caller: null,
    newId: () => uuidv7(nowMs, random),
    changed: () => undefined,
  };
  return db.write((tx) =>
    rows.map((row, index) => {
      addRosterMember(tx, 'roster-bench', row);
      const patient = patientOf(row, act, from + index, nextPatientNumber(tx, desk.facility.code, desk.deskNumber));
      addPatient(tx, act, patient);
      return patient;
    }),
  );
}

function patientOf(row: RosterRow, act: Act, index: number, patientNumber: string): Patient {
  const nssf = normaliseIdentifier('nssf', row.nssfNumber);
  if (!nssf.ok) throw new Error('the sample holds a number that is none');
  const isExact = row.birthDatePrecision === 'day';
  return {
    id: act.newId(),
    version: 1,
    patientNumber,
    nameKm: row.nameKm,
    nameLatin: row.nameLatin,
    sex: row.sex,
    birthDate: row.birthDate ?? '1980-01-01',
    birthDatePrecision: isExact ? 'day' : 'year',
    phone: `0${12 + (index % 80)}${String(100_000 + ((index * 7_919) % 899_999))}`,
    villageCode: row.villageCode,
    registeredAt: act.now,
    registeredBy: 'bench',
    identifiers: [{ kind: 'nssf', raw: nssf.raw, normalised: nssf.normalised }],
  };
}
