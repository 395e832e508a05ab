import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NationalStore } from '../../electron/node/national/store.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { memberOf, members, TestCentre } from './centre.ts';
import { codeOf, openDesk } from './desk.ts';

let folder: string;
let stores: NationalStore[];
const file = (name = 'full') => join(folder, name);

async function desk(centre: TestCentre, facilityCode?: string): Promise<NationalStore> {
  const store = await openDesk(folder, centre, facilityCode);
  stores.push(store);
  return store;
}

beforeEach(() => {
  folder = newFolder('national');
  stores = [];
});
afterEach(() => {
  for (const store of stores) store.close();
  removeFolder(folder);
});

describe('the national roster of a desk', () => {
  it('says nothing before it has one', async () => {
    const store = await desk(new TestCentre());
    expect(await store.lookup('10000000000000', '1950-01-01')).toBeNull();
    expect(store.stats()).toEqual({ roster: null, fileBytes: 0, problem: null });
  });

  it('finds every member of a whole roster by card and birth date together, and by nothing less', async () => {
    const centre = new TestCentre();
    const all = members(400);
    await centre.advance(all);
    centre.full(file());
    const store = await desk(centre);
    expect(codeOf(await store.applyFull(file()))).toBe('ok');
    for (const member of all) {
      const facts = await store.lookup(member.nssfKey, member.birthDate ?? '');
      expect(facts).toMatchObject({
        asOf: '2026-09-30',
        paidMonths: member.paidMonths,
        seq: 1,
        rosterId: 'national-1',
      });
      expect(facts?.membership.class).toBe('employee');
    }
    expect(await store.lookup(memberOf(1).nssfKey, memberOf(2).birthDate ?? '')).toBeNull();
    expect(await store.lookup(memberOf(1).nssfKey, '1951')).toBeNull();
    expect(await store.lookup(memberOf(400).nssfKey, memberOf(400).birthDate ?? '')).toBeNull();
    expect(await store.lookup('not a number', '1950-01-01')).toBeNull();
  });

  it('finds a birth date that is printed as a month or a year by exactly that', async () => {
    const centre = new TestCentre();
    const [month, year] = [memberOf(1, { birthDatePrecision: 'month' }), memberOf(2, { birthDatePrecision: 'year' })];
    const unknown = memberOf(3, { birthDate: null, birthDatePrecision: 'unknown' });
    const built = await centre.advance([month, year, unknown]);
    expect(built.counts).toEqual({ members: 2, newlyDerived: 2, withoutBirthDate: 1, withoutClass: 0, ambiguous: 0 });
    centre.full(file());
    const store = await desk(centre);
    await store.applyFull(file());
    expect(await store.lookup(month.nssfKey, '1951-02')).not.toBeNull();
    expect(await store.lookup(month.nssfKey, '1951-02-01')).toBeNull();
    expect(await store.lookup(year.nssfKey, '1952')).not.toBeNull();
  });

  it('keeps its roster, and the pepper, when it is opened again', async () => {
    const centre = new TestCentre();
    await centre.advance(members(10));
    centre.full(file());
    const store = await desk(centre);
    await store.applyFull(file());
    store.close();
    const again = await desk(centre);
    expect(again.stats().roster).toMatchObject({ seq: 1, membersCount: 10, stateHash: centre.stateHash });
    expect(await again.lookup(memberOf(3).nssfKey, memberOf(3).birthDate ?? '')).not.toBeNull();
  });

  it('applies a delta: paid, new, gone, and a whole group with one rule', async () => {
    const centre = new TestCentre();
    const grouped = (index: number) => ({ group: index % 2 === 0 ? 'even' : null });
    await centre.advance(members(300, grouped));
    centre.full(file());
    const store = await desk(centre);
    await store.applyFull(file());
    const after = members(301, (index) => ({
      ...grouped(index),
      paidMonths: index % 2 === 0 || index === 5 ? ['2026-07', '2026-08', '2026-09'] : ['2026-07', '2026-08'],
    })).slice(1);
    const delta = await centre.delta(after);
    expect(delta.changes.rules).toEqual([{ id: 1, add: ['2026-09'] }]);
    expect([delta.changes.updates.length, delta.changes.removals.length, delta.changes.additions.length]).toEqual([
      1, 1, 1,
    ]);
    expect(codeOf(await store.applyDelta(delta.bytes))).toBe('ok');
    expect(await store.lookup(memberOf(0).nssfKey, memberOf(0).birthDate ?? '')).toBeNull();
    for (const member of after) {
      const facts = await store.lookup(member.nssfKey, member.birthDate ?? '');
      expect(facts?.paidMonths).toEqual(member.paidMonths);
    }
    expect((await store.verify()).ok).toBe(true);
    expect(store.stats().roster?.stateHash).toBe(centre.stateHash);
  });

  it('answers while a roster is exchanged', async () => {
    const centre = new TestCentre();
    await centre.advance(members(3_000));
    centre.full(file());
    const store = await desk(centre);
    await store.applyFull(file());
    const delta = await centre.delta(members(3_000, () => ({ paidMonths: ['2026-09'] })));
    centre.full(file('second'));
    const applying = store.applyDelta(delta.bytes);
    let isOver = false;
    applying.then(() => {
      isOver = true;
    });
    const seen = new Set<string>();
    while (!isOver) {
      const facts = await store.lookup(memberOf(7).nssfKey, memberOf(7).birthDate ?? '');
      seen.add(facts?.paidMonths.join(' ') ?? 'nothing');
    }
    seen.delete('2026-07 2026-08');
    seen.delete('2026-09');
    expect([...seen]).toEqual([]);
    expect((await applying).ok).toBe(true);
  });

  it('is repacked by itself when changes have made its file too large, and not before', async () => {
    const centre = new TestCentre();
    await centre.advance(members(400));
    centre.full(file());
    const store = await desk(centre);
    expect(await store.applyFull(file())).toMatchObject({ isRepacked: false });
    const database = () => readFileSync(join(folder, 'national', 'current'), 'utf8');
    const first = database();
    const step = async (count: number) => store.applyDelta((await centre.delta(members(count))).bytes);
    expect(await step(410)).toMatchObject({ ok: true, isRepacked: false });
    expect(database()).toBe(first);
    expect(await step(9_000)).toMatchObject({ ok: true, isRepacked: true });
    expect(database()).not.toBe(first);
    expect(readdirSync(join(folder, 'national')).filter((name) => name.endsWith('.db'))).toEqual([database().trim()]);
    const repacked = store.stats();
    expect(repacked.roster).toMatchObject({ seq: 3, membersCount: 9_000, stateHash: centre.stateHash });
    expect((await store.verify()).ok).toBe(true);
    for (const index of [0, 405, 8_999]) {
      expect(await store.lookup(memberOf(index).nssfKey, memberOf(index).birthDate ?? '')).not.toBeNull();
    }
    expect(await step(9_001)).toMatchObject({ ok: true, isRepacked: false });
    expect((await store.repack()).ok).toBe(true);
    expect(store.stats().fileBytes).toBeGreaterThan(repacked.fileBytes * 0.95);
  });

  it('repacks without changing what it says', async () => {
    const centre = new TestCentre();
    await centre.advance(members(200));
    centre.full(file());
    const store = await desk(centre);
    await store.applyFull(file());
    const before = store.stats().roster;
    expect((await store.repack()).ok).toBe(true);
    expect(store.stats().roster).toEqual(before);
    expect((await store.verify()).ok).toBe(true);
  });
});

describe('a roster with another key version', () => {
  it('takes the place of the one before as soon as its key is there, and is never followed by the old one', async () => {
    const first = new TestCentre();
    await first.advance(members(50));
    first.full(file());
    const second = new TestCentre({ rosterId: 'national-2', keyVersion: 2 });
    await second.advance(members(50));
    second.full(file('second'), {}, { seq: 2 });
    const store = await desk(first);
    await store.applyFull(file());
    expect(codeOf(await store.applyFull(file('second')))).toBe('wrong-key-version');
    expect(store.stats().roster?.rosterId).toBe('national-1');
    store.keepPepper(2, second.keys.pepper);
    expect(codeOf(await store.applyFull(file('second')))).toBe('ok');
    expect(await store.lookup(memberOf(3).nssfKey, memberOf(3).birthDate ?? '')).toMatchObject({
      rosterId: 'national-2',
    });
    first.full(file('late'), {}, { seq: 3 });
    expect(codeOf(await store.applyFull(file('late')))).toBe('older');
  });
});

describe('a damaged national roster', () => {
  it('is as none, says so, and is replaced by the same one', async () => {
    const centre = new TestCentre();
    await centre.advance(members(2_000));
    centre.full(file());
    const store = await desk(centre);
    await store.applyFull(file());
    store.close();
    const name = readFileSync(join(folder, 'national', 'current'), 'utf8').trim();
    const path = join(folder, 'national', name);
    const bytes = readFileSync(path);
    for (let at = 3 * 4096; at < bytes.length; at += 4096) bytes[at + 100] = (bytes[at + 100] ?? 0) ^ 1;
    writeFileSync(path, bytes);
    const again = await desk(centre);
    expect(await again.lookup(memberOf(3).nssfKey, memberOf(3).birthDate ?? '')).toBeNull();
    expect(again.stats().problem).toMatch(/cannot be read/);
    expect(codeOf(await again.applyFull(file()))).toBe('ok');
    expect(again.stats().problem).toBeNull();
    expect(await again.lookup(memberOf(3).nssfKey, memberOf(3).birthDate ?? '')).not.toBeNull();
  });
});
