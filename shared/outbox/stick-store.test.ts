import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { SqliteDb } from '../../electron/node/sqlite.ts';
import { openTestDb } from '../../tests/support/desk.ts';
import { newFolder, removeFolder } from '../../tests/support/folder.ts';
import type { Act } from '../wire/act.ts';
import {
  dropStick,
  finishStick,
  noteAnswer,
  onStickCount,
  planStick,
  stickById,
  stickByNumber,
  sticksMade,
  stickWithAll,
  waitingCount,
} from './stick-store.ts';
import { keepVerdict, saveSynced, waitingItems } from './store.ts';

const NOW = '2026-03-10T02:10:00.000Z';
const DEVICE = '7d3f2a58-0e0c-4f6e-9a53-3f1a6f0a1c11';
const INCARNATION = 'a'.repeat(32);
const act: Act = {
  ...{
    nowMs: 0,
    now: NOW,
    today: '2026-03-10',
    incarnation: INCARNATION,
    clockFlag: 'ok',
    bestMs: 0,
    monotonicMs: null,
    caller: null,
  },
  newId: () => 'none',
  changed: () => undefined,
};

describe('sticks', () => {
  let folder: string;
  let db: SqliteDb;
  let drawn = 0;
  beforeEach(() => {
    folder = newFolder('sticks');
    db = openTestDb(folder);
  });
  afterEach(() => {
    db.close();
    removeFolder(folder);
  });

  const random = { bytes: (count: number) => new Uint8Array(count).fill(++drawn) };
  const save = (recordId: string, version = 1) =>
    db.write((tx) => {
      const record = {
        kind: 'patient',
        recordId,
        version,
        content: { recordId, version },
        label: 'x',
        patientId: null,
      } as const;
      saveSynced(tx, act, record, () => undefined);
    });
  const plan = (deviceId = DEVICE) =>
    db.write((tx) =>
      planStick(tx, { madeAt: NOW, madeBy: 'staff-1', facility: 'KT04', deviceId, deskNumber: 2 }, random),
    );
  const made = (deviceId = DEVICE) => {
    const stick = plan(deviceId);
    if (stick === null) throw new Error('nothing waits');
    db.write((tx) => finishStick(tx, stick.number, { bytes: 10, frames: ['f1', 'f2'] }));
    return stick;
  };
  const accept = (seq: number) =>
    db.write((tx) =>
      keepVerdict(
        tx,
        { seq, incarnation: INCARNATION, state: 'accepted', code: null, field: null, sentence: null },
        NOW,
      ),
    );
  const onWhich = () => waitingItems(db, 100).map(({ stick }) => stick);

  it('are planned only when something waits, and count records by their newest version', () => {
    expect(plan()).toBeNull();
    save('p1');
    save('p1', 2);
    save('p2');
    expect(plan()).toMatchObject({ number: 1, fileName: 'tonle-KT04-2-1.tonle', throughSeq: 3, records: 2 });
    expect(waitingCount(db)).toBe(2);
  });

  it('hold nothing before they are finished, and give no number twice', () => {
    save('p1');
    const first = plan();
    expect([onWhich(), onStickCount(db), sticksMade(db, 9)]).toEqual([[null], 0, []]);
    expect(stickById(db, first?.stickId ?? '')).toBeNull();
    db.write((tx) => dropStick(tx, 1));
    expect(made().number).toBe(2);
    expect([onWhich(), onStickCount(db)]).toEqual([[2], 1]);
    db.write((tx) => dropStick(tx, 2));
    expect(sticksMade(db, 9).map(({ number }) => number)).toEqual([2]);
  });

  it('say of what waits on which of them it is, until its verdict has come', () => {
    save('p1');
    save('p2');
    made();
    save('p3');
    expect([onWhich(), onStickCount(db)]).toEqual([[1, 1, null], 2]);
    made();
    expect([onWhich(), onStickCount(db)]).toEqual([[2, 2, 2], 3]);
    accept(1);
    expect([onWhich(), onStickCount(db)]).toEqual([[2, 2], 2]);
    expect(sticksMade(db, 9).map(({ number, waiting, records }) => [number, waiting, records])).toEqual([
      [2, 2, 3],
      [1, 1, 2],
    ]);
    // A record that is written anew waits with its new version, which no stick has.
    save('p2', 2);
    expect([onWhich(), onStickCount(db)]).toEqual([[2, 2, null], 1]);
  });

  it('are known by their ids with what their answers open with', () => {
    save('p1');
    const { stickId, answerKey } = made();
    expect(stickId).not.toBe(answerKey.slice(0, 32));
    expect(stickById(db, stickId)).toEqual({ number: 1, answerKey, deviceId: DEVICE, frames: new Set(['f1', 'f2']) });
    expect(stickById(db, 'f'.repeat(32))).toBeNull();
    db.write((tx) => noteAnswer(tx, 1, NOW));
    expect(stickByNumber(db, 1)).toMatchObject({ answeredAt: NOW, madeBy: 'staff-1', bytes: 10 });
    expect(stickByNumber(db, 2)).toBeNull();
  });

  it('are given again only while nothing is missing in them', () => {
    save('p1');
    expect(stickWithAll(db, DEVICE)).toBeNull();
    made();
    expect(stickWithAll(db, DEVICE)).toEqual({ number: 1, fileName: 'tonle-KT04-2-1.tonle' });
    expect(stickWithAll(db, 'another name')).toBeNull();
    save('p2');
    expect(stickWithAll(db, DEVICE)).toBeNull();
    accept(2);
    expect(stickWithAll(db, DEVICE)).not.toBeNull();
    accept(1);
    expect(stickWithAll(db, DEVICE)).toBeNull();
  });
});
