import { gunzipSync } from 'node:zlib';
import type { FastifyInstance } from 'fastify';
import { LineProblem, type LineUse, type Transport } from '../../sync/desk/transport.ts';
import { SEALED_TYPE } from '../../sync/protocol/stick.ts';

const JSON_TYPE = 'application/json';

interface Answer {
  status: number;
  body: unknown;
  retryAfterMs: number | null;
  frame: Uint8Array | null;
}

interface Request {
  path: string;
  bytes: Uint8Array;
  contentType: string;
  token: string | null;
}

/** A request of a desk that is under way, or its answer. */
export interface Message extends Request {
  /** The process that waits for the answer; nobody does once it died. */
  owner: object;
  /** Null while the request has not arrived. */
  answer: Answer | null;
  isOver: boolean;
  answered(answer: Answer): void;
  broken(): void;
}

/** The lines of all desks: nothing arrives but by a step. */
export class SimWire {
  /** Under way, in the order in which they were sent. */
  readonly messages: Message[] = [];
  /** Requests that have been sent at some time; any of them may arrive again. */
  readonly sent: Message[] = [];
  /** Files that are being fetched: those come by themselves, because what is tested here are records. */
  fetching = 0;
  readonly #server: () => FastifyInstance;
  readonly #onSend: (owner: object) => void;

  constructor(server: () => FastifyInstance, onSend: (owner: object) => void) {
    this.#server = server;
    this.#onSend = onSend;
  }

  /** A line on which everything arrives at once: for the moment in which a desk is set up. */
  direct(): Transport {
    const ask = (path: string, bytes: Uint8Array, contentType: string, token: string | null) =>
      this.#deliver({ path, bytes, contentType, token });
    return {
      ...this.transport({}),
      post: (path, body, token) => ask(path, Buffer.from(JSON.stringify(body)), JSON_TYPE, token),
    };
  }

  transport(owner: object): Transport {
    const ask = (path: string, bytes: Uint8Array, contentType: string, token: string | null): Promise<Answer> =>
      new Promise((resolve, reject) => {
        const message: Message = {
          ...{ owner, path, bytes, contentType, token, answer: null, isOver: false },
          answered: resolve,
          broken: () => reject(new LineProblem('The line broke.')),
        };
        this.sent.push(message);
        this.messages.push(message);
        this.#onSend(owner);
      });
    const fetched = async (path: string, token: string): Promise<Uint8Array> => {
      this.fetching += 1;
      try {
        const answer = await this.#server().inject({ method: 'GET', url: path, headers: headersOf(token) });
        if (answer.statusCode !== 200) throw new LineProblem('The line broke.');
        return answer.rawPayload;
      } finally {
        this.fetching -= 1;
      }
    };
    return {
      post: (path, body, token) => ask(path, Buffer.from(JSON.stringify(body)), JSON_TYPE, token),
      send: (path, bytes, contentType, token) => ask(path, bytes, contentType, token),
      async *lines(path, token) {
        yield* gunzipSync(await fetched(path, token))
          .toString('utf8')
          .trimEnd()
          .split('\n');
      },
      file: async () => {
        throw new LineProblem('No national list is published here.');
      },
      bytes: noUse,
      close: () => undefined,
    };
  }

  /** A file is taken to the centre; gives its answer, or null where it takes none. */
  async takeThere(file: Uint8Array): Promise<Uint8Array | null> {
    return (await this.#deliver({ path: '/v1/sealed', bytes: file, contentType: SEALED_TYPE, token: null })).frame;
  }

  /** The request arrives at the centre; its answer sets out. A centre that dies over it says nothing. */
  async arrive(message: Message, hasDied: () => Promise<boolean>): Promise<void> {
    const answer = await this.#deliver(message);
    if (await hasDied()) this.lose(message);
    else message.answer = answer;
  }

  /** The same request arrives once more; nobody waits for what is answered. */
  async repeat(message: Message): Promise<void> {
    await this.#deliver(message);
  }

  /** The answer arrives at the desk. */
  hand(message: Message): void {
    this.#end(message);
    if (message.answer !== null && !message.isOver) message.answered(message.answer);
  }

  lose(message: Message): void {
    this.#end(message);
    if (!message.isOver) message.broken();
  }

  /** Half of an answer arrives, or one of which something was changed on the way. */
  garble(message: Message, roll: number): void {
    const { answer } = message;
    if (answer?.frame == null) {
      this.lose(message);
      return;
    }
    const frame = Uint8Array.from(answer.frame);
    const at = roll % frame.length;
    if (roll % 2 === 0) frame[at] = (frame[at] ?? 0) ^ (1 + (roll % 255));
    message.answer = { ...answer, frame: roll % 2 === 0 ? frame : frame.subarray(0, at) };
    this.hand(message);
  }

  /** The process that waits for these is dead; what it sent may still arrive. */
  abandon(owner: object): void {
    for (const message of this.messages) if (message.owner === owner) message.isOver = true;
  }

  #end(message: Message): void {
    const at = this.messages.indexOf(message);
    if (at >= 0) this.messages.splice(at, 1);
  }

  async #deliver({ path, bytes, contentType, token }: Request): Promise<Answer> {
    const answer = await this.#server().inject({
      method: 'POST',
      url: path,
      headers: { 'content-type': contentType, ...headersOf(token) },
      payload: Buffer.from(bytes),
    });
    const isFrame = !String(answer.headers['content-type'] ?? '').startsWith(JSON_TYPE);
    const retryAfterS = Number(answer.headers['retry-after'] ?? 0);
    return {
      status: answer.statusCode,
      body: isFrame ? null : (JSON.parse(answer.payload) as unknown),
      retryAfterMs: retryAfterS > 0 ? retryAfterS * 1_000 : null,
      frame: isFrame ? new Uint8Array(answer.rawPayload) : null,
    };
  }
}

function headersOf(token: string | null): Record<string, string> {
  return token === null ? {} : { authorization: `Bearer ${token}` };
}

function noUse(): LineUse {
  const none = () => ({ sent: 0, received: 0 });
  return { records: none(), roster: none(), files: none(), checks: none() };
}
