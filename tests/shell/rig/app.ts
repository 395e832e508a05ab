import { existsSync, mkdirSync, openSync, readFileSync, rmSync, watch, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { App } from 'electron';
import { closeChromium, openChromium } from './chromium.ts';
import { emitter, preventable } from './emitter.ts';

const events = emitter<App>(() => app);
const paths = new Map<string, string>([['userData', process.env.TONLE_RIG_USER_DATA ?? '']]);
let hasOpened = false;
let isQuitting = false;
let lockFile: string | null = null;

/** Set by the windows: closes all of them and says whether none is left. */
export const windows = { closeAll: () => true };

export const isReady = () => hasOpened;
export const emitApp = events.emit;

const opened = new Promise<void>((resolve, reject) => {
  // Electron is ready no sooner than the main file has run to its end.
  setImmediate(() => {
    openChromium().then(() => {
      hasOpened = true;
      resolve();
      events.emit('ready', {}, {});
    }, reject);
  });
});

const isAlive = (pid: number) => {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
};

/** The first process has a file with its number; a later one leaves a note beside it, which the first one sees. */
function takeLock(): boolean {
  const folder = app.getPath('userData');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'instance.lock');
  try {
    writeSync(openSync(file, 'wx'), String(process.pid));
  } catch {
    if (isAlive(Number(readFileSync(file, 'utf8')))) {
      writeFileSync(join(folder, `second-${process.pid}`), JSON.stringify(process.argv));
      return false;
    }
    writeFileSync(file, String(process.pid));
  }
  lockFile = file;
  watch(folder, (_kind, name) => {
    if (name === null || !name.startsWith('second-') || !existsSync(join(folder, name))) return;
    rmSync(join(folder, name), { force: true });
    events.emit('second-instance', {}, [], folder, null);
  }).unref();
  return true;
}

export const app = {
  isPackaged: false,
  on: events.on,
  once: events.once,
  whenReady: () => opened,
  enableSandbox: () => {},
  setAppUserModelId: () => {},
  getPath: (name) => paths.get(name) ?? '',
  setPath: (name, path) => void paths.set(name, path),
  requestSingleInstanceLock: () => takeLock(),
  quit() {
    if (isQuitting) return;
    isQuitting = true;
    const before = preventable({});
    events.emit('before-quit', before);
    const will = preventable({});
    if (!before.defaultPrevented && windows.closeAll()) {
      events.emit('will-quit', will);
      if (!will.defaultPrevented) app.exit(0);
    }
    isQuitting = false;
  },
  exit(code) {
    events.emit('quit', {}, code ?? 0);
    if (lockFile !== null) rmSync(lockFile, { force: true });
    void closeChromium().finally(() => process.exit(code ?? 0));
  },
} satisfies Pick<
  App,
  | 'isPackaged'
  | 'on'
  | 'once'
  | 'whenReady'
  | 'enableSandbox'
  | 'setAppUserModelId'
  | 'getPath'
  | 'setPath'
  | 'requestSingleInstanceLock'
  | 'quit'
  | 'exit'
> as RigApp;

/** The names of {@link app}; an annotation of its own, because the object speaks of itself. */
type RigApp = Pick<
  App,
  | 'isPackaged'
  | 'on'
  | 'once'
  | 'whenReady'
  | 'enableSandbox'
  | 'setAppUserModelId'
  | 'getPath'
  | 'setPath'
  | 'requestSingleInstanceLock'
  | 'quit'
  | 'exit'
>;

// Electron turns the system's wish to end into a quit.
process.on('SIGTERM', () => app.quit());
