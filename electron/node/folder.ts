import { randomBytes } from 'node:crypto';
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import type { DeskMode } from '../../shared/facility/record.ts';
import { StoreProblem } from './sqlite.ts';

export interface DataFolder {
  path: string;
  databaseFile: string;
  key: Uint8Array;
  /** Says for ever that there is a database here; one that is gone or empty afterwards is not quietly begun anew. */
  markMade(): void;
  release(): void;
}

/** Wraps the database key with what the system offers (Electron's safeStorage); null where it offers nothing. */
export interface KeyWrap {
  wrap(key: Uint8Array): Uint8Array;
  unwrap(wrapped: Uint8Array): Uint8Array;
}

const KEY_BYTES = 32;
const MADE = 'made';

/**
 * Opens a desk's folder for this process alone. The folder is marked as practice or real when it is made, and one never
 * opens as the other.
 * @throws StoreProblem with a sentence
 */
export function openFolder(path: string, mode: DeskMode, keyWrap: KeyWrap | null): DataFolder {
  try {
    makeDurably(join(path, 'backups'));
    accessSync(path, constants.W_OK);
  } catch {
    throw new StoreProblem(
      `The folder ${path} cannot be written to. Choose another one, or give this user the right to it.`,
    );
  }
  const release = lockFolder(path);
  try {
    const databaseFile = join(path, 'desk.db');
    const isNew = !existsSync(databaseFile);
    checkMode(path, mode, isNew);
    checkThere(path, databaseFile);
    const markMade = () => {
      if (!existsSync(join(path, MADE))) writeDurably(join(path, MADE), '');
    };
    return { path, databaseFile, key: keyOf(path, isNew, keyWrap), markMade, release };
  } catch (error) {
    release();
    throw error;
  }
}

/**
 * An exclusive transaction on a small database beside the real one: the system ends it with the process, however that
 * dies, so there is never a stale lock to explain.
 */
export function lockFolder(path: string): () => void {
  let file: Database.Database | null = null;
  try {
    file = new Database(join(path, 'lock.db'), { timeout: 0 });
    file.exec('BEGIN EXCLUSIVE');
    const held = file;
    return () => held.close();
  } catch (error) {
    file?.close();
    const isHeld = error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY';
    throw new StoreProblem(
      isHeld
        ? `Tonle is already running with the folder ${path}. Use the window that is open, or close it first.`
        : `The folder ${path} cannot be used: its file lock.db cannot be opened for writing. Delete that file, which holds no records, and start again.`,
    );
  }
}

/**
 * Durable: a file that is there after a power cut, or not at all.
 * @throws StoreProblem with a sentence when the disk does not take it
 */
export function writeDurably(file: string, bytes: string | Uint8Array): void {
  const temporary = `${file}.new`;
  try {
    const handle = openSync(temporary, 'w', 0o600);
    try {
      writeFileSync(handle, bytes);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    renameSync(temporary, file);
    syncFolder(dirname(file));
  } catch (error) {
    const isFull = error instanceof Error && 'code' in error && error.code === 'ENOSPC';
    throw new StoreProblem(
      isFull
        ? 'The disk is full, so the records cannot be kept safely. Free some space, then start again; nothing was lost.'
        : `The file ${file} cannot be written. Check that the folder belongs to this user and that the disk is well.`,
    );
  }
}

/** A database that was made and is gone or empty has been lost by somebody or something: it is never begun anew. */
function checkThere(path: string, databaseFile: string): void {
  if (!existsSync(join(path, MADE))) return;
  if (existsSync(databaseFile) && statSync(databaseFile).size > 0) return;
  throw new StoreProblem(
    `The database of ${path} is gone or empty. Nothing was changed. Put the last good copy of its "backups" folder in place with "desk restore", or ask for help.`,
  );
}

/** A folder that was just made is there after a power cut only when the one above it is on the disk with its name. */
function makeDurably(folder: string): void {
  const first = mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = folder; made.length >= first.length; made = dirname(made)) syncFolder(dirname(made));
}

export function syncFolder(folder: string): void {
  // Windows has no fsync of folders; its rename is in the journal by itself.
  if (process.platform === 'win32') return;
  const handle = openSync(folder, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function checkMode(path: string, mode: DeskMode, isNew: boolean): void {
  const file = join(path, 'mode');
  if (!existsSync(file)) {
    if (!isNew)
      throw new StoreProblem(
        `The folder ${path} has a database but does not say whether it is for practice. It is left as it is.`,
      );
    writeDurably(file, `${mode}\n`);
    return;
  }
  const kept = readFileSync(file, 'utf8').trim();
  if (kept === mode) return;
  throw new StoreProblem(
    kept === 'practice'
      ? `The folder ${path} holds practice data and is never opened as real. Add --practice, or choose another folder.`
      : `The folder ${path} holds real data and is never opened for practice. Leave out --practice, or choose another folder.`,
  );
}

/** The key is on the disk before the first page that needs it; a database without its key is never given a new one. */
function keyOf(path: string, isNew: boolean, keyWrap: KeyWrap | null): Uint8Array {
  const plainFile = join(path, 'desk.key');
  const wrappedFile = join(path, 'desk.key.wrapped');
  try {
    if (existsSync(wrappedFile)) {
      if (keyWrap === null)
        throw new StoreProblem(
          `The key of ${path} is kept by the desktop window's system store. Open this folder with the window.`,
        );
      return keyWrap.unwrap(readFileSync(wrappedFile));
    }
    if (existsSync(plainFile))
      return checkedKey(new Uint8Array(Buffer.from(readFileSync(plainFile, 'utf8').trim(), 'hex')));
  } catch (error) {
    if (error instanceof StoreProblem) throw error;
    throw new StoreProblem(
      `The key of the database in ${path} cannot be read. Nothing was changed; restore the key file from its copy.`,
    );
  }
  if (!isNew)
    throw new StoreProblem(
      `The key file of the database in ${path} is missing. Nothing was changed; restore desk.key from its copy.`,
    );
  const key = new Uint8Array(randomBytes(KEY_BYTES));
  if (keyWrap === null) writeDurably(plainFile, `${Buffer.from(key).toString('hex')}\n`);
  else writeDurably(wrappedFile, keyWrap.wrap(key));
  return key;
}

function checkedKey(key: Uint8Array): Uint8Array {
  if (key.length !== KEY_BYTES)
    throw new StoreProblem(
      'The key file does not hold a key of 32 bytes. Nothing was changed; restore it from its copy.',
    );
  return key;
}

/** Reads the key of a folder that may be in use by another process; for `dump` and `backup`. */
export function readKey(path: string): Uint8Array {
  const hasBeen = existsSync(join(path, 'desk.db')) || existsSync(join(path, MADE));
  if (!hasBeen) throw new StoreProblem(`There is no desk's database in ${path}.`);
  return keyOf(path, false, null);
}
