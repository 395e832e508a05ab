import { readdirSync, readFileSync } from 'node:fs';
import { extname, join, relative, sep } from 'node:path';

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.woff2': 'font/woff2',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
};

export interface ScreenFile {
  bytes: Buffer;
  type: string;
  /** Named by their contents, so that a browser may keep them for ever. */
  isForEver: boolean;
}

/**
 * The built screens by address. They are listed once at the start and nothing else is ever served, so no address can
 * lead out of the folder. Empty where the screens have not been built.
 */
export function readScreens(folder: string): Map<string, ScreenFile> {
  const files = new Map<string, ScreenFile>();
  let names: string[];
  try {
    names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return files;
  }
  for (const name of names) {
    const type = TYPES[extname(name)];
    if (type === undefined) continue;
    const path = `/${relative(folder, join(folder, name)).split(sep).join('/')}`;
    files.set(path, { bytes: readFileSync(join(folder, name)), type, isForEver: path.startsWith('/assets/') });
  }
  const index = files.get('/index.html');
  if (index !== undefined) files.set('/', index);
  return files;
}
