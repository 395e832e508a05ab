import { app } from './app.ts';
import { BrowserWindow } from './browser-window.ts';
import { dialog, Menu, safeStorage, screen } from './desktop.ts';
import { ipcMain } from './ipc-main.ts';
import { hearOrders } from './orders.ts';
import { protocol } from './protocol.ts';
import { session } from './session.ts';

/**
 * The part of the `electron` module that Tonle's main process uses, on plain Node and a Chromium page. A window is a
 * page, IPC is the page's binding, and a request to a custom scheme is answered by `protocol.handle`. Each part is
 * checked against Electron's own types where it is made, so a call that Electron does not have does not compile.
 *
 * What it cannot show: Electron's own isolation of the preload, its sandbox, and the look of the window. Chromium knows
 * no custom scheme without Electron, so `app://tonle` is carried as `https://tonle` and translated at this border.
 */
export { app, BrowserWindow, dialog, ipcMain, Menu, protocol, safeStorage, screen, session };

hearOrders({ app, BrowserWindow, dialog, session });
