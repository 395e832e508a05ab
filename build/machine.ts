import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Where Debian, other systems and Playwright's own users keep a Chromium. `CHROMIUM` names another one. */
const CHROMIUMS = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
];

/** A Chromium that tests can drive, or null. */
export function findChromium(): string | null {
  const named = process.env.CHROMIUM;
  if (named !== undefined && existsSync(named)) return named;
  return CHROMIUMS.find((path) => existsSync(path)) ?? null;
}

/**
 * What the tests need of the machine. On Debian as root it is installed; elsewhere one sentence names it, and the tests
 * that need it are skipped.
 * @returns the sentence, or null when nothing is missing
 */
export function prepareMachine(say: (sentence: string) => void): string | null {
  if (findChromium() !== null) return null;
  const isDebianRoot = process.getuid?.() === 0 && existsSync('/etc/debian_version');
  if (!isDebianRoot) return 'The browser tests are skipped: install Chromium (or name one in CHROMIUM) to run them.';
  say('Installing Chromium for the browser tests; this happens once.');
  const run = (words: string[]) =>
    spawnSync('apt-get', words, {
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    }).status === 0;
  const isInstalled =
    run(['update', '-qq']) && run(['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-core']);
  if (isInstalled && findChromium() !== null) return null;
  return 'The browser tests are skipped: Chromium could not be installed from Debian’s packages.';
}
