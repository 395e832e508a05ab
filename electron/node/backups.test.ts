import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newFolder, removeFolder } from '../../tests/support/folder.ts';
import { backUp } from './backups.ts';
import { openSqlite, type SqliteDb, StoreProblem } from './sqlite.ts';

const KEY = new Uint8Array(32).fill(5);
/** Noon in Cambodia. */
const NOON = new Date('2026-03-10T05:00:00.000Z');

describe('the copy of the day', () => {
  let path: string;
  let db: SqliteDb;
  beforeEach(() => {
    path = newFolder('backups');
    mkdirSync(join(path, 'backups'));
    db = openSqlite(join(path, 'desk.db'), KEY);
    db.script('CREATE TABLE kept (id INTEGER PRIMARY KEY) STRICT; INSERT INTO kept (id) VALUES (1)');
  });
  afterEach(() => {
    db.close();
    removeFolder(path);
  });
  const names = () => readdirSync(join(path, 'backups')).sort();

  it('is made beside a running desk, whole, under the same key', () => {
    const copy = backUp(path, KEY, NOON);
    db.script('DELETE FROM kept');
    const restored = openSqlite(copy, KEY, 'all');
    expect(restored.all('SELECT id FROM kept')).toEqual([{ id: 1 }]);
    restored.close();
    expect(() => openSqlite(copy, new Uint8Array(32))).toThrow(StoreProblem);
  });

  it('is one a day in Cambodia, and the last seven are kept', () => {
    for (let day = 0; day < 9; day += 1) backUp(path, KEY, new Date(NOON.getTime() + day * 86_400_000));
    expect(names().filter((name) => name.endsWith('.db'))).toEqual(
      ['12', '13', '14', '15', '16', '17', '18'].map((day) => `day-2026-03-${day}.db`),
    );
  });

  it('stays though an empty battery dates it before all others', () => {
    for (let day = 0; day < 8; day += 1) backUp(path, KEY, new Date(NOON.getTime() + day * 86_400_000));
    backUp(path, KEY, new Date('2000-01-01T05:00:00.000Z'));
    const days = names().filter((name) => name.endsWith('.db'));
    expect([days.length, days[0], days.at(-1)]).toEqual([7, 'day-2000-01-01.db', 'day-2026-03-17.db']);
  });

  it('takes the place of one that was not finished, and touches nothing else', () => {
    writeFileSync(join(path, 'backups', 'day-2026-03-10.db.new'), 'half of it');
    writeFileSync(join(path, 'backups', 'before-20-1.db'), 'the copy before a migration');
    for (let day = 0; day < 8; day += 1) backUp(path, KEY, new Date(NOON.getTime() + day * 86_400_000));
    expect(names()).toContain('before-20-1.db');
    expect(names()).not.toContain('day-2026-03-10.db.new');
  });

  it('of a damaged database is not made, and the good one of the day before stays', () => {
    backUp(path, KEY, NOON);
    db.close();
    writeFileSync(join(path, 'desk.db'), Buffer.alloc(9_000, 1));
    expect(() => backUp(path, KEY, new Date(NOON.getTime() + 86_400_000))).toThrow(StoreProblem);
    expect(names().filter((name) => name.endsWith('.db'))).toEqual(['day-2026-03-10.db']);
    db = openSqlite(join(path, 'backups', 'day-2026-03-10.db'), KEY);
  });
});
