import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { dataFolder, prepareApp } from './app.ts';
import { findRuntime, type OpenShell, openShell, type ShellStart } from './open-shell.ts';

const runtime = findRuntime();

describe.skipIf(runtime.which === 'none')('starting and ending the window', () => {
  let app: Awaited<ReturnType<typeof prepareApp>>;
  const cleanUp: (() => Promise<unknown>)[] = [];

  beforeAll(async () => {
    app = await prepareApp();
  });
  afterEach(async () => {
    for (const step of cleanUp.splice(0).reverse()) await step();
  });
  afterAll(() => app.remove());

  async function newFolder(): Promise<string> {
    const data = await dataFolder();
    cleanUp.push(data.remove);
    return data.folder;
  }
  async function start(data: string, more: Pick<ShellStart, 'words' | 'env'> = {}): Promise<OpenShell> {
    const shell = await openShell(runtime, { app: app.folder, data, ...more });
    cleanUp.push(() => shell.quit());
    return shell;
  }
  const isOpen = (shell: OpenShell) => shell.inPage(() => 'tonle' in window);

  it('brings the first window to the front when it is started again', async () => {
    const data = await newFolder();
    const first = await start(data);
    expect(await isOpen(first)).toBe(true);
    await first.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.minimize());
    const second = await openShell(runtime, { app: app.folder, data }).catch(() => null);
    expect(second === null ? 0 : await second.ended).toBe(0);
    const state = () =>
      first.inMain(({ BrowserWindow }) =>
        BrowserWindow.getAllWindows().map((window) => [window.isVisible(), window.isMinimized(), window.isFocused()]),
      );
    await expect.poll(state).toEqual([[true, false, true]]);
  });

  it('closes the desk when it ends, so that the next start finds the folder free', async () => {
    const data = await newFolder();
    const first = await start(data);
    expect(await isOpen(first)).toBe(true);
    expect(await first.quit()).toBe(0);
    expect(first.log()).toContain('"event":"closed"');
    const second = await start(data);
    expect(await isOpen(second)).toBe(true);
  });

  it('ends when its window is closed', async () => {
    const shell = await start(await newFolder());
    expect(await isOpen(shell)).toBe(true);
    await shell.inMain(
      ({ BrowserWindow }) => setImmediate(() => BrowserWindow.getAllWindows()[0]?.close()) && undefined,
    );
    expect(await shell.ended).toBe(0);
    expect(shell.log()).toContain('"event":"closed"');
  });

  // In Electron the box waits for a person, and the system decides whether there is a keyring.
  describe.runIf(runtime.which === 'rig')('with a desktop that a spec controls', () => {
    it('says in a box why a folder cannot be opened', async () => {
      const data = await newFolder();
      const practice = await start(data, { words: ['--practice', '--centre', 'http://127.0.0.1:9'] });
      expect(await isOpen(practice)).toBe(true);
      await practice.quit();
      const real = await start(data);
      expect(await real.ended).toBe(1);
      expect(real.log()).toMatch(/"rig":"error-box".*holds practice data and is never opened as real/);
    });

    it("keeps the store's key in the system's keyring where there is one", async () => {
      const data = await newFolder();
      const keyring = { env: { TONLE_RIG_KEYRING: 'the secret of this user' } };
      const first = await start(data, keyring);
      expect(await isOpen(first)).toBe(true);
      await first.quit();
      expect({
        plain: existsSync(join(data, 'desk.key')),
        wrapped: existsSync(join(data, 'desk.key.wrapped')),
      }).toEqual({
        plain: false,
        wrapped: true,
      });
      const again = await start(data, keyring);
      expect(await isOpen(again)).toBe(true);
      await again.quit();
      const stolen = await start(data, { env: { TONLE_RIG_KEYRING: 'another user' } });
      expect(await stolen.ended).toBe(1);
      expect(stolen.log()).toContain('cannot be read');
    });
  });
});
