import { availableParallelism } from 'node:os';
import type { Log } from '../../../shared/wire/act.ts';
import type { FrameTools } from '../../../sync/protocol/frame-tools.ts';
import {
  donePacking,
  type Packing,
  type PackingJob,
  type PackingResult,
  packingBy,
} from '../../../sync/protocol/packing.ts';
import { Thread, ThreadEnded } from './thread.ts';

/**
 * Packing beside the thread that answers the screens. What is small is done where it is asked for, since handing it over
 * costs as much. A thread that dies is replaced; what it was at is tried once more in another one, and after that, or where
 * no thread lives long enough to finish anything, it is done here after all: screens that wait for a moment are better than
 * records that are not sent.
 */
export interface PackingWish {
  /** The address of `worker.ts`, or of what it was bundled into. */
  worker: URL;
  tools: FrameTools;
  log: Log;
}

export interface PackingThreads extends Packing {
  /** Ends all threads; what they are at fails. */
  close(): Promise<void>;
}

/** More would only make a stick of a month faster than it is copied. */
const THREADS_MAX = 3;
const TRIES_MAX = 2;
/** So many deaths without a piece of work done in between, and no more threads are started. */
const DEATHS_MAX = 6;
/** A full batch takes a quarter of a second, and a PC may be twenty times as slow. */
const WORK_MS = 60_000;
/** A thread that was not needed for so long gives its memory back. */
const IDLE_MS = 20_000;
const SMALL_CHANGES = 20;
const SMALL_CHARACTERS = 40_000;
const SMALL_BYTES = 1_024;

export function packInThreads({ worker, tools, log }: PackingWish): PackingThreads {
  // One core is left to the screens.
  const threadsMax = Math.max(1, Math.min(THREADS_MAX, availableParallelism() - 1));
  const idle: Thread[] = [];
  const all = new Set<Thread>();
  const waiting: (() => void)[] = [];
  let deaths = 0;
  let isClosed = false;
  let sweeping: NodeJS.Timeout | null = null;

  function start(): Thread {
    const thread: Thread = new Thread(worker, (code) => {
      all.delete(thread);
      const at = idle.indexOf(thread);
      if (at >= 0) idle.splice(at, 1);
      deaths += 1;
      log('packing-thread-ended', { code, deaths });
      wake();
    });
    all.add(thread);
    return thread;
  }

  /** Everybody who waits looks again whether it is his turn. */
  function wake(): void {
    for (const go of waiting.splice(0)) go();
  }

  /** A thread without work, or null where none is started any more. */
  async function free(): Promise<Thread | null> {
    while (!isClosed && idle.length === 0 && all.size >= threadsMax) {
      await new Promise<void>((resolve) => waiting.push(resolve));
    }
    if (isClosed) throw new ThreadEnded('closed');
    return idle.pop() ?? (deaths < DEATHS_MAX ? start() : null);
  }

  function giveBack(thread: Thread): void {
    if (!all.has(thread)) return;
    idle.push(thread);
    wake();
    if (sweeping !== null) clearTimeout(sweeping);
    sweeping = setTimeout(endIdle, IDLE_MS).unref();
  }

  function endIdle(): void {
    for (const thread of idle.splice(0)) {
      all.delete(thread);
      void thread.end();
    }
  }

  async function inThread(job: PackingJob): Promise<PackingResult> {
    const thread = await free();
    if (thread === null) return donePacking(tools, job);
    const done = await thread.run(job, WORK_MS);
    deaths = 0;
    giveBack(thread);
    return done;
  }

  async function work(job: PackingJob): Promise<PackingResult> {
    if (isClosed) throw new ThreadEnded('closed');
    if (isSmall(job)) return donePacking(tools, job);
    for (let tries = 0; tries < TRIES_MAX; tries += 1) {
      try {
        return await inThread(job);
      } catch (error) {
        if (!(error instanceof ThreadEnded)) throw error;
        if (isClosed) throw new ThreadEnded('closed');
      }
    }
    return donePacking(tools, job);
  }

  return {
    ...packingBy(threadsMax, work),
    async close() {
      isClosed = true;
      if (sweeping !== null) clearTimeout(sweeping);
      const ending = [...all].map((thread) => thread.end());
      all.clear();
      wake();
      await Promise.all(ending);
    },
  };
}

/** What takes no longer here than it takes to hand it over. */
function isSmall(job: PackingJob): boolean {
  if (job.what === 'unpack') return job.body.bytes.length < SMALL_BYTES;
  const { changes } = job.request;
  return (
    changes.length < SMALL_CHANGES && changes.reduce((sum, { content }) => sum + content.length, 0) < SMALL_CHARACTERS
  );
}
