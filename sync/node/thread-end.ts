import type { MessagePort, Worker } from 'node:worker_threads';

/*
 * A thread that is broken off in a bad moment, while the modules of its program are evaluated above all, can take the
 * whole process with it: V8 then fails a check of its own (nodejs/node 43182). So a thread is asked to end, does so when
 * it has done what it was at, and only one that does not obey is broken off.
 */

/** Stands in the place of one of a thread's own messages. */
const END = 'end-thread';

/** What a thread takes to load its program on a slow PC, or to finish one piece of work. */
const PATIENCE_MS = 10_000;

/** In a thread: hears its messages one after the other until it is asked to end. */
export function listenUntilEnd<T>(port: MessagePort | null, hear: (message: T) => void): void {
  port?.on('message', (message: T | typeof END) => {
    if (message === END) port.close();
    else hear(message);
  });
}

/** Asks a thread that listens with `listenUntilEnd` to end. Resolves when it has, or was broken off. */
export function endThread(worker: Worker, patienceMs = PATIENCE_MS): Promise<void> {
  worker.postMessage(END);
  return threadEnded(worker, patienceMs);
}

/** Resolves when a thread that ends by itself has ended, or was broken off because it did not in time. */
export async function threadEnded(worker: Worker, patienceMs = PATIENCE_MS): Promise<void> {
  if (worker.threadId === -1) return;
  worker.ref();
  await new Promise<void>((resolve) => {
    const patience = setTimeout(() => void worker.terminate(), patienceMs);
    worker.once('exit', () => {
      clearTimeout(patience);
      resolve();
    });
  });
}
