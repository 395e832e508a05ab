import { Worker } from 'node:worker_threads';
import { must } from '../../../../shared/base/assert.ts';
import { endThread } from '../../../node/thread-end.ts';
import type { Derivation } from '../../national/derivation.ts';
import { Deriver, deriveAll, type KeySet } from './derive.ts';

/** Derives on the thread that asks: for a few hundred members, not for millions. */
export function derivationHere(keys: KeySet): Derivation {
  const deriver = new Deriver(keys);
  return { threads: 1, derive: (texts) => Promise.resolve(deriveAll(deriver, texts)) };
}

interface Turn {
  texts: string[];
  resolve(derived: Uint8Array): void;
  reject(error: Error): void;
}

interface Thread {
  worker: Worker;
  turns: Turn[];
}

/** Derives keys on several threads. */
export class DerivationPool implements Derivation {
  readonly #threads: Thread[];

  /** `program` is the address of `worker.ts`, or of what it was bundled into. */
  constructor(program: URL, keys: KeySet, threads: number) {
    this.#threads = Array.from({ length: threads }, () => startThread(program, keys));
  }

  get threads(): number {
    return this.#threads.length;
  }

  /** Given to the thread that has least to do. */
  derive(texts: string[]): Promise<Uint8Array> {
    const thread = must([...this.#threads].sort((a, b) => a.turns.length - b.turns.length)[0], 'a pool has threads');
    return new Promise((resolve, reject) => {
      thread.turns.push({ texts, resolve, reject });
      thread.worker.postMessage(texts);
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.#threads.map(({ worker }) => endThread(worker)));
  }
}

function startThread(program: URL, keys: KeySet): Thread {
  const thread: Thread = { worker: new Worker(program, { workerData: keys }), turns: [] };
  thread.worker.on('message', (derived: Uint8Array) => {
    must(thread.turns.shift(), 'a thread answers what it was asked').resolve(derived);
  });
  const fail = (error: Error) => {
    for (const turn of thread.turns.splice(0)) turn.reject(error);
  };
  thread.worker.on('error', fail);
  thread.worker.on('exit', () => fail(new Error('a thread that derives keys ended')));
  return thread;
}
