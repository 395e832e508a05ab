/** A file that is written while it comes and read as often as needed; removed when nobody needs it any more. */
export interface Spool {
  write(piece: Uint8Array): Promise<void>;
  /** From the beginning to what has been written so far. */
  read(): AsyncIterable<Uint8Array>;
  remove(): Promise<void>;
}

export interface SpooledAnswer {
  path: string;
  bytes: number;
  stream(): NodeJS.ReadableStream;
}

/** Where the files of sticks lie while they are read and answered. What is in them is sealed, here as on the stick. */
export interface Spools {
  open(): Promise<Spool>;
  /** Writes an answer whole or not at all; answers of other days are removed on the way. */
  keepAnswer(stickId: string, pieces: AsyncIterable<Uint8Array>): Promise<SpooledAnswer>;
}
