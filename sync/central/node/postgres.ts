import pg from 'pg';
import type { CentreDb, CentreReadDb, CentreWriteDb, SqlParam } from '../db.ts';
import { CentreFault } from '../faults.ts';
import type { Log } from '../world.ts';

const CONNECTIONS_MAX = 10;
const CONNECT_TIMEOUT_MS = 10_000;

/** Real PostgreSQL. Throws `CentreFault` with a sentence that never repeats the password. */
export async function openPostgres(databaseUrl: string, log: Log): Promise<CentreDb> {
  if (!/^postgres(ql)?:\/\//.test(databaseUrl) || !URL.canParse(databaseUrl)) {
    throw new CentreFault(
      'DATABASE_URL is not an address of PostgreSQL, like postgres://user:password@host:5432/name.',
    );
  }
  const pool = new pg.Pool({
    connectionString: databaseUrl,
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'tonle-centre',
  });
  // A connection that breaks while nobody uses it is replaced by the next query; unheard, the event would end the process.
  pool.on('error', () => log('warn', 'database-connection-lost'));
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    throw new CentreFault(unreachable(error));
  }
  return {
    query: (sql, params) => rowsOf(pool, sql, params),
    write: (work) => inTransaction(pool, work),
    close: () => pool.end(),
  };
}

function unreachable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  switch (code) {
    case '28P01':
    case '28000':
      return 'PostgreSQL refused the user or the password in DATABASE_URL.';
    case '3D000':
      return 'The database named in DATABASE_URL does not exist; create it first.';
    case 'ENOTFOUND':
      return 'The host named in DATABASE_URL is not known; check the address.';
    default:
      return `PostgreSQL does not answer at the address in DATABASE_URL (${typeof code === 'string' ? code : 'no connection'}); check that it runs.`;
  }
}

type Queryable = pg.Pool | pg.PoolClient;

async function rowsOf<Row extends object>(
  on: Queryable,
  sql: string,
  params: readonly SqlParam[] = [],
): Promise<Row[]> {
  return (await on.query<Row & pg.QueryResultRow>(sql, [...params])).rows;
}

async function inTransaction<T>(pool: pg.Pool, work: (tx: CentreWriteDb) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('BEGIN');
    const value = await work(transactionOn(client));
    await client.query('COMMIT');
    return value;
  } catch (error) {
    try {
      await client.query('ROLLBACK');
    } catch (lost) {
      broken = lost instanceof Error ? lost : new Error('connection lost');
    }
    throw error;
  } finally {
    client.release(broken);
  }
}

function transactionOn(client: pg.PoolClient): CentreWriteDb {
  const query: CentreReadDb['query'] = (sql, params) => rowsOf(client, sql, params);
  const tx = {
    query,
    run: async (sql: string, params: readonly SqlParam[] = []) => (await client.query(sql, [...params])).rowCount ?? 0,
    script: async (sql: string) => void (await client.query(sql)),
    savepoint: <T>(work: () => Promise<T>) => inSavepoint((sql) => client.query(sql), work),
  };
  return tx as CentreWriteDb;
}

/** Savepoints nest by name in PostgreSQL, so that one name is enough. */
export async function inSavepoint<T>(run: (sql: string) => Promise<unknown>, work: () => Promise<T>): Promise<T> {
  await run('SAVEPOINT one_of_many');
  try {
    const value = await work();
    await run('RELEASE SAVEPOINT one_of_many');
    return value;
  } catch (error) {
    await run('ROLLBACK TO SAVEPOINT one_of_many');
    await run('RELEASE SAVEPOINT one_of_many');
    throw error;
  }
}
