import type { Reading, ReadingJob, ReadingOptions } from '../../../shared/base/reading.ts';
import type { Log } from '../../../shared/wire/act.ts';
import { Lane, type LaneSize } from './lane.ts';

export interface ReadingWish {
  /** The address of `worker.ts`, or of what it was bundled into. */
  worker: URL;
  /** The database of the desk, which has to be open while there are threads. */
  file: string;
  key: Uint8Array;
  log: Log;
}

/**
 * Somebody who looks at reports comes back, and counts the same busy day over and over; a file is written once a month and
 * reads everything once, and a closing holds a whole month.
 */
const SIZES = {
  short: { idleMs: 600_000, heapMb: 64, cacheMb: 8 },
  long: { idleMs: 60_000, heapMb: 384, cacheMb: 4 },
} as const;

/**
 * Reading beside the thread that answers asks, so that a report of a large month keeps nobody waiting: one thread for what
 * somebody waits for at the screen, another for what takes seconds.
 */
export interface ReadingThreads extends Reading {
  /** Ends both; before the database is closed. */
  close(): Promise<void>;
}

export function readInThreads({ worker, file, key, log }: ReadingWish): ReadingThreads {
  const lane = (size: LaneSize & { cacheMb: number }) =>
    new Lane(worker, { file, key, cacheMb: size.cacheMb }, log, size);
  const lanes = { short: lane(SIZES.short), long: lane(SIZES.long) };
  return {
    run: <In, Out>(_db: unknown, job: ReadingJob<In, Out>, input: In, options: ReadingOptions = {}) =>
      lanes[job.lane].run(job.name, input, options) as Promise<Out>,
    async close() {
      await Promise.all([lanes.short.close(), lanes.long.close()]);
    },
  };
}
