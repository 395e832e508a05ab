import { BrowserWindow, screen } from 'electron';
import { START_URL } from './origin.ts';
import { pagePreferences } from './security.ts';

/** The screen that the pages are drawn for. A 1366x768 screen set to 125 % has only 1093x614, so the window never asks for more than there is. */
const WIDTH_PX = 1366;
const HEIGHT_PX = 768;

/** The desk's one window. It is shown when its first picture is ready, so no white sheet flashes up. */
export function createWindow(options: { preload: string; hasDevTools: boolean; title: string }): BrowserWindow {
  const room = screen.getPrimaryDisplay().workAreaSize;
  const window = new BrowserWindow({
    width: Math.min(WIDTH_PX, room.width),
    height: Math.min(HEIGHT_PX, room.height),
    minWidth: Math.min(960, room.width),
    minHeight: Math.min(540, room.height),
    title: options.title,
    backgroundColor: '#ffffff',
    autoHideMenuBar: true,
    show: false,
    webPreferences: pagePreferences(options),
  });
  window.once('ready-to-show', () => {
    window.maximize();
    window.show();
  });
  return window;
}

export async function openStartPage(window: BrowserWindow): Promise<void> {
  await window.loadURL(START_URL);
}

/** Brings the window to the front, for a second start of the program. */
export function focusWindow(window: BrowserWindow | undefined): void {
  if (window === undefined || window.isDestroyed()) return;
  if (window.isMinimized()) window.restore();
  window.show();
  window.focus();
}
