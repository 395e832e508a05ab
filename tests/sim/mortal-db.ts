import type { SqliteDb } from '../../electron/node/sqlite.ts';

/** The process of a desk died: nothing it still tries has any effect. */
export class DeskDied extends Error {
  override name = 'DeskDied';
}

/** A desk's database under a process that may die in the middle of a transaction, or right after it. */
export class MortalDb implements SqliteDb {
  readonly #db: SqliteDb;
  #death: 'before-commit' | 'after-commit' | null = null;
  isDead = false;

  constructor(db: SqliteDb) {
    this.#db = db;
  }

  get file(): string {
    return this.#db.file;
  }

  dieInNext(death: 'before-commit' | 'after-commit'): void {
    this.#death = death;
  }

  all: SqliteDb['all'] = (sql, params) => {
    this.#alive();
    return this.#db.all(sql, params);
  };

  get: SqliteDb['get'] = (sql, params) => {
    this.#alive();
    return this.#db.get(sql, params);
  };

  write: SqliteDb['write'] = (work) => {
    this.#alive();
    const death = this.#death;
    if (death === null) return this.#db.write(work);
    const value = this.#db.write((tx) => {
      const made = work(tx);
      if (death === 'before-commit') this.#die();
      return made;
    });
    this.#die();
    return value;
  };

  script(sql: string): void {
    this.#alive();
    this.#db.script(sql);
  }

  backupTo(file: string): void {
    this.#alive();
    this.#db.backupTo(file);
  }

  /** The process is gone; what was committed is on the disk. */
  close(): void {
    this.isDead = true;
    this.#db.close();
  }

  #alive(): void {
    if (this.isDead) throw new DeskDied('nothing runs in a dead process');
  }

  #die(): never {
    this.isDead = true;
    throw new DeskDied('the process of the desk died');
  }
}
