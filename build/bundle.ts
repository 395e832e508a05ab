import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * What stays a package of its own: `electron` is inside the runtime, better-sqlite3 carries a compiled file and PGlite
 * reads its WebAssembly from beside its own code. Everything else becomes part of a few files.
 */
export const OUTSIDE_THE_BUNDLE = ['electron', 'better-sqlite3', '@electric-sql/pglite'] as const;

/** Optional parts that a package asks for and that no installation has: asking has to fail, as it does from sources. */
const NEVER_THERE = ['pg-native'];

const isExternal = (id: string) =>
  id.startsWith('node:') ||
  [...OUTSIDE_THE_BUNDLE, ...NEVER_THERE].some((name) => id === name || id.startsWith(`${name}/`));

/**
 * Bundles the programs into `folder`: `main.js` (the window), `desk.js` (the plain desk), `central.js` (the practice
 * centre) and `preload.cjs`. The centre shares no file with the others, since an installed one is started from beside
 * the archive; the preload is one CommonJS file, since a sandboxed page loads no other.
 */
export async function bundlePrograms(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await bundle({ main: 'electron/main.ts', desk: 'electron/desk.ts' }, folder, 'esm');
  await bundle({ central: 'build/central.ts' }, folder, 'esm');
  await bundle({ preload: 'electron/preload.ts' }, folder, 'cjs');
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(await appPackage(), null, 2)}\n`);
}

async function bundle(programs: Record<string, string>, folder: string, format: 'esm' | 'cjs'): Promise<void> {
  const input = Object.fromEntries(Object.entries(programs).map(([name, file]) => [name, join(root, file)]));
  const built = await rolldown({
    input,
    platform: 'node',
    external: isExternal,
    plugins: [addressesOnlyInPrograms(Object.values(input))],
  });
  await built.write({
    dir: folder,
    format,
    entryFileNames: format === 'esm' ? '[name].js' : '[name].cjs',
    chunkFileNames: 'parts/[name]-[hash].js',
    codeSplitting: format === 'esm',
  });
  await built.close();
}

/** A file's own address means something else in a bundle, so only the programs, which know that they are bundled, may ask for it. */
function addressesOnlyInPrograms(programs: string[]): Plugin {
  return {
    name: 'addresses-only-in-programs',
    transform(code, id) {
      const isOwn = id.startsWith(root) && !id.includes('node_modules');
      if (isOwn && !programs.includes(id) && /\bimport\.meta\b/.test(code))
        this.error(`${id} uses import.meta, which only a program may`);
      return null;
    },
  };
}

/** The `package.json` inside the app: what Electron and electron-builder read of the project's own. */
async function appPackage(): Promise<Record<string, unknown>> {
  const own = JSON.parse(await readFile(join(root, 'package.json'), 'utf8')) as Record<string, unknown>;
  return {
    name: own.name,
    productName: 'Tonle',
    version: own.version,
    description: own.description,
    license: own.license,
    author: own.author,
    type: 'module',
    main: 'main.js',
  };
}
