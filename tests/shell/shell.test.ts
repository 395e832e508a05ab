import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Reply } from '../../shared/wire/errors.ts';
import { dataFolder, prepareApp } from './app.ts';
import { findRuntime, type OpenShell, openShell } from './open-shell.ts';

/** The specs run in the page, where the preload has put this. */
/** The bridge as a page that means no good would use it: with anything for a request. */
type Bridge = { ask(request: unknown): Promise<Reply> } | undefined;

const runtime = findRuntime();
console.log(
  runtime.which === 'electron'
    ? `Shell tests: on Electron at ${runtime.path}.`
    : runtime.which === 'rig'
      ? `Shell tests: on the rig, a Chromium page in place of Electron's window. ${runtime.why}`
      : `Shell tests: skipped. ${runtime.why}`,
);

// No centre listens there, so practice starts without one and the line is down: the shell does not mind.
const PRACTICE = ['--practice', '--centre', 'http://127.0.0.1:9'];

describe.skipIf(runtime.which === 'none')('the window', () => {
  const cleanUp: (() => Promise<unknown>)[] = [];
  let shell: OpenShell;
  let app: string;

  beforeAll(async () => {
    const prepared = await prepareApp();
    const data = await dataFolder();
    cleanUp.push(prepared.remove, data.remove);
    app = prepared.folder;
    shell = await openShell(runtime, { app, data: data.folder, words: PRACTICE });
    cleanUp.unshift(() => shell.quit());
  });
  afterAll(async () => {
    for (const step of cleanUp) await step();
  });

  const ask = (name: string, input: unknown, session?: string): Promise<Reply> =>
    shell.inPage((request) => (window.tonle as Bridge)?.ask(request) as Promise<Reply>, {
      id: crypto.randomUUID(),
      name,
      input,
      ...(session === undefined ? {} : { session }),
    });
  const windows = () =>
    shell.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.webContents.getURL()));
  const valueIn = (reply: Reply): Record<string, unknown> => {
    if (!reply.ok) throw new Error(JSON.stringify(reply));
    return reply.value as Record<string, unknown>;
  };

  it('opens one window on app:// and shows the sign-in screen', async () => {
    const seen = await shell.inPage(
      () =>
        new Promise<{ title: string; isSecure: boolean; hasPin: boolean }>((resolve) => {
          const look = () => {
            const pin = document.querySelector('input[type=password], input[inputmode=numeric]');
            if (pin === null) return;
            observer.disconnect();
            resolve({ title: document.title, isSecure: window.isSecureContext, hasPin: true });
          };
          const observer = new MutationObserver(look);
          observer.observe(document, { subtree: true, childList: true });
          look();
        }),
    );
    expect(seen).toMatchObject({ isSecure: true, hasPin: true });
    expect(await windows()).toEqual(['app://tonle/']);
  });

  it('answers an ask that crosses IPC, with the session inside it, and tells the page what changed', async () => {
    expect(valueIn(await ask('system.about', {}))).toMatchObject({ name: 'Tonle', mode: 'practice', shell: 'window' });
    expect(await ask('patients.search', { text: 'sok' })).toMatchObject({ ok: false, fault: { code: 'unauthorised' } });
    const { session } = valueIn(await ask('staff.signIn', { userName: 'sokha', pin: '1111' }));
    expect(valueIn(await ask('staff.me', {}, String(session)))).toMatchObject({ staff: { userName: 'sokha' } });

    const heard = await shell.inPage(
      (request) =>
        new Promise<string[]>((resolve) => {
          const stop = window.tonle?.onChanged(({ changed }) => {
            if (!changed.includes('patients')) return;
            stop?.();
            resolve(changed);
          });
          void (window.tonle as Bridge)?.ask(request);
        }),
      {
        id: crypto.randomUUID(),
        name: 'patients.register',
        session: String(session),
        input: { nameKm: null, nameLatin: 'Sok Sreymom', sex: 'female', birthDate: '1990', birthDatePrecision: 'year' },
      },
    );
    expect(heard).toContain('patients');
  });

  it('gives the page two functions and nothing of Node', async () => {
    const seen = await shell.inPage(() => {
      const scope = window as unknown as Record<string, unknown>;
      const bridge = window.tonle;
      try {
        scope.tonle = { ask: () => 'replaced' };
      } catch {
        // A strict-mode page may throw instead of ignoring it.
      }
      return {
        bridge: Object.keys(bridge ?? {}).sort(),
        isSame: window.tonle === bridge,
        node: ['require', 'process', 'module', 'Buffer', 'global', '__dirname', 'electron', 'ipcRenderer'].filter(
          (name) => name in scope,
        ),
      };
    });
    expect(seen).toEqual({ bridge: ['ask', 'onChanged'], isSame: true, node: [] });
  });

  it('refuses a message of a foreign page, even one that has the preload', async () => {
    const reply = await shell.inMain(async ({ BrowserWindow }, preload) => {
      const foreign = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true } });
      await foreign.loadURL('data:text/html,<p>not ours</p>');
      const question = "tonle.ask({ id: 'foreign-page', name: 'system.about', input: {} })";
      const answer: unknown = await foreign.webContents.executeJavaScript(question);
      foreign.destroy();
      return answer;
    }, `${app}/electron/preload.cjs`);
    expect(reply).toMatchObject({ ok: false, fault: { code: 'forbidden' } });
    expect(shell.log()).toContain('"event":"message-refused"');
  });

  it('refuses a message that is too large and answers one of almost that size', async () => {
    const send = (bytes: number) =>
      shell.inPage(
        (size) =>
          (window.tonle as Bridge)?.ask({
            id: 'large-message',
            name: 'system.about',
            input: { text: 'x'.repeat(size) },
          }) as Promise<Reply>,
        bytes,
      );
    expect(await send(1024 * 1024)).toMatchObject({ ok: false, fault: { code: 'too-large' } });
    expect(await send(1024 * 1024 - 200)).toMatchObject({ ok: false, fault: { code: 'invalid' } });
    expect(valueIn(await ask('system.about', {}))).toMatchObject({ name: 'Tonle' });
  });

  it('stays where it is when a page wants to go elsewhere or open another window', async () => {
    const opened = await shell.inPage(() => {
      const link = Object.assign(document.createElement('a'), { href: 'http://example.test/', target: '_blank' });
      document.body.append(link);
      link.click();
      link.remove();
      return window.open('http://example.test/') === null;
    });
    expect(opened).toBe(true);
    await shell.inPage(() => location.assign('http://example.test/'));
    await expect.poll(() => shell.log()).toContain('"event":"navigation-refused"');
    expect(shell.log()).toContain('"event":"window-refused"');
    expect(await windows()).toEqual(['app://tonle/']);
    expect(valueIn(await ask('system.about', {}))).toMatchObject({ name: 'Tonle' });
  });

  it('denies permissions', async () => {
    const seen = await shell.inPage(async () => ({
      asked: await Notification.requestPermission(),
      checked: (await navigator.permissions.query({ name: 'geolocation' })).state,
    }));
    expect(seen).toEqual({ asked: 'denied', checked: 'denied' });
    expect(shell.log()).toContain('"permission":"notifications"');
  });

  it('sends a policy that stops inline scripts, and no request leaves the bundle', async () => {
    const seen = await shell.inPage(async () => {
      const script = document.createElement('script');
      script.textContent = 'document.documentElement.dataset.inlineRan = "yes"';
      document.head.append(script);
      const elsewhere = await fetch('http://example.test/').then(
        () => 'answered',
        () => 'refused',
      );
      const headers = (await fetch('./')).headers;
      return {
        policy: headers.get('content-security-policy'),
        sniff: headers.get('x-content-type-options'),
        inlineRan: document.documentElement.dataset.inlineRan ?? 'no',
        elsewhere,
      };
    });
    expect(seen).toMatchObject({ sniff: 'nosniff', inlineRan: 'no', elsewhere: 'refused' });
    expect(seen.policy).toMatch(/default-src 'none'; script-src 'self';/);
    expect(seen.policy).toContain("frame-ancestors 'none'");
  });

  it('serves the screens and no other file', async () => {
    const paths = [
      '/../package.json',
      '/%2e%2e/package.json',
      '/%2e%2e%2fpackage.json',
      '/..%5cpackage.json',
      '/assets/..%2f..%2fpackage.json',
      '/package.json',
      '/electron/main.js',
      '//etc/passwd',
      '/index.html/',
      '/index.html%00',
    ];
    const seen = await shell.inPage(async (wanted) => {
      const statuses: Record<string, number> = {};
      for (const path of wanted)
        statuses[path] = await fetch(path).then(
          (answer) => answer.status,
          () => 0,
        );
      return {
        statuses,
        page: (await fetch('/index.html')).status,
        post: (await fetch('/index.html', { method: 'POST', body: 'x' })).status,
      };
    }, paths);
    expect(seen.page).toBe(200);
    expect(seen.post).toBe(405);
    // A host that is not the program's own is no answer at all (0); every other address is "not there".
    for (const [path, status] of Object.entries(seen.statuses))
      expect(status, path).toBe(path === '//etc/passwd' ? 0 : 404);
  });

  it('comes back by itself when its page crashes', async () => {
    await shell.inMain(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.webContents.forcefullyCrashRenderer());
    await expect.poll(() => shell.log(), { timeout: 90_000 }).toContain('"event":"page-gone"');
    await expect
      .poll(
        () =>
          ask('system.about', {}).then(
            (reply) => reply.ok,
            () => false,
          ),
        { timeout: 90_000 },
      )
      .toBe(true);
  });
});
