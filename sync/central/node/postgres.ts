import type { Writable } from 'node:stream';
import pg from 'pg';
import { type CentreDb, type CentreReadDb, type CentreWriteDb, engineParam, type SqlParam } from '../db.ts';
import { CentreFault } from '../faults.ts';
import type { Log } from '../world.ts';

const CONNECTIONS_MAX = 10;
const CONNECT_TIMEOUT_MS = 10_000;
const STATEMENTS_MAX = 1_000;

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
    pipeline: true,
    // A plan for any facility is as good as one for this facility: which part to look in is decided when it runs.
    options: '-c plan_cache_mode=force_generic_plan',
  });
  // A connection that breaks while nobody uses it is replaced by the next query; unheard, the event would end the process.
  pool.on('error', () => log('warn', 'database-connection-lost'));
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    await pool.end();
    throw new CentreFault(unreachable(error));
  }
  const statements = new Statements();
  return {
    query: (sql, params) => rowsOf(pool, statements, sql, params),
    write: (work) => inTransaction(pool, statements, work),
    alone: (number, work) => alone(pool, number, work),
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

/**
 * Every statement with parameters is planned once for each connection: to plan one over a table in parts takes longer
 * than to run it. The program writes the texts, so that there are as many as there are places in it.
 */
class Statements {
  readonly #names = new Map<string, string>();

  named(text: string, params: readonly SqlParam[]): pg.QueryConfig {
    const values = params.map(engineParam);
    const known = this.#names.get(text);
    if (known !== undefined) return { name: known, text, values };
    if (params.length === 0 || this.#names.size === STATEMENTS_MAX) return { text, values };
    const name = `s${this.#names.size}`;
    this.#names.set(text, name);
    return { name, text, values };
  }
}

async function rowsOf<Row extends object>(
  on: Queryable,
  statements: Statements,
  sql: string,
  params: readonly SqlParam[] = [],
): Promise<Row[]> {
  return (await on.query<Row & pg.QueryResultRow>(statements.named(sql, params))).rows;
}

async function inTransaction<T>(
  pool: pg.Pool,
  statements: Statements,
  work: (tx: CentreWriteDb) => Promise<T>,
): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const held = new Held();
  try {
    gather(client);
    held.add(client.query('BEGIN'));
    const value = await work(transactionOn(client, statements, held));
    const committing = client.query('COMMIT');
    await held.all();
    // PostgreSQL answers the commit of a broken transaction with a rollback, and without an error.
    if ((await committing).command !== 'COMMIT') throw new Error('the transaction was rolled back');
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

async function alone<T>(pool: pg.Pool, number: number, work: () => Promise<T>): Promise<T | null> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const { rows } = await client.query<{ isMine: boolean }>('SELECT pg_try_advisory_lock($1::bigint) AS "isMine"', [
      number,
    ]);
    if (rows[0]?.isMine !== true) return null;
    try {
      return await work();
    } finally {
      await client.query('SELECT pg_advisory_unlock($1::bigint)', [number]).catch((lost: unknown) => {
        broken = lost instanceof Error ? lost : new Error('connection lost');
      });
    }
  } finally {
    client.release(broken);
  }
}

/**
 * Statements that are sent without waiting for their answer, because what comes behind them on the same connection is
 * answered after them: a round trip costs more than most of them. Before the commit counts, all have to have gone well.
 */
class Held {
  readonly #answers: Promise<unknown>[] = [];

  add(answer: Promise<unknown>): void {
    answer.catch(() => {});
    this.#answers.push(answer);
  }

  async all(): Promise<void> {
    await Promise.all(this.#answers);
  }
}

/** Statements that are sent in one turn of the program go out in one write: each write wakes the database once. */
function gather(client: pg.PoolClient): void {
  const { stream } = (client as pg.PoolClient & { connection?: { stream?: Writable } }).connection ?? {};
  if (stream === undefined) return;
  stream.cork();
  process.nextTick(() => stream.uncork());
}

function transactionOn(client: pg.PoolClient, statements: Statements, held: Held): CentreWriteDb {
  const query: CentreReadDb['query'] = (sql, params) => {
    gather(client);
    return rowsOf(client, statements, sql, params);
  };
  const tx = {
    query,
    run: async (sql: string, params: readonly SqlParam[] = []) => {
      gather(client);
      return (await client.query(statements.named(sql, params))).rowCount ?? 0;
    },
    script: async (sql: string) => void (await client.query(sql)),
    savepoint: <T>(work: () => Promise<T>) =>
      inSavepoint(
        (sql) => {
          gather(client);
          return client.query(sql);
        },
        (sent) => held.add(sent),
        work,
      ),
  };
  return tx as CentreWriteDb;
}

/** Savepoints nest by name in PostgreSQL, so that one name is enough. `hold` takes an answer that nobody waits for yet. */
export async function inSavepoint<T>(
  run: (sql: string) => Promise<unknown>,
  hold: (answer: Promise<unknown>) => void,
  work: () => Promise<T>,
): Promise<T> {
  hold(run('SAVEPOINT one_of_many'));
  try {
    const value = await work();
    hold(run('RELEASE SAVEPOINT one_of_many'));
    return value;
  } catch (error) {
    await run('ROLLBACK TO SAVEPOINT one_of_many');
    await run('RELEASE SAVEPOINT one_of_many');
    throw error;
  }
}
