import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type * as Electron from 'electron';
import { _electron } from 'playwright-core';
import { findElectron } from '../../build/electron-runtime.ts';
import { findChromium } from '../../build/machine.ts';

import type { Answer, Order } from './rig/orders.ts';

type ElectronMain = typeof Electron;

/** A running shell, the same to a spec whether Electron or the rig is under it. */
export interface OpenShell {
  /** Runs a function in the page of the first window, once it is shown. */
  inPage<T, A = undefined>(work: (argument: A) => T | Promise<T>, argument?: A): Promise<T>;
  /** Runs a function beside the program's main process. */
  inMain<T, A = undefined>(work: (electron: ElectronMain, argument: A) => T | Promise<T>, argument?: A): Promise<T>;
  /** What the program wrote to stderr so far: its log, one JSON line an event. */
  log(): string;
  /** Resolves with the exit code when the process has ended. */
  ended: Promise<number | null>;
  quit(): Promise<number | null>;
}

export type Runtime =
  | { which: 'electron'; path: string }
  | { which: 'rig'; why: string }
  | { which: 'none'; why: string };

/** Real Electron where it is there, else the rig on a Chromium, else nothing to run on. */
export function findRuntime(): Runtime {
  const electron = findElectron({ mayDownload: false });
  if ('path' in electron) return { which: 'electron', path: electron.path };
  if (findChromium() !== null) return { which: 'rig', why: electron.missing };
  return {
    which: 'none',
    why: `${electron.missing} There is no Chromium for the rig either: install the package "chromium".`,
  };
}

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export interface ShellStart {
  /** The folder of the bundled program. */
  app: string;
  data: string;
  words?: string[];
  env?: Record<string, string>;
}

/** Starts the bundled program. */
export async function openShell(runtime: Runtime, start: ShellStart): Promise<OpenShell> {
  const words = ['--data', start.data, ...(start.words ?? [])];
  const env = start.env ?? {};
  switch (runtime.which) {
    case 'electron':
      return openInElectron(runtime.path, start.app, words, env);
    case 'rig':
      return openInRig(`${start.app}/electron/main.js`, words, env);
    case 'none':
      throw new Error(runtime.why);
  }
}

async function openInElectron(
  executablePath: string,
  app: string,
  words: string[],
  env: Record<string, string>,
): Promise<OpenShell> {
  // A container's root has no user namespaces for Chromium's sandbox.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const opened = await _electron.launch({
    executablePath,
    args: [app, ...words, ...asRoot],
    env: { ...process.env, ...env } as Record<string, string>,
  });
  const child = opened.process();
  return {
    ...watch(child),
    inPage: async (work, argument) => (await opened.firstWindow()).evaluate(work as never, argument) as never,
    inMain: (work, argument) => opened.evaluate(work as never, argument) as never,
    async quit() {
      await opened.close();
      return child.exitCode;
    },
  };
}

function openInRig(main: string, words: string[], env: Record<string, string>): OpenShell {
  const child = fork(main, words, {
    execArgv: ['--import', at('./rig/register.ts')],
    stdio: ['ignore', 'inherit', 'pipe', 'ipc'],
    env: { ...process.env, ...env },
  });
  const watched = watch(child);
  const answers = new Map<number, (answer: Answer) => void>();
  child.on('message', (answer: Answer) => answers.get(answer.order)?.(answer));
  let lastOrder = 0;
  const give = (where: Order['where'], source: string, argument: unknown) =>
    new Promise<never>((resolve, reject) => {
      const order = ++lastOrder;
      const fail = () => reject(new Error(`The shell ended with code ${child.exitCode}.\n${watched.log()}`));
      if (child.exitCode !== null) return fail();
      child.once('exit', fail);
      answers.set(order, (answer) => {
        child.off('exit', fail);
        answers.delete(order);
        if ('error' in answer) reject(new Error(answer.error));
        else resolve(answer.value as never);
      });
      child.send({ order, where, source, argument } satisfies Order);
    });
  return {
    ...watched,
    inPage: (work, argument) => give('page', work.toString(), argument),
    inMain: (work, argument) => give('main', work.toString(), argument),
    quit() {
      child.kill('SIGTERM');
      return watched.ended;
    },
  };
}

function watch(child: ChildProcess): Pick<OpenShell, 'log' | 'ended'> {
  let text = '';
  child.stderr?.on('data', (part: Buffer) => {
    text += part.toString();
  });
  return {
    log: () => text,
    ended: new Promise((resolve) => child.once('exit', (code) => resolve(code))),
  };
}
