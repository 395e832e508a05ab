import { mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { newFolder, removeFolder } from '../../tests/support/folder.ts';
import { type DataFolder, type KeyWrap, openFolder, readKey, writeDurably } from './folder.ts';
import { openSqlite, StoreProblem } from './sqlite.ts';

/** Turns every bit of the key: enough to tell a wrapped key from a plain one. */
const turned: KeyWrap = {
  wrap: (key) => key.map((byte) => byte ^ 0xff),
  unwrap: (wrapped) => new Uint8Array(wrapped.map((byte) => byte ^ 0xff)),
};

describe('a desk’s folder', () => {
  let path: string;
  const held: DataFolder[] = [];
  const open = (mode: 'real' | 'practice' = 'real', keyWrap: KeyWrap | null = null) => {
    const folder = openFolder(path, mode, keyWrap);
    held.push(folder);
    return folder;
  };
  const make = (mode: 'real' | 'practice' = 'real', keyWrap: KeyWrap | null = null) => {
    const folder = open(mode, keyWrap);
    const db = openSqlite(folder.databaseFile, folder.key);
    db.script('CREATE TABLE kept (id INTEGER PRIMARY KEY) STRICT');
    db.close();
    folder.markMade();
    release();
    return folder.key;
  };
  const release = () => {
    for (const folder of held.splice(0)) folder.release();
  };
  beforeEach(() => {
    path = newFolder('folder');
  });
  afterEach(() => {
    release();
    removeFolder(path);
  });

  it('makes a key once and finds it again', () => {
    const key = make();
    expect(key).toHaveLength(32);
    expect(open().key).toEqual(key);
    expect(readKey(path)).toEqual(key);
  });

  it('is for one process at a time, and free as soon as that lets go', () => {
    open();
    expect(() => openFolder(path, 'real', null)).toThrow(/already running with the folder/);
    release();
    open();
  });

  it('never opens as the other kind', () => {
    make('practice');
    expect(() => openFolder(path, 'real', null)).toThrow(/holds practice data and is never opened as real/);
    open('practice');
    release();
    removeFolder(path);
    mkdirSync(path);
    make('real');
    expect(() => openFolder(path, 'practice', null)).toThrow(/holds real data and is never opened for practice/);
    writeFileSync(join(path, 'mode'), 'nonsense');
    expect(() => openFolder(path, 'practice', null)).toThrow(StoreProblem);
    rmSync(join(path, 'mode'));
    expect(() => openFolder(path, 'practice', null)).toThrow(/does not say whether it is for practice/);
  });

  it('never gives a database without its key a new one', () => {
    make();
    const key = readFileSync(join(path, 'desk.key'));
    rmSync(join(path, 'desk.key'));
    expect(() => openFolder(path, 'real', null)).toThrow(
      /key file of the database .* is missing\. Nothing was changed/,
    );
    expect(() => readKey(path)).toThrow(/is missing/);
    for (const broken of ['', 'zz', key.toString('utf8').slice(0, 40), `${key.toString('utf8').trim()}00`]) {
      writeFileSync(join(path, 'desk.key'), broken);
      expect(() => openFolder(path, 'real', null), broken).toThrow(/does not hold a key of 32 bytes|cannot be read/);
    }
    writeFileSync(join(path, 'desk.key'), key);
    open();
  });

  it('never begins a database anew that was there', () => {
    make();
    truncateSync(join(path, 'desk.db'), 0);
    expect(() => openFolder(path, 'real', null)).toThrow(/is gone or empty\. Nothing was changed/);
    rmSync(join(path, 'desk.db'));
    expect(() => openFolder(path, 'real', null)).toThrow(/is gone or empty/);
  });

  it('goes on where it was interrupted before the first database was made', () => {
    const { key } = open();
    release();
    writeFileSync(join(path, 'desk.db'), '');
    expect(open().key).toEqual(key);
  });

  it('keeps the key wrapped where the system can, and says where to open such a folder', () => {
    const key = make('real', turned);
    expect(readFileSync(join(path, 'desk.key.wrapped')).equals(Buffer.from(key))).toBe(false);
    expect(open('real', turned).key).toEqual(key);
    release();
    expect(() => openFolder(path, 'real', null)).toThrow(/Open this folder with the window/);
  });

  it('says that a folder cannot be written to', () => {
    const file = join(path, 'a-file');
    writeFileSync(file, '');
    expect(() => openFolder(file, 'real', null)).toThrow(/cannot be written to/);
    expect(() => openFolder(join(file, 'below'), 'real', null)).toThrow(/cannot be written to/);
    mkdirSync(join(path, 'lock.db'));
    expect(() => openFolder(path, 'real', null)).toThrow(/its file lock\.db cannot be opened/);
    expect(() => writeDurably(join(path, 'none', 'file'), 'x')).toThrow(/cannot be written/);
  });
});
