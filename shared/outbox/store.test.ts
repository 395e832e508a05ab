import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SqliteDb } from '../../electron/node/sqlite.ts';
import { openTestDb } from '../../tests/support/desk.ts';
import { newFolder, removeFolder } from '../../tests/support/folder.ts';
import { sha256Hex } from '../base/hash.ts';
import type { Act } from '../wire/act.ts';
import type { Change } from './record.ts';
import {
  attentionItems,
  type ChangeVerdict,
  changeCounts,
  enteredCount,
  keepVerdict,
  noteWait,
  saveSynced,
  syncStateOf,
  waitingChanges,
  waitingItems,
} from './store.ts';

const NOW = '2026-03-10T02:10:00.000Z';

function actOf(incarnation: string): Act {
  return {
    nowMs: 0,
    now: NOW,
    today: '2026-03-10',
    incarnation,
    clockFlag: 'ok',
    bestMs: 0,
    monotonicMs: null,
    caller: null,
    newId: () => 'none',
    changed: () => undefined,
  };
}

const MINE = actOf('a'.repeat(32));

let folder: string;
let db: SqliteDb;
beforeAll(() => {
  folder = newFolder('outbox');
  db = openTestDb(folder);
});
afterAll(() => {
  db.close();
  removeFolder(folder);
});

function save(recordId: string, version: number, act = MINE, isWithdrawal = false): Change {
  const record = {
    kind: 'visit' as const,
    recordId,
    version,
    content: { b: 1, a: recordId },
    label: 'x',
    patientId: null,
    isWithdrawal,
  };
  db.write((tx) => saveSynced(tx, act, record, () => undefined));
  const change = waitingChanges(db, 1_000).at(-1);
  if (change === undefined) throw new Error('what was saved does not wait');
  return change;
}

const verdict = ({ seq, incarnation }: Change, state: ChangeVerdict['state']) => ({
  seq,
  incarnation,
  state,
  code: state === 'accepted' ? null : 'name-missing',
  field: null,
  sentence: state === 'accepted' ? null : 'A name is needed.',
});
const keep = (change: Change, state: ChangeVerdict['state']) =>
  db.write((tx) => keepVerdict(tx, verdict(change, state), NOW));

describe('the outbox', () => {
  it('appends the canonical text of a record with its hash, in the transaction of its rows', () => {
    const change = save('canonical', 1);
    expect(change).toMatchObject({
      content: '{"a":"canonical","b":1}',
      state: 'waiting',
      incarnation: MINE.incarnation,
    });
    expect(change.hash).toBe(sha256Hex(change.content));
    const before = enteredCount(db);
    expect(() =>
      db.write((tx) =>
        saveSynced(
          tx,
          MINE,
          { kind: 'visit', recordId: 'broken', version: 1, content: {}, label: 'x', patientId: null },
          () => {
            throw new Error('the rows do not fit');
          },
        ),
      ),
    ).toThrow('the rows do not fit');
    expect(() => save('canonical', 1)).toThrow();
    expect(enteredCount(db)).toBe(before);
  });

  it('shows an older version that needs fixing no more once a newer one is there', () => {
    const first = save('fixed', 1);
    expect(keep(first, 'needs-fixing')).toBe(true);
    expect(attentionItems(db, 10).map(({ recordId, code }) => [recordId, code])).toEqual([['fixed', 'name-missing']]);
    expect(syncStateOf(db, 'visit', 'fixed')).toBe('needs-fixing');
    const second = save('fixed', 2);
    expect(attentionItems(db, 10)).toEqual([]);
    expect(syncStateOf(db, 'visit', 'fixed')).toBe('waiting');
    keep(second, 'accepted');
    expect(syncStateOf(db, 'visit', 'fixed')).toBe('accepted');
  });

  it('sets a verdict aside that comes after the record was corrected', () => {
    const first = save('late', 1);
    save('late', 2);
    keep(first, 'needs-fixing');
    expect(attentionItems(db, 10)).toEqual([]);
  });

  it('keeps the first verdict: a repeat and another run’s verdict write nothing', () => {
    const change = save('once', 1);
    expect(keep({ ...change, incarnation: 'b'.repeat(32) }, 'accepted')).toBe(false);
    expect(keep(change, 'accepted')).toBe(true);
    expect(keep(change, 'needs-fixing')).toBe(false);
    expect(syncStateOf(db, 'visit', 'once')).toBe('accepted');
  });

  it('makes a record withdrawn once the centre has it, whatever needed fixing before', () => {
    const first = save('gone', 1);
    keep(first, 'needs-fixing');
    const told = save('gone', 2, MINE, true);
    expect(attentionItems(db, 10)).toEqual([]);
    expect(syncStateOf(db, 'visit', 'gone')).toBe('waiting');
    keep(told, 'accepted');
    expect(syncStateOf(db, 'visit', 'gone')).toBe('withdrawn');
  });

  it('says for whom a change waits until the centre has taken it', () => {
    const change = save('later', 1);
    const waits = () => waitingItems(db, 1_000).find(({ recordId }) => recordId === 'later')?.waitsFor;
    expect(waits()).toBeNull();
    db.write((tx) => noteWait(tx, change, 'waits-for-patient', NOW));
    expect(waits()).toEqual({ code: 'waits-for-patient', patientNumber: null });
    keep(change, 'accepted');
    expect(db.write((tx) => noteWait(tx, change, 'waits-for-patient', NOW))).toBe(false);
  });

  it('names the version that a version was made from, and one clock that never goes back', () => {
    const first = save('clocked', 1);
    const second = save('clocked', 2);
    expect([first.baseHash, second.baseHash]).toEqual([null, first.hash.slice(0, 8)]);
    const back = save('clocked', 3, { ...MINE, nowMs: 5, bestMs: 5, clockFlag: 'back' });
    expect(back).toMatchObject({ clockFlag: 'back', hlc: second.hlc + 1 });
  });

  it('gives what waits oldest first, from after a number on', () => {
    const made = ['q1', 'q2', 'q3'].map((id) => save(id, 1));
    const after = (made[0]?.seq ?? 0) - 1;
    expect(waitingChanges(db, 2, after).map(({ recordId }) => recordId)).toEqual(['q1', 'q2']);
    expect(waitingChanges(db, 9, made[1]?.seq).map(({ recordId }) => recordId)).toEqual(['q3']);
  });

  it('always counts: entered = accepted + needs fixing + waiting + withdrawn, each record by its newest version', () => {
    const step = fc.oneof(
      fc.record({ do: fc.constant('save' as const), record: fc.nat(11), isBroken: fc.boolean() }),
      fc.record({ do: fc.constant('withdraw' as const), record: fc.nat(11) }),
      fc.record({ do: fc.constant('wait' as const), pick: fc.nat(200) }),
      fc.record({
        do: fc.constant('verdict' as const),
        pick: fc.nat(200),
        state: fc.constantFrom('accepted' as const, 'needs-fixing' as const, 'superseded' as const),
        isStrange: fc.boolean(),
      }),
      fc.record({ do: fc.constant('restart' as const) }),
    );
    let round = 0;
    fc.assert(
      fc.property(fc.array(step, { size: 'max', maxLength: 120 }), (steps) => {
        round += 1;
        let act = actOf('c'.repeat(32));
        const versions = new Map<string, number>();
        const made: Change[] = [];
        for (const one of steps) {
          if (one.do === 'restart') act = actOf(act.incarnation === 'd'.repeat(32) ? 'c'.repeat(32) : 'd'.repeat(32));
          else if (one.do === 'withdraw') {
            const id = `${round}-${one.record}`;
            const version = (versions.get(id) ?? 0) + 1;
            if (version === 1) continue;
            made.push(save(id, version, act, true));
            versions.set(id, version);
          } else if (one.do === 'wait') {
            const change = made[one.pick % Math.max(1, made.length)];
            if (change !== undefined) db.write((tx) => noteWait(tx, change, 'waits-for-patient', NOW));
          } else if (one.do === 'save') {
            const id = `${round}-${one.record}`;
            const version = (versions.get(id) ?? 0) + (one.isBroken && versions.has(id) ? 0 : 1);
            try {
              made.push(save(id, version, act));
              versions.set(id, version);
            } catch {
              expect(one.isBroken).toBe(true);
            }
          } else {
            const change = made[one.pick % Math.max(1, made.length)];
            if (change === undefined) continue;
            const stateNow = () => db.get('SELECT state FROM change WHERE seq = @seq', { seq: change.seq })?.state;
            const before = stateNow();
            keep(one.isStrange ? { ...change, incarnation: 'e'.repeat(32) } : change, one.state);
            // The centre's first word is the last, and words on another run's changes are none.
            if (before !== 'waiting' || one.isStrange) expect(stateNow()).toBe(before);
          }
          const counts = changeCounts(db);
          const sum = counts.accepted + counts['needs-fixing'] + counts.withdrawn + counts.waiting;
          expect(sum).toBe(enteredCount(db));
        }
        expect(changeCounts(db)).toEqual(recounted());
        expect(enteredCount(db)).toBe(
          db.get('SELECT count(*) AS n FROM (SELECT DISTINCT kind, recordId FROM change)')?.n,
        );
        // At most the newest version of a record asks for attention.
        const asking = attentionItems(db, 1_000).filter(({ recordId }) => recordId.startsWith(`${round}-`));
        for (const { recordId, version } of asking) expect(version).toBe(versions.get(recordId));
        const clocks = db.all('SELECT hlc FROM change ORDER BY seq').map(({ hlc }) => Number(hlc));
        expect(clocks).toEqual([...new Set(clocks)].sort((a, b) => a - b));
      }),
      { numRuns: 40, seed: 20_260_310 },
    );
  });

  /** The counts without any of the triggers: by the newest version of each record. */
  function recounted() {
    const rows = db.all(
      `SELECT state, count(*) AS n FROM change WHERE NOT EXISTS (SELECT 1 FROM change newer
         WHERE newer.kind = change.kind AND newer.recordId = change.recordId AND newer.version > change.version)
       GROUP BY state`,
    );
    const counts = { waiting: 0, accepted: 0, 'needs-fixing': 0, withdrawn: 0 };
    return { ...counts, ...Object.fromEntries(rows.map(({ state, n }) => [String(state), Number(n)])) };
  }
});
