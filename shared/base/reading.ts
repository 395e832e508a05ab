import type { ReadDb } from './db.ts';

/** What a long piece of reading says and asks while it runs. */
export interface ReadingWatch {
  progress(done: number, of: number): void;
  /** Whether nobody wants the result any more; asked between two pieces of the work. */
  isCancelled(): boolean;
}

/**
 * A named piece of reading that may be long: it sees one moment of the database and writes nothing there. Input and
 * output are plain data, since they may cross to another thread. `short`: somebody looks at the screen and waits;
 * `long`: it may take seconds, and no short one waits for it.
 */
export interface ReadingJob<In, Out> {
  name: string;
  lane: 'short' | 'long';
  work(db: ReadDb, input: In, watch: ReadingWatch): Out | Promise<Out>;
}

export interface ReadingOptions {
  onProgress?: (done: number, of: number) => void;
  signal?: AbortSignalLike;
}

/** As much of the platform's `AbortSignal` as is needed here, where there is no platform. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

/** Where reading is done: beside the thread that answers asks where the host has such threads. */
export interface Reading {
  /**
   * @param db read where the host has no thread for it; otherwise what is committed in the same database is seen
   * @throws ReadingCancelled when the signal was aborted before the end
   */
  run<In, Out>(db: ReadDb, job: ReadingJob<In, Out>, input: In, options?: ReadingOptions): Promise<Out>;
}

export class ReadingCancelled extends Error {
  override name = 'ReadingCancelled';
  constructor() {
    super('the reading was cancelled');
  }
}

/** Reads where it stands: for a host without threads, and for tests. */
export const READ_IN_PLACE: Reading = {
  async run(db, job, input, { onProgress, signal } = {}) {
    const watch: ReadingWatch = {
      progress: (done, of) => onProgress?.(done, of),
      isCancelled: () => signal?.aborted === true,
    };
    if (watch.isCancelled()) throw new ReadingCancelled();
    const value = await job.work(db, input, watch);
    if (watch.isCancelled()) throw new ReadingCancelled();
    return value;
  },
};
