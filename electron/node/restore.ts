import {
  closeSync,
  copyFileSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { join, resolve } from 'node:path';
import { deskOf } from '../../shared/facility/store.ts';
import { NewerDatabase, pendingMigrations } from '../../shared/migrations/index.ts';
import { lockFolder, syncFolder } from './folder.ts';
import { openSqlite, StoreProblem } from './sqlite.ts';

/** A database is these three together: a log beside another database would be read into it. */
const PARTS = ['desk.db', 'desk.db-wal', 'desk.db-shm'] as const;
const COMING = 'desk.db.restored';
const UNFINISHED = '.part';

/**
 * Puts a backup in place of the database of a desk that is not running. The old database, its log and its index are moved
 * into a folder of their own together and stay there; the backup is copied and read through before anything is moved.
 * After a power cut in the middle the desk does not start until this is run again, and nothing is lost or mixed.
 * What was saved after the backup comes back from the centre, as far as the centre has it.
 * @returns the folder in which the old database is kept now; null where there was none
 * @throws StoreProblem with a sentence; nothing was changed then
 */
export function restoreBackup(path: string, backup: string, key: Uint8Array, now: Date): string | null {
  const release = lockFolder(path);
  try {
    const coming = join(path, COMING);
    takeCopy(resolve(backup), coming, key, modeOf(path));
    const aside = moveAside(path, now);
    renameSync(coming, join(path, 'desk.db'));
    syncFolder(path);
    return aside;
  } finally {
    release();
  }
}

function modeOf(path: string): string {
  const file = join(path, 'mode');
  if (!existsSync(file)) throw new StoreProblem(`There is no desk in ${path}. Nothing was changed.`);
  return readFileSync(file, 'utf8').trim();
}

/** A copy that was read through and is on the disk; the backup itself stays as it is. */
function takeCopy(backup: string, coming: string, key: Uint8Array, mode: string): void {
  if (!existsSync(backup)) throw new StoreProblem(`There is no backup ${backup}. Nothing was changed.`);
  for (const part of ['', '-wal', '-shm']) rmSync(`${coming}${part}`, { force: true });
  // A running copy of SQLite may have left its log beside a database that was copied by hand.
  if (existsSync(`${backup}-wal`)) copyFileSync(`${backup}-wal`, `${coming}-wal`);
  copyFileSync(backup, coming);
  try {
    const db = openSqlite(coming, key, 'all');
    try {
      pendingMigrations(db);
      const desk = db.get("SELECT name FROM sqlite_schema WHERE name = 'setting'") === null ? null : deskOf(db);
      if (desk === null)
        throw new StoreProblem(`${backup} is no backup of a desk that was set up. Nothing was changed.`);
      if (desk.mode !== mode)
        throw new StoreProblem(`${backup} is of a ${desk.mode} desk and this one is ${mode}. Nothing was changed.`);
    } finally {
      db.close();
    }
    const handle = openSync(coming, 'r+');
    try {
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
  } catch (error) {
    for (const part of ['', '-wal', '-shm']) rmSync(`${coming}${part}`, { force: true });
    throw error instanceof NewerDatabase ? new StoreProblem(error.message) : error;
  }
}

/** The whole old database in one folder; a move that was cut goes on in the folder where it began. */
function moveAside(path: string, now: Date): string | null {
  const begun = readdirSync(path).find((name) => name.startsWith('replaced-') && name.endsWith(UNFINISHED));
  const there = PARTS.filter((name) => existsSync(join(path, name)));
  if (begun === undefined && there.length === 0) return null;
  const unfinished = join(path, begun ?? `replaced-${now.toISOString().replace(/[:.]/g, '-')}${UNFINISHED}`);
  mkdirSync(unfinished, { recursive: true, mode: 0o700 });
  syncFolder(path);
  // The database first: without it the desk does not start, so nobody writes while its log is still to come.
  for (const name of there) renameSync(join(path, name), join(unfinished, name));
  syncFolder(unfinished);
  const aside = unfinished.slice(0, -UNFINISHED.length);
  renameSync(unfinished, aside);
  syncFolder(path);
  return aside;
}
