/** What the page tells this process through its one binding. */
export type PageCall =
  | { kind: 'invoke'; channel: string; args: unknown[] }
  | { kind: 'open'; url: string }
  | { kind: 'permission'; how: 'request' | 'check'; permission: string };

export const BINDING = '__tonleRig';

/**
 * Runs in each new document before the page's own scripts: gives the preload its `electron` and takes the binding away
 * again. As in Electron, the preload runs in the main frame alone, `window.open` and permissions are the program's to
 * decide, and what the preload exposes cannot be replaced.
 *
 * It is sent as text and sees nothing but its arguments and the page.
 */
export function pageSide(preload: (require: (name: string) => unknown) => void, binding: string): void {
  const scope = window as unknown as Record<string, unknown>;
  const call = scope[binding] as (message: PageCall) => Promise<unknown>;
  delete scope[binding];
  if (window.top !== window) return;

  const listeners = new Map<string, Set<(...args: unknown[]) => void>>();
  const ipcRenderer = {
    invoke: (channel: string, ...args: unknown[]) => call({ kind: 'invoke', channel, args }),
    on(channel: string, listener: (...args: unknown[]) => void) {
      listeners.set(channel, (listeners.get(channel) ?? new Set()).add(listener));
    },
    removeListener(channel: string, listener: (...args: unknown[]) => void) {
      listeners.get(channel)?.delete(listener);
    },
  };
  Object.defineProperty(window, `${binding}Hear`, {
    value: (channel: string, args: unknown[]) => {
      for (const listener of listeners.get(channel) ?? []) listener({}, ...args);
    },
  });
  const contextBridge = {
    exposeInMainWorld: (name: string, api: object) =>
      Object.defineProperty(window, name, { value: Object.freeze({ ...api }), enumerable: true }),
  };

  window.open = (url) => {
    void call({ kind: 'open', url: new URL(url ?? '', document.baseURI).href });
    return null;
  };
  const may = (how: 'request' | 'check', permission: string) => call({ kind: 'permission', how, permission });
  if ('Notification' in window) {
    Notification.requestPermission = async () =>
      (await may('request', 'notifications')) === true ? 'granted' : 'denied';
  }
  if ('permissions' in navigator) {
    navigator.permissions.query = async ({ name }) =>
      ({ name, state: (await may('check', name)) === true ? 'granted' : 'denied' }) as PermissionStatus;
  }
  preload((name) => {
    if (name !== 'electron') throw new Error(`module not found: ${name}`);
    return { contextBridge, ipcRenderer };
  });
}
