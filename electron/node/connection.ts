import { Agent, request as httpRequest, type IncomingMessage } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { connect as connectTls } from 'node:tls';

/** Without a byte for so long a connection counts as broken, whatever the system thinks of it. */
export const SILENCE_MS = 10_000;
/** The system needs its own retries of the first packet: at one, three and seven seconds. */
const CONNECT_MS = 15_000;
/** The centre keeps a connection as long. */
const KEEP_ALIVE_MS = 120_000;
/** On a slow line the second address of a name is not tried before the first had a fair chance. */
const ADDRESS_MS = 3_000;
/** A line that takes less than this in a second is as good as none; what is on its way up is waited for accordingly. */
const SLOWEST_BYTES_A_SECOND = 2_000;

/** What each packet costs besides what it carries (IP and TCP without options), and what opening and closing takes. */
const PACKET_BYTES = 1_400;
const PACKET_HEADER_BYTES = 40;
const OPEN_AND_CLOSE_BYTES = 4 * PACKET_HEADER_BYTES;

export interface Sending {
  method: 'GET' | 'POST';
  path: string;
  headers: Record<string, string>;
  body: Uint8Array | null;
  signal: AbortSignal;
}

export interface OnTheWire {
  sent: number;
  received: number;
}

/**
 * One kept connection to the centre. What went over it is read off the TCP socket, so that the headers of HTTP and what TLS
 * adds are in it; the headers of packets are reckoned on top, and packets that had to be sent again are not seen.
 */
export class Connection {
  readonly #base: URL;
  readonly #silenceMs: number;
  readonly #agent: Agent;
  readonly #sockets = new Set<Socket>();
  #closedBytes: OnTheWire = { sent: 0, received: 0 };
  #session: Buffer | undefined;

  /** @param socketsMax more than one where a message must not wait for the answer to another */
  constructor(base: URL, { silenceMs = SILENCE_MS, socketsMax = 1 } = {}) {
    this.#base = base;
    this.#silenceMs = silenceMs;
    this.#agent = new Agent({ keepAlive: true, maxSockets: socketsMax, timeout: KEEP_ALIVE_MS });
    // Typed for what it returns at once; it may answer later through its callback.
    this.#agent.createConnection = ((_options: unknown, done: (error: Error | null, socket?: Duplex) => void) => {
      this.#open(done);
    }) as unknown as Agent['createConnection'];
  }

  bytes(): OnTheWire {
    let { sent, received } = this.#closedBytes;
    for (const socket of this.#sockets) {
      const wire = wireBytes(socket);
      sent += wire.sent;
      received += wire.received;
    }
    return { sent, received };
  }

  /**
   * Sends a request and gives the head of its answer; the body of it is the caller's to read. A kept connection that has
   * silently died is noticed by the first request on it, which then goes out once more on a new one: every message of the
   * protocol may come twice.
   */
  async send(sending: Sending): Promise<IncomingMessage> {
    try {
      return await this.#sendOnce(sending);
    } catch (error) {
      const isStale = error instanceof Broken && error.wasKept && !sending.signal.aborted;
      if (!isStale) throw error;
      return await this.#sendOnce(sending);
    }
  }

  close(): void {
    this.#agent.destroy();
    for (const socket of this.#sockets) socket.destroy();
  }

  #sendOnce({ method, path, headers, body, signal }: Sending): Promise<IncomingMessage> {
    return new Promise((resolve, reject) => {
      const request = httpRequest({
        agent: this.#agent,
        method,
        path: `${this.#base.pathname.replace(/\/+$/, '')}${path}`,
        headers: {
          host: this.#base.host,
          ...headers,
          ...(body === null ? {} : { 'content-length': String(body.length) }),
        },
        signal,
      });
      const patienceMs = this.#silenceMs + ((body?.length ?? 0) / SLOWEST_BYTES_A_SECOND) * 1_000;
      let silence: NodeJS.Timeout | null = null;
      // The socket comes when it is open; until then the limits of opening it hold.
      request.once('socket', () => {
        silence = setTimeout(() => request.destroy(new Error('silent')), patienceMs);
      });
      request.once('close', () => {
        if (silence !== null) clearTimeout(silence);
      });
      request.once('response', (response) => {
        if (silence !== null) clearTimeout(silence);
        resolve(breakWhenSilent(response, this.#silenceMs));
        // Whoever has answered does not want the rest of the body, and may neither read it nor hang up.
        response.once('end', () => {
          if (!request.writableFinished) request.destroy();
        });
      });
      // After an answer it says that the rest of the body was not taken, which changes nothing any more.
      request.on('error', () => reject(new Broken(request.reusedSocket)));
      // A request without a socket says that it was given up only when it gets one, which opening it may put off for long.
      const giveUp = (): void => reject(new Broken(false));
      if (signal.aborted) giveUp();
      signal.addEventListener('abort', giveUp, { once: true });
      request.once('close', () => signal.removeEventListener('abort', giveUp));
      request.end(body ?? undefined);
    });
  }

  #open(done: (error: Error | null, socket?: Duplex) => void): void {
    const isTls = this.#base.protocol === 'https:';
    const host = this.#base.hostname.replace(/^\[(.*)\]$/, '$1');
    const socket = connect({
      host,
      port: Number(this.#base.port || (isTls ? 443 : 80)),
      noDelay: true,
      autoSelectFamilyAttemptTimeout: ADDRESS_MS,
    });
    this.#sockets.add(socket);
    let tell: typeof done | null = done;
    const once: typeof done = (error, opened) => {
      tell?.(error, opened);
      tell = null;
    };
    socket.setTimeout(CONNECT_MS, () => socket.destroy(new Error('silent')));
    socket.once('error', (error) => once(error));
    socket.once('close', () => {
      this.#sockets.delete(socket);
      const { sent, received } = wireBytes(socket);
      this.#closedBytes = { sent: this.#closedBytes.sent + sent, received: this.#closedBytes.received + received };
      once(new Error('closed'));
    });
    socket.once('connect', () => {
      socket.setTimeout(0);
      if (isTls) this.#secure(socket, host, once);
      else once(null, socket);
    });
  }

  /** TLS over a socket whose bytes can be counted; the session is kept, so that a broken line resumes in one round trip. */
  #secure(socket: Socket, host: string, done: (error: Error | null, socket?: Duplex) => void): void {
    const secured = connectTls({
      socket,
      // The standard knows names only here; an address is checked against the certificate all the same.
      ...(/^[\d.]+$|:/.test(host) ? { host } : { host, servername: host }),
      ALPNProtocols: ['http/1.1'],
      ...(this.#session === undefined ? {} : { session: this.#session }),
    });
    const silence = setTimeout(() => secured.destroy(new Error('silent')), CONNECT_MS);
    secured.on('session', (session: Buffer) => {
      this.#session = session;
    });
    secured.once('error', (error) => {
      clearTimeout(silence);
      this.#session = undefined;
      socket.destroy();
      done(error);
    });
    secured.once('close', () => clearTimeout(silence));
    secured.once('secureConnect', () => {
      clearTimeout(silence);
      done(null, secured);
    });
  }
}

/** The request did not come to an answer. */
class Broken extends Error {
  override name = 'Broken';
  readonly wasKept: boolean;
  constructor(wasKept: boolean) {
    super('the connection broke');
    this.wasKept = wasKept;
  }
}

/** A body whose line falls silent ends with an error. */
function breakWhenSilent(response: IncomingMessage, silenceMs: number): IncomingMessage {
  const silence = setTimeout(() => response.destroy(new Error('silent')), silenceMs);
  response.on('data', () => silence.refresh());
  response.once('close', () => clearTimeout(silence));
  response.pause();
  return response;
}

function wireBytes(socket: Socket): OnTheWire {
  const { bytesRead, bytesWritten } = socket;
  return { sent: reckoned(bytesWritten, bytesRead), received: reckoned(bytesRead, bytesWritten) };
}

/** With the packets that carry it, those that acknowledge what came the other way (every other one), and open and close. */
function reckoned(bytes: number, otherWay: number): number {
  const packets = Math.ceil(bytes / PACKET_BYTES) + Math.ceil(otherWay / PACKET_BYTES / 2);
  return bytes + packets * PACKET_HEADER_BYTES + OPEN_AND_CLOSE_BYTES;
}
