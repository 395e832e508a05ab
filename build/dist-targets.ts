import { spawnSync } from 'node:child_process';
import { canReach } from './electron-runtime.ts';

/** One installer: for which system, of which kind, and where it can be made. */
export interface Target {
  /** As npm and Node write it. */
  platform: 'win32' | 'linux' | 'darwin';
  arch: 'x64' | 'arm64';
  kind: 'nsis' | 'deb' | 'AppImage' | 'dmg';
}

export const TARGETS: readonly Target[] = [
  { platform: 'win32', arch: 'x64', kind: 'nsis' },
  { platform: 'linux', arch: 'x64', kind: 'deb' },
  { platform: 'linux', arch: 'x64', kind: 'AppImage' },
  { platform: 'darwin', arch: 'arm64', kind: 'dmg' },
  { platform: 'darwin', arch: 'x64', kind: 'dmg' },
];

const SYSTEMS = { win32: 'Windows', linux: 'Linux', darwin: 'macOS' } as const;
export const nameOf = ({ platform, arch, kind }: Target) => `${SYSTEMS[platform]} ${arch} ${kind}`;

const RUNTIMES = 'https://github.com/electron/electron/releases/';
const TOOLS = 'https://github.com/electron-userland/electron-builder-binaries/releases/';

/** What this machine has for making installers. */
export interface Means {
  host: NodeJS.Platform;
  hostArch: string;
  /** Whether a runtime for this very machine is unpacked in node_modules. */
  hasRuntime: boolean;
  canFetchRuntime: boolean;
  canFetchTools: boolean;
  hasWine: boolean;
}

/** Looks once, and says in one sentence what it found. */
export function findMeans(env: NodeJS.ProcessEnv, hasRuntime: boolean): { means: Means; sentence: string } {
  const runtimes = env.ELECTRON_MIRROR ?? env.npm_config_electron_mirror ?? RUNTIMES;
  const tools = env.ELECTRON_BUILDER_BINARIES_MIRROR ?? env.npm_config_electron_builder_binaries_mirror ?? TOOLS;
  const canFetchRuntime = canReach(runtimes);
  const canFetchTools = canReach(tools);
  const hasWine = spawnSync('wine', ['--version'], { stdio: 'ignore' }).status === 0;
  const means = { host: process.platform, hostArch: process.arch, hasRuntime, canFetchRuntime, canFetchTools, hasWine };
  const host = (url: string) => URL.parse(url)?.host ?? url;
  if (canFetchRuntime) return { means, sentence: `Electron's runtime can be fetched from ${host(runtimes)}.` };
  if (hasRuntime)
    return {
      means,
      sentence: `Electron's runtime for this machine is in node_modules; ${host(runtimes)}, where the others are, cannot be reached.`,
    };
  return {
    means,
    sentence: `Electron's runtime is not on this machine, and ${host(runtimes)}, where it is fetched from, cannot be reached.`,
  };
}

/** Why a target cannot be made here, as the rest of a sentence; null when it can. */
export function whyNot(target: Target, means: Means): string | null {
  const isForHost = target.platform === means.host && target.arch === means.hostArch;
  if (target.kind === 'dmg' && means.host !== 'darwin') return 'a macOS disk image is made only on macOS';
  if (!means.canFetchRuntime && !(means.hasRuntime && isForHost)) {
    return `Electron's runtime for ${SYSTEMS[target.platform]} ${target.arch} is not here and cannot be fetched`;
  }
  if (target.kind === 'nsis' && means.host !== 'win32' && !means.hasWine) {
    return 'a Windows installer is finished by running it once, which needs Windows or wine';
  }
  if (target.kind !== 'dmg' && !means.canFetchTools)
    return `the tool that makes ${target.kind} files cannot be fetched`;
  return null;
}
