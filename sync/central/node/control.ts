import { timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { sha256Hex } from '../../../shared/base/hash.ts';
import { type CommandOutput, type CommandWorld, isCommand, runCommand } from '../commands.ts';
import { CentreFault } from '../faults.ts';

/**
 * How the command line asks a running centre: `POST /control?command=…&given=<JSON>` on loopback, with the token that
 * only the owner of the data folder can read; the body is the file of an import. The answer is lines, and the first
 * character of each says what it is:
 *
 *     =text      a line of the result
 *     !{row}     a row that was refused
 *     .{value}   the end, and what the command answers
 *     ?sentence  the end, and why not
 */
export interface Control {
  url: string;
  stop(): Promise<void>;
}

const CLOSE_IDLE_EVERY_MS = 50;
/** An import that is cut off keeps the batches it has written, and is simply run again. */
const STOP_PATIENCE_MS = 20_000;

export async function startControl(world: CommandWorld, token: string): Promise<Control> {
  const server = createServer((request, response) => {
    handle(world, token, request, response).catch(() => response.destroy());
  });
  // An import takes as long as its file is.
  server.requestTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/control`, stop: () => stop(server) };
}

async function stop(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const idle = setInterval(() => server.closeIdleConnections(), CLOSE_IDLE_EVERY_MS);
  const patience = setTimeout(() => server.closeAllConnections(), STOP_PATIENCE_MS);
  await closed;
  clearInterval(idle);
  clearTimeout(patience);
}

async function handle(
  world: CommandWorld,
  token: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const name = url.searchParams.get('command') ?? '';
  const isAsked = request.method === 'POST' && url.pathname === '/control' && isCommand(name);
  if (!isAsked || !isToken(request.headers.authorization, token)) {
    response.writeHead(404).end();
    return;
  }
  response.writeHead(200, { 'content-type': 'text/plain; charset=utf-8' }).flushHeaders();
  const send = async (line: string): Promise<void> => {
    if (response.destroyed) throw new CentreFault('The command line went away.');
    if (!response.write(`${line}\n`)) await drained(response);
  };
  const output: CommandOutput = {
    line: (text) => send(`=${text}`),
    refused: (row) => send(`!${JSON.stringify(row)}`),
  };
  try {
    const given: unknown = JSON.parse(url.searchParams.get('given') ?? '{}');
    const result = await runCommand(world, name, given, request, output);
    world.log('info', 'command', { command: name });
    await send(`.${JSON.stringify(result)}`);
  } catch (error) {
    world.log('warn', 'command-failed', { command: name, error: error instanceof Error ? error.name : null });
    await send(
      `?${error instanceof CentreFault ? error.message : 'The running centre could not do this; its log says more.'}`,
    );
  }
  response.end();
}

/** Resolves when there is room again, or nobody reads any more; neither listener stays. */
async function drained(response: ServerResponse): Promise<void> {
  const heard = new AbortController();
  const { signal } = heard;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
  heard.abort();
}

/** Compares hashes, because they have one length and the comparison takes one time. */
function isToken(header: string | undefined, token: string): boolean {
  const given = Buffer.from(sha256Hex(header ?? ''));
  return timingSafeEqual(given, Buffer.from(sha256Hex(`Bearer ${token}`)));
}
