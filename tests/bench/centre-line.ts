import { Agent, request } from 'node:http';
import { FRAME_TYPE } from '../../sync/protocol/frame.ts';

export interface Answered {
  status: number;
  retryAfterS: number;
  body: Uint8Array;
}

const PIECES_A_SECOND = 4;
const PIECE_BYTES_MIN = 512;

/** One desk's connection to the centre, which is kept, at so many bytes a second; 0 for as fast as it goes. */
export class DeskLine {
  readonly #url: URL;
  readonly #token: string;
  readonly #bytesPerS: number;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(url: string, token: string, bytesPerS: number) {
    this.#url = new URL('/v1/sync', url);
    this.#token = token;
    this.#bytesPerS = bytesPerS;
  }

  send(body: Uint8Array): Promise<Answered> {
    return new Promise((resolve, reject) => {
      const headers = {
        ...{ 'content-type': FRAME_TYPE, 'content-length': body.length, authorization: `Bearer ${this.#token}` },
      };
      const asked = request(this.#url, { method: 'POST', agent: this.#agent, headers }, (answer) => {
        const chunks: Buffer[] = [];
        answer.on('data', (chunk: Buffer) => chunks.push(chunk));
        answer.on('error', reject);
        answer.on('end', () => {
          isAnswered = true;
          const retryAfterS = Number(answer.headers['retry-after'] ?? 0);
          resolve({ status: answer.statusCode ?? 0, retryAfterS, body: Buffer.concat(chunks) });
          if (!asked.writableEnded) asked.destroy();
        });
      });
      let isAnswered = false;
      asked.on('error', (error) => {
        if (!isAnswered) reject(error);
      });
      if (this.#bytesPerS === 0) asked.end(body);
      else this.#trickle(asked, body, () => isAnswered);
    });
  }

  close(): void {
    this.#agent.destroy();
  }

  #trickle(asked: ReturnType<typeof request>, body: Uint8Array, isOver: () => boolean): void {
    let at = 0;
    const piece = Math.max(PIECE_BYTES_MIN, Math.ceil(this.#bytesPerS / PIECES_A_SECOND));
    const push = (): void => {
      if (asked.destroyed || isOver()) return;
      const part = body.subarray(at, at + piece);
      at += part.length;
      if (at >= body.length) asked.end(part);
      else {
        asked.write(part);
        setTimeout(push, (part.length / this.#bytesPerS) * 1000);
      }
    };
    push();
  }
}
