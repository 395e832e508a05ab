import { closeSync, existsSync, fsyncSync, openSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { PGlite, type PGliteOptions, type Transaction } from '@electric-sql/pglite';
import { NodeFS } from '@electric-sql/pglite/nodefs';
import { type CentreDb, type CentreReadDb, type CentreWriteDb, engineParam, type SqlParam } from '../db.ts';
import { CentreFault } from '../faults.ts';
import { keepParserPlain, type ParserExports } from './plain-parser.ts';
import { inSavepoint } from './postgres.ts';

/** The PostgreSQL inside PGlite writes its major version into every store. */
const MAJOR_VERSION = '18';

/**
 * PGlite leaves `fsync` off, and its bridge to Node's files has none: a commit would be in the page cache and a power cut
 * would lose it, or worse, a checkpoint would trust pages that never reached the disk. So the bridge gets one, and
 * PostgreSQL is started without its flag `-F`; as everywhere, a commit is then answered when its log is on the disk.
 */
class DurableFolder extends NodeFS {
  override async init(pg: PGlite, options: Parameters<NodeFS['init']>[1]): ReturnType<NodeFS['init']> {
    const made = await super.init(pg, options);
    const { preRun } = made.emscriptenOpts;
    made.emscriptenOpts.preRun = [...[preRun ?? []].flat(), giveFsync];
    const instantiate: Instantiate | undefined = made.emscriptenOpts.instantiateWasm;
    if (instantiate !== undefined) made.emscriptenOpts.instantiateWasm = withPlainParser(instantiate);
    return made;
  }
}

/** How Emscripten has its module made: `use` is called once it is there. */
type Instantiate = (imports: object, use: (instance: { exports: ParserExports }, module: object) => void) => object;

function withPlainParser(instantiate: Instantiate): Instantiate {
  return (imports, use) =>
    instantiate(imports, (instance, module) => {
      keepParserPlain(instance.exports);
      use(instance, module);
    });
}

/** The part of Emscripten's bridge to Node's files that is used here. */
interface Bridge {
  NODEFS: {
    realPath(node: unknown): string;
    stream_ops: { fsync?: (stream: { nfd?: number; node: unknown }) => number };
  };
}

function giveFsync(module: unknown): void {
  const { NODEFS } = module as Bridge;
  NODEFS.stream_ops.fsync = (stream) => {
    if (stream.nfd !== undefined) fsyncSync(stream.nfd);
    else syncPath(NODEFS.realPath(stream.node));
    return 0;
  };
}

/** A folder has no descriptor of its own over there. */
function syncPath(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

const START: PGliteOptions = {
  startParams: [
    ...PGlite.defaultStartParams.filter((flag) => flag !== '-F'),
    ...['-c', 'wal_sync_method=fsync'],
    ...['-c', 'shared_buffers=32MB'],
  ],
};

/**
 * PostgreSQL inside this process, its files in `folder`. A new store is made beside its place and moved there whole, so
 * that a process killed while making it leaves nothing half made. Throws `CentreFault`.
 */
export async function openPglite(folder: string): Promise<CentreDb> {
  if (!existsSync(folder)) await makeStore(folder);
  const version = await readFile(join(folder, 'PG_VERSION'), 'utf8').catch(() => '');
  if (version.trim() !== MAJOR_VERSION) {
    const found =
      version.trim() === '' ? 'is damaged or no store at all' : `was written by PostgreSQL ${version.trim()}`;
    throw new CentreFault(`The store in ${folder} ${found}, so it was left as it is. Restore it from a backup.`);
  }
  return portOn(await start(folder));
}

async function start(folder: string): Promise<PGlite> {
  try {
    return await PGlite.create({ ...START, fs: new DurableFolder(folder) });
  } catch {
    throw new CentreFault(
      `The store in ${folder} cannot be opened: it is damaged. Keep it and restore a backup beside it.`,
    );
  }
}

async function makeStore(folder: string): Promise<void> {
  const making = `${folder}.making`;
  await rm(making, { recursive: true, force: true });
  await mkdir(making, { recursive: true, mode: 0o700 });
  await (await start(making)).close();
  for (const entry of await readdir(making, { recursive: true, withFileTypes: true })) {
    syncPath(join(entry.parentPath, entry.name));
  }
  await rename(making, folder);
  syncPath(join(folder, '..'));
}

function portOn(pglite: PGlite): CentreDb {
  return {
    query: async <Row extends object>(sql: string, params: readonly SqlParam[] = []) =>
      (await pglite.query<Row>(sql, params.map(engineParam))).rows,
    write: (work) =>
      pglite.transaction(async (transaction) => {
        const held: Promise<unknown>[] = [];
        const value = await work(transactionOn(transaction, held));
        await Promise.all(held);
        return value;
      }),
    // No other process can have this store.
    alone: (_number, work) => work(),
    close: () => pglite.close(),
  };
}

function transactionOn(transaction: Transaction, held: Promise<unknown>[]): CentreWriteDb {
  const query: CentreReadDb['query'] = async <Row extends object>(sql: string, params: readonly SqlParam[] = []) =>
    (await transaction.query<Row>(sql, params.map(engineParam))).rows;
  const tx = {
    query,
    run: async (sql: string, params: readonly SqlParam[] = []) =>
      (await transaction.query(sql, params.map(engineParam))).affectedRows ?? 0,
    script: async (sql: string) => void (await transaction.exec(sql)),
    savepoint: <T>(work: () => Promise<T>) =>
      inSavepoint(
        (sql) => transaction.exec(sql),
        (answer) => {
          answer.catch(() => {});
          held.push(answer);
        },
        work,
      ),
  };
  return tx as CentreWriteDb;
}
