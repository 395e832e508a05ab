import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../build/machine.ts';

/** Chromium alone: nothing of it talks to anybody but the desk. */
const QUIETLY = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];

export const hasBrowser = findChromium() !== null;
if (!hasBrowser) {
  console.log('Browser tests: skipped. There is no Chromium: install the package "chromium" or name one in CHROMIUM.');
}

/** What a screen may take on a busy machine before a test gives up on it. */
const PATIENCE_MS = 60_000;

export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === null) throw new Error('There is no Chromium.');
  return chromium.launch({ executablePath, args: QUIETLY });
}

/** The screen of a registration desk. */
export const DESK_SCREEN = { width: 1366, height: 768 } as const;

declare global {
  interface Window {
    /** What stood on each paper that the page has asked for since it was loaded. */
    papers: string[];
  }
}

export interface Watched {
  page: Page;
  /** What no page of Tonle's does: errors, broken policies, asks of other hosts, answers that blame a bug. */
  troubles: string[];
}

/** A page that opens no dialogue of a printer and notes everything that goes wrong in it. */
export async function openPage(browser: Browser, url: string, options: BrowserContextOptions = {}): Promise<Watched> {
  const context = await browser.newContext({ viewport: DESK_SCREEN, locale: 'km-KH', ...options });
  await context.addInitScript(() => {
    window.papers = [];
    window.print = () => {
      window.papers.push(document.querySelector('body > .only-print')?.textContent ?? '');
    };
    document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
      console.error(`policy: ${violatedDirective} stopped ${blockedURI}`),
    );
  });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE_MS);
  const troubles = watch(page, new URL(url).host);
  await page.goto(url);
  return { page, troubles };
}

function watch(page: Page, host: string): string[] {
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(`error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() !== 'error' && message.type() !== 'warning') return;
    // The browser notes every answer with a 4xx status; a refusal has one, and the screen says it in words.
    const isAnswer =
      message.text().startsWith('Failed to load resource') && /\/(ask|events)$/.test(message.location().url);
    if (!isAnswer) troubles.push(`console: ${message.text()}`);
  });
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (url.protocol !== 'data:' && url.host !== host) troubles.push(`another host: ${request.url()}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 500) troubles.push(`status ${response.status()}: ${response.url()}`);
  });
  return troubles;
}
