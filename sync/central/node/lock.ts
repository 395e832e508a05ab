import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Held by one process at a time. The operating system lets go of it when the process ends, however it ends. */
export interface DataLock {
  release(): void;
}

/** Takes the lock of a data folder, or returns null where another process has it. */
export function lockData(data: string): DataLock | null {
  const database = new Database(join(data, 'lock.db'), { timeout: 0 });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    if (error instanceof Error && 'code' in error && error.code === 'SQLITE_BUSY') return null;
    throw error;
  }
  return { release: () => database.close() };
}
