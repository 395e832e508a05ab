/** Schemes that the program registered as standard before it was ready; only these have pages. */
export const standardSchemes = new Set<string>();

/** `app://tonle/x` as the address that Chromium is given. */
export function toChromium(url: string): string {
  const parsed = URL.parse(url);
  if (parsed === null || !standardSchemes.has(parsed.protocol.slice(0, -1))) return url;
  return `https:${url.slice(parsed.protocol.length)}`;
}

/** The address as the program and its page know it. Only hosts without a dot are the program's own. */
export function fromChromium(url: string): string {
  const parsed = URL.parse(url);
  const [scheme] = standardSchemes;
  if (parsed === null || scheme === undefined || parsed.protocol !== 'https:' || parsed.host.includes('.')) return url;
  return `${scheme}:${url.slice('https:'.length)}`;
}
