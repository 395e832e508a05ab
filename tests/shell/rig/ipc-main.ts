import type { IpcMain, IpcMainInvokeEvent } from 'electron';

type Handler = Parameters<IpcMain['handle']>[1];
const handlers = new Map<string, Handler>();

export const ipcMain = {
  handle(channel, listener) {
    if (handlers.has(channel)) throw new Error(`Attempted to register a second handler for '${channel}'`);
    handlers.set(channel, listener);
  },
} satisfies Pick<IpcMain, 'handle'>;

/** Answers a page's `ipcRenderer.invoke`; a rejection crosses as Electron words it. */
export async function answerInvoke(event: IpcMainInvokeEvent, channel: string, args: unknown[]): Promise<unknown> {
  const handler = handlers.get(channel);
  if (handler === undefined) throw new Error(`Error invoking remote method '${channel}': no handler registered`);
  return structuredClone(await handler(event, ...args));
}
