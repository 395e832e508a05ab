import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { canReach, executableName, findElectron, hasDisplay, installedPath } from './electron-runtime.ts';

let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'tonle-runtime-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

const put = (path: string, text = '') => {
  mkdirSync(join(home, path, '..'), { recursive: true });
  writeFileSync(join(home, path), text);
};

describe('a runtime on this machine', () => {
  it('is there when it was unpacked to its end', () => {
    expect(installedPath(home, {})).toBeNull();
    put(`dist/${executableName()}`);
    expect(installedPath(home, {})).toBeNull();
    put('path.txt', executableName());
    expect(installedPath(home, {})).toBe(join(home, 'dist', executableName()));
  });

  it('is the one that ELECTRON_OVERRIDE_DIST_PATH names, or none', () => {
    put(`mine/${executableName()}`);
    put(`dist/${executableName()}`);
    put('path.txt', executableName());
    const at = (folder: string) => installedPath(home, { ELECTRON_OVERRIDE_DIST_PATH: join(home, folder) });
    expect(at('mine')).toBe(join(home, 'mine', executableName()));
    expect(at('nothing')).toBeNull();
  });
});

/** An address where somebody listened a moment ago and nobody does now. */
async function silentHost(): Promise<string> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `127.0.0.1:${port}`;
}

describe('why there is no window', () => {
  it('is one sentence', async () => {
    const host = await silentHost();
    const env = { DISPLAY: ':0', ELECTRON_OVERRIDE_DIST_PATH: join(home, 'nothing') };
    expect(findElectron({ mayDownload: false, env })).toEqual({
      missing: 'The Electron runtime is not on this machine.',
    });
    const away = findElectron({ env: { ...env, ELECTRON_MIRROR: `http://${host}/` } });
    expect(away).toEqual({
      missing: `The Electron runtime is not on this machine and ${host} cannot be reached to fetch it.`,
    });
  });

  it('is the display first, where a system has one', () => {
    expect(hasDisplay({}, 'linux')).toBe(false);
    expect(hasDisplay({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
    expect(hasDisplay({}, 'win32')).toBe(true);
  });
});

it('takes a mirror on the disk as reachable and a silent port as not', async () => {
  expect(canReach('/media/usb/electron/')).toBe(true);
  expect(canReach(`http://${await silentHost()}/`)).toBe(false);
});
