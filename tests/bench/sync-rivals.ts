import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { FlatVisit } from './sync-documents.ts';
import { fhirOf } from './sync-documents.ts';
import { type CountingLine, type LineWish, openCountingLine, type Traffic } from './sync-line.ts';

/** Where the rivals' packages are kept between runs; they are no part of this project. */
const CACHE = join(tmpdir(), 'tonle-bench-sync');
const PACKAGES = ['pouchdb@9', 'pouchdb-adapter-memory@9', 'express-pouchdb@4', 'express@4'];
const TRY_AGAIN_MS = 1_000;
/** As long as a desk's own token, so that neither is heavier by its key to the door. */
const TOKEN = 'e'.repeat(64);

export interface RivalRun extends Traffic {
  ms: number;
  /** How many visits had arrived when it was over. */
  arrived: number;
}

export interface Rival {
  name: string;
  /** Sends visits over a line of that kind, for so long at most. */
  send(visits: readonly FlatVisit[], wish: LineWish, patienceMs: number): Promise<RivalRun>;
  close(): Promise<void>;
}

/** Puts the packages there where they are missing. Null, or the sentence that says why they could not be had. */
export async function fetchRivals(): Promise<string | null> {
  if (existsSync(join(CACHE, 'node_modules', 'express-pouchdb'))) return null;
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(join(CACHE, 'package.json'), '{"private":true}');
  const words = ['install', '--no-audit', '--no-fund', '--ignore-scripts', '--prefix', CACHE, ...PACKAGES];
  const code = await new Promise<number>((resolve) => {
    const npm = spawn('npm', words, { stdio: 'ignore', shell: process.platform === 'win32' });
    npm.on('error', () => resolve(-1));
    npm.on('close', (ended) => resolve(ended ?? -1));
  });
  return code === 0 ? null : 'npm could not install PouchDB and express-pouchdb, so there is nothing to compare with.';
}

interface PouchDb {
  bulkDocs(docs: readonly object[]): Promise<unknown>;
  info(): Promise<{ doc_count: number }>;
}
interface Pouch {
  new (name: string, options?: object): PouchDb;
  plugin(plugin: unknown): void;
  replicate(from: PouchDb, to: PouchDb, options: object): Promise<unknown> & { cancel(): void };
}

/** PouchDB to express-pouchdb, both in memory, pushing a hundred documents at a time; after a failure again from its checkpoint. */
export async function openPouch(): Promise<Rival> {
  const load = createRequire(join(CACHE, 'package.json'));
  const pouch = load('pouchdb') as Pouch;
  pouch.plugin(load('pouchdb-adapter-memory'));
  const { server, port } = await startPouchServer();
  let runs = 0;
  return {
    name: 'PouchDB to express-pouchdb',
    async send(visits, wish, patienceMs) {
      runs += 1;
      const local = new pouch(`local-${runs}`, { adapter: 'memory' });
      await local.bulkDocs(visits.map(({ id, ...rest }) => ({ _id: id, ...rest })));
      const direct = new pouch(`http://127.0.0.1:${port}/visits-${runs}`);
      await direct.info();
      const line = await openCountingLine(`http://127.0.0.1:${port}`, wish);
      try {
        const remote = new pouch(`${line.url}/visits-${runs}`, { skip_setup: true });
        return await timed(line, patienceMs, async (mayGoOn) => {
          const arrived = async () => (await direct.info()).doc_count;
          while (mayGoOn() && (await arrived()) < visits.length) {
            const replication = pouch.replicate(local, remote, { batch_size: 100 });
            const watch = setInterval(() => mayGoOn() || replication.cancel(), TRY_AGAIN_MS);
            await replication.catch(() => pause(TRY_AGAIN_MS));
            clearInterval(watch);
          }
          return arrived();
        });
      } finally {
        await line.close();
      }
    },
    async close() {
      server.kill();
    },
  };
}

async function startPouchServer(): Promise<{ server: ChildProcess; port: number }> {
  const program = fileURLToPath(new URL('sync-pouch-server.ts', import.meta.url));
  const server = spawn(process.execPath, [program, CACHE], { stdio: ['ignore', 'pipe', 'ignore'], cwd: CACHE });
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.once('close', () => reject(new Error('express-pouchdb did not start')));
    server.stdout?.once('data', (data: Buffer) => resolve(Number(String(data).trim())));
  });
  return { server, port };
}

/**
 * FHIR R4 as JSON, one POST a visit over a kept connection, to a server that only says 201: what any real one adds comes
 * on top. A failed POST is made again; `If-None-Exist` keeps it from counting twice.
 */
export async function openFhir(): Promise<Rival> {
  const arrived = new Set<string>();
  const server = createServer((asked, answer) => {
    asked.resume();
    asked.on('end', () => {
      arrived.add(String(asked.headers['if-none-exist']));
      answer.writeHead(201, {
        'content-type': 'application/fhir+json; charset=utf-8',
        location: `https://central.example.org/fhir/Encounter/${randomUUID()}/_history/1`,
        etag: 'W/"1"',
        'last-modified': new Date().toUTCString(),
      });
      answer.end();
    });
  });
  server.keepAliveTimeout = 120_000;
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    name: 'FHIR JSON, one POST a visit',
    async send(visits, wish, patienceMs) {
      arrived.clear();
      const line = await openCountingLine(`http://127.0.0.1:${port}`, wish);
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      try {
        return await timed(line, patienceMs, async (mayGoOn) => {
          for (const visit of visits) {
            while (mayGoOn() && !(await posted(line.url, agent, visit))) await pause(TRY_AGAIN_MS);
            if (!mayGoOn()) break;
          }
          return arrived.size;
        });
      } finally {
        agent.destroy();
        await line.close();
      }
    },
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function posted(url: string, agent: Agent, visit: FlatVisit): Promise<boolean> {
  const body = JSON.stringify(fhirOf(visit));
  return new Promise((resolve) => {
    const asked = request(`${url}/fhir/Encounter`, {
      agent,
      method: 'POST',
      headers: {
        'content-type': 'application/fhir+json',
        accept: 'application/fhir+json',
        prefer: 'return=minimal',
        authorization: `Bearer ${TOKEN}`,
        'if-none-exist': `identifier=http://example.org/fhir/sid/visit|${visit.device}/${visit.seq}`,
        'content-length': Buffer.byteLength(body),
      },
    });
    asked.on('response', (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode === 201));
      answer.on('error', () => resolve(false));
    });
    asked.on('error', () => resolve(false));
    asked.end(body);
  });
}

async function timed(
  line: CountingLine,
  patienceMs: number,
  work: (mayGoOn: () => boolean) => Promise<number>,
): Promise<RivalRun> {
  line.traffic();
  const startMs = performance.now();
  const arrived = await work(() => performance.now() - startMs < patienceMs);
  return { ms: Math.round(performance.now() - startMs), arrived, ...line.traffic() };
}
