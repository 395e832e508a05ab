import { fillForm, type Hands, openVisit, send } from './hands.ts';
import { LONG_NAME } from './morning.ts';

async function openMember(hands: Hands, number: string): Promise<void> {
  await hands.type(number);
  await hands.see('result-member');
  await hands.press('Enter');
  await hands.see('patient-form');
  await hands.press('Enter');
  await hands.see('verdict');
}

async function openKnown(hands: Hands, name: string): Promise<void> {
  await hands.type(name);
  await hands.see('result-patient');
  await hands.press('Enter');
  await hands.see('verdict');
}

/** What it is called, and the way there from the empty box. */
export type Screen = [name: string, reach: (hands: Hands) => Promise<unknown>];

/** The screens of a desk where nothing has been done yet. */
export const EMPTY_SCREENS: Screen[] = [
  ['the desk on a new day', ({ see }) => see('idle')],
  [
    'a day without visits',
    async ({ page, press }) => {
      await press('Alt+2');
      await page.getByText(/F2/).last().waitFor();
    },
  ],
  [
    'nothing to send',
    async ({ press, see }) => {
      await press('Alt+3');
      await see('link-card');
    },
  ],
];

/** The screens of a desk after `spendMorning`. */
export const FULL_SCREENS: Screen[] = [
  ['the desk at nine', ({ see }) => see('idle')],
  [
    'twenty results',
    async ({ page, type }) => {
      await type('sokha');
      await page.getByTestId('result-patient').nth(19).waitFor();
    },
  ],
  [
    'nobody found',
    async ({ page, type }) => {
      await type('zzqx');
      await page.getByText('«zzqx»').or(page.getByText('“zzqx”')).first().waitFor();
    },
  ],
  [
    'somebody of the list of members',
    async ({ type, see }) => {
      await type('1000000-0000005');
      await see('result-member');
    },
  ],
  [
    'a form with nothing in it, sent',
    async ({ press, see }) => {
      await press('Alt+n');
      await see('patient-form');
      await press('Enter');
    },
  ],
  [
    'a form with a long name and the list of villages',
    async ({ page, press, type, see, tabTo }) => {
      await press('Alt+n');
      await see('patient-form');
      await type(LONG_NAME.nameKm);
      await press('Tab');
      await type(LONG_NAME.nameLatin);
      await tabTo(page.getByTestId('village'));
      await type('s');
      await page.getByTestId('place').nth(3).waitFor();
    },
  ],
  [
    'a form that the desk refuses',
    async (hands) => {
      await hands.press('Alt+n');
      await fillForm(hands, { nameLatin: 'EK SOPHEAP', sex: 'f', birth: '28', nssf: '123' });
      await hands.press('Enter');
      await hands.page.locator('[data-at="identifiers.nssf"] [aria-invalid="true"]').waitFor();
    },
  ],
  [
    'somebody very similar',
    async (hands) => {
      await hands.press('Alt+n');
      await fillForm(hands, { nameKm: 'ហ៊ុន សុខា', nameLatin: 'HUN SOKHA', sex: 'f', birth: '11.03.1966' });
      await hands.press('Enter');
      await hands.see('same-person');
    },
  ],
  ['a patient who is covered', (hands) => openMember(hands, '1000000-0000001')],
  ['a patient who is not covered', (hands) => openMember(hands, '1000000-0000002')],
  ['a patient who is covered for now', (hands) => openMember(hands, '1000000-0000003')],
  ['a patient somebody has to look at', (hands) => openMember(hands, '1000000-0000010')],
  [
    'a patient vouched for, with an equity card',
    async (hands) => {
      await openKnown(hands, 'SISOWATH');
      await hands.press('h');
      await hands.page.locator('[placeholder="01.01.2026"]').waitFor();
      await hands.tabTo(hands.page.getByTestId('open-visit'));
      await hands.press('i');
      await hands.see('vouch');
      await hands.type('អ្នកជិតខាងស្គាល់គាត់');
    },
  ],
  [
    'a visit that is open already',
    async (hands) => {
      await openKnown(hands, 'ឡុង សុខា');
      await send(hands);
      await (await hands.see('already-open')).getByRole('button').nth(1).waitFor();
    },
  ],
  [
    'a slip',
    async (hands) => {
      await openKnown(hands, 'SISOWATH');
      await hands.press('2');
      await hands.page.locator('[data-value="emergency"][aria-checked="true"]').waitFor();
      await openVisit(hands);
    },
  ],
  [
    'the visits of the day',
    async ({ press, see }) => {
      await press('Alt+2');
      await see('visit-row');
    },
  ],
  [
    'a visit being closed',
    async ({ press, see }) => {
      await press('Alt+2');
      await see('visit-row');
      await press('c');
      await see('close-visit');
    },
  ],
  [
    'a visit being cancelled without a reason',
    async ({ press, see }) => {
      await press('Alt+2');
      await see('visit-row');
      await press('x');
      await see('cancel-visit');
      await press('Enter');
    },
  ],
  [
    'the plug pulled',
    async ({ page, press, see }) => {
      await press('Alt+3');
      await see('plug');
      await press('u');
      await page.locator('[data-testid="foot-link"][data-link="unplugged"]').waitFor();
    },
  ],
  [
    'the sheet of keys',
    async ({ page, press }) => {
      await press('F1');
      await page.getByRole('dialog').waitFor();
    },
  ],
];
