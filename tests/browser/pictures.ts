import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser } from 'playwright-core';
import { signedIn } from '../support/desk-process.ts';
import { speak } from './findings.ts';
import { figure, fillForm, type Hands, handsOn, openVisit, register, sayShown, signIn, toTheBox } from './hands.ts';
import { spendMorning } from './morning.ts';
import { openPracticeDesk, type PracticeDesk } from './practice.ts';
import { openBrowser, openPage } from './stand.ts';

/**
 * Takes the pictures of the README from a running desk at its own screen size: node tests/browser/pictures.ts [folder].
 * They show invented people only.
 */
const folder = process.argv[2] ?? fileURLToPath(new URL('pictures', import.meta.url));
const LANGUAGES = ['km', 'en'] as const;

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

async function takeAll(browser: Browser, desk: PracticeDesk, language: (typeof LANGUAGES)[number]): Promise<void> {
  const { page } = await openPage(browser, desk.url, { reducedMotion: 'reduce' });
  const hands = handsOn(page);
  const take = async (name: string) => {
    await page.evaluate(() => document.fonts.ready);
    // Whatever shows itself only after a moment has shown itself by then.
    await page.waitForTimeout(500);
    await page.screenshot({ path: join(folder, `${language}-${name}.png`) });
  };
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
  await hands.see('fix-patient');
  await take('to-fix');
  await hands.tabTo(page.getByTestId('number-nssf'));
  await hands.press('Control+a', 'Delete', 'Enter');
  await hands.see('fix-none');
  await page.context().close();
}

mkdirSync(folder, { recursive: true });
const [desk, browser] = await Promise.all([openPracticeDesk(), openBrowser()]);
try {
  await spendMorning(await signedIn(desk));
  for (const language of LANGUAGES) await takeAll(browser, desk, language);
} finally {
  await browser.close();
  await desk.close();
}
process.stdout.write(`The pictures are in ${folder}.\n`);
