import { spawn } from 'node:child_process';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundlePrograms } from './bundle.ts';
import { buildScreensWhenNeeded } from './screens.ts';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Where `npm start` and `npm run dist` put the app. Inside the project, so that the packages it needs are found. */
export const APP_FOLDER = join(root, 'dist/app');

/** Makes the app as Electron starts it: the bundled programs and the built screens. */
export async function makeApp(folder: string = APP_FOLDER): Promise<void> {
  await buildScreensWhenNeeded();
  await bundlePrograms(folder);
  cpSync(join(root, 'dist/renderer'), join(folder, 'dist/renderer'), { recursive: true });
}

/**
 * Opens the desktop window and stays until it is closed.
 * @param electron the runtime's executable, as `findElectron` gives it
 * @param words `--data DIR`, `--practice-data DIR`, `--practice`, `--centre URL`
 * @returns null, or one sentence when Electron ended before it could show anything and a browser has to serve instead
 */
export async function startWindow(electron: string, words: readonly string[]): Promise<string | null> {
  await makeApp();
  return runWindow(electron, APP_FOLDER, words);
}

export function runWindow(electron: string, app: string, words: readonly string[]): Promise<string | null> {
  // Chromium's sandbox cannot be set up for root, and Chromium then refuses to start unless it is told.
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const { ELECTRON_RUN_AS_NODE: _asNode, ...env } = process.env;
  const child = spawn(electron, [app, ...words, ...asRoot], { env, stdio: ['ignore', 'inherit', 'pipe'] });
  let hasSpoken = false;
  child.stderr.on('data', (part: Buffer) => {
    process.stderr.write(part);
    hasSpoken ||= /"event":"(window-open|start-failed)"/.test(part.toString());
  });
  const stop = () => child.kill('SIGTERM');
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, stop);
  return new Promise((resolve) => {
    const end = (problem: string | null) => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) process.off(signal, stop);
      resolve(problem);
    };
    child.once('error', () => end('The Electron runtime on this machine cannot be started.'));
    child.once('close', (code) => {
      if (code !== 0 && !hasSpoken)
        return end('The Electron runtime on this machine stopped before it could open a window.');
      process.exitCode = code ?? 1;
      end(null);
    });
  });
}
