import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import { addMonths, dayAt, monthOf } from '../../shared/base/time.ts';
import type { AskName, TonleContract } from '../../shared/contract.ts';
import { PRACTICE_FACILITY } from '../../shared/facility/practice.record.ts';
import type { InputOf, OutputOf } from '../../shared/wire/contract.ts';
import { atCentre } from '../support/centre-process.ts';
import { signedIn } from '../support/desk-process.ts';
import { findings } from './findings.ts';
import { type Hands, handsOn, openVisit, sayShown, signIn, toTheBox } from './hands.ts';
import { spendMonth } from './month-work.ts';
import { openPracticeDesk, type PracticeDesk } from './practice.ts';
import { hasBrowser, openBrowser, openPage, type Watched } from './stand.ts';
import { askFrom } from './told.ts';

describe.skipIf(!hasBrowser)('a manager’s month, by keyboard alone', () => {
  const last = addMonths(monthOf(dayAt(Date.now())), -1);
  let browser: Browser;
  let desk: PracticeDesk;
  let watched: Watched;
  let hands: Hands;

  beforeAll(async () => {
    [desk, browser] = await Promise.all([openPracticeDesk(), openBrowser()]);
    watched = await openPage(browser, desk.url, { acceptDownloads: true });
    hands = handsOn(watched.page);
    await signIn(hands, '2');
  });
  afterEach(() => expect(watched.troubles).toEqual([]));
  afterAll(async () => {
    await browser?.close();
    await desk?.close();
  });

  const ask = <N extends AskName>(name: N, input: InputOf<TonleContract[N]>): Promise<OutputOf<TonleContract[N]>> =>
    askFrom(hands.page, name, input) as Promise<never>;
  const focused = (selector: string) => hands.page.locator(`${selector}:focus`).waitFor();

  it('says on the first day what to do', async () => {
    await hands.press('Alt+7');
    await hands.see('month-empty');
    await hands.press('Alt+6');
    expect(await hands.read('claims-none')).toContain('Alt 2');
    expect(await findings(hands.page)).toEqual([]);
  });

  it('leads from a closed visit to its claim, which goes when the paper was seen', async () => {
    const { page, press, see } = hands;
    await toTheBox(hands);
    await hands.type('1000000-0000001');
    await see('result-member');
    await press('Enter');
    await see('patient-form');
    await press('Enter');
    await sayShown(hands);
    await press('6');
    await page.locator('[data-value="minor-surgery"][aria-checked="true"]').waitFor();
    await openVisit(hands);
    await press('Alt+2');
    await focused('[data-testid="visit-row"]');
    await press('c');
    await see('close-visit');
    await press('Enter');
    expect(await hands.read('to-claim')).toContain('12,000');
    await see('claims-count');
    await press('m');
    await focused('[data-document="nssf-form-signed"]');
    expect(await hands.read('claim-why')).toContain('C004');
    expect(await findings(page)).toEqual([]);
    await focused('[data-document="nssf-form-signed"]');
    await press('Space', 'Enter');
    await see('claim-done');
    await hands.seeNo('claims-count');
    // The centre's answer comes by itself.
    await page.locator('[data-testid="claim-row"][data-state="accepted"]').waitFor();
    const { claims } = await ask('claims.list', {});
    expect(claims).toMatchObject([
      { state: 'accepted', claim: { documents: ['nssf-form-signed'], totalRiel: 12_000 } },
    ]);
    const { events, people } = await ask('claims.get', { claimId: must(claims[0], 'there is a claim').claim.id });
    expect(events.map(({ state, by }) => [state, people[by] ?? by])).toEqual(
      expect.arrayContaining([
        ['held', 'ចាន់ ដារ៉ា · Chan Dara'],
        ['ready', 'ចាន់ ដារ៉ា · Chan Dara'],
        ['accepted', 'centre'],
      ]),
    );
  });

  it('sends a claim again when it came back, and appeals when it was denied', async () => {
    const { page, press, see } = hands;
    const [listed] = (await ask('claims.list', {})).claims;
    const claimId = must(listed, 'there is a claim').claim.id;
    const centre = (name: string, ...words: string[]) =>
      atCentre(join(desk.data, 'centre'), name, '--facility', PRACTICE_FACILITY.code, ...words);
    const month = monthOf(must(listed, 'there is a claim').claim.serviceFrom);
    /** The version that the officer sees. */
    const versionThere = async (): Promise<number> => {
      const lines = (await centre('claims', '--month', month, '--list')).trim().split('\n');
      const claims = lines.map((line) => JSON.parse(line) as { claim: string; version: number });
      return claims.find(({ claim }) => claim === claimId)?.version ?? 0;
    };
    const decide = async (...how: string[]) => {
      const version = (await ask('claims.get', { claimId })).listed.claim.version;
      // A desk shows what it has written; the officer waits until it is there.
      await expect.poll(versionThere, { timeout: 60_000 }).toBe(version);
      const officer = ['--by', 'Chea Sophal', '--note', 'The form cannot be read.'];
      await centre('decide-claim', '--claim', claimId, '--version', String(version), ...how, ...officer);
      await ask('sync.now', {});
    };
    const row = (state: string) => page.locator(`[data-testid="claim-row"][data-state="${state}"]`);

    await decide('--return', 'see-note');
    await row('returned').waitFor();
    await hands.tabTo(row('returned'));
    await press('Enter');
    await see('claim-form');
    expect(await hands.read('claim-why')).toContain('The form cannot be read.');
    expect(await hands.read('claim-why')).toContain('Chea Sophal');
    await hands.tabTo(page.locator('[data-at="note"] input'), 'Shift+Tab');
    await hands.type('A new form is here.');
    // Somebody else changes the claim meanwhile: what is typed stays, what is not typed is as it is there now.
    await ask('claims.correct', { claimId, version: 2, patientPaidRiel: 500 });
    await see('claim-overtaken');
    expect(await findings(page)).toEqual([]);
    await press('Enter');
    await see('claim-done');
    await row('resent').waitFor();
    const { claim } = (await ask('claims.get', { claimId })).listed;
    expect([claim.version, claim.note, claim.patientPaidRiel]).toEqual([4, 'A new form is here.', 500]);
    await decide('--accept');
    await row('accepted').waitFor();

    await decide('--deny', 'refused');
    await row('denied').waitFor();
    await hands.tabTo(row('denied'));
    await press('Enter', 'a');
    await see('claim-appeal');
    await press('Enter');
    await page.getByTestId('claim-appeal').locator('[aria-invalid="true"]').waitFor();
    await hands.type('The patient signed it here.');
    await press('Enter');
    await see('claim-done');
    await row('appealed').waitFor();
    await decide('--accept');
    await row('accepted').waitFor();
    const { events, people } = await ask('claims.get', { claimId });
    const manager = 'ចាន់ ដារ៉ា · Chan Dara';
    const told = events.map(({ state, by, version }) => `${version} ${state} ${people[by] ?? by}`);
    expect(told.filter((one) => !/ (held|ready|sent) /.test(one))).toEqual([
      ...['2 accepted centre', '2 returned Chea Sophal', `3 resent ${manager}`, `4 resent ${manager}`],
      ...['4 accepted Chea Sophal', '4 denied Chea Sophal', `5 appealed ${manager}`, '5 accepted Chea Sophal'],
    ]);
  });

  it('shows the figures of a month, and the rows behind a bar', async () => {
    const { page, press, see } = hands;
    const clerk = await signedIn(desk);
    await spendMonth(clerk, [
      [`${last}-12`, 6],
      [`${last}-13`, 9],
      [`${last}-28`, 5],
    ]);
    await press('Escape', 'Alt+7');
    await see('figure-visits');
    await press('PageUp');
    await page.locator('[data-testid="chart-day"] [data-visits="9"]').waitFor();
    const { report } = await ask('month.report', { month: last });
    expect(await hands.read('figure-visits')).toBe(String(report.visits.total));
    expect((await hands.read('figure-claimed')).replace(/\D/g, '')).toBe(String(report.claims.claimed.amountRiel));
    expect(report.visits.total).toBe(20);
    expect(await findings(page)).toEqual([]);

    const bar = `[data-testid="chart-day"] [data-rows='{"day":"${last}-13"}']`;
    await hands.tabTo(page.locator('[data-testid="chart-day"] [data-stop]').first());
    for (let day = 1; day < 13; day += 1) await press('ArrowRight');
    await focused(bar);
    await press('Enter');
    await focused('[data-testid="month-row"]');
    expect(await (await see('rows-total')).getAttribute('data-total')).toBe('9');
    expect(await page.getByTestId('month-row').count()).toBe(9);
    expect(await findings(page)).toEqual([]);
    await focused('[data-testid="month-row"]');
    await press('Enter');
    await see('claim-work');
    await see('claim-why');
    await press('Escape');
    await see('month-row');
    await press('Escape');
    await focused(bar);
  });

  it('writes a workbook, which the browser has at once', async () => {
    const { page, press, see } = hands;
    const [download] = await Promise.all([page.waitForEvent('download'), press('1')]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`${last}.*\\.xlsx$`));
    const bytes = await readFile(await download.path());
    expect([bytes.subarray(0, 2).toString(), bytes.length > 5_000]).toEqual(['PK', true]);
    await see('export-done');
    await page.locator('[data-testid="export-file"][data-state="done"]').waitFor();
  });

  it('closes the month that was looked at, and opens it again with a reason', async () => {
    const { page, press, see } = hands;
    const state = (is: string) => page.locator(`[data-testid="month-state"][data-state="${is}"]`).waitFor();
    await press('c');
    await see('month-close');
    expect(await findings(page)).toEqual([]);
    await focused('[data-testid="month-close-yes"]');
    await press('Enter');
    await see('month-done');
    await state('closed');
    const { months } = await ask('month.list', {});
    const { report } = await ask('month.report', { month: last });
    expect(months.find(({ month }) => month === last)).toMatchObject({
      ...{ state: 'closed', digest: report.digest, isKeptHere: true },
    });
    await press('c');
    await see('month-reopen');
    await press('Enter');
    await page.getByTestId('month-reopen').locator('[aria-invalid="true"]').waitFor();
    await hands.type('រកឃើញក្រដាសដែលភ្លេច');
    await press('Enter');
    await state('reopened');
    const { report: again } = await ask('month.report', { month: last });
    expect(again).toMatchObject({ state: 'reopened', reopening: { reason: 'រកឃើញក្រដាសដែលភ្លេច' } });
  });
});
