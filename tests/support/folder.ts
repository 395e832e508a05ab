import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new empty folder outside the project; the caller removes it with `removeFolder`. */
export function newFolder(name = 'test'): string {
  return mkdtempSync(join(tmpdir(), `tonle-${name}-`));
}

export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
}
