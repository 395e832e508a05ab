import type { OnBeforeRequestListenerDetails, Session, WebContents, WebRequest } from 'electron';

type RequestHandler = Parameters<Session['setPermissionRequestHandler']>[0];
type CheckHandler = Parameters<Session['setPermissionCheckHandler']>[0];
type BeforeRequest = (
  details: OnBeforeRequestListenerDetails,
  decide: (response: { cancel?: boolean }) => void,
) => void;

let requestHandler: RequestHandler = null;
let checkHandler: CheckHandler = null;
let beforeRequest: BeforeRequest | null = null;

const webRequest = {
  onBeforeRequest: ((listener: BeforeRequest | null) => {
    beforeRequest = listener;
  }) as WebRequest['onBeforeRequest'],
} satisfies Pick<WebRequest, 'onBeforeRequest'>;

const defaultSession = {
  setPermissionRequestHandler(handler) {
    requestHandler = handler;
  },
  setPermissionCheckHandler(handler) {
    checkHandler = handler;
  },
  setDevicePermissionHandler() {},
} satisfies Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>;

export const session = { defaultSession: { ...defaultSession, webRequest } };

type Permission = Parameters<NonNullable<CheckHandler>>[1];

/** As Electron: what no handler denies is granted. */
export function isPermitted(
  kind: 'request' | 'check',
  permission: Permission,
  contents: unknown,
  origin: string,
): Promise<boolean> {
  const from = contents as WebContents;
  if (kind === 'check') {
    const details = { isMainFrame: true, requestingUrl: origin };
    return Promise.resolve(checkHandler === null || checkHandler(from, permission, origin, details));
  }
  const handler = requestHandler;
  if (handler === null) return Promise.resolve(true);
  return new Promise((decide) => handler(from, permission, decide, { isMainFrame: true, requestingUrl: origin }));
}

/** Whether `webRequest` lets a request go on. */
export function isLetThrough(url: string, method: string): Promise<boolean> {
  const listener = beforeRequest;
  if (listener === null) return Promise.resolve(true);
  const details = { url, method } as OnBeforeRequestListenerDetails;
  return new Promise((resolve) => listener(details, (response) => resolve(response.cancel !== true)));
}
