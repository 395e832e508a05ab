import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { LINE_PURPOSES, type LinePurpose } from '../../shared/facility/record.ts';
import { refusalOf } from '../../sync/desk/refusal.ts';
import { type FrameAnswer, LineProblem, type Transport } from '../../sync/desk/transport.ts';
import { Connection } from './connection.ts';

const ANSWER_BYTES_MAX = 8 * 1024 * 1024;
/** A cut file goes on at once where each try brought something, and this many times at most before it rests. */
const FILE_TRIES_MAX = 20;
/** Several clerks may ask at the same moment, and each of them has two seconds. */
const CHECKS_AT_ONCE = { socketsMax: 4 };
/** Frames and answers to sealed files; everything else of the protocol is JSON. */
const PACKED_TYPES = 'application/vnd.tonle.';
const NO_LIMIT_MS = 24 * 3_600_000;

const NO_LINE =
  'The centre cannot be reached: there is no line, or it is too slow. Everything is kept here and goes out by itself.';
const NOT_THE_CENTRE =
  'Something answered, but it was not the centre (perhaps the sign-in page of a network). Everything is kept here.';

/** One transport for each address, so that its connections are kept and counted. */
export function createTransports(scratchFolder: string): { to(url: string): Transport; close(): void } {
  const made = new Map<string, Transport>();
  return {
    to(url) {
      const known = made.get(url) ?? createTransport(url, scratchFolder);
      made.set(url, known);
      return known;
    },
    close() {
      for (const transport of made.values()) transport.close();
    },
  };
}

/**
 * The centre over HTTP, with one kept connection for each purpose, so that a check never waits behind a batch or a file.
 * Redirects are not followed: a captive portal must not pass for the centre.
 */
export function createTransport(url: string, scratchFolder: string): Transport {
  const base = new URL(url);
  const connectionFor = (purpose: LinePurpose) => new Connection(base, purpose === 'checks' ? CHECKS_AT_ONCE : {});
  const connections = new Map(LINE_PURPOSES.map((purpose) => [purpose, connectionFor(purpose)] as const));
  const closing = new AbortController();
  const over = (purpose: LinePurpose) => connections.get(purpose) as Connection;
  const headers = (token: string | null): Record<string, string> =>
    token === null ? {} : { authorization: `Bearer ${token}` };

  async function say(
    purpose: LinePurpose,
    path: string,
    bytes: Uint8Array,
    contentType: string,
    token: string | null,
    budgetMs: number,
  ): Promise<FrameAnswer> {
    const response = await over(purpose)
      .send({
        method: 'POST',
        path,
        headers: { 'content-type': contentType, ...headers(token) },
        body: bytes,
        signal: AbortSignal.any([AbortSignal.timeout(budgetMs), closing.signal]),
      })
      .catch(() => {
        throw new LineProblem(NO_LINE);
      });
    const answer = await boundedBytes(response);
    const status = response.statusCode ?? 0;
    const retryAfterMs = retryAfterOf(response);
    if (response.headers['content-type']?.startsWith(PACKED_TYPES) === true)
      return { status, frame: answer, body: null, retryAfterMs };
    return { status, frame: null, body: parsedOr(answer), retryAfterMs };
  }

  return {
    bytes: () => ({
      records: over('records').bytes(),
      roster: over('roster').bytes(),
      files: over('files').bytes(),
      checks: over('checks').bytes(),
    }),
    close() {
      closing.abort();
      for (const connection of connections.values()) connection.close();
    },

    async post(path, body, token, budgetMs = NO_LIMIT_MS) {
      const purpose = path === '/v1/check' ? 'checks' : 'records';
      const text = Buffer.from(JSON.stringify(body), 'utf8');
      const answer = await say(purpose, path, text, 'application/json', token, budgetMs);
      if (answer.body === null) throw new LineProblem(NOT_THE_CENTRE);
      return { status: answer.status, body: answer.body, retryAfterMs: answer.retryAfterMs };
    },

    async send(path, bytes, contentType, token) {
      const answer = await say('records', path, bytes, contentType, token, NO_LIMIT_MS);
      if (answer.body === null && answer.frame === null) throw new LineProblem(NOT_THE_CENTRE);
      return answer;
    },

    async *lines(path, token, sha256, purpose) {
      const file = await fetchFile(path, token, sha256, purpose);
      try {
        yield* createInterface({
          input: createReadStream(file).pipe(createGunzip()),
          crlfDelay: Number.POSITIVE_INFINITY,
        });
      } finally {
        await rm(file, { force: true });
      }
    },

    async file(path, token, sha256, purpose) {
      const file = await fetchFile(path, token, sha256, purpose);
      return { path: file, remove: () => rm(file, { force: true }) };
    },
  };

  /**
   * Fetches a file under its hash. What a cut line has brought stays, also over a restart, and the next try asks for the
   * rest only: on a slow line a large file may take many tries.
   */
  async function fetchFile(path: string, token: string, sha256: string, purpose: LinePurpose): Promise<string> {
    const part = join(scratchFolder, `download-${sha256}.part`);
    for (let tries = 1; ; tries += 1) {
      const have = await sizeOf(part);
      try {
        await fetchRest(path, token, purpose, part, have);
        break;
      } catch (error) {
        const hasGrown = (await sizeOf(part)) > have;
        if (!(error instanceof LineProblem) || !hasGrown || tries === FILE_TRIES_MAX) throw error;
      }
    }
    if ((await hashOf(part)) !== sha256) {
      await rm(part, { force: true });
      throw new LineProblem('A file from the centre arrived damaged; it was thrown away and is fetched again.');
    }
    return part;
  }

  async function fetchRest(
    path: string,
    token: string,
    purpose: LinePurpose,
    part: string,
    have: number,
  ): Promise<void> {
    const response = await over(purpose)
      .send({
        method: 'GET',
        path,
        headers: { ...headers(token), ...(have > 0 ? { range: `bytes=${have}-` } : {}) },
        body: null,
        signal: closing.signal,
      })
      .catch(() => {
        throw new LineProblem(NO_LINE);
      });
    const status = response.statusCode ?? 0;
    // Nothing is left to ask for: the file was whole already, or is another one than was announced.
    if (status === 416) return void response.resume();
    if (status !== 200 && status !== 206) {
      const answer = await boundedBytes(response);
      throw refusalOf(parsedOr(answer), status, retryAfterOf(response));
    }
    await pipeline(response, createWriteStream(part, { flags: status === 206 ? 'a' : 'w' })).catch(() => {
      throw new LineProblem(NO_LINE);
    });
  }
}

async function sizeOf(file: string): Promise<number> {
  return (await stat(file).catch(() => null))?.size ?? 0;
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256');
  if ((await sizeOf(file)) > 0) await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

async function boundedBytes(response: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      size += chunk.length;
      if (size > ANSWER_BYTES_MAX) throw new LineProblem(NOT_THE_CENTRE);
    }
  } catch (error) {
    throw error instanceof LineProblem ? error : new LineProblem(NO_LINE);
  }
  return new Uint8Array(Buffer.concat(chunks));
}

/** Null for what is no JSON. */
function parsedOr(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return null;
  }
}

function retryAfterOf(response: IncomingMessage): number | null {
  const seconds = Number(response.headers['retry-after']);
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3_600) * 1_000 : null;
}
