import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveMany } from '../support/clerk-work.ts';
import { type DeskProcess, dumpDesk, SENT_KINDS, startDesk } from '../support/desk-process.ts';
import { seededDice } from '../support/dice.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { until } from '../support/until.ts';

const isAnswering = (url: string) =>
  fetch(`${url}/health`).then(
    () => true,
    () => false,
  );

describe('practice', () => {
  let folder: string;
  let desk: DeskProcess;
  let centreUrl = '';
  beforeAll(async () => {
    folder = newFolder('practice');
    desk = await startDesk({ data: join(folder, 'desk'), isPractice: false });
  });
  afterAll(async () => {
    await desk?.stop();
    removeFolder(folder);
  });

  it('is offered by a desk that is not set up, and opens in a folder of its own', async () => {
    const clerk = desk.clerk();
    expect(await clerk.ask('system.startPractice', {})).toEqual({ mode: 'practice' });
    const about = await clerk.ask('system.about', {});
    expect([about.mode, about.facility?.code]).toEqual(['practice', 'PRAC1']);
    expect(about.people.map(({ name, pin }) => `${name} ${pin}`)).toEqual(['sokha 1111', 'dara 2222', 'bopha 3333']);
    expect(await (await fetch(`${desk.url}/health`)).json()).toMatchObject({ mode: 'practice' });
    expect(existsSync(join(folder, 'desk-practice', 'desk.db'))).toBe(true);
    await clerk.signIn('sokha', '1111');
    expect(await clerk.refused('system.startPractice', {})).toBe('already-set-up');
  });

  it('has a centre of its own, whose line can be pulled and put back', async () => {
    const clerk = desk.clerk();
    await clerk.signIn('sokha', '1111');
    await clerk.ask('practice.setLink', { isUp: false });
    await serveMany(clerk, seededDice(1), 2);
    const { link, counts } = await clerk.ask('sync.now', {});
    expect([link.state, counts.waiting]).toEqual(['unplugged', 6]);
    await clerk.ask('practice.setLink', { isUp: true });
    await until('the practice centre has everything', async () => {
      const status = await clerk.ask('sync.now', {});
      centreUrl = status.centreUrl ?? '';
      return status.counts.waiting === 0 && status.roster !== null;
    });
    expect(
      (await clerk.ask('visits.list', {})).visits.map(({ slip, syncState }) => [slip.isPractice, syncState]),
    ).toEqual([
      [true, 'accepted'],
      [true, 'accepted'],
    ]);
  });

  it('leaves the real folder without a single record', async () => {
    const lines = await dumpDesk(join(folder, 'desk'));
    expect(lines.filter(({ kind }) => SENT_KINDS.includes(kind) || kind === 'desk' || kind === 'staff')).toEqual([]);
  });

  it('ends its centre with itself, however it ends', async () => {
    expect(await isAnswering(centreUrl)).toBe(true);
    expect(await desk.stop()).toEqual({ code: 0, signal: null });
    expect(await isAnswering(centreUrl)).toBe(false);

    desk = await startDesk({ data: join(folder, 'desk-practice') });
    const clerk = desk.clerk();
    await clerk.signIn('sokha', '1111');
    await until('the practice centre is there again', async () => {
      const { centreUrl: url, link } = await clerk.ask('sync.now', {});
      centreUrl = url ?? '';
      return link.state === 'up';
    });
    await desk.kill();
    await until('the centre of a killed desk has gone', async () => !(await isAnswering(centreUrl)));
  });
});
