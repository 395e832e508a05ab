import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, Page } from 'playwright-core';
import { addDays, dayAt } from '../../shared/base/time.ts';
import { claimWords } from '../../shared/claims/claim-text.rules.ts';
import { signedIn } from '../support/desk-process.ts';
import { speak } from './findings.ts';
import { figure, fillForm, type Hands, handsOn, openVisit, register, sayShown, signIn, toTheBox } from './hands.ts';
import { spendMonth } from './month-work.ts';
import { spendMorning } from './morning.ts';
import { openPracticeDesk, type PracticeDesk } from './practice.ts';
import { openBrowser, openPage } from './stand.ts';

/**
 * Takes the pictures of the README from a running desk at its own screen size: node tests/browser/pictures.ts [folder].
 * They show invented people only.
 */
const folder = process.argv[2] ?? fileURLToPath(new URL('pictures', import.meta.url));
const LANGUAGES = ['km', 'en'] as const;

/** What the row of a delivery says first. */
const DELIVERY = { km: claimWords('km', 'gestation-missing').says, en: claimWords('en', 'gestation-missing').says };

/** Under a number that is somebody else's in the register. */
const WRONG_NUMBER = {
  km: { nameKm: 'ឃឹម ចន្ធូ', nameLatin: 'KHIM CHANTHOU', sex: 'f', birth: '1949', nssf: '1000000-0000005' },
  en: { nameKm: 'អ៊ុក ពិសិដ្ឋ', nameLatin: 'OUK PISETH', sex: 'm', birth: '1951', nssf: '1000000-0000008' },
} as const;

/** Somebody of the list of members, registered here at the first time. */
async function openMember(hands: Hands, number: string): Promise<void> {
  await toTheBox(hands);
  await hands.type(number);
  const found = hands.page.locator('[data-testid^="result-"]', { hasText: number });
  const kind = await found.getAttribute('data-testid');
  await hands.press('Enter');
  if (kind === 'result-member') {
    await hands.see('patient-form');
    await hands.press('Enter');
  }
  await sayShown(hands);
}

async function plug(hands: Hands, state: 'up' | 'unplugged'): Promise<void> {
  await hands.press('Alt+4');
  await hands.see('plug');
  await hands.press('u');
  await hands.page.locator(`[data-testid="foot-link"][data-link="${state}"]`).waitFor();
}

function pictures(page: Page, language: string): (name: string) => Promise<void> {
  return async (name) => {
    await page.evaluate(() => document.fonts.ready);
    // Whatever shows itself only after a moment has shown itself by then.
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(folder, `${language}-${name}.png`) });
  };
}

async function takeAll(browser: Browser, desk: PracticeDesk, language: (typeof LANGUAGES)[number]): Promise<void> {
  const { page } = await openPage(browser, desk.url, { reducedMotion: 'reduce' });
  const hands = handsOn(page);
  const take = pictures(page, language);
  await hands.see('person-sokha');
  await speak(page, language);
  await take('sign-in');
  await signIn(hands);
  await take('ready');
  await hands.type(language === 'km' ? 'សុខា' : 'sokha');
  await page.getByTestId('result-patient').nth(9).waitFor();
  await hands.press('ArrowDown', 'ArrowDown');
  await take('results');
  await openMember(hands, '1000000-0000001');
  await take('eligible');
  await openMember(hands, '1000000-0000002');
  await take('not-covered');
  await toTheBox(hands);
  await hands.press('Alt+n');
  await fillForm(hands, {
    ...{ nameKm: 'ស្រេង ចាន់ថា', nameLatin: 'SRENG CHANTHA', sex: 'f', birth: '20.05.1990', phone: '012 345 678' },
    village: language === 'km' ? 'វត្ត' : 'wat',
  });
  await take('new-patient');
  await toTheBox(hands);
  await hands.tabTo((await hands.see('unfinished')).getByRole('button').last());
  await hands.press('Enter');
  await openMember(hands, language === 'km' ? '1000000-0000004' : '1000000-0000007');
  await openVisit(hands);
  await take('slip');
  await plug(hands, 'unplugged');
  await openMember(hands, '1000000-0000003');
  await take('provisional');
  await openMember(hands, language === 'km' ? '1000000-0000009' : '1000000-0000006');
  await openVisit(hands);
  await hands.press('Alt+2');
  await hands.see('visit-row');
  await hands.press('ArrowDown', 'ArrowDown');
  await take('today');
  await hands.press('Alt+4');
  await hands.see('plug');
  await take('unplugged');
  await plug(hands, 'up');
  while ((await figure(hands, 'foot-waiting')) > 0) await page.waitForTimeout(100);
  await take('sending');
  await toTheBox(hands);
  await register(hands, WRONG_NUMBER[language]);
  while ((await figure(hands, 'foot-fix')) === 0) await page.waitForTimeout(100);
  await hands.press('Alt+3');
  await hands.see('fix-row');
  await hands.press('Enter');
  await hands.see('correct-patient');
  await take('to-fix');
  await hands.tabTo(page.getByTestId('number-nssf'));
  await hands.press('Control+a', 'Delete', 'Enter');
  await hands.see('fix-none');
  await page.context().close();
}

/** What only a manager sees: the month, and a claim for which something is missing. */
async function takeMonth(browser: Browser, desk: PracticeDesk, language: (typeof LANGUAGES)[number]): Promise<void> {
  const { page } = await openPage(browser, desk.url, { reducedMotion: 'reduce' });
  const hands = handsOn(page);
  const take = pictures(page, language);
  await hands.see('person-sokha');
  await speak(page, language);
  await signIn(hands, '2');
  await hands.press('Alt+7');
  await hands.see('chart-day');
  await take('month');
  await hands.press('Alt+6');
  const delivery = page.locator('[data-testid="claim-row"]', { hasText: DELIVERY[language] }).first();
  await delivery.click();
  await hands.see('claim-form');
  await take('claim');
  await page.context().close();
}

/** The days of this month up to today and those of the last one, busy as they come; Sundays are quiet. */
function busyDays(): [string, number][] {
  const today = dayAt(Date.now());
  const days: [string, number][] = [];
  for (let back = 45; back >= 0; back -= 1) {
    const day = addDays(today, -back);
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay();
    if (weekday !== 0) days.push([day, 2 + ((back * 5) % 7)]);
  }
  return days;
}

mkdirSync(folder, { recursive: true });
const [desk, browser] = await Promise.all([openPracticeDesk(), openBrowser()]);
try {
  await spendMorning(await signedIn(desk));
  for (const language of LANGUAGES) await takeAll(browser, desk, language);
  await spendMonth(await signedIn(desk), busyDays());
  for (const language of LANGUAGES) await takeMonth(browser, desk, language);
} finally {
  await browser.close();
  await desk.close();
}
process.stdout.write(`The pictures are in ${folder}.\n`);
