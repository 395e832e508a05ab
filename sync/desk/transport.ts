import type { LinePurpose } from '../../shared/facility/record.ts';

/** What a line has carried for each purpose, both ways, as nearly as it is known on the wire. */
export type LineUse = Record<LinePurpose, { sent: number; received: number }>;

export interface JsonAnswer {
  status: number;
  body: unknown;
  retryAfterMs: number | null;
}

export interface FrameAnswer extends JsonAnswer {
  /** The bytes of a frame or of an answer file, where one answered; `body` is null then. */
  frame: Uint8Array | null;
}

/** The line to the centre as the engine needs it; `electron/node/transport.ts` makes it of HTTP. */
export interface Transport {
  /**
   * Sends one JSON message and reads the answer.
   * @throws LineProblem when no answer of a Tonle centre came: no line, too slow, another server (a captive portal)
   */
  post(
    path: string,
    body: unknown,
    token: string | null,
    /** How long to wait; where it is left out, as long as bytes move. */
    budgetMs?: number,
  ): Promise<JsonAnswer>;
  /**
   * Sends bytes (a packed batch, a sealed file) and reads the answer, a frame or JSON.
   * @throws LineProblem as above
   */
  send(path: string, bytes: Uint8Array, contentType: string, token: string): Promise<FrameAnswer>;
  /**
   * Fetches a file, checks its hash, and hands its lines over; what was fetched is thrown away when anything is wrong.
   * @throws LineProblem as above, or when the file does not have the hash it was announced with
   */
  lines(path: string, token: string, sha256: string, purpose: LinePurpose): AsyncIterable<string>;
  /** Fetches a file as `lines` does and leaves it on the disk until it is removed. */
  file(
    path: string,
    token: string,
    sha256: string,
    purpose: LinePurpose,
  ): Promise<{ path: string; remove(): Promise<void> }>;
  /** Since the start, as it is now. */
  bytes(): LineUse;
  /** Breaks off whatever is under way; what was being said counts as not arrived. */
  close(): void;
}

/** The world between here and the centre failed; `message` is a sentence for the clerk without technical words. */
export class LineProblem extends Error {
  override name = 'LineProblem';
}

export function noUse(): LineUse {
  return {
    records: { sent: 0, received: 0 },
    roster: { sent: 0, received: 0 },
    files: { sent: 0, received: 0 },
    checks: { sent: 0, received: 0 },
  };
}
