/** What is wrong; its message is for whoever reads a failing seed. */
export class Violation extends Error {
  override name = 'Violation';
}

const SHOWN_MAX = 3;

/** @throws Violation where anything was found */
export function refuse(what: string, found: readonly string[]): void {
  if (found.length > 0) throw new Violation(`${some(found)} ${what}`);
}

export function some(names: readonly string[]): string {
  const more = names.length > SHOWN_MAX ? ` and ${names.length - SHOWN_MAX} more` : '';
  return `${names.slice(0, SHOWN_MAX).join(', ')}${more}`;
}
