/**
 * The port through which the application reaches its database: five methods, satisfied by better-sqlite3 in
 * `electron/node/sqlite.ts`. The type of the first parameter says the power: `ReadDb` may look, `WriteDb` is
 * inside a transaction. Both are synchronous, so a transaction that awaits does not compile.
 */
export type SqlValue = string | number | null | Uint8Array;
export type SqlRow = Record<string, SqlValue>;
export type SqlParams = Record<string, SqlValue>;

declare const writing: unique symbol;

export interface ReadDb {
  /** All rows of a query with named parameters. */
  all(sql: string, params?: SqlParams): SqlRow[];
  /** The first row, or null. */
  get(sql: string, params?: SqlParams): SqlRow | null;
}

export interface WriteDb extends ReadDb {
  readonly [writing]: true;
  /** Runs a statement that writes; returns how many rows changed, which the caller asserts. */
  run(sql: string, params?: SqlParams): number;
}

export interface Db extends ReadDb {
  /**
   * Runs `work` in one `BEGIN IMMEDIATE` transaction and returns its value after COMMIT, which is on the disk by then.
   * Anything thrown rolls everything back and is thrown on.
   */
  write<T>(work: (db: WriteDb) => T extends Promise<unknown> ? never : T): T;
  /** Runs a script of several statements without parameters (migrations). */
  script(sql: string): void;
}
