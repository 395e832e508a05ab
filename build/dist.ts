import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { listPackage } from '@electron/asar';
import { Arch, build, Platform } from 'electron-builder';
import { PACKAGES } from './bundle.ts';
import { APP_FOLDER as app, makeApp } from './bundle-app.ts';
import { bytesOf, checkCompiled, provePackage } from './dist-proof.ts';
import { findMeans, nameOf, TARGETS, type Target, whyNot } from './dist-targets.ts';
import { PACKAGES_FOLDER, packingConfig } from './electron-builder.config.ts';
import { executableName, installedPath } from './electron-runtime.ts';

/**
 * `npm run dist`: makes the installers that this machine can make, says for each other one why not, and proves that
 * what is packed works. Ends with 0 when everything within reach was made and the proof held.
 */
const root = fileURLToPath(new URL('..', import.meta.url));
const electronHome = dirname(createRequire(import.meta.url).resolve('electron/package.json'));
const electronVersion = (JSON.parse(readFileSync(join(electronHome, 'package.json'), 'utf8')) as { version: string })
  .version;

const PLATFORMS = { win32: Platform.WINDOWS, linux: Platform.LINUX, darwin: Platform.MAC } as const;
const say = (sentence: string) => process.stdout.write(`${sentence}\n`);
const megabytes = (bytes: number) => `${(bytes / 1e6).toFixed(1)} MB`;

async function makeAppWithPackages(): Promise<void> {
  const startedMs = Date.now();
  await makeApp();
  for (const name of PACKAGES)
    cpSync(join(root, 'node_modules', name), join(app, PACKAGES_FOLDER, name), { recursive: true });
  say(
    `The app: ${megabytes(bytesOf(join(app, 'electron')))} programs, ${megabytes(bytesOf(join(app, 'build')))} practice centre, ${megabytes(bytesOf(join(app, 'dist')))} screens, in ${((Date.now() - startedMs) / 1000).toFixed(1)} s.`,
  );
}

/** An empty runtime with the names that electron-builder looks for. It opens no window; the packing around it is the same. */
function makeStandIn(platform: 'linux' | 'win32'): string {
  const folder = join(root, `dist/stand-in-${platform}`);
  rmSync(folder, { recursive: true, force: true });
  for (const part of ['resources', 'locales']) mkdirSync(join(folder, part), { recursive: true });
  for (const name of ['LICENSE', 'LICENSES.chromium.html', 'locales/en-US.pak', 'locales/fr.pak'])
    writeFileSync(join(folder, name), '');
  writeFileSync(join(folder, 'version'), electronVersion);
  const program = join(folder, executableName(platform));
  writeFileSync(program, '#!/bin/sh\necho "This package was made without Electron\'s runtime." >&2\nexit 1\n');
  chmodSync(program, 0o755);
  return folder;
}

/** Packs an app directory, on the real runtime where `standIn` is null; gives the folder of the archive. */
async function packFolder(
  platform: 'linux' | 'win32' | 'darwin',
  arch: 'x64' | 'arm64',
  standIn: string | null,
): Promise<string> {
  const output = join(root, 'dist/packed', platform);
  rmSync(output, { recursive: true, force: true });
  await build({
    projectDir: root,
    targets: PLATFORMS[platform].createTarget('dir', Arch[arch]),
    publish: 'never',
    config: packingConfig({ electronVersion, app, output, standIn }),
  });
  const places = [
    'linux-unpacked',
    'linux-arm64-unpacked',
    'win-unpacked',
    'win-arm64-unpacked',
    'mac/Tonle.app/Contents',
    'mac-arm64/Tonle.app/Contents',
  ];
  const found = places
    .flatMap((place) => ['resources', 'Resources'].map((name) => join(output, place, name)))
    .find((place) => existsSync(join(place, 'app.asar')));
  if (found === undefined) throw new Error('Packing gave no app.asar.');
  return found;
}

async function makeInstallers(targets: readonly Target[]): Promise<string[]> {
  const failed: string[] = [];
  for (const target of targets) {
    try {
      const files = await build({
        projectDir: root,
        targets: PLATFORMS[target.platform].createTarget(target.kind, Arch[target.arch]),
        publish: 'never',
        config: packingConfig({ electronVersion, app, output: join(root, 'dist/installers'), standIn: null }),
      });
      for (const file of files) say(`Made: ${nameOf(target)}, ${file} (${megabytes(statSync(file).size)}).`);
    } catch (error) {
      failed.push(nameOf(target));
      say(`Failed: ${nameOf(target)}. ${error instanceof Error ? error.message : String(error)}`);
    }
  }
  return failed;
}

/** Windows' package is looked at on every machine that does not make it: its archive must have Windows' SQLite alone. */
async function checkWindows(): Promise<void> {
  const resources = await packFolder('win32', 'x64', makeStandIn('win32'));
  checkCompiled(
    listPackage(join(resources, 'app.asar'), { isPack: false }).map((name) => name.slice(1)),
    'win32-x64',
  );
  say('Windows: the app directory packs with a stand-in runtime, and win32-x64 is the only SQLite in it.');
}

async function prove(hasRuntime: boolean): Promise<void> {
  const platform = process.platform === 'win32' || process.platform === 'darwin' ? process.platform : 'linux';
  const arch = process.arch === 'arm64' ? 'arm64' : 'x64';
  if (platform === 'darwin' && !hasRuntime) {
    say('Proof: skipped on macOS without a runtime, because a stand-in cannot have the bundles that macOS wants.');
    return;
  }
  const standIn = hasRuntime || platform === 'darwin' ? null : makeStandIn(platform);
  const resources = await packFolder(platform, arch, standIn);
  const archive = join(resources, 'app.asar');
  const unpacked = bytesOf(`${archive}.unpacked`);
  const proof = await provePackage(archive, `${platform}-${arch}`);
  say(
    `Packed${standIn === null ? '' : ' with a stand-in runtime'}: app.asar ${megabytes(statSync(archive).size)}, beside it ${megabytes(unpacked)}; ${proof.files} files, ${megabytes(proof.bytes)}.`,
  );
  say(
    `Proof: from packed files only, ${platform}-${arch} being the one SQLite in it, the desk was ready in ${(proof.readyMs / 1000).toFixed(1)} s and answered /health; in practice it had met its own centre after ${(proof.metCentreMs / 1000).toFixed(1)} s; the centre alone, from beside the archive, in ${(proof.centreReadyMs / 1000).toFixed(1)} s.`,
  );
}

async function main(): Promise<void> {
  await makeAppWithPackages();
  const hasRuntime = installedPath(electronHome, process.env) !== null;
  const { means, sentence } = findMeans(process.env, hasRuntime);
  say(sentence);
  const reasons = TARGETS.map((target) => ({ target, why: whyNot(target, means) }));
  for (const { target, why } of reasons) if (why !== null) say(`Skipped: ${nameOf(target)}, because ${why}.`);
  const failed = await makeInstallers(reasons.filter(({ why }) => why === null).map(({ target }) => target));
  if (process.platform !== 'win32') await checkWindows();
  await prove(hasRuntime || means.canFetchRuntime);
  if (failed.length > 0) process.exitCode = 1;
}

await main().catch((error: unknown) => {
  process.stderr.write(`The package does not work: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
});
