import { app, BrowserWindow, dialog, ipcMain, protocol, session } from 'electron';
import type { Log } from '../../shared/wire/act.ts';
import type { Events } from '../../shared/wire/events.ts';
import type { Serve } from '../../shared/wire/serve.ts';
import type { ScreenFile } from '../node/screens.ts';
import { watchPage, watchProcesses } from './crashes.ts';
import { openIpcPort } from './ipc-port.ts';
import { type SystemKeys, systemKeys } from './keys.ts';
import { setMenu } from './menu.ts';
import { registerScheme, serveScreens } from './protocol.ts';
import { guardContents, guardSession } from './security.ts';
import { readStartOptions, type StartOptions } from './start-options.ts';
import { stickPlaces } from './stick-places.ts';
import { startUpdates } from './updates.ts';
import { createWindow, focusWindow, openStartPage } from './window.ts';

/** What the shell needs of the desk behind it. */
export interface ShellDesk {
  serve: Serve;
  events: Pick<Events, 'listen'>;
  /** Lets go of the store and its lock. */
  close(): Promise<void>;
}

/** What the desk needs of the shell. */
export interface Opening {
  folder: string;
  /** Where the practice desk lives if the person starts it from inside; never the folder of a real desk. */
  practiceFolder: string;
  isPractice: boolean;
  centreUrl: string | null;
  /** Null where the system has no store for keys. */
  keys: SystemKeys | null;
  stickPlaces: typeof stickPlaces;
}

export interface ShellWorld {
  screens: ReadonlyMap<string, ScreenFile>;
  /** The file of the preload. */
  preload: string;
  /** Headers of every answer over `app://`, the CSP among them. */
  headers: Record<string, string>;
  log: Log;
  /** @throws an error whose message a clerk can read */
  openDesk(opening: Opening): Promise<ShellDesk>;
}

/** One process, one desk, one window. */
export function startShell(world: ShellWorld): void {
  const { log } = world;
  const options = readStartOptions(process.argv);
  registerScheme();
  app.enableSandbox();
  app.setAppUserModelId('org.tonle.desk');
  const folders = takeFolders(options);
  if (!app.requestSingleInstanceLock()) {
    log('second-start');
    app.exit(0);
    return;
  }
  watchProcesses(app, log);
  app.on('web-contents-created', (_event, contents) => guardContents(contents, log));
  app.on('second-instance', () => focusWindow(BrowserWindow.getAllWindows()[0]));
  app.on('window-all-closed', () => app.quit());
  // The system's store for keys answers only once the app is ready, so the desk opens then.
  const desk = app.whenReady().then(() =>
    world.openDesk({
      ...folders,
      isPractice: options.isPractice,
      centreUrl: options.centreUrl,
      keys: systemKeys.isAvailable() ? systemKeys : null,
      stickPlaces,
    }),
  );
  closeDeskOnQuit(desk, log);
  desk
    .then((opened) => openScreens(world, opened, options))
    .catch((error: unknown) => {
      const sentence = error instanceof Error ? error.message : 'Tonle could not start.';
      log('start-failed', { sentence });
      dialog.showErrorBox('Tonle', sentence);
      app.exit(1);
    });
}

/** Practice and real work have browser storage, lock and store of their own, so a draft of one never shows up in the other. */
function takeFolders(options: StartOptions): { folder: string; practiceFolder: string } {
  const home = app.getPath('userData');
  const practiceFolder =
    options.practiceData ?? (options.data === null ? `${home}/practice` : `${options.data}-practice`);
  const folder = options.data ?? (options.isPractice ? practiceFolder : `${home}/desk`);
  app.setPath('userData', `${folder}/screen`);
  return { folder, practiceFolder };
}

async function openScreens(world: ShellWorld, desk: ShellDesk, options: StartOptions): Promise<void> {
  const { log } = world;
  const hasDevTools = !app.isPackaged;
  guardSession(session.defaultSession, log);
  serveScreens(protocol, world.screens, world.headers);
  openIpcPort({ ipcMain, serve: desk.serve, log });
  const title = options.isPractice ? 'Tonle (practice)' : 'Tonle';
  const window = createWindow({ preload: world.preload, hasDevTools, title });
  watchPage(window, log);
  const stopHearing = desk.events.listen((changed) => window.webContents.send('tonle:changed', changed));
  window.once('closed', stopHearing);
  setMenu({
    hasDevTools,
    isMac: process.platform === 'darwin',
    print: () => window.webContents.print({ printBackground: true }),
  });
  await openStartPage(window);
  log('window-open', { contents: window.webContents.id });
  const updates = { isPackaged: app.isPackaged, url: process.env.TONLE_UPDATES_URL, log };
  startUpdates(updates).catch(() => log('update-failed'));
}

/** Quitting waits for the desk, so that the lock is free and the log complete when the process ends. */
function closeDeskOnQuit(desk: Promise<ShellDesk>, log: Log): void {
  let isClosing = false;
  app.on('will-quit', (event) => {
    event.preventDefault();
    if (isClosing) return;
    isClosing = true;
    desk
      .then((opened) => opened.close())
      .catch(() => log('close-failed'))
      .finally(() => {
        log('closed');
        app.exit(0);
      });
  });
}
