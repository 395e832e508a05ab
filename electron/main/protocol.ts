import { type Protocol, protocol } from 'electron';
import type { ScreenFile } from '../node/screens.ts';
import { APP_SCHEME, isOurPage } from './origin.ts';

/** Has to run before the app is ready. `standard` and `secure` give the page an origin, storage and Web Crypto. */
export function registerScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/**
 * The answer to a request for `app://…`. The screens were listed when the program started, and an address is looked up
 * as it stands: it is in the list or it is nothing, so no spelling of it leads to another file.
 */
export function answerRequest(
  request: { url: string; method: string },
  screens: ReadonlyMap<string, ScreenFile>,
  headers: Record<string, string>,
): Response {
  const refuse = (status: number) => new Response(null, { status, headers });
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(405);
  if (!isOurPage(request.url)) return refuse(404);
  const file = screens.get(new URL(request.url).pathname || '/');
  if (file === undefined) return refuse(404);
  const body = request.method === 'HEAD' ? null : new Uint8Array(file.bytes);
  return new Response(body, { headers: { ...headers, 'content-type': file.type, 'cache-control': 'no-cache' } });
}

/** Serves the screens over `app://tonle/`. */
export function serveScreens(
  scheme: Protocol,
  screens: ReadonlyMap<string, ScreenFile>,
  headers: Record<string, string>,
): void {
  scheme.handle(APP_SCHEME, (request) => answerRequest(request, screens, headers));
}
