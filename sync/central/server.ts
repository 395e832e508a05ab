import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { checkReply } from '../protocol/check.ts';
import { type CentreProblem, enrolReply } from '../protocol/enrol.ts';
import { FRAME_TYPE } from '../protocol/frame.ts';
import { type AnyReply, centreHealth, SYNC_BODY_BYTES_MAX, syncReply } from '../protocol/sync.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { enrol } from './enrol.ts';
import { Refused, whatIsSafe } from './faults.ts';
import { Gate, type Passage } from './gate.ts';
import { CodeLimiter } from './limiter.ts';
import type { Limits } from './limits.ts';
import type { Metrics } from './metrics.ts';
import { OnlineChecks } from './online-check.ts';
import { FileReaders } from './readers.ts';
import { type Device, facilityByCode } from './registry.store.ts';
import { deviceOf, unknownDevice } from './registry.ts';
import { CLAIMS_SINCE_PROTOCOL, replyBeforeClaims } from './replies.ts';
import { readCheckRequest, readEnrolRequest } from './requests.ts';
import type { Offers } from './roster.ts';
import { readSettings } from './settings.store.ts';
import { addStickRoutes } from './stick-routes.ts';
import { refuseOtherDevice, SyncAnswers } from './sync-answers.ts';
import { addWatchRoutes } from './watch-routes.ts';
import type { World } from './world.ts';

/** Node's five seconds break batches on a bad line; a desk keeps one connection through a whole round. */
const KEEP_ALIVE_MS = 120_000;
/** A connection on which nothing moves for so long is given up. */
const SILENCE_MS = 90_000;
const ENROL_BODY_BYTES_MAX = 16 * 1024;
const CHECK_BODY_BYTES_MAX = 4 * 1024;

export interface ServerWorld extends World {
  offers: Offers;
  metrics: Metrics;
  limits: Limits;
  /** True where only this computer can reach the server. */
  isLoopbackOnly: boolean;
  /** Called when a desk has enrolled: the first at a practice centre makes its register. */
  onEnrolled(): void;
  /** Called for an error after which the store in this process can no longer be trusted. */
  onBroken(error: unknown): void;
}

/** The NSSF's end of the wire. Nothing is listening yet. */
export function createServer(world: ServerWorld): FastifyInstance {
  const server = Fastify({
    logger: false,
    bodyLimit: SYNC_BODY_BYTES_MAX,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionTimeout: SILENCE_MS,
    requestTimeout: 0,
    forceCloseConnections: 'idle',
    return503OnClosing: true,
    routerOptions: { maxParamLength: 100 },
    frameworkErrors: (_error, _request, reply) => problem(reply, 404, NOT_AN_ADDRESS),
    clientErrorHandler: (error, socket) => answerNoRequest(error, socket),
  });
  server.addContentTypeParser(FRAME_TYPE, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.decorateRequest('device', null);
  server.decorateRequest('passage', null);
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    world.metrics.count('tonle_requests_total', { route, status: String(reply.statusCode) });
  });
  server.setErrorHandler((error, request, reply) => answerProblem(world, error, request, reply));
  server.setNotFoundHandler((request, reply) => {
    const sentence = `A Tonle centre has no ${request.method} at this address.`;
    return problem(reply, 404, { code: 'not-found', sentence });
  });
  addRoutes(server, world, new CodeLimiter(world.clock));
  return server;
}

const NOT_AN_ADDRESS: CentreProblem = { code: 'not-found', sentence: 'This is no address of a Tonle centre.' };
const NOT_A_REQUEST: CentreProblem = {
  code: 'invalid',
  sentence: 'This is not a request of HTTP, or its headers are too long.',
};

/** What came is no HTTP, so that no route and no handler ever sees it. */
function answerNoRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return;
  const body = JSON.stringify(NOT_A_REQUEST);
  const head = ['HTTP/1.1 400 Bad Request', 'Content-Type: application/json', `Content-Length: ${body.length}`];
  socket.end(`${head.join('\r\n')}\r\nConnection: close\r\n\r\n${body}`);
}

/** The part of a socket that is needed to answer on it. */
interface Socket {
  writable: boolean;
  end(text: string): unknown;
}

function addRoutes(server: FastifyInstance, world: ServerWorld, limiter: CodeLimiter): void {
  server.get('/health', async (_request, reply) => {
    const { mode } = await readSettings(world.db);
    return answer(reply, centreHealth, { tonle: 'centre', ok: true, protocol: PROTOCOL_VERSION, mode });
  });

  server.post('/v1/enrol', { bodyLimit: ENROL_BODY_BYTES_MAX }, async (request, reply) => {
    limiter.check(request.ip);
    const asked = readEnrolRequest(request.body);
    try {
      const enrolled = await enrol(world, asked, world.isLoopbackOnly);
      const { deskNumber, facility } = enrolled;
      world.log('info', 'enrolled', { device: asked.deviceId, facility: facility.code, deskNumber });
      world.onEnrolled();
      return answer(reply, enrolReply, enrolled);
    } catch (error) {
      if (error instanceof Refused && error.code === 'code-refused') limiter.countWrong(request.ip);
      throw error;
    }
  });

  // The token is judged when the headers are here, before a body is read for somebody who may not send one.
  const onRequest = async (request: FastifyRequest): Promise<void> => {
    request.device = await deviceOf(world.db, bearerOf(request.headers.authorization));
  };

  const gate = new Gate(world);
  const enter = async (request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    request.passage = await gate.enter(bearerOf(request.headers.authorization), request, reply);
    request.device = request.passage.device;
  };

  const checks = new OnlineChecks(world);
  server.post('/v1/check', { onRequest, bodyLimit: CHECK_BODY_BYTES_MAX }, async (request, reply) => {
    const asked = readCheckRequest(request.body);
    const device = deviceIn(request);
    refuseOtherDevice(device, asked.deviceId);
    return answer(reply, checkReply, await checks.answer(device, asked));
  });

  const answers = new SyncAnswers(world);
  server.post('/v1/sync', { onRequest: enter }, async (request, reply) => {
    const { passage, body } = request;
    if (passage === null) throw unknownDevice();
    const { token, device } = passage;
    try {
      return await passage.through(async () => {
        // Nobody waits for the answer any more: the desk sends the same again.
        if (reply.raw.destroyed) return reply.hijack();
        if (!(body instanceof Uint8Array)) return answerSync(reply, await answers.json(token, device, body));
        const packed = await answers.packed(token, device, body);
        return reply.code(200).header('cache-control', 'no-store').type(FRAME_TYPE).send(packed);
      });
    } catch (error) {
      gate.devices.forget(token);
      throw error;
    }
  });

  const readers = new FileReaders(world.limits);
  addWatchRoutes(server, world, world.metrics);
  addStickRoutes(server, world);
  server.get<{ Params: { id: string } }>('/v1/files/:id', { onRequest }, async (request, reply) =>
    sendFile(world, readers, deviceIn(request), request, reply),
  );
}

declare module 'fastify' {
  interface FastifyRequest {
    device: Device | null;
    passage: Passage | null;
  }
}

function deviceIn({ device }: FastifyRequest): Device {
  if (device === null) throw unknownDevice();
  return device;
}

function bearerOf(header: string | undefined): string | null {
  return /^Bearer ([\w-]{32,128})$/.exec(header ?? '')?.[1] ?? null;
}

/** The file as it travels; `Range: bytes=N-` goes on where a broken line left off. */
async function sendFile(
  world: ServerWorld,
  readers: FileReaders,
  device: Device,
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const facility = await facilityByCode(world.db, device.facility);
  const from = Number(/^bytes=(\d{1,15})-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const isAllowed = facility !== null && (await world.offers.isFor(facility, request.params.id));
  if (isAllowed) readers.watch(device.deviceId, reply.raw);
  const file = isAllowed ? await world.files.open(request.params.id, from) : null;
  if (file === null) {
    const sentence = 'The centre does not have this file any more. Sync again: the answer names the newest one.';
    throw new Refused(404, 'not-found', sentence);
  }
  if (from > 0) {
    reply.code(206).header('content-range', `bytes ${from}-${file.bytesTotal - 1}/${file.bytesTotal}`);
  }
  return reply
    .header('content-type', 'application/gzip')
    .header('content-length', file.bytesTotal - from)
    .header('accept-ranges', 'bytes')
    .send(file.stream);
}

function answer<Said, T>(reply: FastifyReply, schema: z.ZodType<T, Said>, value: Said): FastifyReply {
  return reply.code(200).header('cache-control', 'no-store').send(schema.parse(value));
}

function answerSync(reply: FastifyReply, said: AnyReply): FastifyReply {
  return said.protocol < CLAIMS_SINCE_PROTOCOL
    ? answer(reply, replyBeforeClaims, said)
    : answer(reply, syncReply, said);
}

function problem(reply: FastifyReply, status: number, what: CentreProblem): FastifyReply {
  return reply.code(status).header('cache-control', 'no-store').send(what);
}

function answerProblem(world: ServerWorld, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const route = request.routeOptions.url ?? null;
  const refused = error instanceof Refused ? error : refusalOf(error);
  if (refused === null) {
    world.log('error', 'request-failed', { route, ...whatIsSafe(error) });
    world.onBroken(error);
    const sentence = 'The centre could not do this just now. Nothing is lost: the desk sends it again.';
    return problem(reply.header('retry-after', 30), 503, { code: 'busy', sentence });
  }
  const device = request.device?.deviceId ?? null;
  world.log('info', 'request-refused', { route, status: refused.status, code: refused.code, device });
  if (refused.retryAfterS !== null) reply.header('retry-after', refused.retryAfterS);
  // Answered before its body was here: what still comes of it is read by nobody, and the line is of no use to the next.
  if (!request.raw.complete) reply.header('connection', 'close');
  return problem(reply, refused.status, { code: refused.code, sentence: refused.message });
}

/** What Fastify itself finds wrong with a request, before any of our code has seen it. */
function refusalOf(error: unknown): Refused | null {
  const { code, statusCode } = error as { code?: unknown; statusCode?: unknown };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') {
    return new Refused(413, 'too-large', 'This request is larger than the centre takes; send it in smaller parts.');
  }
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return new Refused(415, 'invalid', 'The body has to be JSON (content-type: application/json).');
  }
  if (typeof statusCode === 'number' && statusCode >= 400 && statusCode < 500) {
    return new Refused(statusCode, 'invalid', 'The body of this request is not readable JSON.');
  }
  return null;
}
