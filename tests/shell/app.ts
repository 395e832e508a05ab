import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeApp } from '../../build/bundle-app.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** The app as it is packed, built from the sources of now: programs and screens. Inside the project, so that packages are found. */
export async function prepareApp(): Promise<{ folder: string; remove(): Promise<void> }> {
  const folder = await mkdtemp(join(root, 'node_modules/.cache/shell-'));
  await makeApp(folder);
  return { folder, remove: () => rm(folder, { recursive: true, force: true }) };
}

/** A folder for one spec's data. */
export async function dataFolder(): Promise<{ folder: string; remove(): Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'tonle-shell-'));
  return { folder: join(home, 'desk'), remove: () => rm(home, { recursive: true, force: true }) };
}
