import type { BrowserWindowConstructorOptions, BrowserWindow as ElectronWindow } from 'electron';
import { emitApp, windows } from './app.ts';
import { emitter } from './emitter.ts';
import { announce, RigContents } from './web-contents.ts';

const open = new Set<BrowserWindow>();
let focused: BrowserWindow | null = null;
let tellShown: (window: BrowserWindow) => void = () => {};

/** The window that a person sees first. */
export const firstShown = new Promise<BrowserWindow>((resolve) => {
  tellShown = resolve;
});

/** A window without a frame: a page, and the state that a window manager would keep. */
export class BrowserWindow
  implements
    Pick<
      ElectronWindow,
      | 'id'
      | 'show'
      | 'hide'
      | 'focus'
      | 'minimize'
      | 'restore'
      | 'maximize'
      | 'close'
      | 'destroy'
      | 'loadURL'
      | 'isVisible'
      | 'isFocused'
      | 'isMinimized'
      | 'isDestroyed'
    >
{
  static getAllWindows = () => [...open];
  readonly id: number;
  readonly webContents: RigContents;
  readonly #events = emitter<ElectronWindow>(() => this);
  on = this.#events.on;
  once = this.#events.once;
  #isVisible: boolean;
  #isMinimized = false;
  #isDestroyed = false;

  constructor(options: BrowserWindowConstructorOptions = {}) {
    this.webContents = new RigContents(options.webPreferences ?? {});
    this.id = this.webContents.id;
    this.#isVisible = options.show !== false;
    open.add(this);
    announce(this.webContents);
    this.webContents.once('did-finish-load', () => void this.#events.emit('ready-to-show'));
  }

  loadURL = (url: string) => this.webContents.loadURL(url);
  show() {
    this.#isVisible = true;
    this.focus();
    tellShown(this);
  }
  hide() {
    this.#isVisible = false;
    this.blur();
  }
  focus() {
    if (!this.#isMinimized) focused = this;
  }
  blur() {
    if (focused === this) focused = null;
  }
  minimize() {
    this.#isMinimized = true;
    this.blur();
  }
  restore() {
    this.#isMinimized = false;
  }
  maximize() {}
  isVisible = () => this.#isVisible;
  isFocused = () => focused === this;
  isMinimized = () => this.#isMinimized;
  isDestroyed = () => this.#isDestroyed;
  close() {
    this.destroy();
  }
  destroy() {
    if (this.#isDestroyed) return;
    this.#isDestroyed = true;
    open.delete(this);
    this.blur();
    this.webContents
      .page()
      .then((page) => page.close())
      .catch(() => {});
    this.#events.emit('closed');
    if (open.size === 0) emitApp('window-all-closed');
  }
}

windows.closeAll = () => {
  for (const window of [...open]) window.destroy();
  return open.size === 0;
};
