import { type App, type BrowserWindow, dialog } from 'electron';
import type { Log } from '../../shared/wire/act.ts';

/** A page that falls over again within this time is not reloaded: the clerk is told instead of watching it blink. */
const CRASH_WINDOW_MS = 60_000;

/** Reasons that are an ordinary end of the page's process. Being killed is none: a machine short of memory kills pages. */
const ORDINARY_ENDS = new Set(['clean-exit']);

/**
 * Reloads the page once when its process dies. Nothing saved can be lost by it: records live in this process's store,
 * and a half-filled form comes back from its draft.
 */
export function watchPage(window: BrowserWindow, log: Log, nowMs: () => number = Date.now): void {
  let lastCrashMs = Number.NEGATIVE_INFINITY;
  window.webContents.on('render-process-gone', (_event, details) => {
    log('page-gone', { reason: details.reason, exitCode: details.exitCode });
    if (ORDINARY_ENDS.has(details.reason) || window.isDestroyed()) return;
    const isFirst = nowMs() - lastCrashMs > CRASH_WINDOW_MS;
    lastCrashMs = nowMs();
    if (isFirst) window.webContents.reload();
    else
      dialog.showErrorBox(
        'Tonle',
        'The screen stopped twice within a minute. Saved work is safe; close Tonle and start it again.',
      );
  });
  window.webContents.on('unresponsive', () => log('page-unresponsive'));
  window.webContents.on('responsive', () => log('page-responsive'));
}

/** Logs the end of Chromium's helper processes (GPU, network); Chromium starts them again by itself. */
export function watchProcesses(app: App, log: Log): void {
  app.on('child-process-gone', (_event, details) => {
    log('process-gone', { type: details.type, reason: details.reason, exitCode: details.exitCode });
  });
}
