import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSqlite, type SqliteDb } from '../../electron/node/sqlite.ts';
import { newFolder, removeFolder } from '../../tests/support/folder.ts';
import { MIGRATIONS, migrate, NewerDatabase, pendingMigrations, schemaNumber } from './index.ts';

describe('migrations', () => {
  let folder: string;
  let db: SqliteDb;
  beforeEach(() => {
    folder = newFolder('migrations');
    db = openSqlite(`${folder}/desk.db`, new Uint8Array(32));
  });
  afterEach(() => {
    db.close();
    removeFolder(folder);
  });

  it('bring an empty database to the newest schema, once', () => {
    const numbers = MIGRATIONS.map(({ number }) => number);
    expect(migrate(db)).toEqual(numbers);
    expect(schemaNumber(db)).toBe(numbers.at(-1));
    expect(migrate(db)).toEqual([]);
  });

  it('run only what is missing, and each with its number in one transaction', () => {
    const first = { number: 10, sql: 'CREATE TABLE a (id INTEGER) STRICT' };
    const second = { number: 20, sql: 'CREATE TABLE b (id INTEGER) STRICT' };
    const broken = { number: 30, sql: 'CREATE TABLE c (id INTEGER) STRICT; CREATE TABLE a (id INTEGER) STRICT' };
    expect(migrate(db, [first])).toEqual([10]);
    expect(migrate(db, [first, second])).toEqual([20]);
    expect(() => migrate(db, [first, second, broken])).toThrow();
    expect(schemaNumber(db)).toBe(20);
    expect(db.get("SELECT name FROM sqlite_schema WHERE name = 'c'")).toBeNull();
    db.write((tx) => tx.run('INSERT INTO b (id) VALUES (1)'));
  });

  it('leave the database of a newer program alone', () => {
    db.script('PRAGMA user_version = 990');
    expect(() => pendingMigrations(db)).toThrow(NewerDatabase);
    expect(() => migrate(db)).toThrow(/written by a newer Tonle \(schema 990;.*Nothing was changed/);
  });
});
