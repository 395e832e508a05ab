import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** How long a fetch of Electron may take before the desk is opened without it. The archive is about 110 MB. */
const DOWNLOAD_MAX_MS = 180_000;
/** How long the place of the archive may take to answer at all; without a network this is what a person waits. */
const PROBE_MAX_MS = 4_000;

const RELEASES = 'https://github.com/electron/electron/releases/download/';

export interface ElectronChoice {
  /** Whether a missing runtime may be fetched; tests only look. */
  mayDownload?: boolean;
  env?: NodeJS.ProcessEnv;
}

/**
 * The Electron executable that this machine can open a window with, or one sentence that says why there is none. The
 * npm package comes without its runtime and fetches it when it is first used (`install.js` beside it), from
 * `ELECTRON_MIRROR` where that is set; `ELECTRON_OVERRIDE_DIST_PATH` names a runtime that is already unpacked.
 */
export function findElectron(choice: ElectronChoice = {}): { path: string } | { missing: string } {
  const env = choice.env ?? process.env;
  const screen = hasDisplay(env);
  if (!screen)
    return {
      missing: 'There is no display (neither DISPLAY nor WAYLAND_DISPLAY is set), so no desktop window can open.',
    };
  const home = packageFolder();
  if (home === null) return { missing: 'The package "electron" is not installed.' };
  const found = installedPath(home, env);
  if (found !== null) return { path: found };
  if (choice.mayDownload === false) return { missing: 'The Electron runtime is not on this machine.' };
  const problem = download(home, env);
  const path = installedPath(home, env);
  if (path !== null) return { path };
  return { missing: problem };
}

/** Windows and macOS always have one; elsewhere a display server says so. */
export function hasDisplay(env: NodeJS.ProcessEnv, platform: NodeJS.Platform = process.platform): boolean {
  return platform === 'win32' || platform === 'darwin' || Boolean(env.DISPLAY) || Boolean(env.WAYLAND_DISPLAY);
}

function packageFolder(): string | null {
  try {
    return dirname(createRequire(import.meta.url).resolve('electron/package.json'));
  } catch {
    return null;
  }
}

/** The executable of an unpacked runtime. `path.txt` is written when an archive was unpacked to its end. */
export function installedPath(home: string, env: NodeJS.ProcessEnv): string | null {
  const listed = join(home, 'path.txt');
  const name = existsSync(listed) ? readFileSync(listed, 'utf8') : executableName();
  const folder = env.ELECTRON_OVERRIDE_DIST_PATH;
  if (folder !== undefined && folder !== '') {
    const path = join(folder, name);
    return existsSync(path) ? path : null;
  }
  const path = join(home, 'dist', name);
  return existsSync(listed) && existsSync(path) ? path : null;
}

export function executableName(platform: NodeJS.Platform = process.platform): string {
  if (platform === 'darwin') return 'Electron.app/Contents/MacOS/Electron';
  return platform === 'win32' ? 'electron.exe' : 'electron';
}

/** Runs the package's own fetch; says why it gave nothing. */
function download(home: string, env: NodeJS.ProcessEnv): string {
  const place = env.ELECTRON_MIRROR ?? env.npm_config_electron_mirror ?? RELEASES;
  if (!canReach(place))
    return `The Electron runtime is not on this machine and ${host(place)} cannot be reached to fetch it.`;
  const run = spawnSync(process.execPath, [join(home, 'install.js')], {
    env,
    timeout: DOWNLOAD_MAX_MS,
    stdio: 'ignore',
  });
  if (run.error !== undefined)
    return `Fetching the Electron runtime from ${host(place)} took longer than ${DOWNLOAD_MAX_MS / 1000} s.`;
  return `The Electron runtime could not be fetched from ${host(place)}.`;
}

const host = (url: string) => URL.parse(url)?.host ?? url;

/**
 * Whether anything answers at the address, in a short time. A child asks, because the caller is synchronous; a local
 * folder as mirror counts as reachable.
 */
export function canReach(url: string): boolean {
  if (!/^https?:/.test(url)) return true;
  const ask = `fetch(process.argv[1], { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(${PROBE_MAX_MS}) }).then(() => process.exit(0), () => process.exit(1))`;
  return spawnSync(process.execPath, ['-e', ask, url], { timeout: PROBE_MAX_MS + 2_000, stdio: 'ignore' }).status === 0;
}
