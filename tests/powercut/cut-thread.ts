import { parentPort, workerData } from 'node:worker_threads';
import { type Cuts, cutOften } from './cuts.ts';
import type { Trace } from './traced-desk.ts';

export interface CutWork {
  trace: Trace;
  images: number;
  seed: number;
  part: number;
  parts: number;
  folder: string;
}

const { trace, ...wish } = workerData as CutWork;
// What crosses into a thread arrives as plain bytes.
const acts = trace.acts.map((act) => ({ ...act, data: Buffer.from(act.data) }));
const found: Cuts = cutOften({ ...trace, acts }, wish);
parentPort?.postMessage(found);
