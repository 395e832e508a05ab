import {
  closeSync,
  copyFileSync,
  openSync,
  readFileSync,
  readSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { seededDice } from '../../tests/support/dice.ts';
import { newFolder, removeFolder } from '../../tests/support/folder.ts';
import { faultOfSqlite, openSqlite, type SqliteDb, StoreProblem } from './sqlite.ts';

const KEY = new Uint8Array(32).fill(9);
const ROWS = 400;

function fill(db: SqliteDb): void {
  db.script(
    'CREATE TABLE kept (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT; CREATE INDEX kept_by_text ON kept (text)',
  );
  for (let id = 1; id <= ROWS; id += 1) {
    db.write((tx) =>
      tx.run('INSERT INTO kept (id, text) VALUES (@id, @text)', { id, text: `row ${id} ${'x'.repeat(id % 90)}` }),
    );
  }
}

const allOf = (db: SqliteDb) => db.all('SELECT id, text FROM kept ORDER BY id');

describe('the database of a desk', () => {
  let folder: string;
  let file: string;
  const open: SqliteDb[] = [];
  const opened = (key = KEY, at = file) => {
    const db = openSqlite(at, key);
    open.push(db);
    return db;
  };
  beforeEach(() => {
    folder = newFolder('sqlite');
    file = join(folder, 'desk.db');
  });
  afterEach(() => {
    for (const db of open.splice(0)) db.close();
    removeFolder(folder);
  });

  it('is on the disk before it says so, on every open and still after writes', () => {
    for (let times = 0; times < 3; times += 1) {
      const db = opened();
      const levels = () => [db.get('PRAGMA synchronous')?.synchronous, db.get('PRAGMA journal_mode')?.journal_mode];
      expect(levels()).toEqual([2, 'wal']);
      db.script('CREATE TABLE IF NOT EXISTS kept (id INTEGER PRIMARY KEY) STRICT');
      db.write((tx) => tx.run('INSERT INTO kept (id) VALUES (@id)', { id: times }));
      expect(levels()).toEqual([2, 'wal']);
      expect(db.get('PRAGMA foreign_keys')?.foreign_keys).toBe(1);
      db.close();
      open.length = 0;
    }
    expect(opened().get('SELECT count(*) AS n FROM kept')?.n).toBe(3);
  });

  it('reads back in another process’s place what was written, while the writer is still open', () => {
    const writer = opened();
    fill(writer);
    const reader = opened();
    expect(allOf(reader)).toEqual(allOf(writer));
    writer.write((tx) => tx.run("INSERT INTO kept (id, text) VALUES (1000, 'later')"));
    expect(reader.get('SELECT text FROM kept WHERE id = 1000')).toEqual({ text: 'later' });
  });

  it('holds nothing that can be read without the key', () => {
    const db = opened();
    fill(db);
    db.close();
    open.length = 0;
    const bytes = readFileSync(file);
    expect(bytes.includes('row 1')).toBe(false);
    expect(bytes.subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3');
    const plain = new Database(file);
    expect(() => plain.prepare('SELECT count(*) FROM sqlite_schema').get()).toThrow();
    plain.close();
  });

  it('refuses another key with a sentence and changes nothing', () => {
    const db = opened();
    fill(db);
    db.close();
    open.length = 0;
    const before = readFileSync(file);
    expect(() => openSqlite(file, new Uint8Array(32).fill(8))).toThrow(
      /damaged, or its key is another one\. Nothing was changed\./,
    );
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(allOf(opened())).toHaveLength(ROWS);
  });

  it('notices a flipped bit wherever it is, and never gives other rows than were written', () => {
    const db = opened();
    fill(db);
    const rows = allOf(db);
    db.close();
    open.length = 0;
    const dice = seededDice(20_260_310);
    const { size } = statSync(file);
    const found = { refused: 0, unharmed: 0 };
    for (let flips = 0; flips < 60; flips += 1) {
      const copy = join(folder, `flip-${flips}.db`);
      copyFileSync(file, copy);
      flip(copy, dice.below(size), 1 << dice.below(8));
      const harmed = readFileSync(copy);
      try {
        const again = openSqlite(copy, KEY);
        expect(allOf(again)).toEqual(rows);
        again.close();
        found.unharmed += 1;
      } catch (error) {
        expect(error).toBeInstanceOf(StoreProblem);
        expect(String(error)).toMatch(/is damaged.*Nothing was changed/);
        expect(readFileSync(copy).equals(harmed)).toBe(true);
        found.refused += 1;
      }
    }
    // What is not noticed lies where nothing is kept: the unused end of a page is signed as well, so that is rare.
    expect(found.refused).toBeGreaterThanOrEqual(58);
  });

  it('refuses a file that was cut off', () => {
    const db = opened();
    fill(db);
    db.close();
    open.length = 0;
    const { size } = statSync(file);
    for (const bytes of [size - 1, size - 4096, Math.floor(size / 2), 4096, 100]) {
      const copy = join(folder, `cut-${bytes}.db`);
      copyFileSync(file, copy);
      truncateSync(copy, bytes);
      expect(() => openSqlite(copy, KEY), `${bytes} of ${size}`).toThrow(StoreProblem);
    }
  });

  it('refuses what is no database', () => {
    writeFileSync(file, 'a letter to somebody, long enough to be a page'.repeat(200));
    expect(() => openSqlite(file, KEY)).toThrow(/is damaged/);
    expect(() => openSqlite(join(folder, 'no', 'such', 'folder.db'), KEY)).toThrow(StoreProblem);
    expect(() => openSqlite(folder, KEY)).toThrow(StoreProblem);
  });

  it('rolls back whatever is thrown, and goes on', () => {
    const db = opened();
    fill(db);
    const before = allOf(db);
    expect(() =>
      db.write((tx) => {
        tx.run('DELETE FROM kept WHERE id < 100');
        throw new Error('changed my mind');
      }),
    ).toThrow('changed my mind');
    expect(() => db.write((tx) => tx.run("INSERT INTO kept (id, text) VALUES (1, 'again')"))).toThrow();
    expect(() => db.script('BEGIN; DELETE FROM kept; SELECT nonsense;')).toThrow();
    expect(allOf(db)).toEqual(before);
    db.write((tx) => tx.run('DELETE FROM kept WHERE id = 1'));
    expect(allOf(db)).toHaveLength(ROWS - 1);
  });

  it('says in words that the disk is full, loses nothing, and saves again once there is room', () => {
    const db = opened();
    fill(db);
    const before = allOf(db);
    const pages = Number(db.get('PRAGMA page_count')?.page_count);
    db.get(`PRAGMA max_page_count = ${pages}`);
    const large = { text: 'y'.repeat(40_000) };
    const save = () => db.write((tx) => tx.run('INSERT INTO kept (text) VALUES (@text)', large));
    let fault: unknown;
    try {
      save();
    } catch (error) {
      fault = faultOfSqlite(error);
    }
    expect(fault).toMatchObject({ code: 'disk-full' });
    expect(allOf(db)).toEqual(before);
    db.get('PRAGMA max_page_count = 1000000');
    save();
    expect(allOf(db)).toHaveLength(ROWS + 1);
  });

  it('copies itself whole, under the same key', () => {
    const db = opened();
    fill(db);
    const copy = join(folder, 'copy.db');
    db.backupTo(copy);
    db.write((tx) => tx.run('DELETE FROM kept'));
    expect(allOf(opened(KEY, copy))).toHaveLength(ROWS);
    expect(() => openSqlite(copy, new Uint8Array(32).fill(1))).toThrow(StoreProblem);
  });

  it('names only failures that a person can do something about', () => {
    const coded = (code: string) => faultOfSqlite(Object.assign(new Error('x'), { code }))?.code ?? null;
    expect(
      ['SQLITE_FULL', 'ENOSPC', 'SQLITE_IOERR_WRITE', 'SQLITE_CORRUPT_VTAB', 'SQLITE_READONLY'].map(coded),
    ).toEqual(['disk-full', 'disk-full', 'unavailable', 'unavailable', 'unavailable']);
    expect(coded('SQLITE_CONSTRAINT')).toBeNull();
    expect(faultOfSqlite('no error at all')).toBeNull();
  });
});

function flip(file: string, at: number, bits: number): void {
  const handle = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(handle, byte, 0, 1, at);
  byte[0] = (byte[0] ?? 0) ^ bits;
  writeSync(handle, byte, 0, 1, at);
  closeSync(handle);
}
