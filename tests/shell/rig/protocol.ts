import type { Protocol } from 'electron';
import { standardSchemes } from './addresses.ts';
import { isReady } from './app.ts';

type SchemeHandler = Parameters<Protocol['handle']>[1];
const handlers = new Map<string, SchemeHandler>();

export const protocol = {
  registerSchemesAsPrivileged(schemes) {
    if (isReady()) throw new Error('protocol.registerSchemesAsPrivileged should be called before app is ready');
    for (const { scheme, privileges } of schemes) if (privileges?.standard === true) standardSchemes.add(scheme);
  },
  handle(scheme, handler) {
    if (handlers.has(scheme)) throw new Error(`Failed to register protocol: ${scheme}`);
    handlers.set(scheme, handler);
  },
} satisfies Pick<Protocol, 'registerSchemesAsPrivileged' | 'handle'>;

/** The program's answer to a request for one of its schemes; null where no handler has the scheme. */
export async function answerScheme(url: string, method: string): Promise<Response | null> {
  const handler = handlers.get(new URL(url).protocol.slice(0, -1));
  return handler === undefined ? null : handler(new Request(url, { method }));
}
