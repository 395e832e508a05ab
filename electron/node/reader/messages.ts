/** What a reading thread is given when it starts. The key is handed over in memory and written nowhere. */
export interface ReaderStart {
  file: string;
  key: Uint8Array;
  /** For pages of the database. */
  cacheMb: number;
}

/** A piece of reading for the thread; it has one at a time. */
export interface ReaderAsk {
  name: string;
  input: unknown;
  /** Shared between the threads: its first number is 1 when nobody wants the result any more. */
  cancel: SharedArrayBuffer;
}

/** What the thread says: how far it is, any number of times, and then one of the others once. */
export type ReaderSays =
  | { is: 'progress'; done: number; of: number }
  | { is: 'done'; value: unknown }
  | { is: 'cancelled' }
  /** `stack` says where, and never what: a message of the database may repeat a value. */
  | { is: 'failed'; name: string; code: string | null; stack: string };
