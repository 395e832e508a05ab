import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { saveDesk } from '../../shared/facility/store.ts';
import { migrate } from '../../shared/migrations/index.ts';
import { DESK } from '../../tests/support/facility.ts';
import { newFolder, removeFolder } from '../../tests/support/folder.ts';
import { backUp } from './backups.ts';
import { type DataFolder, openFolder } from './folder.ts';
import { restoreBackup } from './restore.ts';
import { openSqlite, type SqliteDb, StoreProblem } from './sqlite.ts';

const NOW = new Date('2026-03-10T05:00:00.000Z');
const LATER = new Date('2026-03-11T05:00:00.000Z');

describe('putting a backup in place', () => {
  let path: string;
  let folder: DataFolder;
  let db: SqliteDb;
  let backup: string;
  const note = (text: string) =>
    db.write((tx) => tx.run("INSERT INTO audit (at, action, recordId) VALUES ('now', @text, NULL)", { text }));
  const notes = (file: string) => {
    const opened = openSqlite(file, folder.key, 'all');
    try {
      return opened.all('SELECT action FROM audit ORDER BY seq').map(({ action }) => action);
    } finally {
      opened.close();
    }
  };
  const asides = () => readdirSync(path).filter((name) => name.startsWith('replaced-'));

  beforeEach(() => {
    path = newFolder('restore');
    folder = openFolder(path, 'real', null);
    db = openSqlite(folder.databaseFile, folder.key);
    migrate(db);
    db.write((tx) => saveDesk(tx, DESK));
    folder.markMade();
    note('before');
    backup = backUp(path, folder.key, NOW);
    note('after');
  });
  afterEach(() => {
    db.close();
    folder.release();
    removeFolder(path);
  });
  const stop = () => {
    db.close();
    folder.release();
  };
  /** As a killed program leaves them: the last work stands in the log alone. */
  const crash = () => {
    const parts = ['desk.db', 'desk.db-wal', 'desk.db-shm'].map(
      (name) => [name, readFileSync(join(path, name))] as const,
    );
    stop();
    for (const [name, bytes] of parts) writeFileSync(join(path, name), bytes);
  };

  it('keeps the old database whole in a folder of its own, with the log that belongs to it', () => {
    crash();
    const aside = restoreBackup(path, backup, folder.key, LATER);
    expect(notes(join(path, 'desk.db'))).toEqual(['before']);
    expect(asides()).toEqual(['replaced-2026-03-11T05-00-00-000Z']);
    expect(readdirSync(String(aside)).sort()).toEqual(['desk.db', 'desk.db-shm', 'desk.db-wal']);
    expect(notes(join(String(aside), 'desk.db'))).toEqual(['before', 'after']);
    expect(notes(backup), 'the backup stays').toEqual(['before']);
  });

  it('is not done while the desk runs', () => {
    expect(() => restoreBackup(path, backup, folder.key, LATER)).toThrow(/already running/);
    stop();
    expect(notes(join(path, 'desk.db'))).toEqual(['before', 'after']);
  });

  it.each<[string, () => string, RegExp]>([
    ['that is not there', () => join(path, 'nowhere.db'), /There is no backup/],
    [
      'that is damaged',
      () => {
        const bytes = readFileSync(backup);
        bytes[9_000] = (bytes[9_000] ?? 0) ^ 1;
        writeFileSync(backup, bytes);
        return backup;
      },
      /damaged/,
    ],
    [
      'of nothing',
      () => {
        const other = join(path, 'other.db');
        openSqlite(other, folder.key).close();
        return other;
      },
      /no backup of a desk/,
    ],
    [
      'of a practice desk',
      () => {
        const other = openSqlite(join(path, 'other.db'), folder.key);
        migrate(other);
        other.write((tx) => saveDesk(tx, { ...DESK, mode: 'practice' }));
        other.close();
        return join(path, 'other.db');
      },
      /practice desk/,
    ],
    [
      'of a newer Tonle',
      () => {
        const other = openSqlite(join(path, 'other.db'), folder.key);
        other.script('PRAGMA user_version = 9990');
        other.close();
        return join(path, 'other.db');
      },
      /newer Tonle/,
    ],
  ])('changes nothing for a backup %s', (_what, make, sentence) => {
    stop();
    const from = make();
    expect(() => restoreBackup(path, from, folder.key, LATER)).toThrow(sentence);
    expect(() => restoreBackup(path, from, folder.key, LATER)).toThrow(StoreProblem);
    expect(asides()).toEqual([]);
    expect(existsSync(join(path, 'desk.db.restored'))).toBe(false);
    expect(notes(join(path, 'desk.db'))).toEqual(['before', 'after']);
  });

  it('goes on after a power cut in the middle, and never puts a log beside another database', () => {
    crash();
    const unfinished = join(path, 'replaced-2026-03-11T04-00-00-000Z.part');
    mkdirSync(unfinished);
    renameSync(join(path, 'desk.db'), join(unfinished, 'desk.db'));
    // Until it has gone on the desk does not start, and does not begin anew either.
    expect(() => openFolder(path, 'real', null)).toThrow(/gone or empty/);
    const aside = restoreBackup(path, backup, folder.key, LATER);
    expect(aside).toBe(unfinished.slice(0, -'.part'.length));
    expect(notes(join(String(aside), 'desk.db'))).toEqual(['before', 'after']);
    expect(notes(join(path, 'desk.db'))).toEqual(['before']);
  });

  it('puts a database back where there is none any more', () => {
    stop();
    renameSync(join(path, 'desk.db'), join(path, 'lost.db'));
    expect(restoreBackup(path, backup, folder.key, LATER)).toBeNull();
    expect(notes(join(path, 'desk.db'))).toEqual(['before']);
  });
});
