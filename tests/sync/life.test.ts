import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Clerk } from '../support/asks.ts';
import { atCentre, dumpCentre, startCentre } from '../support/centre-process.ts';
import { serveMany } from '../support/clerk-work.ts';
import {
  type DeskProcess,
  type DumpLine,
  dumpDesk,
  NO_CENTRE,
  SENT_KINDS,
  signedIn,
  startDesk,
} from '../support/desk-process.ts';
import { seededDice } from '../support/dice.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { type Running, runProgram } from '../support/process.ts';
import { until } from '../support/until.ts';

/**
 * Restored, cloned and revoked desks, with real programs at both ends: whatever happened to a database, every version of
 * every record that any copy of it committed is at the centre once, and each copy agrees with the centre about its own.
 */
describe('the life of a desk, between real programs', () => {
  let folder: string;
  let centreData: string;
  let centre: Running;
  const desks: DeskProcess[] = [];
  const dice = seededDice(4);

  beforeAll(async () => {
    folder = newFolder('life');
    centreData = join(folder, 'centre');
    centre = await startCentre(centreData);
  });
  afterEach(async () => {
    for (const desk of desks.splice(0)) await desk.stop();
  });
  afterAll(async () => {
    await centre?.stop();
    removeFolder(folder);
  });

  async function open(data: string, centreUrl = centre.url): Promise<{ desk: DeskProcess; clerk: Clerk }> {
    const desk = await startDesk({ data, centreUrl });
    desks.push(desk);
    return { desk, clerk: await signedIn(desk) };
  }
  const close = async (desk: DeskProcess) => {
    desks.splice(desks.indexOf(desk), 1);
    await desk.stop();
  };
  const allSent = (clerk: Clerk) =>
    until('everything is at the centre', async () => {
      const { link, counts } = await clerk.ask('sync.now', {});
      return link.state === 'up' && counts.waiting === 0;
    });
  const statusOf = (clerk: Clerk) => clerk.ask('sync.status', {});
  const versionOf = ({ kind, id, version }: Pick<DumpLine, 'kind' | 'id' | 'version'>) => `${kind} ${id} v${version}`;

  /** Every version that these desks committed themselves, and every one that came from their devices, with repeats. */
  async function bothEnds(...datas: string[]) {
    const dumps = await Promise.all(datas.map(dumpDesk));
    const made = dumps.flat().filter(({ kind }) => SENT_KINDS.includes(kind));
    const came = (await dumpCentre(centreData)).filter(({ kind }) => kind === 'change');
    const atCentre = came.map(({ content }) =>
      versionOf({ kind: String(content.kind), id: String(content.recordId), version: Number(content.version) }),
    );
    const names = new Set(made.map(versionOf));
    const ofThese = atCentre.filter((name) => names.has(name));
    return {
      missing: [...names].filter((name) => !ofThese.includes(name)),
      doubled: ofThese.length - new Set(ofThese).size,
    };
  }

  it('gives a restored desk another name, and back what it had lost', async () => {
    const data = join(folder, 'restored');
    const { desk, clerk } = await open(data);
    await serveMany(clerk, dice, 3);
    await allSent(clerk);
    expect((await runProgram('electron/desk.ts', ['backup', '--data', data])).code).toBe(0);
    await serveMany(clerk, dice, 2);
    await allSent(clerk);
    const { deskNumber } = await clerk.ask('system.about', {});
    await close(desk);

    const [backup] = readdirSync(join(data, 'backups')).filter((name) => name.startsWith('day-'));
    const restored = await runProgram('electron/desk.ts', [
      'restore',
      join(data, 'backups', String(backup)),
      '--data',
      data,
    ]);
    expect(restored).toMatchObject({ code: 0, stderr: '' });
    expect(existsSync(join(JSON.parse(restored.stdout).oldIn, 'desk.db'))).toBe(true);

    const again = await open(data, NO_CENTRE);
    await serveMany(again.clerk, dice, 2);
    expect((await statusOf(again.clerk)).counts.entered).toBe(15);
    await close(again.desk);
    const back = await open(data);
    await allSent(back.clerk);
    const { lives } = await back.clerk.ask('desk.lives', {});
    expect(lives).toMatchObject([{ why: 'restored', oldDeskNumber: deskNumber, isSeen: false }]);
    expect((await back.clerk.ask('system.about', {})).deskNumber).toBe(lives[0]?.newDeskNumber);
    await until('what was lost is back', async () => (await statusOf(back.clerk)).counts.entered === 21);
    expect((await statusOf(back.clerk)).counts).toMatchObject({ accepted: 21, needsFixing: 0, waiting: 0 });
    await close(back.desk);
    expect(await bothEnds(data)).toEqual({ missing: [], doubled: 0 });
  });

  it('tells two clones apart that work at the same time, and loses and doubles nothing', async () => {
    const data = join(folder, 'first');
    const copy = join(folder, 'second');
    const before = await open(data);
    await serveMany(before.clerk, dice, 2);
    await allSent(before.clerk);
    await serveMany(before.clerk, dice, 1);
    await before.desk.kill();
    desks.splice(0);
    cpSync(data, copy, { recursive: true });

    // Both give the next numbers of one and the same desk before either has met the centre.
    const offline = [await open(data, NO_CENTRE), await open(copy, NO_CENTRE)];
    for (const { clerk, desk } of offline) {
      await serveMany(clerk, dice, 2);
      await close(desk);
    }
    const clones = [await open(data), await open(copy)];
    for (let round = 0; round < 2; round += 1) {
      for (const { clerk } of clones) await serveMany(clerk, dice, 1);
      await Promise.all(clones.map(({ clerk }) => allSent(clerk)));
    }
    const lives = await Promise.all(clones.map(async ({ clerk }) => (await clerk.ask('desk.lives', {})).lives.length));
    expect(lives.toSorted()).toEqual([0, 1]);
    const numbers = await Promise.all(
      clones.map(async ({ clerk }) => (await clerk.ask('system.about', {})).deskNumber),
    );
    expect(new Set(numbers).size).toBe(2);
    for (const { clerk } of clones) {
      const { counts, attention } = await statusOf(clerk);
      expect(attention).toEqual([]);
      expect(counts.entered).toBe(counts.accepted);
    }
    for (const { desk } of clones) await close(desk);
    expect(await bothEnds(data, copy)).toEqual({ missing: [], doubled: 0 });
  });

  it('takes sign-ins and lists from a revoked desk, and its last work sealed', async () => {
    const data = join(folder, 'revoked');
    const { desk, clerk } = await open(data);
    await until('the lists are here', async () => {
      const { roster, national } = await clerk.ask('sync.now', {});
      return roster !== null && national !== null;
    });
    const mine = (await dumpDesk(data)).find(({ kind }) => kind === 'desk')?.id;
    await atCentre(centreData, 'revoke', '--device', String(mine));
    await serveMany(clerk, dice, 2);
    // The desk may have heard of it before the work was done, and handed over what there was by then.
    await until('it was handed over', async () => {
      const { trouble, counts: now } = await clerk.ask('sync.now', {});
      return trouble.revoked?.isHandedOver === true && now.waiting === 0;
    });
    const { counts, roster, national } = await statusOf(clerk);
    expect(counts).toMatchObject({ accepted: 6, waiting: 0, needsFixing: 0 });
    expect([roster, national, existsSync(join(data, 'national'))]).toEqual([null, null, false]);
    expect(await desk.clerk().refused('staff.signIn', { userName: 'dara', pin: '2222' })).toBe('device-revoked');
    await close(desk);
    expect(await bothEnds(data)).toEqual({ missing: [], doubled: 0 });
  });

  it('lets a practice centre of its own speak into a file, not to whoever started the desk', async () => {
    const data = join(folder, 'alone');
    const desk = await startDesk({ data });
    desks.push(desk);
    const log = join(data, 'centre.log');
    await until(
      'the centre has said something',
      () => existsSync(log) && readFileSync(log, 'utf8').includes('"event"'),
    );
    expect(desk.stderr()).not.toContain('"part":"centre"');
    expect(desk.stderr()).not.toContain('enrolled');
  });
});
