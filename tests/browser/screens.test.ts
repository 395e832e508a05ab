import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signedIn, startDesk } from '../support/desk-process.ts';
import { newFolder, removeFolder } from '../support/folder.ts';
import { axeFindings, layoutFindings, textFindings } from './audit.ts';
import { findings } from './findings.ts';
import { type Hands, handsOn, signIn, toTheBox } from './hands.ts';
import { meetOthers, spendMorning } from './morning.ts';
import { openPracticeDesk, type PracticeDesk } from './practice.ts';
import { EMPTY_SCREENS, FULL_SCREENS, MANAGER_SCREENS } from './screens.ts';
import { DESK_SCREEN, hasBrowser, openBrowser, openPage, type Watched } from './stand.ts';
import { TOLD_SCREENS } from './told-screens.ts';

describe.skipIf(!hasBrowser)('every screen, in Khmer, English and French', () => {
  let browser: Browser;
  let desk: PracticeDesk;
  let watched: Watched;
  let hands: Hands;

  beforeAll(async () => {
    [desk, browser] = await Promise.all([openPracticeDesk(), openBrowser()]);
    watched = await openPage(browser, desk.url);
    hands = handsOn(watched.page);
    await signIn(hands);
  });
  beforeEach(async () => {
    await hands.press('Escape', 'Escape');
    await toTheBox(hands);
    const unfinished = hands.page.getByTestId('unfinished');
    if (await unfinished.isVisible()) await unfinished.getByRole('button').last().click();
    await hands.press('F2');
  });
  afterEach(() => expect(watched.troubles).toEqual([]));
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  it('is looked at by eyes that see', async () => {
    const page = await browser.newPage({ viewport: DESK_SCREEN });
    await page.setContent(`<html lang="km"><body style="font: 15px/1.2 sans-serif">
      <p style="color: #bbb">desk.box.label</p><p>Ready for the next patient</p>
      <div style="width: 1500px">ស្ត្រី</div><p style="height: 9px; overflow: hidden">1-001</p></body></html>`);
    expect(await textFindings(page, 'km')).toEqual(['desk.box.label', 'Ready for the next patient']);
    expect((await layoutFindings(page)).join('\n')).toMatch(/sideways.*lines of 18px.*higher than its place/s);
    expect((await axeFindings(page)).join('\n')).toMatch(/color-contrast/);
    await page.close();
  });

  it('has nothing serious to find on a new PC, nor in the form that sets it up', async () => {
    const data = newFolder('browser-new');
    const fresh = await startDesk({ data, isPractice: false });
    const { page, troubles } = await openPage(browser, fresh.url);
    await page.getByRole('heading', { level: 2 }).nth(1).waitFor();
    expect(await findings(page)).toEqual([]);
    await page.keyboard.press('2');
    await page.getByRole('textbox').first().waitFor();
    await page.keyboard.press('Enter');
    expect(await findings(page)).toEqual([]);
    await page.context().close();
    await fresh.stop();
    removeFolder(data);
    expect(troubles).toEqual([]);
  });

  it('has nothing serious to find at the sign-in, nor after a wrong PIN', async () => {
    const { page, troubles } = await openPage(browser, desk.url);
    const { press, see, type } = handsOn(page);
    await see('person-bopha');
    expect(await findings(page)).toEqual([]);
    await press('3', 'Control+a');
    await type('0000');
    await press('Enter');
    await see('wrong-pin');
    expect(await findings(page)).toEqual([]);
    await page.context().close();
    expect(troubles).toEqual([]);
  });

  it.each(EMPTY_SCREENS)('has nothing serious to find at %s', async (_name, reach) => {
    await reach(hands);
    expect(await findings(hands.page)).toEqual([]);
  });

  it('fills with the work of a morning', async () => {
    const clerk = await signedIn(desk);
    await spendMorning(clerk);
    await meetOthers(clerk);
    await hands.page.getByRole('button', { name: '1-011' }).waitFor();
  });

  it.each(FULL_SCREENS)('has nothing serious to find at %s', async (_name, reach) => {
    await reach(hands);
    expect(await findings(hands.page)).toEqual([]);
  });

  it.each([...MANAGER_SCREENS, ...TOLD_SCREENS])(
    'has nothing serious to find for a manager at %s',
    async (_name, reach) => {
      const { page, troubles } = await openPage(browser, desk.url);
      const manager = handsOn(page);
      await signIn(manager, '2');
      await reach(manager);
      expect(await findings(page)).toEqual([]);
      await page.context().close();
      expect(troubles).toEqual([]);
    },
  );

  it('shows a patient to somebody who may look and not register, and offers no visit', async () => {
    const { page, troubles } = await openPage(browser, desk.url);
    const officer = handsOn(page);
    await signIn(officer, '3');
    await officer.type('CHAN SOKHA');
    await officer.see('result-patient');
    expect(await page.getByTestId('result-new').count()).toBe(0);
    await officer.press('Enter');
    await officer.see('patient');
    expect(await page.getByTestId('open-visit').count()).toBe(0);
    expect(await findings(page)).toEqual([]);
    await page.context().close();
    expect(troubles).toEqual([]);
  });

  it('changes its language at once, and says so to whoever reads it out', async () => {
    const { page } = hands;
    const address = page.url();
    const titles = { km: 'រួចរាល់សម្រាប់អ្នកជំងឺបន្ទាប់', en: 'Ready for the next patient', fr: 'Prêt' } as const;
    for (const language of ['en', 'fr', 'km'] as const) {
      await hands.tabTo(page.getByTestId(`language-${language}`), 'Shift+Tab');
      await hands.press('Enter');
      await page.getByRole('heading', { name: titles[language] }).waitFor();
      expect(await page.locator('html').getAttribute('lang')).toBe(language);
    }
    expect(page.url()).toBe(address);
    await page.reload();
    await page.getByRole('heading', { name: titles.km }).waitFor();
  });
});
