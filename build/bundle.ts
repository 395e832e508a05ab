import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Plugin, rolldown } from 'rolldown';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * What stays a package of its own: better-sqlite3 carries a compiled file, PGlite and HarfBuzz read their WebAssembly from
 * beside their own code, and the font is files. Everything else becomes part of a few files, but for `electron`, which is inside the runtime.
 */
export const PACKAGES = [
  'better-sqlite3',
  '@electric-sql/pglite',
  'harfbuzzjs',
  '@expo-google-fonts/noto-sans-khmer',
] as const;

/** Optional parts that a package asks for and that no installation has: asking has to fail, as it does from sources. */
const NEVER_THERE = ['pg-native'];

const isExternal = (id: string) =>
  id.startsWith('node:') ||
  ['electron', ...PACKAGES, ...NEVER_THERE].some((name) => id === name || id.startsWith(`${name}/`));

/**
 * Programs that a running Tonle starts by their file: the plain desk, the practice centre. Each becomes one file without
 * any other beside it, because in an installed Tonle they lie outside the archive.
 */
export const STARTED_PROGRAMS = [
  'electron/desk',
  'electron/node/national/worker',
  'electron/node/packing/worker',
  'electron/node/reader/worker',
  'build/central',
  'sync/central/node/national-job',
  'sync/central/node/national/worker',
] as const;

/**
 * Bundles the programs into `folder`, each at the place that its source has in the repository, `electron/main.js` (the
 * window) and `electron/preload.cjs` among them. The preload is one CommonJS file, since a sandboxed page loads no other.
 */
export async function bundlePrograms(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  const bundled = new Set<string>();
  for (const program of ['electron/main', ...STARTED_PROGRAMS]) await bundle(program, folder, 'esm', bundled);
  await bundle('electron/preload', folder, 'cjs', bundled);
  await writeFile(join(folder, 'LICENSES.txt'), licencesOf(bundled));
  await writeFile(join(folder, 'package.json'), `${JSON.stringify(await appPackage(), null, 2)}\n`);
}

async function bundle(program: string, folder: string, format: 'esm' | 'cjs', bundled: Set<string>): Promise<void> {
  const source = join(root, `${program}.ts`);
  const built = await rolldown({
    input: { [program]: source },
    platform: 'node',
    external: isExternal,
    plugins: [addressOnlyIn(source)],
  });
  const { output } = await built.write({
    dir: folder,
    format,
    entryFileNames: format === 'esm' ? '[name].js' : '[name].cjs',
    chunkFileNames: `${program}-parts/[name]-[hash].js`,
    // What is imported late (the updater) is loaded late only by the window.
    codeSplitting: program === 'electron/main',
  });
  await built.close();
  for (const part of output)
    for (const file of part.type === 'chunk' ? part.moduleIds : []) bundled.add(packageOf(file));
}

/** The package's folder that a file is from; empty for the project's own files. */
function packageOf(file: string): string {
  const mark = `${sep}node_modules${sep}`;
  const at = file.lastIndexOf(mark);
  if (at < 0) return '';
  const [scope = '', name = ''] = file.slice(at + mark.length).split(sep);
  return file.slice(0, at + mark.length) + (scope.startsWith('@') ? join(scope, name) : scope);
}

/** The licences of what became part of the programs: most of them ask that their text goes along. */
function licencesOf(folders: ReadonlySet<string>): string {
  const parts = [...folders]
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .filter((folder) => folder !== '');
  return parts
    .sort()
    .map((folder) => {
      const about = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Record<string, unknown>;
      const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
      const text = file === undefined ? '' : readFileSync(join(folder, file), 'utf8').trim();
      return `${about.name} ${about.version} (${about.license})\n\n${text}\n`;
    })
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** A file's own address means something else in a bundle, so only the program itself, which knows where it lies, may ask for it. */
function addressOnlyIn(program: string): Plugin {
  return {
    name: 'address-only-in-program',
    transform(code, id) {
      const isOther = id.startsWith(root) && !id.includes('node_modules') && id !== program;
      if (isOther && /\bimport\.meta\b/.test(code)) this.error(`${id} uses import.meta, which only a program may`);
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
    main: 'electron/main.js',
  };
}
