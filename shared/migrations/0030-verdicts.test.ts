import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite, type SqliteDb } from '../../electron/node/sqlite.ts';
import { newFolder, removeFolder } from '../../tests/support/folder.ts';
import type { SqlRow } from '../base/db.ts';
import { sha256Hex } from '../base/hash.ts';
import { changeCounts, enteredCount, saveSynced, waitingChanges } from '../outbox/store.ts';
import { patientById } from '../patients/store.ts';
import { MIGRATIONS, migrate } from './index.ts';

/** What a desk of the second schema had: name, version, state and when its clock said that it was made. */
const CHANGES = [
  ['p-1', 1, 'accepted', '2026-03-01T01:00:00.000Z'],
  ['p-2', 1, 'superseded', '2026-03-01T01:00:00.000Z'],
  // The clock went back to where a dead battery leaves it.
  ['p-2', 2, 'accepted', '2000-01-01T00:00:00.000Z'],
  ['p-3', 1, 'needs-fixing', '2000-01-01T00:00:01.000Z'],
  ['v-1', 1, 'accepted', '2026-03-02T01:00:00.000Z'],
  ['v-1', 2, 'waiting', '2026-03-02T01:00:00.001Z'],
  ['v-2', 1, 'waiting', 'no time at all'],
] as const;

describe('a desk of the second schema', () => {
  let folder: string;
  let db: SqliteDb;
  beforeEach(() => {
    folder = newFolder('migration-30');
    db = openSqlite(`${folder}/desk.db`, new Uint8Array(32));
    migrate(
      db,
      MIGRATIONS.filter(({ number }) => number <= 20),
    );
    db.write((tx) => {
      for (const id of ['p-1', 'p-2', 'p-3']) {
        tx.run(
          `INSERT INTO patient (id, version, patientNumber, nameLatin, sex, birthDate, birthDatePrecision, registeredAt,
             registeredBy, lastVisitOn, lastPayer)
           VALUES (@id, 1, @number, 'Chan Dara', 'male', '1985-11-02', 'day', '2026-03-01', 'staff-1', '2026-03-02', 'nssf')`,
          { id, number: `KT04-2-00000${id.slice(2)}-X` },
        );
      }
      tx.run(
        "INSERT INTO patientIdentifier (patientId, kind, raw, normalised) VALUES ('p-1', 'passport', 'N1', 'N1')",
        {},
      );
      for (const [recordId, version, state, madeAt] of CHANGES) {
        const content = `{"id":"${recordId}","version":${version}}`;
        tx.run(
          `INSERT INTO change (incarnation, kind, recordId, version, hash, content, label, patientId, madeAt, state,
             verdictCode, verdictField, verdictSentence, verdictAt)
           VALUES ('${'a'.repeat(32)}', @kind, @recordId, @version, @hash, @content, 'label', 'p-1', @madeAt, @state,
             @code, @field, @sentence, @madeAt)`,
          {
            ...{ kind: recordId.startsWith('p') ? 'patient' : 'visit', recordId, version, content, madeAt, state },
            hash: sha256Hex(content),
            code: state === 'needs-fixing' ? 'name-missing' : null,
            field: state === 'needs-fixing' ? 'nameKm' : null,
            sentence: state === 'needs-fixing' ? 'A name is needed.' : null,
          },
        );
      }
      // A number that was given and rolled back is never given again.
      tx.run("UPDATE sqlite_sequence SET seq = 40 WHERE name = 'change'", {});
    });
  });
  afterEach(() => {
    db.close();
    removeFolder(folder);
  });

  const OLD_COLUMNS = `seq, incarnation, kind, recordId, version, hash, content, label, patientId, madeAt, state, verdictCode,
    verdictField, verdictSentence, verdictAt`;
  const kept = (): SqlRow[] => db.all(`SELECT ${OLD_COLUMNS} FROM change ORDER BY seq`);

  it('keeps every change as it was, with its number and its verdict', () => {
    const before = kept();
    migrate(db);
    expect(kept()).toEqual(before);
    expect(db.get('PRAGMA foreign_key_check')).toBeNull();
    expect(patientById(db, 'p-1')).toMatchObject({
      patient: { patientNumber: 'KT04-2-000001-X', identifiers: [{ raw: 'N1' }] },
      ...{ lastVisitOn: '2026-03-02', lastPayer: 'nssf' },
    });
  });

  it('counts each record once, by its newest version', () => {
    migrate(db);
    expect(changeCounts(db)).toEqual({ waiting: 2, accepted: 2, 'needs-fixing': 1, withdrawn: 0 });
    expect(enteredCount(db)).toBe(5);
  });

  it('gives them a clock that never goes back, and the version that each was made from', () => {
    migrate(db);
    const rows = db.all('SELECT recordId, version, hlc, baseHash, clockFlag FROM change ORDER BY seq');
    const clocks = rows.map(({ hlc }) => Number(hlc));
    expect(clocks).toEqual([...new Set(clocks)].sort((a, b) => a - b));
    expect(clocks[0]).toBe(Date.parse('2026-03-01T01:00:00.000Z'));
    expect(clocks[4]).toBe(Date.parse('2026-03-02T01:00:00.000Z'));
    const second = rows.find(({ recordId, version }) => recordId === 'v-1' && version === 2);
    expect(second?.baseHash).toBe(sha256Hex('{"id":"v-1","version":1}').slice(0, 8));
    expect(rows.filter(({ baseHash }) => baseHash !== null)).toHaveLength(2);
  });

  it('goes on where it was: the next change is numbered and clocked after all that were', () => {
    migrate(db);
    const act = {
      ...{ nowMs: 0, now: '2026-03-03T01:00:00.000Z', today: '2026-03-03', incarnation: 'b'.repeat(32), caller: null },
      ...{ clockFlag: 'ok' as const, bestMs: 0, monotonicMs: null, newId: () => 'none', changed: () => undefined },
    };
    const record = { kind: 'visit' as const, recordId: 'v-2', version: 2, content: {}, label: 'x', patientId: null };
    db.write((tx) => saveSynced(tx, act, record, () => undefined));
    const last = waitingChanges(db, 10).at(-1);
    expect(last).toMatchObject({ seq: 41, recordId: 'v-2' });
    expect(last?.hlc).toBeGreaterThan(Date.parse('2026-03-02T01:00:00.000Z'));
    expect(changeCounts(db).waiting).toBe(2);
  });
});
