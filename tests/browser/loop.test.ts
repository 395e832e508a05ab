import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { findings } from './findings.ts';
import {
  figure,
  fillForm,
  type Hands,
  handsOn,
  openVisit,
  register,
  sayShown,
  send,
  signIn,
  slipNumber,
  toTheBox,
} from './hands.ts';
import { openPracticeDesk, type PracticeDesk } from './practice.ts';
import { hasBrowser, openBrowser, openPage, type Watched } from './stand.ts';

const VANNAK = { nameKm: 'ហ៊ុន វណ្ណៈ', nameLatin: 'HUN VANNAK', sex: 'm', birth: '20.05.1990' } as const;
const papers = (page: Page) => page.evaluate(() => window.papers);
const waiting = (hands: Hands) => expect.poll(() => figure(hands, 'foot-waiting'), { timeout: 120_000 });

/** Entered, and what it is the sum of: accepted, to fix, waiting, withdrawn. */
const countsOf = async (hands: Hands) =>
  (await (await hands.see('counts')).locator('.nums').allTextContents()).map(Number);

describe.skipIf(!hasBrowser)('a day at the desk, by keyboard alone', () => {
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
  beforeEach(() => toTheBox(hands));
  afterEach(() => expect(watched.troubles).toEqual([]));
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  it('goes from a new patient to a slip, to the list of today, to a closed visit', async () => {
    const { page, press, see } = hands;
    await press('Control+n');
    await fillForm(hands, { ...VANNAK, phone: '012 345 678', village: 'thmei' });
    expect(await page.getByTestId('village').inputValue()).toContain('ថ្មី');
    await press('Enter');
    await see('identity-question');
    // Nothing that nobody looked at is presumed: Enter opens nothing yet, and one key answers.
    await press('Enter');
    await see('identity-first');
    await sayShown(hands);
    const patient = await hands.read('patient');
    for (const fact of ['ហ៊ុន វណ្ណៈ', 'HUN VANNAK', '20.05.1990', '012 345 678', 'ថ្មី', 'ប្រុស']) {
      expect(patient).toContain(fact);
    }
    expect(await (await see('verdict')).getAttribute('data-outcome')).toBe('provisional');

    const number = await openVisit(hands);
    expect(number).toMatch(/^\d+-001$/);
    expect(await hands.read('slip')).toContain('HUN VANNAK');
    await expect.poll(() => papers(page)).toEqual([await hands.read('slip')]);
    await press('p');
    await expect.poll(async () => (await papers(page)).length).toBe(2);
    await press('Enter');
    await see('idle');
    expect(await page.evaluate(() => document.activeElement?.getAttribute('data-testid'))).toBe('search-box');

    await press('Alt+2');
    await see('visit-row');
    await press('c');
    await see('close-visit');
    await press('1', 'Enter');
    await page.locator('[data-testid="visit-row"][data-status="closed"]').waitFor();

    // On paper there are no screens.
    await page.emulateMedia({ media: 'print' });
    expect(await page.locator('#root').isVisible()).toBe(false);
    await page.emulateMedia({ media: 'screen' });
  });

  it('keeps working while the plug is pulled, and hands everything over when it is back', async () => {
    const { page, press, see } = hands;
    await waiting(hands).toBe(0);
    const acceptedBefore = await figure(hands, 'foot-accepted');
    await press('Alt+4');
    await see('plug');
    await press('u');
    await page.locator('[data-testid="foot-link"][data-link="unplugged"]').waitFor();

    await press('F2');
    await register(hands, { nameLatin: 'CHHUN SOVANN', sex: 'f', birth: '41' });
    expect(await openVisit(hands)).toMatch(/-002$/);
    await press('Enter');
    // The patient, the check and the visit; on a busy machine the screen may have asked for a second check.
    await waiting(hands).toBeGreaterThanOrEqual(3);
    const due = await figure(hands, 'foot-waiting');
    expect(await figure(hands, 'foot-accepted')).toBe(acceptedBefore);
    await press('Alt+4');
    expect(await (await see('waiting')).getByRole('listitem').count()).toBe(due);

    await press('u');
    await waiting(hands).toBe(0);
    expect(await figure(hands, 'foot-accepted')).toBe(acceptedBefore + due);
    const [entered, ...parts] = await countsOf(hands);
    expect(parts[0]).toBe(acceptedBefore + due);
    expect(entered).toBe(parts.reduce((sum, part) => sum + part, 0));
  });

  it('shows who may be the same person, and leaves the choice to the clerk', async () => {
    const { page, press, see } = hands;
    await press('Control+n');
    await fillForm(hands, VANNAK);
    await press('Enter');
    await (await see('same-person')).getByText('ហ៊ុន វណ្ណៈ').waitFor();
    await press('Tab', 'Enter');
    await sayShown(hands);
    await toTheBox(hands);
    await hands.type('HUN VANNAK');
    await expect.poll(() => page.getByTestId('result-patient').count()).toBe(2);

    await toTheBox(hands);
    await press('Control+n');
    await fillForm(hands, VANNAK);
    await press('Enter');
    await see('same-person');
    await press('Enter');
    await sayShown(hands);
    expect(await hands.read('patient')).toContain('HUN VANNAK');
    // What was typed for the second one waits for a decision.
    await press('Escape');
    await hands.tabTo((await see('unfinished')).getByRole('button').last());
    await press('Enter');
    await hands.seeNo('unfinished');
  });

  it('shows the slip of a visit that is open already, or opens a second one for a reason', async () => {
    const { page, press, see } = hands;
    const choose = async () => {
      await hands.type('CHHUN SOVANN');
      await see('result-patient');
      await press('Enter');
      await sayShown(hands);
      await send(hands);
      await (await see('already-open')).getByRole('button').last().and(page.locator(':focus')).waitFor();
    };
    const printedBefore = await papers(page);
    await choose();
    await press('Enter');
    expect(await slipNumber(hands)).toMatch(/-002$/);
    // It is shown, and only printed again when somebody wants it.
    expect(await papers(page)).toEqual(printedBefore);
    await press('Enter');
    await choose();
    await press('Shift+Tab', 'Shift+Tab');
    await hands.type('អ្នកជំងឺត្រឡប់មកវិញ');
    await press('Enter');
    await expect.poll(() => slipNumber(hands)).toMatch(/-003$/);
  });

  it('fills the form from the list of members, and corrects what the centre refuses at the field that it means', async () => {
    const { page, press, see } = hands;
    await hands.type('1000000-0000001');
    await see('result-member');
    await press('Enter');
    await see('patient-form');
    expect(await page.getByTestId('number-nssf').inputValue()).toBe('1000000-0000001-ក');
    // Another person's card: other names and another birth year.
    await hands.tabTo(page.getByTestId('patient-form').getByRole('textbox').first(), 'Shift+Tab');
    await press('Control+a');
    await hands.type('អ៊ុក ពិសិដ្ឋ');
    await press('Tab', 'Control+a');
    await hands.type('OUK PISETH');
    await press('Tab', 'Tab', 'Control+a');
    await hands.type('09.08.1951');
    await press('Enter');
    await sayShown(hands);
    await expect.poll(() => figure(hands, 'foot-fix'), { timeout: 120_000 }).toBe(1);

    await press('Alt+3');
    await (await see('fix-row')).and(page.locator(':focus')).waitFor();
    const why = await hands.read('fix-work');
    expect(why).toContain('លេខនេះជារបស់អ្នកដែលមានឈ្មោះផ្សេង');
    expect(why).not.toMatch(/identifiers|belongs to/);
    await press('Enter');
    await see('correct-patient');
    const number = page.getByTestId('number-nssf');
    await number.and(page.locator(':focus')).waitFor();
    expect(await number.inputValue()).toBe('1000000-0000001-ក');
    // What the centre says stands beside the field, for as long as it is as it was.
    const said = page.locator('[data-at="identifiers.nssf"]');
    expect(await said.textContent()).toContain('លេខនេះជារបស់អ្នកដែលមានឈ្មោះផ្សេង');
    expect(await findings(page)).toEqual([]);

    // Nothing is sent again that nobody has changed.
    await number.focus();
    await press('Enter');
    await see('unchanged');
    await number.and(page.locator(':focus')).waitFor();
    await press('Control+a', 'Delete');
    expect(await said.textContent()).not.toContain('លេខនេះជារបស់អ្នកដែលមានឈ្មោះផ្សេង');
    await press('Enter');
    await see('fix-done');
    await see('fix-none');
    await waiting(hands).toBe(0);
    await press('Alt+4');
    const [entered, ...parts] = await countsOf(hands);
    expect(parts).toEqual([entered, 0, 0, 0]);
  });
});
