import { parentPort, workerData } from 'node:worker_threads';
import { Deriver, deriveAll, type KeySet } from './derive.ts';

/** The program of a worker thread that derives members' keys: texts in, their keys out, in the order in which they came. */
const deriver = new Deriver(workerData as KeySet);

parentPort?.on('message', (texts: string[]) => {
  const derived = deriveAll(deriver, texts);
  parentPort?.postMessage(derived, [derived.buffer as ArrayBuffer]);
});
