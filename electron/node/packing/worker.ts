import { parentPort } from 'node:worker_threads';
import { createFrameTools } from '../../../sync/node/frame-tools.ts';
import { listenUntilEnd } from '../../../sync/node/thread-end.ts';
import { donePacking, type PackingJob } from '../../../sync/protocol/packing.ts';

/** The program of a thread that packs and unpacks: one piece of work after the other, each answered once. */
const tools = createFrameTools();
listenUntilEnd<PackingJob>(parentPort, (job) => parentPort?.postMessage(donePacking(tools, job)));
