import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { refusalOf } from '../../sync/desk/exchange.ts';
import { LineProblem, type Transport } from '../../sync/desk/transport.ts';

/** No answer within this long is no line: the batch is sent again later, smaller. */
const ANSWER_MS = 45_000;
/** A file may take long on a slow line, but not without a byte for this long. */
const SILENCE_MS = 60_000;
const ANSWER_BYTES_MAX = 8 * 1024 * 1024;

const NO_LINE =
  'The centre cannot be reached: there is no line, or it is too slow. Everything is kept here and goes out by itself.';
const NOT_THE_CENTRE =
  'Something answered, but it was not the centre (perhaps the sign-in page of a network). Everything is kept here.';

/** The centre over HTTP. Redirects are refused: a captive portal must not pass for the centre. */
export function createTransport(url: string, scratchFolder: string): Transport {
  let sent = 0;
  let received = 0;
  const closing = new AbortController();
  const base = url.replace(/\/+$/, '');
  const headers = (token: string | null) => (token === null ? {} : { authorization: `Bearer ${token}` });

  return {
    bytes: () => ({ sent, received }),
    close: () => closing.abort(),

    async post(path, body, token, budgetMs = ANSWER_MS) {
      const text = JSON.stringify(body);
      let response: Response;
      let answer: string;
      try {
        response = await fetch(`${base}${path}`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers(token) },
          body: text,
          redirect: 'error',
          signal: AbortSignal.any([AbortSignal.timeout(budgetMs), closing.signal]),
        });
        sent += Buffer.byteLength(text);
        answer = await boundedText(response);
      } catch (error) {
        throw error instanceof LineProblem ? error : new LineProblem(NO_LINE);
      }
      received += Buffer.byteLength(answer);
      let parsed: unknown;
      try {
        parsed = JSON.parse(answer);
      } catch {
        throw new LineProblem(NOT_THE_CENTRE);
      }
      return { status: response.status, body: parsed, retryAfterMs: retryAfterOf(response) };
    },

    async *lines(path, token, sha256) {
      const file = await fetchFile(path, token, sha256);
      try {
        yield* createInterface({
          input: createReadStream(file).pipe(createGunzip()),
          crlfDelay: Number.POSITIVE_INFINITY,
        });
      } finally {
        await rm(file, { force: true });
      }
    },

    async file(path, token, sha256) {
      const file = await fetchFile(path, token, sha256);
      return { path: file, remove: () => rm(file, { force: true }) };
    },
  };

  /**
   * Fetches a file under its hash. What a cut line has brought stays, also over a restart, and the next try asks for the
   * rest only: on a slow line a large file may take many tries.
   */
  async function fetchFile(path: string, token: string, sha256: string): Promise<string> {
    const part = join(scratchFolder, `download-${sha256}.part`);
    const have = await sizeOf(part);
    // The limit is for the answer to begin; how long the file takes is the line's affair.
    const patience = new AbortController();
    const timer = setTimeout(() => patience.abort(), ANSWER_MS);
    const response = await fetch(`${base}${path}`, {
      headers: { ...headers(token), ...(have > 0 ? { range: `bytes=${have}-` } : {}) },
      redirect: 'error',
      signal: AbortSignal.any([patience.signal, closing.signal]),
    })
      .catch(() => {
        throw new LineProblem(NO_LINE);
      })
      .finally(() => clearTimeout(timer));
    // Nothing is left to ask for: the file was whole already, or is another one than was announced.
    const isWhole = response.status === 416;
    if (isWhole) await response.body?.cancel();
    else if (response.status !== 200 && response.status !== 206) {
      throw refusalOf(await response.json().catch(() => null), response.status, retryAfterOf(response));
    } else {
      if (response.body === null) throw new LineProblem(NOT_THE_CENTRE);
      const flags = response.status === 206 ? 'a' : 'w';
      received += await download(Readable.fromWeb(response.body as never), part, flags);
    }
    if ((await hashOf(part)) !== sha256) {
      await rm(part, { force: true });
      throw new LineProblem('A file from the centre arrived damaged; it was thrown away and is fetched again.');
    }
    return part;
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

async function boundedText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > ANSWER_BYTES_MAX) throw new LineProblem(NOT_THE_CENTRE);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Writes what comes, or adds it to what is there; a line that falls silent ends the try and leaves what has come. */
async function download(body: Readable, file: string, flags: 'a' | 'w'): Promise<number> {
  let size = 0;
  let silence = setTimeout(() => undefined, 0);
  const meter = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      clearTimeout(silence);
      silence = setTimeout(() => body.destroy(new LineProblem(NO_LINE)), SILENCE_MS);
      size += chunk.length;
      done(null, chunk);
    },
  });
  try {
    await pipeline(body, meter, createWriteStream(file, { flags }));
    return size;
  } catch (error) {
    throw error instanceof LineProblem ? error : new LineProblem(NO_LINE);
  } finally {
    clearTimeout(silence);
  }
}

function retryAfterOf(response: Response): number | null {
  const seconds = Number(response.headers.get('retry-after'));
  return Number.isFinite(seconds) && seconds > 0 ? Math.min(seconds, 3_600) * 1_000 : null;
}
