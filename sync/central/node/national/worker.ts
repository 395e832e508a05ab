import { parentPort, workerData } from 'node:worker_threads';
import { listenUntilEnd } from '../../../node/thread-end.ts';
import { Deriver, deriveAll, type KeySet } from './derive.ts';

/** The program of a worker thread that derives members' keys: texts in, their keys out, in the order in which they came. */
const deriver = new Deriver(workerData as KeySet);

listenUntilEnd<string[]>(parentPort, (texts) => {
  const derived = deriveAll(deriver, texts);
  parentPort?.postMessage(derived, [derived.buffer as ArrayBuffer]);
});
