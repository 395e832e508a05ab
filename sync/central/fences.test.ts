import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import type { Fence, WireChange } from '../protocol/sync.ts';
import { TestCentre } from './tests/centre.ts';
import { aPatient, aRound, said } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';
import { PackedDesk } from './tests/packed-desk.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});

describe.each(engines)('copies of a database at a centre on $name', (engine) => {
  describe.skipIf(engine.missing !== null)(engine.missing ?? 'are told apart', () => {
    let centre: TestCentre;
    beforeAll(async () => {
      centre = await TestCentre.start(engine, { isPractice: true });
    });
    afterAll(async () => centre.stop());

    /** A desk in its first run, with some changes that are at the centre. */
    const started = async (): Promise<{
      desk: PackedDesk;
      sent: WireChange[];
      end: { incarnation: string; seq: number };
    }> => {
      const desk = await PackedDesk.enrol(centre.url);
      desk.starts(null);
      const sent = aRound(desk.desk);
      expect(await desk.verdicts(sent)).toEqual(['accepted', 'accepted', 'accepted']);
      return { desk, sent, end: { incarnation: desk.desk.incarnation, seq: 3 } };
    };
    const fenceOf = async (desk: PackedDesk, changes: readonly WireChange[] = []): Promise<Fence> => {
      const reply = await desk.sync(changes);
      expect(reply.verdicts).toEqual([]);
      return must(reply.fence, 'a copy is fenced off');
    };
    const changesOf = async (...devices: string[]): Promise<number> =>
      (await centre.dump(true)).filter(({ kind, device }) => kind === 'change' && devices.includes(device ?? ''))
        .length;

    test('a desk that goes from run to run stays itself, however often it tells them', async () => {
      const { desk, end } = await started();
      desk.starts(end);
      desk.starts({ incarnation: desk.desk.incarnation, seq: 0 });
      const reply = await desk.sync(aRound(desk.desk));
      expect([reply.fence, reply.runsThrough]).toEqual([null, desk.desk.incarnation]);
      expect((await desk.sync([])).fence).toBeNull();
      desk.runs = desk.runs.slice(-1);
      expect((await desk.sync([])).fence).toBeNull();
    });

    test('two clones at once: the second goes on under another name, and nothing is lost or doubled', async () => {
      const { desk: first, sent, end } = await started();
      const waiting = aRound(first.desk);
      const second = first.copy();
      const last = { ...end, seq: 6 };
      first.starts(last);
      second.starts(last);
      const [ofFirst, ofSecond] = [aRound(first.desk), aRound(second.desk)];
      expect(await first.verdicts([...waiting, ...ofFirst])).toEqual(Array(6).fill('accepted'));
      const fence = await fenceOf(second, [...waiting, ...ofSecond]);
      expect(fence).toMatchObject({ why: 'cloned' });
      const firstDevice = first.desk.deviceId;
      expect([fence.deviceId === firstDevice, fence.deskNumber === first.desk.deskNumber]).toEqual([false, false]);
      second.takes(fence);
      const had = [...Array(6).fill('already-had'), ...Array(3).fill('accepted')];
      expect(await second.verdicts([...sent, ...waiting, ...ofSecond])).toEqual(had);
      expect(await second.verdicts(ofSecond)).toEqual(Array(3).fill('already-had'));
      expect(await first.verdicts(aRound(first.desk))).toEqual(Array(3).fill('accepted'));
      expect(await changesOf(firstDevice, fence.deviceId)).toBe(15);
    });

    test('the same fence is given again to the same run where the answer was lost', async () => {
      const { desk: first, end } = await started();
      const second = first.copy();
      first.starts(end);
      second.starts(end);
      await first.sync([]);
      const fence = await fenceOf(second);
      expect(await fenceOf(second)).toEqual(fence);
      // From here on it may be a copy of the copy that asks, and two of them never share a name.
      second.starts({ incarnation: second.desk.incarnation, seq: 0 });
      const another = await fenceOf(second);
      expect(another.deviceId).not.toBe(fence.deviceId);
      second.takes(another);
      expect((await second.sync([])).fence).toBeNull();
      second.starts({ incarnation: second.desk.incarnation, seq: 0 });
      expect((await second.sync([])).fence).toBeNull();
    });

    test('clones that ask at the same moment get one name each', async () => {
      const { desk, end } = await started();
      const copies = Array.from({ length: 5 }, () => desk.copy());
      for (const copy of copies) copy.starts(end);
      const rounds = copies.map((copy) => aRound(copy.desk));
      const replies = await Promise.all(copies.map((copy, index) => copy.sync(rounds[index] ?? [])));
      const fences = replies.flatMap(({ fence }) => fence ?? []);
      expect(fences).toHaveLength(4);
      expect(new Set(fences.map(({ deviceId }) => deviceId)).size).toBe(4);
      expect(new Set(fences.map(({ deskNumber }) => deskNumber)).size).toBe(4);
      for (const [index, copy] of copies.entries()) {
        const fence = replies[index]?.fence;
        if (fence != null) copy.takes(fence);
        const expected = fence == null ? 'already-had' : 'accepted';
        expect(await copy.verdicts(rounds[index] ?? [])).toEqual(Array(3).fill(expected));
      }
    });

    test('a backup from before changes that are here is known by what it forgets', async () => {
      const { desk, end } = await started();
      const backup = desk.copy();
      await desk.sync(aRound(desk.desk));
      backup.starts(end);
      expect(await fenceOf(backup, aRound(backup.desk))).toMatchObject({ why: 'restored' });
      desk.starts({ ...end, seq: 6 });
      expect((await desk.sync([])).fence).toBeNull();
    });

    test('a backup from runs ago is known by the run that came after', async () => {
      const { desk, end } = await started();
      const backup = desk.copy();
      desk.starts(end);
      await desk.sync(aRound(desk.desk));
      backup.starts({ ...end, seq: 1 });
      expect(await fenceOf(backup)).toMatchObject({ why: 'restored' });
    });

    test('whoever goes on in a run that another copy has ended is the other copy', async () => {
      const { desk, end } = await started();
      const copy = desk.copy();
      copy.starts(end);
      expect((await copy.sync(aRound(copy.desk))).fence).toBeNull();
      const beyond = aRound(desk.desk);
      const fence = await fenceOf(desk, beyond);
      expect(await fenceOf(desk, beyond)).toEqual(fence);
      desk.takes(fence);
      expect(await desk.verdicts(beyond)).toEqual(Array(3).fill('accepted'));
      expect((await copy.sync([])).fence).toBeNull();
    });

    test('a copy that has its name signs with the key it had, or with a new one that it tells', async () => {
      for (const isNewKey of [false, true]) {
        const { desk, end } = await started();
        const copy = desk.copy();
        desk.starts(end);
        await desk.sync([]);
        copy.starts(end);
        copy.takes(await fenceOf(copy));
        if (isNewKey) copy.keys = (await PackedDesk.enrol(centre.url)).keys;
        const over = isNewKey ? {} : { deviceKey: null };
        const { verdicts } = await copy.sync([copy.desk.change('patient', aPatient())], over);
        expect(verdicts.map(said)).toEqual(['accepted']);
      }
    });

    test('desks that tell no runs are left alone', async () => {
      const desk = await PackedDesk.enrol(centre.url);
      const other = desk.copy();
      expect(await desk.desk.verdicts(aRound(desk.desk))).toEqual(Array(3).fill('accepted'));
      expect(await other.desk.verdicts(aRound(other.desk))).toEqual(Array(3).fill('accepted'));
    });
  });
});
