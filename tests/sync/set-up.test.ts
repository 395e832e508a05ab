import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { compareEnds } from '../support/both-ends.ts';
import { atCentre, startRealCentre } from '../support/centre-process.ts';
import { serveMany } from '../support/clerk-work.ts';
import { type DeskProcess, NO_CENTRE, startDesk } from '../support/desk-process.ts';
import { seededDice } from '../support/dice.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import type { Running } from '../support/process.ts';
import { until } from '../support/until.ts';

const MANAGER = { managerName: 'Chan Vuthy', userName: 'vuthy', pin: '135790' };

describe('a real desk', () => {
  let folder: string;
  let centreData: string;
  let centre: Running;
  const desks: DeskProcess[] = [];

  const codeFor = async (facility: string) => {
    const printed = await atCentre(centreData, 'enrol-code', '--facility', facility);
    return (JSON.parse(printed) as { code: string }).code;
  };
  const newDesk = async (name: string) => {
    const desk = await startDesk({ data: join(folder, name), isPractice: false });
    desks.push(desk);
    return desk;
  };

  beforeAll(async () => {
    folder = newFolder('set-up');
    centreData = join(folder, 'centre');
    centre = await startRealCentre(centreData);
    await atCentre(
      centreData,
      'add-facility',
      '--code',
      'KT04',
      '--name-km',
      'មណ្ឌល',
      '--name-latin',
      'Kantueu',
      '--level',
      'MPA',
    );
  });
  afterAll(async () => {
    for (const desk of desks) await desk.stop();
    await centre?.stop();
    removeFolder(folder);
  });

  it('knows nobody and nothing before it is set up, and lets nobody in', async () => {
    const desk = await newDesk('first');
    const clerk = desk.clerk();
    expect(await clerk.ask('system.about', {})).toMatchObject({
      mode: 'not-set-up',
      facility: null,
      deskNumber: null,
      people: [],
      staffNames: [],
    });
    for (const userName of ['sokha', 'dara', 'admin', 'vuthy'])
      expect(await clerk.refused('staff.signIn', { userName, pin: '1111' })).toBe('wrong-pin');
  });

  it('is set up with a code that works once, and sends by itself from then on', async () => {
    const clerk = (desks[0] as DeskProcess).clerk();
    const code = await codeFor('KT04');
    const wish = { centreUrl: centre.url, code, ...MANAGER };
    expect(await clerk.refused('system.setUp', { ...wish, centreUrl: NO_CENTRE })).toBe('centre-unreachable');
    expect(await clerk.refused('system.setUp', { ...wish, code: 'WRONG-CODE' })).toBe('code-refused');
    expect(await clerk.fault('system.setUp', { ...wish, pin: '12' })).toBe('invalid');
    expect(await clerk.fault('system.setUp', { ...wish, centreUrl: 'file:///etc/passwd' })).toBe('invalid');
    expect(await clerk.ask('system.about', {})).toMatchObject({ mode: 'not-set-up' });

    const { facility, deskNumber } = await clerk.ask('system.setUp', wish);
    expect([facility.code, deskNumber]).toEqual(['KT04', 1]);
    expect(await clerk.refused('system.setUp', wish)).toBe('already-set-up');
    expect(await clerk.refused('system.startPractice', {})).toBe('already-set-up');
    await clerk.signIn('VUTHY', MANAGER.pin);
    expect(await clerk.refused('practice.setLink', { isUp: false })).toBe('not-practice');
    const [served] = await serveMany(clerk, seededDice(4), 1);
    await until('the centre has it without anybody asking', async () => {
      const { visits } = await clerk.ask('visits.list', {});
      return visits.some(({ visit, syncState }) => visit.id === served?.visitId && syncState === 'accepted');
    });
    expect((await clerk.ask('visits.list', {})).visits[0]?.slip).toMatchObject({
      isPractice: false,
      slipNumber: '1-001',
    });
  });

  it('gets a number of its own beside the first, and patient numbers that no other desk gives', async () => {
    const desk = await newDesk('second');
    const clerk = desk.clerk();
    const { deskNumber } = await clerk.ask('system.setUp', {
      centreUrl: centre.url,
      code: await codeFor('KT04'),
      ...MANAGER,
    });
    expect(deskNumber).toBe(2);
    await clerk.signIn('vuthy', MANAGER.pin);
    await serveMany(clerk, seededDice(4), 2);
    await until('the centre has all', async () => (await clerk.ask('sync.now', {})).counts.waiting === 0);
    for (const name of ['first', 'second'])
      expect(await compareEnds(join(folder, name), centreData)).toMatchObject({
        missing: [],
        doubled: [],
        strange: [],
      });
  });

  it('keeps its people and its place at the centre over a restart', async () => {
    await desks[0]?.stop();
    const desk = await newDesk('first');
    const clerk = desk.clerk();
    expect(await clerk.ask('system.about', {})).toMatchObject({ mode: 'real', deskNumber: 1, staffNames: ['vuthy'] });
    await clerk.signIn('vuthy', MANAGER.pin);
    await serveMany(clerk, seededDice(5), 1);
    await until('the centre has all', async () => (await clerk.ask('sync.now', {})).counts.waiting === 0);
  });

  it('that was revoked says so, and hands what it has to the centre sealed', async () => {
    const clerk = (desks[1] as DeskProcess).clerk();
    await clerk.signIn('vuthy', MANAGER.pin);
    const { id } = (await compareEnds(join(folder, 'second'), centreData)).desk[0] ?? { id: '' };
    expect(id).not.toBe('');
    const device = (await atCentre(centreData, 'dump'))
      .split('\n')
      .flatMap((line) =>
        line === '' ? [] : [JSON.parse(line) as { kind: string; id: string; content: { deskNumber?: number } }],
      )
      .find(({ kind, content }) => kind === 'device' && content.deskNumber === 2);
    await atCentre(centreData, 'revoke', '--device', device?.id ?? '');
    await serveMany(clerk, seededDice(6), 1);
    const { link, trouble } = await clerk.ask('sync.now', {});
    expect(link).toMatchObject({ state: 'down', problem: expect.stringMatching(/\.$/) });
    expect(trouble.revoked).toMatchObject({ sentence: link.problem });
    await until('the centre has it', async () => (await clerk.ask('sync.now', {})).counts.waiting === 0);
    expect(await compareEnds(join(folder, 'second'), centreData)).toMatchObject({ missing: [], doubled: [] });
  });

  it('never goes to a real centre for practice', async () => {
    const desk = await startDesk({ data: join(folder, 'practice'), centreUrl: centre.url });
    desks.push(desk);
    const clerk = desk.clerk();
    await clerk.signIn('sokha', '1111');
    await serveMany(clerk, seededDice(7), 1);
    const { isEnrolled, link, counts } = await clerk.ask('sync.now', {});
    expect([isEnrolled, link.state, counts.accepted, counts.waiting]).toEqual([false, 'down', 0, 3]);
    expect(await atCentre(centreData, 'dump')).not.toContain('PRAC1');
  });
});
