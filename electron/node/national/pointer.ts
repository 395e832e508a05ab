import { randomBytes } from 'node:crypto';
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { writeDurably } from '../folder.ts';

/**
 * Every roster has a database file of its own name, and the file `current` says which one is looked in. Renaming a new
 * database over an old one would leave the old one's WAL beside the new pages; a name that is replaced at once and whole
 * leaves nothing of the sort at any moment, and works on systems that do not replace open files.
 */
const CURRENT = 'current';
const NAME = /^national-[0-9a-f]{16}\.db$/;

export function newDatabaseName(): string {
  return `national-${randomBytes(8).toString('hex')}.db`;
}

/** The path of the current database, or null where there is none. */
export function currentDatabase(folder: string): string | null {
  const file = join(folder, CURRENT);
  if (!existsSync(file)) return null;
  const name = readFileSync(file, 'utf8').trim();
  const path = join(folder, name);
  return NAME.test(name) && existsSync(path) ? path : null;
}

/** Makes the folder of a desk's rosters, so that after a power cut it is there with what was put into it. */
export function makeFolder(folder: string): void {
  if (mkdirSync(folder, { recursive: true, mode: 0o700 }) !== undefined) syncFolder(dirname(folder));
}

/** From here on, on the disk, the database of this name is the current one. */
export function setCurrent(folder: string, name: string): void {
  // The database's own entry in the folder is on the disk before anything says its name.
  syncFolder(folder);
  writeDurably(join(folder, CURRENT), `${name}\n`);
}

function syncFolder(folder: string): void {
  // Windows has no fsync of folders; its journal keeps them in order.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Removes what a cut left behind and what was replaced. A file that the system still holds open stays until next time. */
export function sweep(folder: string): void {
  const current = currentDatabase(folder);
  for (const name of readdirSync(folder)) {
    if (!/^national-[0-9a-f]{16}\.db(-wal|-shm|-journal)?$/.test(name)) continue;
    if (current?.endsWith(name.replace(/-(wal|shm|journal)$/, '')) === true) continue;
    rmSync(join(folder, name), { force: true });
  }
}
