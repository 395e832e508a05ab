import { readFileSync } from 'node:fs';

/** The version of package.json, which the installer and the screens show. */
export const VERSION: string = (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;
