import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTcp, type Socket } from 'node:net';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CentreRefusal } from '../../sync/desk/refusal.ts';
import { LineProblem, type Transport } from '../../sync/desk/transport.ts';
import { newFolder, removeFolder } from '../../tests/support/folder.ts';
import { createTransport } from './transport.ts';

const FILE = gzipSync('{"file":"roster"}\nមួយ\nពីរ\n');
const SHA = createHash('sha256').update(FILE).digest('hex');

describe('the line over HTTP', () => {
  let folder: string;
  let server: Server;
  let answer: RequestListener;
  let transport: Transport;
  beforeEach(async () => {
    folder = newFolder('transport');
    server = createServer((request, response) => answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    transport = createTransport(`http://127.0.0.1:${port}/`, folder);
  });
  afterEach(async () => {
    transport.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    // What a cut line has brought of a file stays for the next try; anything else is cleared away.
    expect(readdirSync(folder).filter((name) => !name.endsWith('.part'))).toEqual([]);
    removeFolder(folder);
  });

  const linesOf = async (sha256 = SHA) => {
    const lines: string[] = [];
    for await (const line of transport.lines('/v1/files/x', 'token', sha256, 'roster')) lines.push(line);
    return lines;
  };

  it('posts JSON with the token and counts the bytes both ways', async () => {
    const seen: unknown[] = [];
    answer = (request, response) => {
      let body = '';
      request.on('data', (piece) => {
        body += String(piece);
      });
      request.on('end', () => {
        seen.push(request.method, request.url, request.headers.authorization, body);
        response.writeHead(503, { 'retry-after': '7' }).end('{"code":"busy"}');
      });
    };
    expect(await transport.post('/v1/sync', { a: 'ក' }, 'secret')).toEqual({
      status: 503,
      body: { code: 'busy' },
      retryAfterMs: 7_000,
    });
    expect(seen).toEqual(['POST', '/v1/sync', 'Bearer secret', '{"a":"ក"}']);
  });

  it.each<[string, RequestListener]>([
    ['a page', (_request, response) => response.end('<html>')],
    ['a redirect', (_request, response) => response.writeHead(302, { location: 'http://192.0.2.1/' }).end()],
    ['nothing', (_request, response) => response.destroy()],
    [
      'a half',
      (_request, response) => response.writeHead(200, { 'content-length': '100' }).write('{', () => response.destroy()),
    ],
    ['far too much', (_request, response) => response.end(Buffer.alloc(9 * 1024 * 1024, ' '))],
  ])('takes %s for no centre, in words for a clerk', async (_what, listener) => {
    answer = listener;
    const error = await transport.post('/v1/sync', {}, null).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(LineProblem);
    expect(String(error)).toMatch(/kept here/);
    await expect(linesOf()).rejects.toThrow(LineProblem);
  });

  it('sends bytes as they are, and tells a packed answer from one in JSON', async () => {
    const bytes = new Uint8Array([0x54, 0x4e, 0x4c, 0, 255]);
    answer = (request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const type = String(request.headers['content-type']);
        response.setHeader('content-type', type).end(type.startsWith('application/vnd') ? Buffer.concat(chunks) : '{}');
      });
    };
    expect(await transport.send('/v1/sync', bytes, 'application/vnd.tonle.batch', 'token')).toEqual({
      status: 200,
      frame: bytes,
      body: null,
      retryAfterMs: null,
    });
    expect(await transport.send('/v1/sync', bytes, 'text/plain', 'token')).toMatchObject({ frame: null, body: {} });
    const { records, checks } = transport.bytes();
    expect([records.sent > 200, records.received > 200, checks]).toEqual([true, true, { sent: 0, received: 0 }]);
  });

  it('goes on with a file where the line cut it, in the same breath while each try brings something', async () => {
    const ranges: unknown[] = [];
    answer = (request, response) => {
      const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
      ranges.push(from);
      const rest = FILE.subarray(from);
      response.writeHead(from > 0 ? 206 : 200, { 'content-length': rest.length });
      if (rest.length < 12) response.end(rest);
      else response.write(rest.subarray(0, 10), () => setTimeout(() => response.destroy(), 20));
    };
    expect(await linesOf()).toEqual(['{"file":"roster"}', 'មួយ', 'ពីរ']);
    expect(ranges.length).toBeGreaterThan(3);
    expect(transport.bytes().roster.received).toBeGreaterThan(FILE.length);
  });

  it('hands over the lines of a file that has its hash', async () => {
    answer = (_request, response) => response.end(FILE);
    expect(await linesOf()).toEqual(['{"file":"roster"}', 'មួយ', 'ពីរ']);
  });

  it.each<[string, RequestListener]>([
    ['damaged', (_request, response) => response.end(Buffer.concat([FILE, Buffer.from('x')]))],
    ['cut off', (_request, response) => response.end(FILE.subarray(0, 20))],
    [
      'cut with its connection',
      (_request, response) =>
        response.writeHead(200, { 'content-length': '1000' }).write(FILE, () => response.destroy()),
    ],
  ])('hands over nothing of a file that is %s', async (_how, listener) => {
    answer = listener;
    await expect(linesOf()).rejects.toThrow(LineProblem);
  });

  it('says what the centre says about a file', async () => {
    answer = (_request, response) =>
      response.writeHead(404).end('{"code":"not-found","sentence":"There is no such file."}');
    const error = await linesOf().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(CentreRefusal);
  });

  const PROBLEM = '{"code":"busy","sentence":"Later."}';
  const HEAD = `HTTP/1.1 503 Busy\r\nretry-after: 7\r\nconnection: close\r\ncontent-length: ${PROBLEM.length}\r\n\r\n`;
  it.each<[string, (socket: Socket) => void]>([
    ['hangs up', (socket) => socket.end(HEAD + PROBLEM)],
    ['breaks the line', (socket) => socket.write(HEAD + PROBLEM, () => socket.resetAndDestroy())],
    [
      'breaks the line after the second half of its answer',
      (socket) => socket.pause().write(HEAD, () => setTimeout(() => socket.end(PROBLEM, () => socket.destroy()), 20)),
    ],
    ['reads no further and keeps the line', (socket) => socket.pause().write(HEAD + PROBLEM)],
  ])('takes the answer of a centre that does not wait for the whole body and %s', async (_how, say) => {
    const sockets = new Set<Socket>();
    const centre = createTcp((socket) => {
      sockets.add(socket.on('error', () => undefined));
      socket.once('data', () => say(socket));
    });
    await new Promise<void>((resolve) => centre.listen(0, '127.0.0.1', resolve));
    const address = centre.address();
    const line = createTransport(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, folder);
    try {
      const body = new Uint8Array(8 * 1024 * 1024);
      for (let tries = 1; tries <= 3; tries += 1) {
        expect(await line.send('/v1/sync', body, 'application/vnd.tonle.batch', 'token')).toEqual({
          ...{ status: 503, frame: null, body: { code: 'busy', sentence: 'Later.' }, retryAfterMs: 7_000 },
        });
        // What was not asked for any more does not hold up what comes next.
        expect(sockets.size).toBe(tries);
      }
    } finally {
      line.close();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => centre.close(resolve));
    }
  });

  it('breaks off what is under way when it is closed', async () => {
    answer = () => setTimeout(() => transport.close(), 10);
    await expect(transport.post('/v1/sync', {}, null)).rejects.toThrow(LineProblem);
    await expect(transport.post('/v1/sync', {}, null)).rejects.toThrow(LineProblem);
  });

  it('waits no longer than it may for a line that is still being opened', async () => {
    const opening = new Set<Socket>();
    const silent = createTcp((socket) => opening.add(socket.on('error', () => undefined)));
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const address = silent.address();
    const line = createTransport(`https://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, folder);
    let isOver = false;
    const hangUp = setTimeout(() => {
      isOver = true;
      for (const socket of opening) socket.destroy();
    }, 5_000);
    try {
      // More than there are connections for: the rest of them wait for one.
      const checks = Array.from({ length: 6 }, () => line.post('/v1/check', {}, 'token', 200));
      for (const check of checks) await expect(check).rejects.toThrow(LineProblem);
      expect(isOver).toBe(false);
    } finally {
      clearTimeout(hangUp);
      line.close();
      for (const socket of opening) socket.destroy();
      await new Promise((resolve) => silent.close(resolve));
    }
  });

  it('has a sentence for an address where nobody is', async () => {
    const nowhere = createTransport('http://127.0.0.1:9', folder);
    await expect(nowhere.post('/health', {}, null)).rejects.toThrow(/cannot be reached.*Everything is kept here/);
  });
});
