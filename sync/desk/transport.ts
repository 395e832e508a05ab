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
    /** How long to wait; where it is left out, as long as a batch on a slow line may take. */
    budgetMs?: number,
  ): Promise<{ status: number; body: unknown; retryAfterMs: number | null }>;
  /**
   * Fetches a file, checks its hash, and hands its lines over; what was fetched is thrown away when anything is wrong.
   * @throws LineProblem as above, or when the file does not have the hash it was announced with
   */
  lines(path: string, token: string, sha256: string): AsyncIterable<string>;
  /** Fetches a file as `lines` does and leaves it on the disk until it is removed. */
  file(path: string, token: string, sha256: string): Promise<{ path: string; remove(): Promise<void> }>;
  /** Bytes of bodies that went out and came in since the start. */
  bytes(): { sent: number; received: number };
  /** Breaks off whatever is under way; what was being said counts as not arrived. */
  close(): void;
}

/** The world between here and the centre failed; `message` is a sentence for the clerk without technical words. */
export class LineProblem extends Error {
  override name = 'LineProblem';
}
