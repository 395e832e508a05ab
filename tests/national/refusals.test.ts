import { mkdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { applyDelta } from '../../electron/node/national/apply-delta.ts';
import { applyFull } from '../../electron/node/national/apply-full.ts';
import { Refused } from '../../electron/node/national/incoming.ts';
import type { Job } from '../../electron/node/national/job.ts';
import { nationalDatabaseKey } from '../../electron/node/national/keys.ts';
import { NATIONAL_REFUSALS } from '../../sync/protocol/national-refusals.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { members, TestCentre } from './centre.ts';
import { codeOf, DATABASE_KEY, openDesk } from './desk.ts';

let folder: string;
const file = (name = 'full') => join(folder, name);

beforeEach(() => {
  folder = newFolder('refusals');
});
afterEach(() => removeFolder(folder));

function jobOf(centre: TestCentre, source: Uint8Array): Job {
  const peppers = new Map([[centre.lineage.keyVersion, centre.keys.pepper]]);
  const key = nationalDatabaseKey(DATABASE_KEY);
  const { publicKey } = centre.signer;
  const store = join(folder, 'national');
  mkdirSync(store, { recursive: true });
  return {
    what: 'full',
    folder: store,
    key,
    peppers,
    centreKey: publicKey,
    facilityCode: 'KPC01',
    isDamaged: false,
    source,
  };
}

/** What applying these bytes here and now is refused with; 'ok' where it is not. */
function outcome(apply: (job: Job) => void, job: Job): string {
  try {
    apply(job);
    return 'ok';
  } catch (error) {
    if (error instanceof Refused) return error.code;
    throw error;
  }
}

const isFlippedRefused = (code: string) => code === 'tampered' || code === 'not-a-roster';

describe('a file that was changed after it was signed', () => {
  it('is refused at every single byte of a delta', async () => {
    const centre = new TestCentre();
    await centre.advance(members(80));
    centre.full(file());
    applyFull(jobOf(centre, readFileSync(file())));
    const { bytes } = await centre.delta(members(82, (i) => (i === 3 ? { paidMonths: [] } : {})));
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Uint8Array.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8));
      expect([at, isFlippedRefused(outcome(applyDelta, jobOf(centre, changed)))]).toEqual([at, true]);
    }
    expect(outcome(applyDelta, jobOf(centre, bytes))).toBe('ok');
  });

  it('is refused at any byte of a whole roster, cut anywhere, or with anything after it', async () => {
    const centre = new TestCentre();
    await centre.advance(members(500));
    centre.full(file());
    const bytes = readFileSync(file());
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const changed = Uint8Array.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ flip;
        expect(isFlippedRefused(outcome(applyFull, jobOf(centre, changed)))).toBe(true);
        expect(isFlippedRefused(outcome(applyFull, jobOf(centre, bytes.subarray(0, at))))).toBe(true);
      }),
      { numRuns: 60 },
    );
    expect(outcome(applyFull, jobOf(centre, Buffer.concat([bytes, new Uint8Array(1)])))).toBe('tampered');
    expect(outcome(applyFull, jobOf(centre, bytes))).toBe('ok');
  });

  it('is refused when another centre signed it', async () => {
    const centre = new TestCentre();
    await centre.advance(members(20));
    centre.full(file());
    const job = { ...jobOf(centre, readFileSync(file())), centreKey: new Uint8Array(32).fill(7) };
    expect(outcome(applyFull, job)).toBe('tampered');
  });
});

describe('a file that does not fit', () => {
  it('is refused, with a sentence, and changes nothing', async () => {
    const centre = new TestCentre();
    await centre.advance(members(60));
    centre.full(file('1'));
    centre.full(file('others'), { scope: ['PNH02', 'PNH03'] });
    centre.full(file('mine'), { scope: ['PNH02', 'KPC01'] });
    const second = await centre.delta(members(61));
    const third = await centre.delta(members(62));
    centre.full(file('3'));
    const fourth = await centre.delta(members(63));
    const full = (name: string) => outcome(applyFull, jobOf(centre, readFileSync(file(name))));
    const delta = ({ bytes }: { bytes: Uint8Array }) => outcome(applyDelta, jobOf(centre, bytes));
    expect(delta(second)).toBe('no-roster');
    expect(full('others')).toBe('wrong-facility');
    expect(outcome(applyFull, jobOf(centre, second.bytes))).toBe('not-a-roster');
    expect(full('mine')).toBe('ok');
    expect(full('1')).toBe('replay');
    expect(delta(third)).toBe('gap');
    expect(outcome(applyDelta, jobOf(centre, readFileSync(file('1'))))).toBe('not-a-roster');
    expect(delta(second)).toBe('ok');
    expect(delta(second)).toBe('replay');
    expect(full('3')).toBe('ok');
    expect(delta(second)).toBe('older');
    expect(full('1')).toBe('older');
    expect(delta(fourth)).toBe('ok');
    const store = await openDesk(folder, centre);
    try {
      const before = store.stats().roster;
      expect(before).toMatchObject({ seq: 4, membersCount: 63, stateHash: centre.stateHash });
      const applied = await store.applyDelta(fourth.bytes);
      expect(applied).toEqual({ ok: false, code: 'replay', sentence: NATIONAL_REFUSALS.replay });
      expect(codeOf(await store.applyFull(file('missing')))).toBe('not-a-roster');
      expect(store.stats().roster).toEqual(before);
    } finally {
      store.close();
    }
  });

  it('is refused when its lineage, its key version, its facility or its starting point is another', async () => {
    const centre = new TestCentre();
    await centre.advance(members(60));
    centre.full(file());
    const other = new TestCentre();
    await other.advance(members(59));
    const [lineage, version] = [{ rosterId: 'national-9' }, { keyVersion: 2 }];
    const fromOther = await other.delta(members(61));
    const apply = async (bytes: Uint8Array) => outcome(applyDelta, jobOf(centre, bytes));
    applyFull(jobOf(centre, readFileSync(file())));
    expect(await apply(fromOther.bytes)).toBe('state-mismatch');
    const made = async (changed: object) => {
      const again = new TestCentre();
      await again.advance(members(60));
      return (await again.delta(members(61), changed)).bytes;
    };
    expect(await apply(await made(lineage))).toBe('other-roster');
    expect(await apply(await made(version))).toBe('wrong-key-version');
    expect(await apply(await made({ scope: ['PNH02'] }))).toBe('wrong-facility');
    expect(await apply(await made({}))).toBe('ok');
  });

  it('is refused without its key', async () => {
    const centre = new TestCentre();
    await centre.advance(members(60));
    centre.full(file());
    const job = jobOf(centre, readFileSync(file()));
    expect(outcome(applyFull, { ...job, peppers: new Map() })).toBe('wrong-key-version');
    expect(outcome(applyFull, { ...job, peppers: new Map([[1, new Uint8Array(32)]]) })).toBe('tampered');
    writeFileSync(file('short'), readFileSync(file()));
    truncateSync(file('short'), 5);
    expect(outcome(applyFull, { ...job, source: file('short') })).toBe('not-a-roster');
  });
});
