import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SqliteDb } from '../../electron/node/sqlite.ts';
import { instantOf } from '../../shared/base/time.ts';
import type { Change, ChangeKind } from '../../shared/outbox/record.ts';
import { keepVerdict, saveSynced, waitingChanges } from '../../shared/outbox/store.ts';
import type { Act } from '../../shared/wire/act.ts';
import { openTestDb } from '../../tests/support/desk.ts';
import { newFolder, removeFolder } from '../../tests/support/folder.ts';
import { openLanes } from './lanes.ts';

const YESTERDAY = Date.parse('2026-03-09T02:00:00.000Z');
const TODAY = Date.parse('2026-03-10T02:00:00.000Z');
const PLENTY = 1_000_000_000;

let folder: string;
let db: SqliteDb;
beforeAll(() => {
  folder = newFolder('lanes');
  db = openTestDb(folder);
});
afterAll(() => {
  db.close();
  removeFolder(folder);
});

const actAt = (ms: number): Act => ({
  nowMs: ms,
  now: instantOf(ms),
  today: instantOf(ms).slice(0, 10),
  incarnation: 'a'.repeat(32),
  clockFlag: 'ok',
  bestMs: ms,
  monotonicMs: null,
  caller: null,
  newId: () => 'none',
  changed: () => undefined,
});

function save(kind: ChangeKind, recordId: string, version: number, patientId: string | null, ms: number, size = 10) {
  const content = { id: recordId, text: 'x'.repeat(size) };
  db.write((tx) =>
    saveSynced(tx, actAt(ms), { kind, recordId, version, content, label: 'x', patientId }, () => undefined),
  );
}

/** The tick of the first change that is of today: earlier ones in this file have pushed the clock on. */
function startOfDay(): number {
  return Number(db.get("SELECT value FROM setting WHERE key = 'hlc'")?.value ?? 0) + 1;
}

function settle(changes: readonly Change[]): void {
  db.write((tx) => {
    for (const { seq, incarnation } of changes)
      keepVerdict(tx, { seq, incarnation, state: 'accepted', code: null, field: null, sentence: null }, 'now');
  });
}

const names = (batch: readonly Change[]) => batch.map(({ recordId, version }) => `${recordId}v${version}`);

describe('the lanes of the outbox', () => {
  it('send today’s checks and visits before an old backlog, and a quarter of that all the same', () => {
    for (let index = 0; index < 40; index += 1) save('patient', `old${index}`, 1, `old${index}`, YESTERDAY);
    const today = startOfDay();
    save('patient', 'pat', 1, 'pat', TODAY);
    save('visit', 'visit', 1, 'pat', TODAY);
    save('eligibility-check', 'check', 1, 'pat', TODAY);
    const lanes = openLanes(db, today);
    expect(names(lanes.next(4, PLENTY))).toEqual(['old0v1', 'patv1', 'visitv1', 'checkv1']);
    expect(names(lanes.next(4, PLENTY))).toEqual(['old1v1', 'old2v1', 'old3v1', 'old4v1']);
    const rest = lanes.next(1_000, PLENTY);
    expect(rest).toHaveLength(35);
    expect([lanes.isEmpty(), lanes.next(10, PLENTY)]).toEqual([true, []]);
    settle(waitingChanges(db, 1_000));
  });

  it('take a batch up to its size, and one that is too large alone', () => {
    for (const id of ['big1', 'big2', 'small']) save('patient', id, 1, id, TODAY, id === 'small' ? 10 : 20_000);
    const lanes = openLanes(db, 0);
    expect([1, 2, 3].map(() => names(lanes.next(100, 20_500)))).toEqual([['big1v1'], ['big2v1'], ['smallv1']]);
    settle(waitingChanges(db, 1_000));
  });

  it('keep back what the other end would not understand', () => {
    save('patient', 'plain', 1, 'plain', TODAY);
    save('patient', 'strange', 1, 'strange', TODAY);
    const lanes = openLanes(db, 0, ({ recordId }) => recordId === 'strange');
    expect([names(lanes.next(9, PLENTY)), lanes.isEmpty()]).toEqual([['plainv1'], true]);
    settle(waitingChanges(db, 1_000));
  });

  it('never lose, never starve, and send nothing before what it depends on', () => {
    const made = fc.record({
      kind: fc.constantFrom('patient' as const, 'eligibility-check' as const, 'visit' as const),
      record: fc.nat(6),
      patient: fc.nat(4),
      isToday: fc.boolean(),
    });
    const size = fc.record({ count: fc.integer({ min: 1, max: 12 }), chars: fc.constantFrom(500, 1_000, PLENTY) });
    let round = 0;
    fc.assert(
      fc.property(
        fc.array(made, { size: 'max', maxLength: 60 }),
        fc.array(size, { minLength: 1, maxLength: 8 }),
        fc.array(fc.tuple(fc.nat(8), made), { maxLength: 10 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 20 }),
        (backlog, sizes, meanwhile, verdicts) => {
          round += 1;
          const versions = new Map<string, number>();
          const add = ({ kind, record, patient, isToday }: typeof backlog extends (infer T)[] ? T : never) => {
            const patientId = `${round}-p${patient}`;
            const id = kind === 'patient' ? patientId : `${round}-${kind}-${record}-${patient}`;
            const version = (versions.get(id) ?? 0) + 1;
            versions.set(id, version);
            save(kind, id, version, patientId, isToday ? TODAY : YESTERDAY);
          };
          for (const one of backlog.filter(({ isToday }) => !isToday)) add(one);
          const today = startOfDay();
          for (const one of backlog.filter(({ isToday }) => isToday)) add(one);
          const before = waitingChanges(db, 10_000);
          const lanes = openLanes(db, today);
          const sent = new Map<number, number>();
          let batches = 0;
          for (; !lanes.isEmpty(); batches += 1) {
            const { count, chars } = sizes[batches % sizes.length] ?? { count: 1, chars: 1 };
            const waiting = waitingChanges(db, 10_000);
            const batch = lanes.next(count, chars);
            expect(batch.length).toBeGreaterThan(0);
            expect(batch.length).toBeLessThanOrEqual(count);
            expect(batch.map(({ seq }) => seq)).toEqual(batch.map(({ seq }) => seq).toSorted((a, b) => a - b));
            const oldest = waiting.find(({ seq }) => !sent.has(seq));
            const isOne = count === 1 || chars < PLENTY;
            for (const { seq } of batch) {
              expect(sent.has(seq), 'nothing goes twice').toBe(false);
              sent.set(seq, batches);
            }
            // What has waited longest goes with every batch that has room for it.
            if (!isOne) expect(batch).toContainEqual(oldest);
            for (const change of batch) {
              const needed = waiting.filter(
                ({ kind, recordId, seq }) =>
                  seq < change.seq &&
                  ((kind === 'patient' && recordId === change.patientId) ||
                    (kind === change.kind && recordId === change.recordId)),
              );
              for (const { seq } of needed)
                expect(sent.get(seq) ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(batches);
            }
            settle(batch.filter((_, index) => verdicts[(batches + index) % verdicts.length]));
            for (const [when, one] of meanwhile) if (when === batches) add(one);
          }
          for (const { seq } of before) expect(sent.has(seq), 'everything that waited went').toBe(true);
          settle(waitingChanges(db, 10_000));
        },
      ),
      { numRuns: 120, seed: 20_260_310 },
    );
  });
});
