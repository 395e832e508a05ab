import { Worker } from 'node:worker_threads';
import { endThread } from '../../../sync/node/thread-end.ts';
import type { PackingJob, PackingResult } from '../../../sync/protocol/packing.ts';

/** A thread ended before it had answered; nothing is known of what it had begun. */
export class ThreadEnded extends Error {
  override name = 'ThreadEnded';
  readonly code: string;
  constructor(code: string) {
    super(`a thread for packing ended (${code})`);
    this.code = code;
  }
}

/** One worker thread and the piece of work that it has, if any. The program may end while it has none. */
export class Thread {
  readonly #worker: Worker;
  readonly #onEnd: (code: string) => void;
  #answer: { resolve(done: PackingResult): void; reject(error: Error): void } | null = null;
  #isEnded = false;

  /** @param onEnd called once, when it ends by itself, with a code and before the work that it had fails */
  constructor(program: URL, onEnd: (code: string) => void) {
    this.#onEnd = onEnd;
    this.#worker = new Worker(program);
    this.#worker.unref();
    this.#worker.on('message', (done: PackingResult) => {
      this.#worker.unref();
      this.#take()?.resolve(done);
    });
    this.#worker.on('error', (error) => this.#ended(codeOf(error)));
    this.#worker.on('exit', (code) => this.#ended(`exit-${code}`));
  }

  /** @throws ThreadEnded, also where it takes longer than that */
  async run(job: PackingJob, mostMs: number): Promise<PackingResult> {
    if (this.#isEnded) throw new ThreadEnded('ended');
    this.#worker.ref();
    const done = new Promise<PackingResult>((resolve, reject) => {
      this.#answer = { resolve, reject };
      this.#worker.postMessage(job);
    });
    const patience = setTimeout(() => this.#ended('too-slow'), mostMs);
    return await done.finally(() => clearTimeout(patience));
  }

  /** Work that it still has fails. Resolves when it has ended. */
  end(): Promise<void> {
    this.#isEnded = true;
    this.#take()?.reject(new ThreadEnded('closed'));
    return endThread(this.#worker);
  }

  #ended(code: string): void {
    if (this.#isEnded) return;
    this.#isEnded = true;
    void this.#worker.terminate();
    this.#onEnd(code);
    this.#take()?.reject(new ThreadEnded(code));
  }

  #take() {
    const answer = this.#answer;
    this.#answer = null;
    return answer;
  }
}

/** What was thrown may hold a record; its code or its name does not. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  return 'code' in error ? String(error.code) : error.name;
}
