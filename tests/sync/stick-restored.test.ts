import { cpSync, readFileSync, rmSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { deskOf } from '../../shared/facility/store.ts';
import type { TestCentre } from '../../sync/central/tests/centre.ts';
import { serveMany } from '../support/clerk-work.ts';
import { seededDice } from '../support/dice.ts';
import {
  bring,
  openStickDesk,
  type PracticeCentre,
  type StickDesk,
  startPracticeCentre,
  stickOf,
  takeAt,
  withDb,
} from '../support/stick-desk.ts';

let practice: PracticeCentre;
let centre: TestCentre;
let desk: StickDesk;
const dice = seededDice(37);

beforeAll(async () => {
  practice = await startPracticeCentre();
  centre = practice.centre;
});
afterAll(() => practice?.stop());
afterEach(() => desk.close());

const counts = async () => (await desk.clerk.ask('sync.status', {})).counts;
const visits = () => withDb(desk, (db) => Number(db.get('SELECT count(*) AS n FROM visit')?.n));

async function stickAgain(): Promise<Buffer> {
  desk.place = desk.path('again.tonle');
  await desk.clerk.ask('sticks.export', {});
  return readFileSync(desk.place);
}

it('a database that was restored learns by stick alone that it goes on under another name, and loses nothing', async () => {
  desk = await openStickDesk(centre.url);
  const before = await stickOf(desk, dice, 2);
  await desk.close();
  const copy = desk.path('copy-of-the-desk');
  cpSync(desk.folder, copy, { recursive: true });

  // The lost half of its life: work that the centre has and the copy has not.
  desk = await openStickDesk(centre.url, { folder: desk.folder });
  await serveMany(desk.clerk, dice, 3);
  await desk.contact();
  expect(await counts()).toMatchObject({ entered: 15, accepted: 15, waiting: 0 });
  const lost = await stickOf(desk, dice, 1);
  const oldName = (await withDb(desk, (db) => deskOf(db)))?.deviceId;
  const { answer: strange } = await bring(centre.url, lost);
  await desk.close();

  rmSync(desk.folder, { recursive: true });
  cpSync(copy, desk.folder, { recursive: true });
  desk = await openStickDesk(centre.url, { folder: desk.folder });
  await serveMany(desk.clerk, dice, 2);
  expect(await takeAt(desk, strange)).toMatchObject({ refusal: { code: 'not-for-this-desk' } });

  const first = await bring(centre.url, await stickAgain());
  expect(first.status).toBe(200);
  expect(await takeAt(desk, first.answer)).toMatchObject({ ok: true, value: { verdicts: 0 } });
  const newName = (await withDb(desk, (db) => deskOf(db)))?.deviceId;
  expect(newName).not.toBe(oldName);
  // The answer to what went out under the old name, before the copy was made, is still good for its verdicts.
  expect(await takeAt(desk, (await bring(centre.url, before)).answer)).toMatchObject({ ok: true });
  expect((await withDb(desk, (db) => deskOf(db)))?.deviceId).toBe(newName);

  const second = await bring(centre.url, await stickAgain());
  expect(second.status).toBe(200);
  // The two new people had been given numbers that the lost half had given before: they get others by themselves.
  expect(await takeAt(desk, second.answer)).toMatchObject({ ok: true, value: { needsFixing: 2 } });
  expect(await counts()).toMatchObject({ waiting: 2, needsFixing: 0 });
  const third = await bring(centre.url, await stickAgain());
  expect(await takeAt(desk, third.answer)).toMatchObject({ ok: true, value: { needsFixing: 0, kept: 2 } });
  expect(await counts()).toMatchObject({ waiting: 0, needsFixing: 0 });
  await desk.contact();
  // Two people from before the copy and two after it are this desk's; the four of the lost half came back to it as well.
  expect(await counts()).toMatchObject({ accepted: (await counts()).entered, waiting: 0, needsFixing: 0 });
  expect(await visits()).toBe(8);
  const changes = (await centre.dump(true))
    .filter(({ kind }) => kind === 'change')
    .map(({ content }) => {
      const { kind, recordId, version } = content as { kind: string; recordId: string; version: number };
      return `${kind} ${recordId} ${version}`;
    });
  expect(changes).toHaveLength(26);
  expect(new Set(changes).size).toBe(26);
});

it('the answer to a stick of before the restore hides nothing of the lost half', async () => {
  desk = await openStickDesk(centre.url);
  await stickOf(desk, dice, 2);
  // The stick tells the centre of this run, and its answer says that it is noted.
  await desk.restart();
  const stick = await stickAgain();
  await desk.close();
  const copy = desk.path('copy-of-the-desk');
  cpSync(desk.folder, copy, { recursive: true });
  desk = await openStickDesk(centre.url, { folder: desk.folder });
  await serveMany(desk.clerk, dice, 3);
  await desk.contact();
  const { answer } = await bring(centre.url, stick);
  const whole = await visits();
  await desk.close();

  rmSync(desk.folder, { recursive: true });
  cpSync(copy, desk.folder, { recursive: true });
  desk = await openStickDesk(centre.url, { folder: desk.folder });
  expect(await takeAt(desk, answer)).toMatchObject({ ok: true });
  await desk.contact();
  expect(await withDb(desk, (db) => Number(db.get('SELECT count(*) AS n FROM life')?.n))).toBe(1);
  expect(await visits()).toBe(whole);
});
