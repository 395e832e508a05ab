import { existsSync, mkdirSync, mkdtempSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { newFolder, removeFolder } from '../support/folder.ts';
import type { CutWork } from './cut-thread.ts';
import { type Cuts, together } from './cuts.ts';
import { makeTracer } from './trace.ts';
import { DURABILITIES, type Durability, type Trace, traceDesk } from './traced-desk.ts';

export interface PowerCutWish {
  /** Power cuts of the desk as it is. */
  images: number;
  /** Power cuts of each control. */
  controlImages: number;
  /** Commands acknowledged in each trace. */
  asks: number;
  seed: number;
}

export interface Proved extends Cuts {
  acts: number;
  writes: number;
  syncs: number;
  /** Records that the desk said are saved, in the whole trace. */
  acknowledged: number;
  seconds: number;
}

export type PowerCutProof = { seed: number } & Record<Durability, Proved>;

/** The desk as it is lost nothing and stayed whole; the controls show that the proof can fail. */
export function isProved({ FULL, NORMAL, OFF }: PowerCutProof): boolean {
  return FULL.lost === 0 && FULL.corrupt === 0 && NORMAL.lost > 0 && OFF.corrupt > 0;
}

/** Traces a desk in each durability and cuts its power; says in a sentence why where this machine cannot. */
export async function provePowerCuts(wish: PowerCutWish): Promise<PowerCutProof | { skipped: string }> {
  const folder = newFolder('powercut');
  // The images are written and read by the thousand, and need no disk.
  const images = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'tonle-images-'));
  try {
    const tracer = makeTracer(folder);
    if ('missing' in tracer) return { skipped: tracer.missing };
    const proof = { seed: wish.seed } as PowerCutProof;
    for (const durability of DURABILITIES) {
      const root = join(folder, durability);
      mkdirSync(root);
      const startMs = performance.now();
      const trace = await traceDesk({ ...wish, durability, library: tracer.library, root, logs: folder });
      const count = durability === 'FULL' ? wish.images : wish.controlImages;
      const cuts = await cutInThreads(trace, { images: count, seed: wish.seed, folder: images });
      proof[durability] = {
        acts: trace.acts.length,
        writes: trace.acts.filter(({ op }) => op === 'W').length,
        syncs: trace.acts.filter(({ op }) => op === 'S').length,
        acknowledged: trace.saved.reduce((sum, { records }) => sum + records.length, 0),
        ...cuts,
        seconds: Math.round((performance.now() - startMs) / 100) / 10,
      };
    }
    return proof;
  } finally {
    removeFolder(folder);
    removeFolder(images);
  }
}

async function cutInThreads(trace: Trace, wish: { images: number; seed: number; folder: string }): Promise<Cuts> {
  const parts = Math.min(4, availableParallelism());
  const works = Array.from({ length: parts }, (_, part): CutWork => ({ trace, ...wish, part, parts }));
  return together(await Promise.all(works.map(cutInThread)));
}

function cutInThread(work: CutWork): Promise<Cuts> {
  return new Promise((resolve, reject) => {
    const thread = new Worker(new URL('cut-thread.ts', import.meta.url), { workerData: work });
    thread.once('message', resolve);
    thread.once('error', reject);
    thread.once('exit', (code) => reject(new Error(`a thread of power cuts ended with code ${code}`)));
  });
}
