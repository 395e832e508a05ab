import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { SqliteDb } from '../../electron/node/sqlite.ts';
import { sha256Hex } from '../../shared/base/hash.ts';
import { canonicalJson } from '../../shared/base/json.ts';
import { feedThrough } from '../../shared/exchange/feed-store.ts';
import { changeCounts, enteredCount } from '../../shared/outbox/store.ts';
import { serve } from '../../tests/support/clerk-work.ts';
import { openTestDesk, rowCounts, type TestDesk } from '../../tests/support/desk.ts';
import type { FeedRecord } from '../protocol/sync.ts';
import { keepFeed } from './records.ts';

const AT = '2026-03-10T03:00:00.000Z';
const ELSEWHERE = { deviceId: '0f5a1c2e-93b7-4f0e-8a11-5d6f7a8b9c0d', deskNumber: 7 };
const WORLD = { ownDevices: [] as string[], at: AT };

/** What another desk did, as its centre tells it: every version of every record that it made. */
async function workElsewhere(): Promise<FeedRecord[]> {
  const other = await openTestDesk('memory');
  const clerk = other.clerk();
  await clerk.signIn('vanna', '481920');
  const person = { sex: 'female' as const, birthDate: '1990-05-20', birthDatePrecision: 'day' as const };
  const first = await serve(clerk, { ...person, nameLatin: 'Keo Away' });
  const second = await serve(clerk, { ...person, nameLatin: 'Keo Gone', isSomebodyElse: true });
  await clerk.ask('visits.close', { visitId: first.visitId, outcome: 'improved' });
  await clerk.ask('patients.correct', { ...person, nameLatin: 'Keo Awa', patientId: first.patientId, version: 1 });
  await clerk.ask('changes.withdraw', { kind: 'visit', recordId: second.visitId, reason: 'written twice' });
  await clerk.ask('changes.withdraw', { kind: 'patient', recordId: second.patientId, reason: 'written twice' });
  const rows = other.db.all('SELECT * FROM change ORDER BY seq');
  await other.close();
  return rows.map((row, index) => ({
    ...{ feedSeq: index + 1, ...ELSEWHERE, incarnation: String(row.incarnation), seq: Number(row.seq) },
    ...{ kind: String(row.kind), recordId: String(row.recordId), version: Number(row.version), hash: String(row.hash) },
    ...{ content: String(row.content), madeAt: String(row.madeAt), hlc: Number(row.hlc), losers: [] },
    fault: null,
  }));
}

/** What a clerk sees of it, whatever the order in which it came. */
function shownOn(db: SqliteDb): unknown {
  return [
    db.all('SELECT id, version, patientNumber, nameLatin, sex, lastVisitOn FROM patient ORDER BY id'),
    db.all('SELECT key, patientId FROM patientNameKey ORDER BY key, patientId'),
    db.all('SELECT id, version, patientId, outcome FROM eligibilityCheck ORDER BY id'),
    db.all('SELECT id, version, status, outcome, deskNumber, dayNumber FROM visit ORDER BY id'),
    db.all('SELECT id, version, state, faults, totalRiel FROM claim ORDER BY id'),
    db.all('SELECT * FROM claimCount WHERE claims > 0 ORDER BY month, state'),
    db.all('SELECT * FROM withdrawal ORDER BY kind, recordId'),
    db.all('SELECT kind, recordId, version, hash FROM feedRecord ORDER BY kind, recordId'),
    db.all('SELECT feedSeq, why FROM feedAside ORDER BY feedSeq'),
  ];
}

describe('records of the facility’s other desks', () => {
  let records: FeedRecord[];
  let whole: unknown;
  beforeAll(async () => {
    records = await workElsewhere();
    const desk = await openTestDesk('memory', { isSetUp: false });
    keep(desk, records);
    whole = shownOn(desk.db);
    await desk.close();
  });

  const keep = (desk: TestDesk, list: FeedRecord[], world = WORLD, through = list.at(-1)?.feedSeq ?? 0) =>
    desk.db.write((tx) => keepFeed(tx, { through, hasMore: false, list }, world));

  it('come to the same in any order, in any pieces, and as often as they like', async () => {
    const desk = await openTestDesk('memory', { isSetUp: false });
    const empty = rowCounts(desk.db);
    const clear = () =>
      desk.db.write((tx) => {
        for (const table of ['claim', 'claimEvent', 'claimCount', 'visit', 'eligibilityCheck'])
          tx.run(`DELETE FROM ${table}`);
        for (const table of ['patientNameKey', 'patientIdentifier', 'patient', 'monthDay'])
          tx.run(`DELETE FROM ${table}`);
        for (const table of ['withdrawal', 'feedRecord', 'feedAside', 'conflict']) tx.run(`DELETE FROM ${table}`);
        tx.run("DELETE FROM setting WHERE key = 'feedThrough'");
      });
    const order = fc.shuffledSubarray([...records, ...records], { minLength: 2 * records.length });
    fc.assert(
      fc.property(order, fc.integer({ min: 1, max: 9 }), (list, piece) => {
        clear();
        for (let from = 0; from < list.length; from += piece) keep(desk, list.slice(from, from + piece));
        expect(shownOn(desk.db)).toEqual(whole);
      }),
      { numRuns: 60, seed: 20_260_310 },
    );
    clear();
    expect(rowCounts(desk.db)).toEqual(empty);
    await desk.close();
  });

  it('are in none of this desk’s own counts', async () => {
    const desk = await openTestDesk('memory');
    const before = [changeCounts(desk.db), enteredCount(desk.db)];
    expect(keep(desk, records)).toEqual({ applied: records.length, givenBack: 0, aside: 0 });
    expect([changeCounts(desk.db), enteredCount(desk.db)]).toEqual(before);
    expect(keep(desk, records)).toEqual({ applied: 0, givenBack: 0, aside: 0 });
    await desk.close();
  });

  it('wait for their patient, check and visit, and come with them', async () => {
    const desk = await openTestDesk('memory');
    const kindOf = (kind: string) => records.filter((record) => record.kind === kind);
    expect(keep(desk, kindOf('claim')).applied).toBe(0);
    expect(keep(desk, kindOf('visit')).applied).toBe(0);
    expect(keep(desk, kindOf('eligibility-check')).applied).toBe(0);
    expect(keep(desk, kindOf('patient')).applied).toBe(records.length);
    expect(desk.db.get('SELECT count(*) AS n FROM feedAside')?.n).toBe(0);
    expect(shownOn(desk.db)).toEqual(whole);
    await desk.close();
  });

  it('that cannot be read are kept as they came, and stop nothing', async () => {
    const desk = await openTestDesk('memory');
    const [first] = records;
    if (first === undefined) throw new Error('there is a first record');
    const withText = (feedSeq: number, content: string): FeedRecord => ({
      ...{ ...first, feedSeq, recordId: `strange-${feedSeq}`, content, hash: sha256Hex(content) },
    });
    const patient = JSON.parse(first.content) as Record<string, unknown>;
    const strange = [
      withText(101, 'no JSON'),
      withText(102, canonicalJson({ ...patient, id: 'strange-102', sex: 'unheard of' })),
      withText(103, canonicalJson({ ...patient, id: 'somebody else' })),
      withText(104, canonicalJson({ ...patient, id: 'strange-104', nameKm: null, nameLatin: null })),
      { ...first, feedSeq: 105, content: first.content.replace('female', 'male') },
      { ...first, feedSeq: 106, kind: 'a kind of tomorrow' },
    ];
    const kept = keep(desk, [...strange.slice(0, 3), ...records, ...strange.slice(3)]);
    expect(kept).toEqual({ applied: records.length, givenBack: 0, aside: 6 });
    expect(desk.db.all('SELECT feedSeq, why FROM feedAside ORDER BY feedSeq')).toEqual(
      strange.map(({ feedSeq }) => ({ feedSeq, why: 'unreadable' })),
    );
    await desk.close();
  });

  it('are never written over what this desk has under way', async () => {
    const desk = await openTestDesk('memory');
    const clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    const [first, ...rest] = records;
    const newer = rest.find(({ recordId, version }) => recordId === first?.recordId && version === 2);
    if (first === undefined || newer === undefined) throw new Error('the first patient was corrected');
    keep(desk, [first]);
    const form = { sex: 'female', birthDate: '1990-05-20', birthDatePrecision: 'day' } as const;
    const mine = { ...form, patientId: first.recordId, version: 1, nameLatin: 'Keo Here' };
    await clerk.ask('patients.correct', mine);
    expect(keep(desk, [newer])).toEqual({ applied: 0, givenBack: 0, aside: 0 });
    expect((await clerk.ask('patients.get', { patientId: first.recordId })).patient.nameLatin).toBe('Keo Here');
    await desk.close();
  });

  it('of an earlier life of this desk are its own again, and count', async () => {
    const desk = await openTestDesk('memory');
    const world = { ...WORLD, ownDevices: [ELSEWHERE.deviceId] };
    expect(keep(desk, records, world)).toEqual({ applied: records.length, givenBack: records.length, aside: 0 });
    expect(changeCounts(desk.db)).toEqual({ waiting: 0, accepted: 4, 'needs-fixing': 0, withdrawn: 3 });
    expect(enteredCount(desk.db)).toBe(7);
    expect(keep(desk, [...records].reverse(), world)).toEqual({ applied: 0, givenBack: 0, aside: 0 });
    expect(changeCounts(desk.db).accepted).toBe(4);
    // Its own number is not given to anybody else.
    const clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    const person = { nameLatin: 'Somebody New', sex: 'male', birthDate: '1970', birthDatePrecision: 'year' } as const;
    const { patient } = await clerk.ask('patients.register', person);
    expect(desk.db.all('SELECT id FROM patient WHERE patientNumber = @n', { n: patient.patientNumber })).toHaveLength(
      1,
    );
    await desk.close();
  });

  it('never take the cursor back', async () => {
    const desk = await openTestDesk('memory');
    keep(desk, records, WORLD, 20);
    keep(desk, records.slice(0, 2), WORLD, 2);
    expect(feedThrough(desk.db)).toBe(20);
    await desk.close();
  });
});
