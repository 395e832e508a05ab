import Fastify, { type FastifyInstance, type FastifyReply } from 'fastify';
import type { Log } from '../../shared/wire/act.ts';
import { Fault, type FaultCode, type Reply } from '../../shared/wire/errors.ts';
import type { Events } from '../../shared/wire/events.ts';
import type { Serve } from '../../shared/wire/serve.ts';
import { PAGE_HEADERS } from './csp.ts';
import type { ExportFiles } from './exports/exports.ts';
import { addExportRoutes } from './exports/port.ts';
import type { ScreenFile } from './screens.ts';
import { addStickRoutes } from './stick-port.ts';
import type { StickFiles } from './sticks.ts';

export const REQUEST_BYTES_MAX = 1024 * 1024;
const LISTENERS_MAX = 64;
const STILL_HERE_MS = 25_000;

const STATUS: Record<FaultCode, number> = {
  'unknown-ask': 404,
  invalid: 400,
  unauthorised: 401,
  forbidden: 403,
  'too-large': 413,
  unavailable: 503,
  incompatible: 426,
  'disk-full': 507,
  internal: 500,
};

export interface HttpPort {
  url: string;
  close(): Promise<void>;
}

export interface HttpWorld {
  serve: Serve;
  events: Pick<Events, 'listen'>;
  screens: Map<string, ScreenFile>;
  port: number;
  version: string;
  mode(): string;
  log: Log;
  /** Null where no files pass. */
  stickFiles: (() => StickFiles) | null;
  exportFiles?: () => ExportFiles;
}

/**
 * The same contract as over IPC, and the same screens, for browsers on this PC. Listens on loopback only. A page of
 * another site cannot use it: the host name must be a loopback one (no DNS rebinding), a browser's origin must be this
 * very address, and a body must be JSON, which no plain form can send.
 */
export async function openHttpPort(world: HttpWorld): Promise<HttpPort> {
  const app = Fastify({
    bodyLimit: REQUEST_BYTES_MAX,
    keepAliveTimeout: 120_000,
    logger: false,
    forceCloseConnections: true,
  });
  const open = new Set<FastifyReply>();

  app.addHook('onRequest', async (request, reply) => {
    for (const [name, value] of Object.entries(PAGE_HEADERS)) reply.header(name, value);
    const host = request.headers.host ?? '';
    const { origin } = request.headers;
    if (
      !/^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host) ||
      (origin !== undefined && origin !== `http://${host}`)
    ) {
      await sendFault(reply, new Fault('forbidden', 'This desk answers only its own screens on this PC.'));
    }
  });
  app.setErrorHandler(async (error: { code?: string; statusCode?: number }, _request, reply) => {
    const fault = faultOfHttp(error);
    if (fault.code === 'internal') world.log('http-error', { code: error.code ?? 'none' });
    await sendFault(reply, fault);
  });
  app.setNotFoundHandler(async (request, reply) => {
    const file = request.method === 'GET' ? world.screens.get(new URL(request.url, 'http://desk').pathname) : undefined;
    if (file === undefined)
      return sendFault(
        reply,
        new Fault('unknown-ask', 'There is nothing at this address. The screens are at "/", asks go to POST /ask.'),
      );
    return reply
      .header('cache-control', file.isForEver ? 'public, max-age=31536000, immutable' : 'no-cache')
      .type(file.type)
      .send(file.bytes);
  });

  app.get('/health', async () => ({ tonle: 'desk', ok: true, version: world.version, mode: world.mode() }));
  app.post('/ask', async (request, reply) => {
    return sendReply(reply, await world.serve(request.body, bearerOf(request.headers.authorization)));
  });
  const { stickFiles, exportFiles } = world;
  if (stickFiles !== null) addStickRoutes(app, { serve: world.serve, stickFiles, bearerOf, sendFault, sendReply });
  if (exportFiles !== undefined) {
    addExportRoutes(app, { serve: world.serve, exportFiles, bearerOf, sendFault, sendReply });
  }
  app.get('/events', async (request, reply) => openStream(world, open, bearerOf(request.headers.authorization), reply));

  const url = await listen(app, world.port);
  return {
    url,
    async close() {
      for (const reply of open) reply.raw.end();
      await app.close();
    },
  };
}

/** Only somebody with a session hears what changes; the stream ends when the reader goes. */
async function openStream(world: HttpWorld, open: Set<FastifyReply>, session: string | null, reply: FastifyReply) {
  const me = await world.serve({ id: 'events-port', name: 'staff.me', input: {} }, session);
  if (!me.ok) return reply.code(401).send(me);
  if (open.size >= LISTENERS_MAX)
    return sendFault(reply, new Fault('unavailable', 'Too many screens are open on this desk. Close some of them.'));
  reply.hijack();
  open.add(reply);
  reply.raw.writeHead(200, {
    ...PAGE_HEADERS,
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
  });
  reply.raw.write(': tonle\n\n');
  const stopHearing = world.events.listen((event) => reply.raw.write(`data: ${JSON.stringify(event)}\n\n`));
  const timer = setInterval(() => reply.raw.write(': still here\n\n'), STILL_HERE_MS);
  reply.raw.on('close', () => {
    clearInterval(timer);
    stopHearing();
    open.delete(reply);
  });
}

async function listen(app: FastifyInstance, port: number): Promise<string> {
  try {
    return await app.listen({ host: '127.0.0.1', port });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw new Error(
      isTaken
        ? `Port ${port} on this PC is in use by another program. Choose another one with --port, or leave it out.`
        : `The desk cannot listen on port ${port} of this PC. Choose another one with --port.`,
    );
  }
}

function bearerOf(header: string | undefined): string | null {
  return header?.startsWith('Bearer ') ? header.slice(7).trim() : null;
}

function sendReply(reply: FastifyReply, answer: Reply) {
  return reply.code('fault' in answer ? STATUS[answer.fault.code] : 200).send(answer);
}

function sendFault(reply: FastifyReply, fault: Fault) {
  const body: Reply = { id: null, ok: false, fault: { code: fault.code, sentence: fault.message, field: fault.field } };
  return reply.code(STATUS[fault.code]).send(body);
}

function faultOfHttp(error: { code?: string; statusCode?: number }): Fault {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE' || error.statusCode === 413) {
    return new Fault('too-large', `A request may have ${REQUEST_BYTES_MAX / 1024} kB at most. Nothing was written.`);
  }
  if (error.statusCode === 415)
    return new Fault('invalid', 'A request is JSON: send it with content-type application/json.');
  if (error.statusCode !== undefined && error.statusCode < 500)
    return new Fault('invalid', 'The request is not well-formed JSON. Nothing was written.');
  return new Fault('internal', 'Something is wrong inside Tonle. What was saved before is safe.');
}
