import { type ResourceLimits, Worker } from 'node:worker_threads';
import { ReadingCancelled, type ReadingOptions } from '../../../shared/base/reading.ts';
import type { Log } from '../../../shared/wire/act.ts';
import { endThread } from '../../../sync/node/thread-end.ts';
import type { ReaderAsk, ReaderSays, ReaderStart } from './messages.ts';

/** The thread ended before it had answered. It only reads, so nothing is lost but the answer. */
export class ReaderEnded extends Error {
  override name = 'ReaderEnded';
}

/** A thread looks between two days or pages whether it is still wanted; one that does not is ended. */
const CANCEL_MS = 3_000;
/** One that did not look for so long has loaded its program, and will hardly look at a message. */
const DEAF_MS = 500;
const TRIES_MAX = 2;

export interface LaneSize {
  /** The thread ends when there was nothing to do for so long. */
  idleMs: number;
  /** What it may keep in memory; a day's or a page's rows at a time need little, and what they leave behind is to go soon. */
  heapMb: number;
}

interface Piece {
  name: string;
  input: unknown;
  options: ReadingOptions;
  cancel: SharedArrayBuffer;
  tries: number;
  resolve(value: unknown): void;
  reject(error: unknown): void;
}

/** One reading thread and the line before it. It starts with the first piece of work, and ends when there was none for a while. */
export class Lane {
  readonly #program: URL;
  readonly #start: ReaderStart;
  readonly #log: Log;
  readonly #idleMs: number;
  readonly #limits: ResourceLimits;
  readonly #waiting: Piece[] = [];
  #worker: Worker | null = null;
  readonly #ending = new Set<Promise<void>>();
  #now: Piece | null = null;
  #idle: NodeJS.Timeout | null = null;
  #isClosed = false;

  constructor(program: URL, start: ReaderStart, log: Log, { idleMs, heapMb }: LaneSize) {
    this.#program = program;
    this.#start = start;
    this.#log = log;
    this.#idleMs = idleMs;
    this.#limits = { maxYoungGenerationSizeMb: 4, maxOldGenerationSizeMb: heapMb };
  }

  async run(name: string, input: unknown, options: ReadingOptions): Promise<unknown> {
    const { signal } = options;
    if (this.#isClosed) throw new ReaderEnded('closed');
    if (signal?.aborted === true) throw new ReadingCancelled();
    let onAbort = (): void => undefined;
    const answer = new Promise((resolve, reject) => {
      const piece: Piece = { name, input, options, cancel: new SharedArrayBuffer(4), tries: 0, resolve, reject };
      onAbort = () => this.#cancel(piece);
      signal?.addEventListener('abort', onAbort);
      this.#waiting.push(piece);
      this.#next();
    });
    return await answer.finally(() => signal?.removeEventListener('abort', onAbort));
  }

  /** Ends the thread; work under way and in the line fails. The database is closed when this resolves. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const left = [...(this.#now === null ? [] : [this.#now]), ...this.#waiting.splice(0)];
    this.#now = null;
    for (const piece of left) {
      stopWanting(piece);
      piece.reject(new ReaderEnded('closed'));
    }
    this.#end();
    await Promise.all(this.#ending);
  }

  #next(): void {
    if (this.#now !== null) return;
    const piece = this.#waiting.shift();
    if (piece === undefined) {
      this.#rest();
      return;
    }
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#now = piece;
    piece.tries += 1;
    const { name, input, cancel } = piece;
    const worker = this.#worker ?? this.#begin();
    worker.ref();
    worker.postMessage({ name, input, cancel } satisfies ReaderAsk);
  }

  #rest(): void {
    this.#worker?.unref();
    if (this.#idle !== null) clearTimeout(this.#idle);
    this.#idle = setTimeout(() => this.#end(), this.#idleMs).unref();
  }

  #begin(): Worker {
    const worker = new Worker(this.#program, { workerData: this.#start, resourceLimits: this.#limits });
    this.#worker = worker;
    worker.on('message', (said: ReaderSays) => {
      if (this.#worker === worker) this.#heard(said);
    });
    worker.on('error', (error) => this.#died(worker, codeOf(error)));
    worker.on('exit', (code) => this.#died(worker, `exit-${code}`));
    return worker;
  }

  #heard(said: ReaderSays): void {
    const piece = this.#now;
    if (piece === null) return;
    if (said.is === 'progress') {
      piece.options.onProgress?.(said.done, said.of);
      return;
    }
    this.#now = null;
    if (Atomics.load(new Int32Array(piece.cancel), 0) === 1) piece.reject(new ReadingCancelled());
    else if (said.is === 'done') piece.resolve(said.value);
    else if (said.is === 'cancelled') piece.reject(new ReadingCancelled());
    else piece.reject(errorOf(said));
    this.#next();
  }

  /** What it was at is tried once more in a new thread: it has read, and changed nothing. */
  #died(worker: Worker, code: string): void {
    if (this.#worker !== worker) return;
    this.#worker = null;
    this.#log('reading-thread-ended', { code });
    const piece = this.#now;
    this.#now = null;
    if (piece !== null && piece.tries < TRIES_MAX) this.#waiting.unshift(piece);
    else piece?.reject(new ReaderEnded(code));
    this.#next();
  }

  #cancel(piece: Piece): void {
    const at = this.#waiting.indexOf(piece);
    if (at >= 0) {
      this.#waiting.splice(at, 1);
      piece.reject(new ReadingCancelled());
      return;
    }
    stopWanting(piece);
    setTimeout(() => {
      if (this.#now !== piece) return;
      this.#now = null;
      piece.reject(new ReadingCancelled());
      this.#end(DEAF_MS);
      this.#next();
    }, CANCEL_MS).unref();
  }

  /** The next piece of work gets another thread; it need not wait until this one has ended. */
  #end(patienceMs?: number): void {
    const worker = this.#worker;
    this.#worker = null;
    if (worker === null) return;
    const ending = endThread(worker, patienceMs).finally(() => this.#ending.delete(ending));
    this.#ending.add(ending);
  }
}

function stopWanting({ cancel }: Piece): void {
  Atomics.store(new Int32Array(cancel), 0, 1);
}

/** What was thrown may hold a value; its code or its name does not. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? String(error.code) : error.name;
}

function errorOf({ name, code, stack }: Extract<ReaderSays, { is: 'failed' }>): Error {
  const error = new Error('the reading failed');
  error.name = name;
  error.stack = stack;
  return code === null ? error : Object.assign(error, { code });
}
