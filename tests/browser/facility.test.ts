import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { buildScreensWhenNeeded } from '../../build/screens.ts';
import { must } from '../../shared/base/assert.ts';
import { atCentre, dumpCentre, startCentre } from '../support/centre-process.ts';
import { dumpDesk, NO_CENTRE } from '../support/desk-process.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { type Running, runProgram } from '../support/process.ts';
import { findings } from './findings.ts';
import { openVisit, register, toTheBox } from './hands.ts';
import { closeLoosely, inDb, type Manned, man, pcAt } from './manned.ts';
import { hasBrowser, openBrowser } from './stand.ts';

const DEAD_BATTERY = '1999-12-31T17:03:00Z';

describe.skipIf(!hasBrowser)('two desks of a facility and their centre, from their pages', () => {
  const folder = newFolder('browser-facility');
  const centreData = join(folder, 'centre');
  let browser: Browser;
  let centre: Running;
  let one: Manned;
  let two: Manned;

  beforeAll(async () => {
    await buildScreensWhenNeeded();
    [centre, browser] = await Promise.all([startCentre(centreData), openBrowser()]);
    one = await man(browser, join(folder, 'one'), centre.url);
    await one.meet();
    two = await man(browser, join(folder, 'two'), centre.url);
    await two.meet();
  });
  afterEach(() => expect([one.troubles, two.troubles]).toEqual([[], []]));
  afterAll(async () => {
    await browser?.close();
    await Promise.all([one?.stop(), two?.stop()]);
    await centre?.stop();
    removeFolder(folder);
  });

  const meet = async (...desks: Manned[]) => {
    for (const desk of desks) await desk.meet();
  };
  const newestVisit = async (desk: Manned) => {
    const { visits } = await desk.ask('visits.list', { limit: 1 });
    return must(visits[0], 'a visit was opened');
  };
  const correctName = async (desk: Manned, nameLatin: string) => {
    const { press, see, type } = desk.hands;
    await desk.open('SRUN');
    await press('c');
    await see('correct-patient');
    await press('Tab', 'Control+a');
    await type(nameLatin);
    await press('Enter');
    await see('patient');
  };

  it('shows each desk whose the other’s people and visits are', async () => {
    await register(one.hands, { nameKm: 'ស្រ៊ុន រតនា', nameLatin: 'SRUN RATANA', sex: 'f', birth: '20.05.1990' });
    await openVisit(one.hands);
    await meet(one, two);
    const { press, read, see } = two.hands;
    await two.open('SRUN');
    expect(await read('result-patient')).toContain('តុលេខ 1');
    expect(await read('patient')).toContain('តុលេខ 1');
    await press('Alt+2');
    await see('visit-row');
    expect(await read('visit-row')).toContain('តុលេខ 1');
    expect(await findings(two.hands.page)).toEqual([]);
    // What was typed into a form comes back with it.
    await two.open('SRUN');
    await press('c');
    await see('correct-patient');
    await two.hands.type('x');
    await press('Escape');
    await see('patient');
    await press('c');
    expect(await (await see('correct-patient')).getByRole('textbox').first().inputValue()).toContain('x');
    expect(await findings(two.hands.page)).toEqual([]);
    await press('Control+a');
    await two.hands.type('ស្រ៊ុន រតនា');
    await press('Enter');
    await see('unchanged');
    await press('Escape');
  });

  it('settles from the page what both wrote differently, for both of them and the centre', async () => {
    await correctName(two, 'SRUN RATTANA');
    await correctName(one, 'SRUN ROTANA');
    await meet(two, one, two);
    await two.hands.press('Alt+3');
    expect(await two.hands.read('conflict')).toContain('តុនេះបានសរសេរ');
    await one.hands.see('conflict');
    await one.hands.press('Alt+3');
    await one.hands.see('conflict');
    expect(await one.hands.read('conflict')).toContain('តុលេខ 2 សរសេរ');
    expect(await findings(one.hands.page)).toEqual([]);
    await one.hands.press('t');
    await one.hands.see('fix-done');
    await one.hands.see('fix-none');
    await meet(one, two, one);
    await two.hands.see('fix-none');
    const [hit] = (await two.ask('patients.search', { text: 'SRUN' })).hits;
    const { id } = must(hit, 'the patient is found').patient;
    for (const desk of [one, two]) {
      const { patient } = await desk.ask('patients.get', { patientId: id });
      expect([patient.nameLatin, patient.version]).toEqual(['SRUN RATTANA', 4]);
      expect((await desk.ask('patients.conflicts', {})).conflicts).toEqual([]);
    }
    const held = (await dumpCentre(centreData)).find((line) => line.kind === 'patient' && line.id === id);
    expect(held).toMatchObject({ version: 4, content: { nameLatin: 'SRUN RATTANA' } });
    expect((await runProgram('electron/desk.ts', ['backup', '--data', one.data])).code).toBe(0);
  });

  it('corrects a refused visit at the field that is wrong, and the centre takes it', async () => {
    const { hands } = one;
    await toTheBox(hands);
    await register(hands, { nameLatin: 'MEAS PHALLA', sex: 'm', birth: '33' });
    await openVisit(hands);
    const { visit } = await newestVisit(one);
    closeLoosely(one, visit.id);
    await one.meet();
    await hands.see('fix-count');
    await hands.press('Alt+3');
    await (await hands.see('fix-row')).and(hands.page.locator(':focus')).waitFor();
    await hands.press('Enter');
    await hands.see('fix-visit');
    await hands.page.locator('[data-at="outcome"] :focus').waitFor();
    expect(await findings(hands.page)).toEqual([]);
    await hands.press('Space', 'Enter');
    await hands.see('fix-done');
    await one.meet();
    expect(await newestVisit(one)).toMatchObject({
      ...{ visit: { id: visit.id, version: 3, outcome: 'recovered' }, syncState: 'accepted' },
    });
  });

  it('says for whom a record waits, and sends again what was damaged', async () => {
    const { hands } = one;
    const turn = (sql: string) => inDb(one, (db) => void db.write((tx) => tx.run(sql, {})));
    await one.ask('practice.setLink', { isUp: false });
    await toTheBox(hands);
    await register(hands, { nameLatin: 'PEN SOTHEARY', sex: 'f', birth: '1961' });
    await openVisit(hands);
    const { visit } = await newestVisit(one);
    const { patient } = await one.ask('patients.get', { patientId: visit.patientId });
    // As when the centre was put back to before it took this patient; and a file that lost a letter on the disk.
    await turn("UPDATE change SET state = 'accepted' WHERE kind = 'patient' AND state = 'waiting'");
    await turn("UPDATE change SET content = content || ' ' WHERE kind = 'visit' AND state = 'waiting'");
    await one.ask('practice.setLink', { isUp: true });
    await one.meet();
    await hands.press('Alt+4');
    expect(await hands.read('waits-for')).toContain(patient.patientNumber);
    expect(await findings(hands.page)).toEqual([]);
    await turn(`UPDATE change SET state = 'waiting' WHERE kind = 'patient' AND recordId = '${patient.id}'`);
    await one.meet();
    await hands.seeNo('waits-for');

    await hands.press('Alt+3');
    await (await hands.see('fix-row')).and(hands.page.locator(':focus')).waitFor();
    await hands.press('Enter');
    await hands.page.locator('[data-testid="fix-resend"]:focus').waitFor();
    expect(await findings(hands.page)).toEqual([]);
    await hands.press('Enter');
    await hands.see('fix-done');
    await one.meet();
    const { counts, attention } = await one.ask('sync.status', {});
    expect(attention).toEqual([]);
    const { entered } = counts;
    expect(counts).toEqual({ entered, accepted: entered, needsFixing: 0, waiting: 0, withdrawn: 0 });
    expect(await newestVisit(one)).toMatchObject({ visit: { id: visit.id, version: 2 }, syncState: 'accepted' });
  });

  it('works on with a clock of another century, and asks which day it is', async () => {
    const { hands } = one;
    const { today } = await one.ask('system.about', {});
    await one.stop();
    await hands.page.clock.setSystemTime(new Date(DEAD_BATTERY));
    await one.start(NO_CENTRE, pcAt(DEAD_BATTERY));
    expect(await hands.read('clock')).toContain('01.01.2000');
    await register(hands, { nameLatin: 'KONG DARITH', sex: 'm', birth: '1980' });
    expect(await findings(hands.page)).toEqual([]);
    await openVisit(hands);
    await hands.tabTo(hands.page.getByTestId('clock-confirm'), 'Shift+Tab');
    await hands.press('Enter');
    await hands.seeNo('clock-day');
    await one.stop();
    await hands.page.clock.setSystemTime(new Date());
    await one.start(centre.url);
    await hands.seeNo('clock');
    await one.meet();
    await one.open('KONG DARITH');
    const { visits } = await one.ask('visits.list', { serviceDate: today });
    const marked = visits.find(({ slip }) => slip.patientNumber.startsWith('PRAC1-1-000004'));
    expect(marked).toMatchObject({ visit: { serviceDate: today }, syncState: 'accepted' });
  });

  it('tells the manager of a restored desk what has become of it, and brings back what it had lost', async () => {
    const { hands, data } = one;
    const before = (await one.ask('visits.list', {})).visits.map(({ visit }) => visit.id);
    await one.stop();
    const [backup] = readdirSync(join(data, 'backups')).filter((name) => name.startsWith('day-'));
    const words = ['restore', join(data, 'backups', String(backup)), '--data', data];
    expect(await runProgram('electron/desk.ts', words)).toMatchObject({ code: 0, stderr: '' });
    await one.start(centre.url);
    await meet(one, one);
    expect(await hands.read('lives')).toContain('3');
    expect(await findings(hands.page)).toEqual([]);
    await hands.tabTo(hands.page.getByTestId('lives-seen'), 'Shift+Tab');
    await hands.press('Enter');
    await hands.seeNo('lives');
    const { deskNumber } = await one.ask('system.about', {});
    const { lives } = await one.ask('desk.lives', {});
    expect(lives).toMatchObject([{ why: 'restored', oldDeskNumber: 1, newDeskNumber: deskNumber, isSeen: true }]);
    expect((await one.ask('visits.list', {})).visits.map(({ visit }) => visit.id).toSorted()).toEqual(
      before.toSorted(),
    );
  });

  it('lets whoever is at work on a closed desk save, and then hands everything over', async () => {
    const { hands, data } = two;
    const mine = (await dumpDesk(data)).find(({ kind }) => kind === 'desk')?.id;
    await atCentre(centreData, 'revoke', '--device', String(mine));
    await two.meet();
    await hands.see('closing');
    await toTheBox(hands);
    await register(hands, { nameLatin: 'LONG SREYNEANG', sex: 'f', birth: '1999' });
    expect(await findings(hands.page)).toEqual([]);
    await openVisit(hands);
    const { visit } = await newestVisit(two);
    await two.meet();
    await hands.tabTo(hands.page.getByTestId('sign-out'), 'Shift+Tab');
    await hands.press('Enter');
    await hands.see('revoked');
    expect(await findings(hands.page)).toEqual([]);
    const came = await dumpCentre(centreData);
    expect(came.find((line) => line.kind === 'visit' && line.id === visit.id)?.device).toBe(mine);
  });
});
