import { readFileSync } from 'node:fs';
import type { WebContents as ElectronContents, IpcMainInvokeEvent, WebFrameMain, WebPreferences } from 'electron';
import type { Frame, Page, Route } from 'playwright-core';
import { fromChromium, toChromium } from './addresses.ts';
import { emitApp } from './app.ts';
import { openChromium } from './chromium.ts';
import { emitter, preventable } from './emitter.ts';
import { answerInvoke } from './ipc-main.ts';
import { BINDING, type PageCall, pageSide } from './page-side.ts';
import { answerScheme } from './protocol.ts';
import { isLetThrough, isPermitted } from './session.ts';

type OpenHandler = Parameters<ElectronContents['setWindowOpenHandler']>[0];
type Used =
  | 'id'
  | 'on'
  | 'once'
  | 'send'
  | 'getURL'
  | 'loadURL'
  | 'reload'
  | 'print'
  | 'setWindowOpenHandler'
  | 'executeJavaScript'
  | 'forcefullyCrashRenderer';

let lastId = 0;

/** A Chromium page with the events and methods of Electron's contents. A page that crashed is replaced by a new one. */
export class RigContents implements Pick<ElectronContents, Used> {
  readonly id = ++lastId;
  readonly #preferences: WebPreferences;
  readonly #events = emitter<ElectronContents>(() => this);
  #page: Promise<Page>;
  #openHandler: OpenHandler = () => ({ action: 'allow' });
  #url = '';
  /** Addresses that the program itself asked for; as in Electron, those are loaded without `will-navigate`. */
  readonly #asked = new Set<string>();

  constructor(preferences: WebPreferences) {
    this.#preferences = preferences;
    this.#page = this.#open();
    this.#page.catch(() => {});
  }

  on = this.#events.on;
  once = this.#events.once;
  getURL = () => this.#url;
  setWindowOpenHandler = (handler: OpenHandler) => {
    this.#openHandler = handler;
  };
  print = () => void this.#page.then((page) => page.evaluate('window.print()'));
  reload = () => void this.loadURL(this.#url);
  executeJavaScript = async (code: string) => (await this.#page).evaluate(code);
  page = () => this.#page;

  send = (channel: string, ...args: unknown[]) => {
    const hear = ({ name, message }: { name: string; message: [string, unknown[]] }) =>
      (window as unknown as Record<string, (channel: string, args: unknown[]) => void>)[name]?.(...message);
    // A page that is just being replaced hears nothing, as in Electron.
    this.#page
      .then((page) => page.evaluate(hear, { name: `${BINDING}Hear`, message: [channel, args] as [string, unknown[]] }))
      .catch(() => {});
  };

  loadURL = async (url: string) => {
    const page = await this.#page;
    this.#asked.add(url);
    await page.goto(toChromium(url));
    this.#url = url;
    this.#events.emit('did-finish-load');
  };

  /** Chromium's own page for it; the call itself never ends, since the page is gone. */
  forcefullyCrashRenderer = () => void this.#page.then((page) => page.goto('chrome://crash')).catch(() => {});

  async #open(): Promise<Page> {
    const context = await openChromium();
    const page = await context.newPage();
    await page.exposeBinding(BINDING, ({ frame }, call: PageCall) => this.#answer(frame, call));
    const preload = readFileSync(this.#preferences.preload ?? '', 'utf8');
    await page.addInitScript(`(${pageSide.toString()})((require) => { ${preload}\n }, ${JSON.stringify(BINDING)})`);
    await page.route('**/*', (route) => this.#route(page, route));
    page.on('popup', (popup) => {
      this.#askToOpen(fromChromium(popup.url()));
      popup.close().catch(() => {});
    });
    page.on('crash', () => {
      this.#page = this.#open();
      this.#events.emit('render-process-gone', {}, { reason: 'crashed', exitCode: 1 });
    });
    return page;
  }

  async #route(page: Page, route: Route): Promise<void> {
    const request = route.request();
    const url = fromChromium(request.url());
    if (request.isNavigationRequest() && !this.#asked.delete(url) && !this.#mayNavigate(page, request.frame(), url)) {
      return route.abort('aborted');
    }
    if (!(await isLetThrough(url, request.method()))) return route.abort('blockedbyclient');
    const answer = await answerScheme(url, request.method());
    if (answer === null) return route.continue();
    await route.fulfill({
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: Buffer.from(await answer.arrayBuffer()),
    });
  }

  #mayNavigate(page: Page, frame: Frame, url: string): boolean {
    const isMainFrame = frame === page.mainFrame();
    const event = preventable({ url, isMainFrame, isSameDocument: false, frame: frameOf(frame) });
    this.#events.emit('will-frame-navigate', event);
    if (isMainFrame) this.#events.emit('will-navigate', event);
    return !event.defaultPrevented;
  }

  #askToOpen(url: string): void {
    const { action } = this.#openHandler({
      url,
      frameName: '',
      features: '',
      disposition: 'new-window',
      referrer: { url: '', policy: 'default' },
    });
    if (action === 'allow') throw new Error('The rig has no windows that a page opened.');
  }

  async #answer(frame: Frame, call: PageCall): Promise<unknown> {
    switch (call.kind) {
      case 'invoke': {
        // The program reads the sender and its frame; the rest of the event says nothing about safety.
        const event = { type: 'frame', sender: this, senderFrame: frameOf(frame), frameId: 1, processId: 1 };
        return answerInvoke(event as unknown as IpcMainInvokeEvent, call.channel, call.args);
      }
      case 'open':
        return this.#askToOpen(fromChromium(call.url));
      case 'permission':
        return isPermitted(call.how, call.permission as Parameters<typeof isPermitted>[1], this, this.#url);
    }
  }
}

/** A frame as Electron shows it to the main process. */
function frameOf(frame: Frame): Pick<WebFrameMain, 'url'> & { parent: Pick<WebFrameMain, 'url'> | null } {
  const parent = frame.parentFrame();
  return { url: fromChromium(frame.url()), parent: parent === null ? null : frameOf(parent) };
}

/** Tells the program of new contents. */
export const announce = (contents: RigContents) => void emitApp('web-contents-created', {}, contents);
