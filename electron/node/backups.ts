import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dayAt } from '../../shared/base/time.ts';
import { readKey } from './folder.ts';
import { openSqlite } from './sqlite.ts';

const KEPT = 7;
const DAILY = /^day-\d{4}-\d{2}-\d{2}\.db$/;

/**
 * Copies the database of a stopped or running desk into its `backups` folder, one file a day, encrypted with the same
 * key, and keeps the last seven. The copy gets its name only when it is whole.
 * @returns the path of the copy
 */
export function backUp(path: string, now: Date): string {
  const folder = join(path, 'backups');
  const target = join(folder, `day-${dayAt(now.getTime())}.db`);
  const unfinished = `${target}.new`;
  rmSync(unfinished, { force: true });
  const db = openSqlite(join(path, 'desk.db'), readKey(path));
  try {
    db.backupTo(unfinished);
  } finally {
    db.close();
  }
  renameSync(unfinished, target);
  const days = readdirSync(folder)
    .filter((name) => DAILY.test(name))
    .sort();
  for (const name of days.slice(0, Math.max(0, days.length - KEPT))) rmSync(join(folder, name));
  return target;
}

export function hasBackupOf(path: string, nowMs: number): boolean {
  return existsSync(join(path, 'backups', `day-${dayAt(nowMs)}.db`));
}
