import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect, createServer as createTcp, type Socket, type Server as TcpServer } from 'node:net';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { SELF_SIGNED } from '../../tests/support/certificate.ts';
import { until } from '../../tests/support/until.ts';
import { Connection } from './connection.ts';

const POST = { method: 'POST', path: '/v1/sync', headers: {}, signal: new AbortController().signal } as const;

/** A line that counts what really passes it, and can be cut. */
interface CountedLine {
  port: number;
  up: number;
  down: number;
  opened: number;
  cut(): void;
  hush(isHushed: boolean): void;
  close(): void;
}

describe('a kept connection', () => {
  const servers: (Server | TcpServer)[] = [];
  const lines: CountedLine[] = [];
  let connection: Connection | null = null;
  afterEach(() => {
    connection?.close();
    for (const line of lines.splice(0)) line.close();
    for (const server of servers.splice(0)) server.close();
  });

  const listen = (server: Server | TcpServer) =>
    new Promise<number>((resolve) => {
      servers.push(server);
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' && address !== null ? address.port : 0);
      });
    });

  async function lineTo(port: number): Promise<CountedLine> {
    const sockets = new Set<Socket>();
    let isHushed = false;
    const line: CountedLine = {
      port: 0,
      up: 0,
      down: 0,
      opened: 0,
      cut: () => {
        for (const socket of sockets) socket.destroy();
      },
      hush: (hushed) => {
        isHushed = hushed;
      },
      close: () => line.cut(),
    };
    const proxy = createTcp((client) => {
      const centre = connect(port, '127.0.0.1');
      line.opened += 1;
      for (const socket of [client, centre]) {
        sockets.add(socket);
        socket.on('error', () => undefined);
        socket.on('close', () => {
          sockets.delete(socket);
          client.destroy();
          centre.destroy();
        });
      }
      client.on('data', (bytes) => {
        line.up += bytes.length;
        if (!isHushed) centre.write(bytes);
      });
      centre.on('data', (bytes) => {
        line.down += bytes.length;
        client.write(bytes);
      });
    });
    line.port = await listen(proxy);
    lines.push(line);
    return line;
  }

  const echo: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => response.end(Buffer.concat(chunks)));
  };
  const say = async (text: string) => {
    if (connection === null) throw new Error('there is no connection');
    const response = await connection.send({ ...POST, body: Buffer.from(text) });
    let answer = '';
    for await (const chunk of response) answer += String(chunk);
    return answer;
  };

  it('is one, and counts what passes it, the headers of HTTP and of packets included', async () => {
    const line = await lineTo(await listen(createServer(echo)));
    connection = new Connection(new URL(`http://127.0.0.1:${line.port}`));
    for (let index = 0; index < 3; index += 1) expect(await say('x'.repeat(5_000))).toHaveLength(5_000);
    const { sent, received } = connection.bytes();
    expect([line.opened, line.up > 15_150, line.down > 15_150]).toEqual([1, true, true]);
    // 11 packets each way, one acknowledgement for every other, and those that open and close.
    expect([sent - line.up, received - line.down].map((extra) => extra >= 40 * 15 && extra <= 40 * 25)).toEqual([
      true,
      true,
    ]);
    connection.close();
    await until('the line is closed', () => connection?.bytes().sent === sent);
  });

  it('goes once more over a new connection where the kept one has died without a word', async () => {
    const heard: string[] = [];
    const line = await lineTo(
      await listen(
        createServer((request, response) => {
          heard.push(String(request.url));
          echo(request, response);
        }),
      ),
    );
    connection = new Connection(new URL(`http://127.0.0.1:${line.port}`));
    expect(await say('one')).toBe('one');
    line.cut();
    expect(await say('two')).toBe('two');
    expect([heard.length, line.opened]).toEqual([2, 2]);
  });

  it('lets nobody wait for the answer to somebody else where several are allowed', async () => {
    const waiting: (() => void)[] = [];
    const port = await listen(
      createServer((_request, response) => {
        waiting.push(() => response.end('late'));
        if (waiting.length === 2) for (const answer of waiting) answer();
      }),
    );
    connection = new Connection(new URL(`http://127.0.0.1:${port}`), { socketsMax: 2 });
    expect(await Promise.all([say('one'), say('two')])).toEqual(['late', 'late']);
  });

  it('gives up a first connection that breaks, and has a new one for the next request', async () => {
    let isBroken = true;
    const port = await listen(
      createServer((request, response) => {
        if (isBroken) request.socket.destroy();
        else echo(request, response);
      }),
    );
    connection = new Connection(new URL(`http://127.0.0.1:${port}`));
    await expect(say('one')).rejects.toThrow();
    isBroken = false;
    expect(await say('two')).toBe('two');
  });

  it('keeps to the address it was given, below its path', async () => {
    const heard: string[] = [];
    const port = await listen(
      createServer((request, response) => {
        heard.push(`${request.headers.host} ${request.url}`);
        response.end();
      }),
    );
    connection = new Connection(new URL(`http://127.0.0.1:${port}/centre/`));
    await say('one');
    expect(heard).toEqual([`127.0.0.1:${port} /centre/v1/sync`]);
  });

  it('trusts no certificate that nobody has signed', async () => {
    const port = await listen(createTlsServer(SELF_SIGNED, echo));
    connection = new Connection(new URL(`https://127.0.0.1:${port}`));
    await expect(say('secret')).rejects.toThrow();
  });

  it('counts what TLS adds, and resumes where a line broke', async () => {
    setDefaultCACertificates([...getCACertificates('default'), SELF_SIGNED.cert]);
    const resumed: boolean[] = [];
    const server = createTlsServer(SELF_SIGNED, echo);
    server.on('secureConnection', (socket) => resumed.push(socket.isSessionReused()));
    const line = await lineTo(await listen(server));
    connection = new Connection(new URL(`https://localhost:${line.port}`));
    expect(await say('one')).toBe('one');
    const first = { ...connection.bytes(), line: line.up };
    expect([line.up > 400, line.down > 600]).toEqual([true, true]);
    expect(first.sent - first.line).toBeLessThan(40 * 20);
    line.cut();
    expect(await say('two')).toBe('two');
    expect(resumed).toEqual([false, true]);
    expect(connection.bytes().sent).toBeGreaterThan(line.up);
  });

  it('takes a line without a byte for a broken one, before an answer and in the middle of it', async () => {
    const half: RequestListener = (_request, response) =>
      void response.writeHead(200, { 'content-length': 9 }).write('half');
    const line = await lineTo(await listen(createServer(half)));
    connection = new Connection(new URL(`http://127.0.0.1:${line.port}`), { silenceMs: 150 });
    await expect(say('one')).rejects.toThrow();
    line.hush(true);
    await expect(say('two')).rejects.toThrow();
    expect(line.opened).toBe(2);
  });

  it('waits for a slow answer as long as bytes come', async () => {
    const slowly: RequestListener = (_request, response) => {
      response.writeHead(200);
      let left = 8;
      const drip = setInterval(() => {
        left -= 1;
        if (left > 0) return void response.write('.');
        clearInterval(drip);
        response.end('!');
      }, 60);
    };
    connection = new Connection(new URL(`http://127.0.0.1:${await listen(createServer(slowly))}`), { silenceMs: 250 });
    expect(await say('one')).toBe('.......!');
  });

  it('ends at once when it is closed, also while it is being opened', async () => {
    const line = await lineTo(await listen(createServer(() => undefined)));
    const stopping = new AbortController();
    const opened = new Connection(new URL(`http://127.0.0.1:${line.port}`));
    const answer = opened.send({ ...POST, body: Buffer.from('x'), signal: stopping.signal });
    stopping.abort();
    await expect(answer).rejects.toThrow();
    opened.close();
    await expect(opened.send({ ...POST, body: null, signal: stopping.signal })).rejects.toThrow();
  });
});
