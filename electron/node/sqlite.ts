import { existsSync, statSync } from 'node:fs';
import Database from 'better-sqlite3';
import type { Db, ReadDb, SqlParams, SqlRow, WriteDb } from '../../shared/base/db.ts';
import type { FaultCode } from '../../shared/wire/errors.ts';

/** A store that cannot be opened; its message is for the person who looks after the PC. */
export class StoreProblem extends Error {
  override name = 'StoreProblem';
}

/** SQLite before this has a bug that can lose a WAL after a checkpoint. */
const SQLITE_MIN = [3, 51, 3] as const;

/** All pages, or those without which the desk cannot begin. */
export type Check = 'all' | 'what-starts';
const READ_AT_START_BYTES_MAX = 64 * 1024 * 1024;
const STARTING_TABLES = new Set(['opened', 'setting', 'staff', 'session', 'roster', 'changeCount']);

export interface SqliteDb extends Db {
  readonly file: string;
  close(): void;
  /** Copies the database, as it is now, to a file; the copy is encrypted with the same key. */
  backupTo(file: string): void;
}

/**
 * Opens the encrypted database of a desk. `synchronous=FULL` is set on every open and read back after a write, because
 * with WAL both builds of better-sqlite3 silently fall to NORMAL after the first write, which loses acknowledged visits
 * in a power cut (measured: 66 % of simulated cuts, FULL none).
 * @param key 32 bytes
 * @param check how much of a database that was there is read through first
 * @throws StoreProblem with a sentence when the file is damaged, has another key, or the disk gives no help
 */
export function openSqlite(file: string, key: Uint8Array, check: Check = 'what-starts'): SqliteDb {
  const isNew = !existsSync(file);
  let raw: Database.Database;
  try {
    raw = new Database(file);
  } catch (error) {
    throw new StoreProblem(openSentence(file, error));
  }
  try {
    raw.pragma(`cipher='sqlcipher'`);
    raw.pragma(`legacy=4`);
    raw.pragma(`key="x'${Buffer.from(key).toString('hex')}'"`);
    checkVersion(raw);
    if (!isNew) checkPages(raw, file, check);
    raw.pragma('journal_mode = WAL');
    raw.pragma('synchronous = FULL');
    raw.pragma('foreign_keys = ON');
    raw.pragma('temp_store = MEMORY');
    raw.pragma('secure_delete = ON');
    raw.pragma('cache_size = -16000');
    raw.pragma('busy_timeout = 5000');
    raw.exec(
      'CREATE TABLE IF NOT EXISTS opened (id INTEGER PRIMARY KEY CHECK (id = 1), count INTEGER NOT NULL) STRICT',
    );
    raw.exec('INSERT INTO opened (id, count) VALUES (1, 1) ON CONFLICT (id) DO UPDATE SET count = count + 1');
    raw.pragma('synchronous = FULL');
    assertFull(raw);
  } catch (error) {
    raw.close();
    throw error instanceof StoreProblem ? error : new StoreProblem(openSentence(file, error));
  }
  return wrap(raw, file);
}

/** A connection of its own that can write nothing; it sees what is committed, also while another one writes. */
export interface ReadOnlyDb extends ReadDb {
  /** What is read from here on is of one moment, until `endMoment`. */
  beginMoment(): void;
  endMoment(): void;
  close(): void;
}

/** Opens a database that another connection of this program keeps open. @param key 32 bytes */
export function openToRead(file: string, key: Uint8Array, cacheMb = 8): ReadOnlyDb {
  const raw = new Database(file, { readonly: true, fileMustExist: true });
  try {
    raw.pragma(`cipher='sqlcipher'`);
    raw.pragma(`legacy=4`);
    raw.pragma(`key="x'${Buffer.from(key).toString('hex')}'"`);
    raw.pragma('query_only = ON');
    raw.pragma('temp_store = MEMORY');
    raw.pragma(`cache_size = -${cacheMb * 1_000}`);
    raw.pragma('busy_timeout = 5000');
  } catch (error) {
    raw.close();
    throw error;
  }
  return {
    ...readerOf(raw),
    beginMoment: () => void raw.exec('BEGIN'),
    endMoment: () => {
      if (raw.inTransaction) raw.exec('ROLLBACK');
    },
    close: () => void raw.close(),
  };
}

function checkVersion(raw: Database.Database): void {
  const version = String(raw.prepare('SELECT sqlite_version()').pluck().get());
  const parts = version.split('.').map(Number);
  for (const [index, least] of SQLITE_MIN.entries()) {
    const part = parts[index] ?? 0;
    if (part > least) return;
    if (part < least)
      throw new StoreProblem(
        `This SQLite (${version}) is too old to keep records safely; ${SQLITE_MIN.join('.')} or newer is needed.`,
      );
  }
}

function assertFull(raw: Database.Database): void {
  const level = raw.pragma('synchronous', { simple: true });
  const mode = raw.pragma('journal_mode', { simple: true });
  if (level !== 2 || mode !== 'wal') {
    throw new StoreProblem(
      `The database does not keep its promise to be on the disk before it says so (synchronous ${level}, ${mode}).`,
    );
  }
}

/**
 * Every page of an encrypted database carries a code, so reading through it finds a flipped bit; 100 MB take about half
 * a second. A larger one is read through whole where nobody waits (the copy of the day, a dump), and at a start only as
 * far as the desk needs to begin; any other damaged page fails when it is read, and is never given out as sound.
 */
function checkPages(raw: Database.Database, file: string, check: Check): void {
  const isWhole = check === 'all' || statSync(file).size <= READ_AT_START_BYTES_MAX;
  const names = isWhole ? ['1'] : tablesIn(raw).filter((name) => STARTING_TABLES.has(name));
  for (const name of names) {
    const result = String(raw.pragma(`quick_check(${name})`, { simple: true }));
    if (result !== 'ok') throw new StoreProblem(damagedSentence(file));
  }
}

function tablesIn(raw: Database.Database): string[] {
  return raw.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").pluck().all() as string[];
}

function damagedSentence(file: string): string {
  return `The database ${file} is damaged, or its key is another one. Nothing was changed. Keep the folder as it is, and restore the last good copy from its "backups" folder, or ask for help.`;
}

function openSentence(file: string, error: unknown): string {
  const code = codeOf(error);
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return damagedSentence(file);
  }
  if (code === 'SQLITE_FULL')
    return 'The disk is full, so the database cannot be opened safely. Free some space, then start again; nothing was lost.';
  if (code === 'SQLITE_CANTOPEN' || code === 'SQLITE_READONLY' || code === 'SQLITE_IOERR') {
    return `The database ${file} cannot be opened for writing (${code}). Check that the folder belongs to this user and that the disk is well.`;
  }
  return `The database ${file} cannot be opened (${code || 'no code'}).`;
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** A failure of the database that a person can do something about. */
export function faultOfSqlite(error: unknown): { code: FaultCode; sentence: string } | null {
  const code = codeOf(error);
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') {
    return {
      code: 'disk-full',
      sentence:
        'The disk is full: this was not saved. Everything saved before is safe. Free some space on this PC, then save again.',
    };
  }
  if (code.startsWith('SQLITE_IOERR') || code === 'SQLITE_READONLY' || code.startsWith('SQLITE_CORRUPT')) {
    return {
      code: 'unavailable',
      sentence:
        'The disk does not write properly: this was not saved. Write on paper, restart Tonle, and tell whoever looks after this PC.',
    };
  }
  return null;
}

function preparing(raw: Database.Database): (sql: string) => Database.Statement {
  const statements = new Map<string, Database.Statement>();
  return (sql) => {
    let statement = statements.get(sql);
    if (statement === undefined) {
      statement = raw.prepare(sql);
      // Texts are written in the code, but some are put together from clauses; a bound keeps this a cache.
      if (statements.size > 500) statements.clear();
      statements.set(sql, statement);
    }
    return statement;
  };
}

function readerOf(raw: Database.Database, prepare = preparing(raw)): ReadDb {
  return {
    all: (sql, params = {}) => prepare(sql).all(params) as SqlRow[],
    get: (sql, params = {}) => (prepare(sql).get(params) as SqlRow | undefined) ?? null,
  };
}

function wrap(raw: Database.Database, file: string): SqliteDb {
  const prepare = preparing(raw);
  const read = readerOf(raw, prepare);
  const writer = {
    ...read,
    run: (sql: string, params: SqlParams = {}) => prepare(sql).run(params).changes,
  } as unknown as WriteDb;
  return {
    file,
    ...read,
    write(work) {
      raw.exec('BEGIN IMMEDIATE');
      try {
        const value = work(writer);
        raw.exec('COMMIT');
        return value as never;
      } catch (error) {
        if (raw.inTransaction) raw.exec('ROLLBACK');
        throw error;
      }
    },
    script: (sql) => {
      try {
        raw.exec(sql);
      } catch (error) {
        if (raw.inTransaction) raw.exec('ROLLBACK');
        throw error;
      }
    },
    close() {
      raw.close();
    },
    backupTo(target) {
      raw.prepare('VACUUM INTO ?').run(target);
    },
  };
}
