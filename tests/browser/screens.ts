import { fillForm, type Hands, openVisit, sayShown, send } from './hands.ts';
import { LONG_NAME } from './morning.ts';

async function openMember(hands: Hands, number: string): Promise<void> {
  await hands.type(number);
  await hands.see('result-member');
  await hands.press('Enter');
  await hands.see('patient-form');
  await hands.press('Enter');
  await sayShown(hands);
}

async function openKnown(hands: Hands, name: string): Promise<void> {
  await hands.type(name);
  await hands.see('result-patient');
  await hands.press('Enter');
  await sayShown(hands);
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
      await press('Alt+4');
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
    'a patient of whom nobody has said whether a document was seen',
    async ({ press, type, see }) => {
      await type('SISOWATH');
      await see('result-patient');
      await press('Enter');
      await see('identity-question');
      await press('Enter');
      await see('identity-first');
    },
  ],
  [
    'an emergency without a document',
    async ({ press, type, see }) => {
      await type('SISOWATH');
      await see('result-patient');
      await press('Enter');
      await see('identity-question');
      await press('e');
      await see('emergency');
    },
  ],
  [
    'a decision of the staff without a reason',
    async (hands) => {
      await openMember(hands, '1000000-0000006');
      await hands.press('o');
      await hands.see('override-form');
      await hands.tabTo(hands.page.getByTestId('override-save'));
      await hands.press('Enter');
      await hands.page.getByTestId('override-form').locator('[aria-invalid="true"]').first().waitFor();
    },
  ],
  [
    'answers that the centre has changed',
    async ({ press, see }) => {
      await see('answers-unseen');
      await press('Alt+5');
      await see('overturned');
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
    'the tray',
    async ({ press, see }) => {
      await see('fix-count');
      await press('Alt+3');
      await see('fix-row');
    },
  ],
  [
    'a patient who is corrected, at the field that is wrong',
    async ({ press, see }) => {
      await press('Alt+3');
      await see('fix-row');
      await press('Enter');
      await see('correct-patient');
    },
  ],
  [
    'a record that is withdrawn, asked once more',
    async ({ press, see, type }) => {
      await press('Alt+3');
      await see('fix-row');
      await press('w');
      await see('withdraw');
      await type('បញ្ចូលពីរដង');
      await press('Enter');
      await see('withdraw-sure');
    },
  ],
  [
    'the plug pulled',
    async ({ page, press, see }) => {
      await press('Alt+4');
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

/** Screens that not everybody sees, after `spendMorning`. */
export const MANAGER_SCREENS: Screen[] = [
  [
    'the claims of everybody, and what is missing of one',
    async ({ press, see }) => {
      await press('Alt+6');
      await see('claim-row');
      await see('claim-why');
      await press('2');
    },
  ],
  [
    'the month',
    async ({ press, see }) => {
      await press('Alt+7');
      await see('claim-states');
    },
  ],
  [
    'the quality of the answers',
    async ({ press, see }) => {
      await press('Alt+8');
      await see('quality-table');
    },
  ],
  [
    'the quality of no days at all',
    async ({ page, press, see, tabTo, type }) => {
      await press('Alt+8');
      await see('quality-table');
      await page.getByTestId('quality').getByRole('radio').last().click();
      await tabTo(await see('quality-from'));
      await press('Control+a');
      await type('31.02.2026');
      await page.getByTestId('quality').locator('[aria-invalid="true"]').first().waitFor();
    },
  ],
  [
    'a price for the data',
    async ({ press, see, tabTo, type }) => {
      await press('Alt+4');
      await tabTo(await see('set-price'));
      await press('Enter');
      await see('price');
      await type('abc');
      await press('Enter');
    },
  ],
];
