import type { Page } from 'playwright-core';
import { axeFindings, type Language, layoutFindings, textFindings } from './audit.ts';
import { DESK_SCREEN } from './stand.ts';

const WINDOWS = [{ width: 1024, height: 700 }, { width: 1920, height: 1080 }, DESK_SCREEN];

export async function speak(page: Page, language: Language): Promise<void> {
  // A sheet that lies over the page leaves the buttons under it out of reach of a mouse.
  await page.getByTestId(`language-${language}`).dispatchEvent('click');
  await page.locator(`html[lang="${language}"]`).waitFor();
}

/** Everything that the screen shown may do wrong, in every language, both themes and three windows. */
export async function findings(page: Page): Promise<string[]> {
  const found: string[] = [];
  const note = (where: string, faults: string[]) => found.push(...faults.map((fault) => `${where}: ${fault}`));
  for (const language of ['fr', 'en', 'km'] as const) {
    await speak(page, language);
    note(language, await textFindings(page, language));
    for (const size of language === 'fr' ? [DESK_SCREEN] : WINDOWS) {
      await page.setViewportSize(size);
      note(`${language} at ${size.width}`, await layoutFindings(page));
    }
    for (const colorScheme of language === 'fr' ? [] : (['dark', 'light'] as const)) {
      // In motion, a colour is none of the two that it goes between.
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      note(`${language} in ${colorScheme}`, await axeFindings(page));
    }
  }
  return found;
}
