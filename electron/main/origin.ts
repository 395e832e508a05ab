/**
 * The one address that the window may show. A scheme of its own gives the page an origin that no web site can have,
 * so its storage, its CSP `'self'` and the sender check of the IPC port all mean "the bundle inside this program".
 */
export const APP_SCHEME = 'app';
export const APP_HOST = 'tonle';
export const START_URL = `${APP_SCHEME}://${APP_HOST}/`;

/** Whether `url` is a page of the bundle. WHATWG gives `app:` an opaque origin, so scheme and host are compared instead. */
export function isOurPage(url: string): boolean {
  const parsed = URL.parse(url);
  return (
    parsed !== null &&
    parsed.protocol === `${APP_SCHEME}:` &&
    parsed.host === APP_HOST &&
    parsed.username === '' &&
    parsed.password === ''
  );
}
