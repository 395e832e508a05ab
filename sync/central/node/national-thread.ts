import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import { threadEnded } from '../../node/thread-end.ts';
import type { NationalRow } from '../members.store.ts';
import type { EditionJob, EditionMade } from './national-edition.ts';
import type { FromJob, ToJob } from './national-talk.ts';

/** Pages that are on their way to the thread or wait there. */
const PAGES_AHEAD = 4;
const STOP_PATIENCE_MS = 10_000;

/** The publication was broken off: the centre stops, or the register changed under it. */
export class BrokenOff extends Error {
  override name = 'BrokenOff';
}

/** Makes one edition on a thread of its own. One processor is left to whoever asks the centre something meanwhile. */
export class NationalThread {
  readonly #worker: Worker;
  readonly #made: Promise<EditionMade>;
  #free = PAGES_AHEAD;
  #isOver = false;
  #wake: (() => void) | null = null;

  constructor(program: URL, job: EditionJob, onProgress: (derived: number) => void) {
    const threads = Math.max(1, availableParallelism() - 1);
    this.#worker = new Worker(program, { workerData: { ...job, threads } });
    this.#made = new Promise<EditionMade>((resolve, reject) => {
      this.#worker.on('message', (message: FromJob) => {
        if (message.kind === 'more') this.#free += 1;
        else if (message.kind === 'progress') onProgress(message.derived);
        else if (message.kind === 'made') resolve(message.made);
        else reject(message.error.includes('stopped') ? new BrokenOff() : new Error(message.error));
        this.#wake?.();
      });
      this.#worker.on('error', reject);
      this.#worker.on('exit', () => {
        this.#isOver = true;
        this.#wake?.();
        reject(new BrokenOff());
      });
    });
    // Whoever waits for it hears of a failure; nobody may be waiting yet.
    this.#made.catch(() => {});
  }

  /** Hands the members over, a page at a time as the thread takes them. */
  async take(pages: AsyncIterable<NationalRow[]>): Promise<void> {
    for await (const rows of pages) {
      while (this.#free === 0 && !this.#isOver) {
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
      if (this.#isOver) return;
      this.#free -= 1;
      this.#say({ kind: 'page', rows });
    }
  }

  finish(): Promise<EditionMade> {
    this.#say({ kind: 'end' });
    return this.#made;
  }

  /** Lets it save what it has derived and end; it ends by itself too when the edition is made. */
  async stop(): Promise<void> {
    this.#say({ kind: 'stop' });
    await threadEnded(this.#worker, STOP_PATIENCE_MS);
  }

  #say(message: ToJob): void {
    this.#worker.postMessage(message);
  }
}
