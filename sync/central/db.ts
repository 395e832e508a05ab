/**
 * The port through which the centre reaches its store: real PostgreSQL, or PGlite where nothing is configured. The same
 * SQL runs on both. Parameters are `$1`, `$2`; a set of rows travels as one JSON text and is opened with
 * `json_to_recordset`, so that column names equal record fields and a batch is one statement.
 */
export type SqlParam = string | number | boolean | null | readonly string[];

export interface CentreReadDb {
  /** All rows. The caller names the columns it listed. */
  query<Row extends object>(sql: string, params?: readonly SqlParam[]): Promise<Row[]>;
}

declare const writing: unique symbol;

export interface CentreWriteDb extends CentreReadDb {
  readonly [writing]: true;
  /** Runs a statement that writes; returns how many rows it touched, which the caller asserts. */
  run(sql: string, params?: readonly SqlParam[]): Promise<number>;
  /** Several statements without parameters (migrations). */
  script(sql: string): Promise<void>;
  /** Undoes what `work` wrote when it throws, and throws on; the transaction goes on. */
  savepoint<T>(work: () => Promise<T>): Promise<T>;
}

export interface CentreDb extends CentreReadDb {
  /** One transaction. The value is returned after COMMIT; anything thrown rolls everything back and is thrown on. */
  write<T>(work: (tx: CentreWriteDb) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** The first row, or null. */
export async function first<Row extends object>(
  db: CentreReadDb,
  sql: string,
  params: readonly SqlParam[] = [],
): Promise<Row | null> {
  return (await db.query<Row>(sql, params))[0] ?? null;
}

/** The SQLSTATE of an error that PostgreSQL or PGlite threw, or null. */
export function sqlState(error: unknown): string | null {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : null;
}
