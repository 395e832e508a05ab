import { randomBytes } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Clock } from '../../../shared/base/time.ts';
import { CentreFault } from '../faults.ts';
import { LIMITS, type Limits } from '../limits.ts';
import { Metrics } from '../metrics.ts';
import { ensurePacks } from '../packs.ts';
import { ensurePractice } from '../practice.ts';
import { createServer } from '../server.ts';
import { readSettings } from '../settings.store.ts';
import type { Log } from '../world.ts';
import { Background } from './background.ts';
import { type Control, startControl } from './control.ts';
import { type OpenCentre, openCentre, RUNNING_FILE } from './open.ts';

const CLOSE_IDLE_EVERY_MS = 50;
/** A file on a slow line would hold the stop up for an hour; the desk goes on with the rest of it later. */
const STOP_PATIENCE_MS = 20_000;

export interface StartOptions {
  data: string | null;
  databaseUrl?: string | null;
  /** 0 for any free port. */
  port: number;
  host: string;
  isPractice: boolean;
  /** 'hh:mm' in Cambodia at which the national roster is made of the register; null for never by itself. */
  publishAt?: string | null;
  log: Log;
  nationalJob: URL;
  clock?: Clock;
  /** Other limits than those of `limits.ts`. */
  limits?: Partial<Limits>;
  /** Called when the store broke under the process, which had better end then and be started again. */
  onBroken?: () => void;
}

export interface RunningCentre {
  url: string;
  /** Finishes the requests that are under way, then closes the store. */
  stop(): Promise<void>;
}

/** Starts a centre; it accepts requests when this resolves. Throws `CentreFault` with a sentence. */
export async function startCentre(options: StartOptions): Promise<RunningCentre> {
  const { data, databaseUrl = null, log, nationalJob, clock } = options;
  const opened = await openCentre({ data, databaseUrl, log, nationalJob, ...(clock === undefined ? {} : { clock }) });
  try {
    return await serveOn(opened, options);
  } catch (error) {
    await opened.close();
    throw error;
  }
}

async function serveOn(opened: OpenCentre, options: StartOptions): Promise<RunningCentre> {
  const { world } = opened;
  const { mode } = await readSettings(world.db);
  // The practice register shows days relative to today, so that it is looked after at every start.
  if (options.isPractice || mode === 'practice') await ensurePractice(world);
  await ensurePacks(world);
  const background = new Background(world, options.publishAt ?? null);
  const metrics = processMetrics();
  const server = createServer({
    ...{ ...world, metrics, limits: { ...LIMITS, ...options.limits } },
    isLoopbackOnly: isLoopback(options.host),
    onEnrolled: () => background.look(),
    onBroken: (error) => {
      if (isFatal(error)) options.onBroken?.();
    },
  });
  const silent = new Set<Socket>();
  server.server.on('connection', (socket) => {
    silent.add(socket);
    socket.once('close', () => silent.delete(socket));
  });
  server.server.on('request', ({ socket }) => silent.delete(socket));
  const url = await listen(options, (port, host) => server.listen({ port, host }));
  let control: Control | null = null;
  try {
    control = await announce(opened);
  } catch (error) {
    await server.close();
    throw error;
  }
  background.start();
  return {
    url: options.host === '0.0.0.0' || options.host === '::' ? url.replace(/\/\/[^/]*:/, '//127.0.0.1:') : url,
    stop: async () => {
      if (opened.ownData !== null) await rm(join(opened.ownData, RUNNING_FILE), { force: true });
      await closeServer(server, silent);
      await background.stop();
      await control?.stop();
      await opened.close();
    },
  };
}

/** What Node itself knows of this process. */
function processMetrics(): Metrics {
  const metrics = new Metrics();
  const cpuSeconds = (): number => (process.cpuUsage().user + process.cpuUsage().system) / 1e6;
  metrics.watch('process_resident_memory_bytes', 'Memory of this process.', () => process.memoryUsage.rss());
  metrics.watch('process_cpu_seconds_total', 'CPU time of this process.', cpuSeconds, 'counter');
  metrics.watch('process_uptime_seconds', 'Since this process was started.', () => process.uptime());
  return metrics;
}

/**
 * Requests under way are finished; a connection that falls idle after its last answer is closed and not kept, and so is
 * one that has never asked anything, which Node does not count as idle.
 */
async function closeServer(server: ReturnType<typeof createServer>, silent: ReadonlySet<Socket>): Promise<void> {
  const idle = setInterval(() => {
    server.server.closeIdleConnections();
    for (const socket of silent) socket.destroy();
  }, CLOSE_IDLE_EVERY_MS);
  const patience = setTimeout(() => server.server.closeAllConnections(), STOP_PATIENCE_MS);
  try {
    await server.close();
  } finally {
    clearInterval(idle);
    clearTimeout(patience);
  }
}

/** Only on PGlite: on PostgreSQL the command line opens the database itself. */
async function announce({ world, ownData }: OpenCentre): Promise<Control | null> {
  if (ownData === null) return null;
  const token = randomBytes(32).toString('hex');
  const control = await startControl(world, token);
  const path = join(ownData, RUNNING_FILE);
  await rm(path, { force: true });
  await writeFile(path, JSON.stringify({ url: control.url, token, pid: process.pid }), { mode: 0o600 });
  return control;
}

async function listen(
  { port, host }: StartOptions,
  start: (port: number, host: string) => Promise<string>,
): Promise<string> {
  try {
    return await start(port, host);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : null;
    if (code === 'EADDRINUSE') {
      throw new CentreFault(
        `Port ${port} is taken by another program; choose another with --port, or 0 for any free one.`,
      );
    }
    if (code === 'EACCES') throw new CentreFault(`This user may not listen on port ${port}; choose one above 1023.`);
    if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
      throw new CentreFault(`This computer has no address ${host}; check --host.`);
    }
    throw error;
  }
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\./.test(host);
}

/** PGlite's PostgreSQL is gone when it crashed, for good: every later question fails. */
function isFatal(error: unknown): boolean {
  return error instanceof Error && (error.name === 'RuntimeError' || error.name === 'ExitStatus');
}
