import type { Session, WebContents, WebPreferences } from 'electron';
import type { Log } from '../../shared/wire/act.ts';
import { isOurPage } from './origin.ts';

/**
 * What every page of this program runs under. The renderer shows patients' records, so it is treated as if it could be
 * taken over: no Node, an isolated preload, the operating system's sandbox, and no spell checker, because Chromium's
 * fetches its dictionaries from the network.
 */
export function pagePreferences(options: { preload: string; hasDevTools: boolean }): WebPreferences {
  return {
    preload: options.preload,
    contextIsolation: true,
    sandbox: true,
    nodeIntegration: false,
    nodeIntegrationInWorker: false,
    nodeIntegrationInSubFrames: false,
    webSecurity: true,
    allowRunningInsecureContent: false,
    experimentalFeatures: false,
    webviewTag: false,
    navigateOnDragDrop: false,
    spellcheck: false,
    devTools: options.hasDevTools,
  };
}

/** Schemes that reach nothing outside this process; `devtools:` is answered only where devtools are on. */
const LOCAL_SCHEMES = new Set(['data:', 'blob:', 'devtools:']);

/**
 * Denies every permission and every request that leaves the bundle. A page cannot reach the network even if a script
 * gets past the CSP: what a clerk's screen needs comes through the desk.
 */
export function guardSession(session: Session, log: Log): void {
  session.setPermissionRequestHandler((_contents, permission, decide) => {
    log('permission-denied', { permission });
    decide(false);
  });
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  session.webRequest.onBeforeRequest((details, decide) => {
    const isLocal = isOurPage(details.url) || LOCAL_SCHEMES.has(URL.parse(details.url)?.protocol ?? '');
    if (!isLocal) log('request-refused', { scheme: URL.parse(details.url)?.protocol ?? 'unreadable' });
    decide({ cancel: !isLocal });
  });
}

/** Keeps contents on the bundle's pages and refuses new windows and guests. Addresses are not logged: a link may carry a name. */
export function guardContents(contents: WebContents, log: Log): void {
  const stayHome = (details: { url: string; preventDefault: () => void }) => {
    if (isOurPage(details.url)) return;
    details.preventDefault();
    log('navigation-refused', { contents: contents.id });
  };
  contents.on('will-navigate', stayHome);
  contents.on('will-frame-navigate', stayHome);
  contents.on('will-redirect', stayHome);
  contents.on('will-attach-webview', (event) => {
    event.preventDefault();
    log('webview-refused', { contents: contents.id });
  });
  contents.setWindowOpenHandler(() => {
    log('window-refused', { contents: contents.id });
    return { action: 'deny' };
  });
}
