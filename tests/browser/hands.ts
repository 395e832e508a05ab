import type { Locator, Page } from 'playwright-core';

/** A clerk without a mouse: everything goes through the keyboard, and the eyes look for what it did. */
export interface Hands {
  page: Page;
  /** Keys one after the other, as the caps on the screen name them. */
  press(...keys: string[]): Promise<void>;
  type(text: string): Promise<void>;
  /** What bears this test id, once it is there. */
  see(testId: string): Promise<Locator>;
  /** Waits until what bears this test id is gone. */
  seeNo(testId: string): Promise<void>;
  /** The text of what bears this test id. */
  read(testId: string): Promise<string>;
  /** Goes there with the Tab key, or with Shift and Tab, as a clerk without a mouse must. */
  tabTo(target: Locator, key?: 'Tab' | 'Shift+Tab'): Promise<void>;
}

/**
 * Whoever types eight keys at the speed of this program is a scanner to the desk. So the clerk takes a breath after
 * fewer, longer than a scanner ever waits.
 */
const BREATH_KEYS = 6;
const BREATH_MS = 70;

/** More stops of the Tab key than any screen has. */
const STOPS_MAX = 60;

export function handsOn(page: Page): Hands {
  const see = async (testId: string) => {
    const found = page.getByTestId(testId).first();
    await found.waitFor().catch((error: unknown) => sayWhatIsThere(page, error));
    return found;
  };
  return {
    page,
    see,
    async press(...keys) {
      for (const key of keys) await page.keyboard.press(key);
    },
    async type(text) {
      for (let at = 0; at < text.length; at += BREATH_KEYS) {
        if (at > 0) await page.waitForTimeout(BREATH_MS);
        await page.keyboard.type(text.slice(at, at + BREATH_KEYS));
      }
    },
    seeNo: (testId) => page.getByTestId(testId).first().waitFor({ state: 'detached' }),
    async tabTo(target, key = 'Tab') {
      for (let stop = 0; stop < STOPS_MAX; stop += 1) {
        if (await target.evaluate((element) => element === document.activeElement)) return;
        await page.keyboard.press(key);
      }
      throw new Error('The Tab key does not lead there.');
    },
    read: async (testId) => (await (await see(testId)).textContent()) ?? '',
  };
}

/** A wait that ended in vain says what was on the screen instead; whoever reads it was not there. Its people are invented. */
async function sayWhatIsThere(page: Page, error: unknown): Promise<never> {
  const why = error instanceof Error ? error.message : String(error);
  throw new Error(`${why}\n${page.url()} showed instead:\n${(await page.locator('body').allInnerTexts()).join('\n')}`);
}

/** The number inside the text of a part of the foot, such as "Waiting 1,204". */
export async function figure(hands: Hands, testId: string): Promise<number> {
  return Number((await hands.read(testId)).replace(/\D/g, ''));
}

export interface Person {
  nameKm?: string;
  nameLatin?: string;
  sex: 'f' | 'm';
  birth: string;
  phone?: string;
  /** As typed into the box; the first village found is taken. */
  village?: string;
  nssf?: string;
}

/** Chooses the registrar of a practice desk. */
export async function signIn(hands: Hands, person = '1'): Promise<void> {
  await hands.see('person-sokha');
  await hands.press(person, 'Enter');
  await hands.see('search-box');
}

/** Fills the form of a new patient that is open, field by field as the Tab key goes. */
export async function fillForm(hands: Hands, person: Person): Promise<void> {
  const { press, type } = hands;
  await hands.see('patient-form');
  await type(person.nameKm ?? '');
  await press('Tab');
  await type(person.nameLatin ?? '');
  await press('Tab', person.sex, 'Tab');
  await type(person.birth);
  await press('Tab');
  await type(person.phone ?? '');
  await press('Tab');
  if (person.village !== undefined) {
    await type(person.village);
    await hands.page.getByRole('option').first().waitFor();
    await press('Enter');
  }
  await press('Tab');
  await type(person.nssf ?? '');
}

/** Says that a document was looked at, with its one key, and waits for the answer. */
export async function sayShown(hands: Hands): Promise<void> {
  await hands.see('identity-question');
  await hands.press('i');
  await hands.see('verdict');
}

/** From the box to the verdict. */
export async function register(hands: Hands, person: Person): Promise<void> {
  await hands.press('Alt+n');
  await fillForm(hands, person);
  await hands.press('Enter');
  await sayShown(hands);
}

/** Sends the open patient on, as soon as the answer about the cover stands. */
export async function send(hands: Hands): Promise<void> {
  await (await hands.see('open-visit')).and(hands.page.locator(':not([aria-disabled])')).waitFor();
  await hands.press('Enter');
}

/** From the verdict to the slip, and its number. */
export async function openVisit(hands: Hands): Promise<string> {
  await send(hands);
  return slipNumber(hands);
}

export async function slipNumber(hands: Hands): Promise<string> {
  return /\d+-\d+/.exec(await hands.read('slip-number'))?.[0] ?? '';
}

/** Back to the empty box, from wherever the clerk is. */
export async function toTheBox(hands: Hands): Promise<void> {
  await hands.press('F2');
  await hands.see('search-box');
  await hands.press('Escape', 'Control+a', 'Backspace');
  await hands.see('idle');
}
