import { spawn } from 'node:child_process';
import { existsSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { dayAt } from '../../shared/base/time.ts';
import type { Log } from '../../shared/wire/act.ts';
import type { Program } from './practice.ts';
import { openSqlite } from './sqlite.ts';

const KEPT = 7;
const DAILY = /^day-\d{4}-\d{2}-\d{2}\.db$/;

/**
 * Copies the database of a stopped or running desk into its `backups` folder, one file a day, encrypted with the same
 * key, and keeps the last seven. The copy gets its name only when it is whole.
 * @returns the path of the copy
 */
export function backUp(path: string, key: Uint8Array, now: Date): string {
  const folder = join(path, 'backups');
  const target = join(folder, `day-${dayAt(now.getTime())}.db`);
  const unfinished = `${target}.new`;
  rmSync(unfinished, { force: true });
  const db = openSqlite(join(path, 'desk.db'), key, 'all');
  try {
    db.backupTo(unfinished);
  } finally {
    db.close();
  }
  renameSync(unfinished, target);
  const days = readdirSync(folder)
    // The one just made stays, also where an empty battery dates it before all others.
    .filter((name) => DAILY.test(name) && join(folder, name) !== target)
    .sort();
  for (const name of days.slice(0, Math.max(0, days.length + 1 - KEPT))) rmSync(join(folder, name));
  return target;
}

function hasBackupOf(path: string, nowMs: number): boolean {
  return existsSync(join(path, 'backups', `day-${dayAt(nowMs)}.db`));
}

/** Not while the first patients of the morning queue up. */
const FIRST_LOOK_MS = 3 * 60_000;
const LOOK_MS = 30 * 60_000;

/**
 * Sees to a copy a day while the desk runs. Another process makes it, so that no clerk waits for a large database.
 * @param onDone whether a copy was made; told after each try
 * @returns how to stop
 */
export function keepBackups(
  program: Program,
  path: string,
  key: Uint8Array,
  log: Log,
  onDone: (isGood: boolean) => void,
): () => void {
  const done = (isGood: boolean) => {
    log(isGood ? 'backed-up' : 'backup-failed');
    onDone(isGood);
  };
  const look = () => {
    if (hasBackupOf(path, Date.now())) return;
    const child = spawn(program.file, [...program.args, 'backup', '--data', path, '--key-from-input'], {
      env: { ...process.env, ...program.env },
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    // The key may be one that only this process can unwrap; other programs can read neither a pipe nor what went through it.
    child.stdin?.on('error', () => undefined);
    child.stdin?.end(Buffer.from(key).toString('hex'));
    let isOver = false;
    const over = (isGood: boolean) => {
      if (isOver) return;
      isOver = true;
      done(isGood);
    };
    child.on('error', () => over(false));
    child.on('exit', (code) => over(code === 0));
  };
  const first = setTimeout(look, FIRST_LOOK_MS).unref();
  const timer = setInterval(look, LOOK_MS).unref();
  return () => {
    clearTimeout(first);
    clearInterval(timer);
  };
}
