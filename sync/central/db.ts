import { arrayText } from './array-text.ts';

/**
 * The port through which the centre reaches its store: real PostgreSQL, or PGlite where nothing is configured. The same
 * SQL runs on both. Parameters are `$1`, `$2`. A set of rows travels as one JSON text and is opened with
 * `json_to_recordset`, so that column names equal record fields and a batch is one statement; where every microsecond
 * counts it travels as one array a column, opened with `unnest`, and bytes of one length as one run of bytes.
 */
export type SqlParam =
  | string
  | number
  | boolean
  | null
  | Uint8Array
  | readonly string[]
  | readonly number[]
  | readonly (string | null)[];

/** A parameter as both engines take it. */
export function engineParam(param: SqlParam): string | number | boolean | null | Uint8Array {
  return typeof param === 'object' && param !== null && !(param instanceof Uint8Array) ? arrayText(param) : param;
}

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
  /**
   * Does `work` while no other process on this database does work of the same number; null, and nothing done, where one
   * does. Held by a connection of its own, so that it ends with the process, however that ends.
   */
  alone<T>(number: number, work: () => Promise<T>): Promise<T | null>;
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

/** In a transaction in which a statement has failed, every later one fails with this. */
const IN_FAILED_TRANSACTION = '25P02';

/**
 * Statements of one transaction that need nothing of each other: sent together, run one after the other in this order.
 * Waits for all of them also where one fails, so that nothing is left under way, and throws what failed first.
 */
export async function together<T extends readonly unknown[]>(
  work: readonly [...{ [K in keyof T]: Promise<T[K]> | T[K] }],
): Promise<T> {
  const settled = await Promise.allSettled(work);
  const failed = settled.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
  if (failed.length > 0) throw failed.find((error) => sqlState(error) !== IN_FAILED_TRANSACTION) ?? failed[0];
  return settled.map((one) => (one.status === 'fulfilled' ? one.value : null)) as unknown as T;
}
