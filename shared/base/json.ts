export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/**
 * JSON with keys in code-unit order and no white space, so that equal contents are equal texts and have equal hashes
 * (the idea of RFC 8785, for the values Tonle uses: strings, safe integers, finite numbers). `undefined` members vanish.
 */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(',')}]`;
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
    return `{${members.join(',')}}`;
  }
  return JSON.stringify(value) ?? 'null';
}
