import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { signedIn } from '../support/desk-process.ts';
import { findings } from './findings.ts';
import { figure, type Hands, handsOn, openVisit, register, signIn, toTheBox } from './hands.ts';
import { openPracticeDesk, type PracticeDesk } from './practice.ts';
import { hasBrowser, openBrowser, openPage, type Watched } from './stand.ts';

const count = (hands: Hands, testId: string) => expect.poll(() => figure(hands, testId), { timeout: 120_000 });

describe.skipIf(!hasBrowser)('what goes to the centre, by keyboard alone', () => {
  let browser: Browser;
  let desk: PracticeDesk;
  let watched: Watched;
  let hands: Hands;

  beforeAll(async () => {
    [desk, browser] = await Promise.all([openPracticeDesk(), openBrowser()]);
    watched = await openPage(browser, desk.url, { acceptDownloads: true });
    hands = handsOn(watched.page);
    await signIn(hands);
  });
  beforeEach(() => toTheBox(hands));
  afterEach(() => expect(watched.troubles).toEqual([]));
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  const turnPlug = async (state: 'up' | 'unplugged') => {
    await hands.press('Alt+4');
    await hands.see('plug');
    await hands.press('u');
    await hands.page.locator(`[data-testid="foot-link"][data-link="${state}"]`).waitFor();
  };

  it('goes on a stick while there is no line, and comes back confirmed', async () => {
    const { page, press, see } = hands;
    await count(hands, 'foot-waiting').toBe(0);
    const acceptedBefore = await figure(hands, 'foot-accepted');
    await turnPlug('unplugged');
    await toTheBox(hands);
    await register(hands, { nameLatin: 'PROM SOTHEA', sex: 'f', birth: '1988' });
    await openVisit(hands);
    const due = await figure(hands, 'foot-waiting');

    await press('Alt+4');
    await see('stick-make');
    const [download] = await Promise.all([page.waitForEvent('download'), press('s')]);
    await see('stick-made');
    const sealed = await readFile(await download.path());
    expect(download.suggestedFilename()).toMatch(/\.tonle$/);
    await see('on-stick');
    expect(await page.getByTestId('on-stick').count()).toBe(due);
    // A file on its way is no answer: everything still waits.
    expect(await figure(hands, 'foot-waiting')).toBe(due);
    expect(await findings(page)).toEqual([]);

    // Somebody carries it to a PC that has a line; which desk it is from says the file itself.
    const { centreUrl } = await (await signedIn(desk)).ask('sync.status', {});
    const brought = await fetch(`${centreUrl}/v1/sealed`, {
      method: 'POST',
      headers: { 'content-type': 'application/vnd.tonle.sealed' },
      body: new Uint8Array(sealed),
    });
    expect(brought.status).toBe(200);
    const answer = Buffer.from(await brought.arrayBuffer());

    const bring = async (name: string, buffer: Buffer) => {
      const [chooser] = await Promise.all([page.waitForEvent('filechooser'), press('a')]);
      await chooser.setFiles({ name, mimeType: 'application/octet-stream', buffer });
    };
    await bring('stick-1.tonle', sealed);
    await see('stick-refused');
    await bring('stick-1-answer.tonle', answer);
    await see('stick-imported');
    await count(hands, 'foot-waiting').toBe(0);
    expect(await figure(hands, 'foot-accepted')).toBe(acceptedBefore + due);
    expect(await (await see('stick')).textContent()).toContain('បានបញ្ជាក់');
    await turnPlug('up');
  });

  it('withdraws what was entered twice, with a reason that stays', async () => {
    const { page, press, see } = hands;
    const person = { nameLatin: 'TES TWICE', sex: 'm', birth: '05.1979', nssf: '1000000-0000002' } as const;
    await register(hands, person);
    const patient = await hands.read('patient');
    await count(hands, 'foot-fix').toBe(1);
    const enteredBefore = await figure(hands, 'foot-accepted');

    await press('Alt+3');
    await (await see('fix-row')).and(page.locator(':focus')).waitFor();
    await press('w');
    await see('withdraw');
    await press('Enter');
    await page.getByTestId('withdraw').locator('[aria-invalid="true"]').waitFor();
    await hands.type('បញ្ចូលពីរដង');
    await press('Enter');
    await see('withdraw-sure');
    await press('Enter');
    await see('fix-done');
    await see('fix-none');
    await count(hands, 'foot-waiting').toBe(0);
    expect(await figure(hands, 'foot-fix')).toBe(0);
    expect(await figure(hands, 'foot-accepted')).toBeLessThanOrEqual(enteredBefore);

    await toTheBox(hands);
    await hands.type('TES TWICE');
    await see('result-patient');
    await press('Enter');
    expect(await hands.read('patient-withdrawn')).toContain('បញ្ចូលពីរដង');
    expect(patient).toContain('TES TWICE');
    expect(await page.getByTestId('open-visit').count()).toBe(0);
    expect(await findings(page)).toEqual([]);
  });
});
