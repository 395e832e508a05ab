import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import type { WireChange } from '../protocol/sync.ts';
import type { DumpLine } from './dump.ts';
import { aRound, nth, TestDesk } from './tests/desk.ts';
import { startEngines } from './tests/engines.ts';
import { PackedDesk } from './tests/packed-desk.ts';
import { CentreProcess, central, type Store } from './tests/process.ts';

const engines = await startEngines();
afterAll(async () => {
  for (const engine of [...engines].reverse()) await engine.stop();
});
const postgres = must(
  engines.find(({ name }) => name === 'PostgreSQL'),
  'PostgreSQL is one of the engines',
);

/** On PGlite a store belongs to one process, which holds its folder. */
describe.skipIf(postgres.missing !== null)('two processes of a centre on one PostgreSQL', () => {
  let store: Store;
  let centres: CentreProcess[];
  const said: string[] = [];
  beforeAll(async () => {
    store = await postgres.freshStore();
    const first = await CentreProcess.start(store, '--practice');
    centres = [first, await CentreProcess.start({ ...store, data: `${store.data}-other` })];
  });
  afterAll(async () => {
    for (const centre of centres) said.push((await centre.end('SIGTERM')).err);
  });

  const urlOf = (turn: number): string => nth(centres, turn % centres.length).url;
  const at = (desk: TestDesk, turn: number): TestDesk => {
    const moved = new TestDesk(urlOf(turn), desk.deviceId, desk);
    moved.incarnation = desk.incarnation;
    return moved;
  };
  const dump = async (): Promise<DumpLine[]> => {
    const { out } = await central(['dump', '--history', '--data', store.data], store.databaseUrl);
    return out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as DumpLine);
  };

  test('desks that talk now to the one and now to the other lose and double nothing', async () => {
    const desks = await Promise.all(Array.from({ length: 4 }, (_, index) => TestDesk.enrol(urlOf(index))));
    const made = desks.map((desk) => Array.from({ length: 8 }, () => aRound(desk)));
    const outcomes = await Promise.all(
      desks.map(async (desk, index) => {
        const all: string[] = [];
        for (const [turn, round] of nth(made, index).entries()) {
          // The same round to both at once, as after an answer that was lost.
          const both = await Promise.all([turn, turn + 1].map((side) => at(desk, side).verdicts(round)));
          all.push(...both.flat());
        }
        return all;
      }),
    );
    for (const all of outcomes) {
      expect(all.filter((outcome) => outcome === 'accepted')).toHaveLength(24);
      expect(all.filter((outcome) => outcome === 'already-had')).toHaveLength(24);
    }
    const stored = (await dump()).filter(
      ({ kind, device }) => kind === 'change' && desks.some(({ deviceId }) => deviceId === device),
    );
    expect(stored).toHaveLength(96);
    const hashes = new Set(stored.map(({ content }) => (content as WireChange).hash));
    expect(hashes.size).toBe(96);
  });

  test('a file that one has made is resumed at the other', async () => {
    const desk = await TestDesk.enrol(urlOf(0));
    const { roster } = await desk.sync([]);
    const news = must(roster, 'a practice centre has a roster');
    expect((await at(desk, 1).sync([])).roster).toEqual(news);
    const get = async (turn: number, range: string): Promise<Buffer> => {
      const headers = { authorization: `Bearer ${desk.token}`, range };
      const response = await fetch(`${urlOf(turn)}/v1/files/${news.id}`, { headers });
      expect([200, 206]).toContain(response.status);
      return Buffer.from(await response.arrayBuffer());
    };
    const begun = (await get(0, 'bytes=0-')).subarray(0, 1_000);
    const rest = await get(1, 'bytes=1000-');
    const digest = createHash('sha256')
      .update(Buffer.concat([begun, rest]))
      .digest('hex');
    expect(digest).toBe(news.sha256);
  });

  test('clones that ask both at the same moment get one name each', async () => {
    const desk = await PackedDesk.enrol(urlOf(0));
    desk.starts(null);
    await desk.sync(aRound(desk.desk));
    const end = { incarnation: desk.desk.incarnation, seq: 3 };
    const copies = [desk.copy(), desk.copy()];
    const replies = await Promise.all(
      copies.map((copy, turn) => {
        Object.assign(copy, { desk: at(copy.desk, turn) });
        copy.starts(end);
        return copy.sync(aRound(copy.desk));
      }),
    );
    expect(replies.filter(({ fence }) => fence !== null)).toHaveLength(1);
  });

  test('a desk that is enrolled anew at the one is refused with its old token at the other', async () => {
    const desk = await TestDesk.enrol(urlOf(0));
    expect((await at(desk, 1).send([])).status).toBe(200);
    const again = await TestDesk.enrol(urlOf(0), { deviceId: desk.deviceId });
    expect((await at(desk, 1).send([])).status).toBe(401);
    expect((await at(again, 1).send([])).status).toBe(200);
    await central(['revoke', '--device', desk.deviceId, '--data', store.data], store.databaseUrl);
    expect((await at(again, 1).send([])).status).toBe(403);
  });
});
