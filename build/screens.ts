import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = ['renderer', 'shared', 'build/vite.config.ts', 'package-lock.json'];

function newestMs(path: string): number {
  const facts = statSync(path);
  if (!facts.isDirectory()) return facts.mtimeMs;
  return readdirSync(path).reduce((newest, name) => Math.max(newest, newestMs(join(path, name))), 0);
}

/** Builds the screens into dist/renderer unless what is there is newer than every source. */
export async function buildScreensWhenNeeded(): Promise<'built' | 'up to date'> {
  const index = join(root, 'dist', 'renderer', 'index.html');
  const sourcesMs = Math.max(...SOURCES.map((path) => newestMs(join(root, path))));
  if (existsSync(index) && statSync(index).mtimeMs > sourcesMs) return 'up to date';
  const { build } = await import('vite');
  await build({ configFile: join(root, 'build', 'vite.config.ts'), logLevel: 'error' });
  return 'built';
}
