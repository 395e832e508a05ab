import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { buildScreensWhenNeeded } from '../../build/screens.ts';
import { type DeskProcess, NO_CENTRE, signedIn, startDesk } from '../support/desk-process.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { findings } from './findings.ts';
import { fillForm, type Hands, handsOn, type Person, register, send, signIn, slipNumber } from './hands.ts';
import { hasBrowser, openBrowser, openPage, type Watched } from './stand.ts';

const SOVANN: Person = { nameKm: 'ជុំ សុវណ្ណ', nameLatin: 'CHUM SOVANN', sex: 'm', birth: '03.1984' };

describe.skipIf(!hasBrowser)('a desk in trouble', () => {
  const data = newFolder('browser-trouble');
  let browser: Browser;
  let desk: DeskProcess;
  let watched: Watched;
  let page: Page;
  let hands: Hands;

  const start = async (port: number) => {
    desk = await startDesk({ data, port, centreUrl: NO_CENTRE });
  };
  beforeAll(async () => {
    await buildScreensWhenNeeded();
    [, browser] = await Promise.all([start(0), openBrowser()]);
  });
  beforeEach(async () => {
    watched = await openPage(browser, desk.url);
    page = watched.page;
    hands = handsOn(page);
  });
  afterEach(async () => {
    await page.context().close();
    expect(watched.troubles).toEqual([]);
  });
  afterAll(async () => {
    await browser?.close();
    await desk?.stop();
    removeFolder(data);
  });

  const formValues = async () => {
    const boxes = (await hands.see('patient-form')).getByRole('textbox');
    return Promise.all([0, 1, 2].map((index) => boxes.nth(index).inputValue()));
  };

  it('brings an unfinished form back after a reload, to the person who typed it and to nobody else', async () => {
    await signIn(hands);
    await hands.press('Alt+n');
    await fillForm(hands, SOVANN);
    await page.reload();
    await hands.see('draft-back');
    expect(await formValues()).toEqual([SOVANN.nameKm, SOVANN.nameLatin, SOVANN.birth]);
    expect(await page.getByRole('radio', { name: /ប្រុស/ }).getAttribute('aria-checked')).toBe('true');

    await hands.tabTo(page.getByTestId('sign-out'), 'Shift+Tab');
    await hands.press('Enter');
    await signIn(hands, '2');
    await hands.press('Alt+n');
    expect(await formValues()).toEqual(['', '', '']);
  });

  it('keeps what was typed when the session ends somewhere else', async () => {
    await signIn(hands);
    await hands.press('Alt+n');
    await fillForm(hands, SOVANN);
    const session = await page.evaluate(() => {
      const kept = JSON.parse(sessionStorage.getItem('tonle.session') ?? '{}') as { session?: string };
      return kept.session ?? '';
    });
    await desk.clerk().ask('staff.signOut', {}, { session });
    await hands.press('Enter');
    await page.getByText('វគ្គការងាររបស់អ្នកបានចប់').waitFor();
    await signIn(hands);
    await hands.press('Alt+n');
    expect(await formValues()).toEqual([SOVANN.nameKm, SOVANN.nameLatin, SOVANN.birth]);
  });

  it('says that a PIN is wrong, locks after five and counts the lock down, for one person alone', async () => {
    await hands.see('person-bopha');
    await hands.press('3');
    for (let attempt = 1; attempt <= 5; attempt += 1) {
      await hands.press('Control+a');
      await hands.type('9999');
      await hands.press('Enter');
      await page.getByTestId(attempt < 5 ? 'wrong-pin' : 'locked').waitFor();
      if (attempt < 5)
        await page
          .getByRole('textbox', { name: /PIN|សម្ងាត់/ })
          .and(page.locator(':focus'))
          .waitFor();
    }
    expect(await hands.read('locked')).toMatch(/[01]:\d\d/);
    await page.reload();
    await signIn(hands);
  });

  const cases = [
    { when: 'after it was saved', isDelivered: true, person: { nameLatin: 'KEO RATHA', sex: 'f', birth: '1971' } },
    { when: 'before it arrived', isDelivered: false, person: { nameLatin: 'YIM BOPHA', sex: 'f', birth: '2001' } },
  ] as const;
  it.each(cases)('saves once when the desk program is killed $when', async ({ isDelivered, person }) => {
    const ids: string[] = [];
    await page.route('**/ask', async (route) => {
      const { id, name } = route.request().postDataJSON() as { id: string; name: string };
      if (name === 'patients.register' && ids.push(id) === 1) {
        if (isDelivered) await route.fetch();
        await desk.kill();
        await route.abort('connectionreset');
      } else await route.continue();
    });
    await signIn(hands);
    await hands.press('Alt+n');
    await fillForm(hands, person);
    await hands.press('Enter');
    await hands.see('retrying');
    if (isDelivered) expect(await findings(page)).toEqual([]);
    await start(Number(new URL(desk.url).port));
    await hands.see('identity-question');
    expect(await hands.read('patient')).toContain(person.nameLatin);
    expect(ids.length).toBeGreaterThan(1);
    expect(new Set(ids).size).toBe(1);
    const clerk = await signedIn(desk);
    const { hits } = await clerk.ask('patients.search', { text: person.nameLatin });
    expect(hits.map(({ patient }) => patient.nameLatin)).toEqual([person.nameLatin]);
  });

  it('opens one visit when the page is loaded again while the desk program is dead', async () => {
    await signIn(hands);
    await register(hands, { nameLatin: 'MEAS PHALLA', sex: 'm', birth: '33' });
    await send(hands);
    const number = await slipNumber(hands);
    await desk.kill();
    await page.reload().catch(() => undefined);
    await start(Number(new URL(desk.url).port));
    await page.goto(desk.url);
    await hands.see('search-box');
    await hands.press('Alt+2');
    await hands.see('visit-row');
    const numbers = await page.getByTestId('visit-row').locator('th').allTextContents();
    expect(numbers).toEqual([number]);
  });
});
