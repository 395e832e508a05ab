import { type Bridge, type Transport, Unreachable } from './transport.ts';

/** Asks over Electron's IPC, through the bridge that the preload script made. */
export function ipcTransport(bridge: Bridge): Transport {
  return {
    async send(request) {
      try {
        return await bridge.ask(request);
      } catch (error) {
        throw new Unreachable('the desk program did not answer', { cause: error });
      }
    },
    listen: (_session, listener) => bridge.onChanged(listener),
  };
}
