import { type BrowserContext, chromium } from 'playwright-core';
import { findChromium } from '../../../build/machine.ts';

let opening: Promise<BrowserContext> | null = null;

/** The one browser of this process. */
export function openChromium(): Promise<BrowserContext> {
  opening ??= (async () => {
    const executablePath = findChromium();
    if (executablePath === null) throw new Error('There is no Chromium on this machine.');
    const browser = await chromium.launch({ executablePath, headless: true });
    const context = await browser.newContext({ viewport: { width: 1366, height: 728 } });
    // A page has a route of its own; what has none is a window that a page opened, and it gets nothing.
    await context.route('**/*', (route) => route.abort());
    return context;
  })();
  return opening;
}

export async function closeChromium(): Promise<void> {
  const context = await opening?.catch(() => null);
  await context?.browser()?.close();
}
