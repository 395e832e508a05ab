import { parentPort, workerData } from 'node:worker_threads';
import { ReadingCancelled, type ReadingJob } from '../../../shared/base/reading.ts';
import { listenUntilEnd } from '../../../sync/node/thread-end.ts';
import { openToRead } from '../sqlite.ts';
import type { ReaderAsk, ReaderSays, ReaderStart } from './messages.ts';

/** A job as a thread calls it: whoever asks knows the types, and names cross between threads where functions do not. */
export type AnyJob = ReadingJob<never, unknown>;

/** Makes this thread a reading one: one piece of reading after the other, each of one moment of the database. */
export function answerReadings(jobs: readonly AnyJob[]): void {
  const { file, key, cacheMb } = workerData as ReaderStart;
  const db = openToRead(file, key, cacheMb);
  const say = (said: ReaderSays) => parentPort?.postMessage(said);

  async function answer({ name, input, cancel }: ReaderAsk): Promise<ReaderSays> {
    const wanted = new Int32Array(cancel);
    const job = jobs.find((one) => one.name === name) as ReadingJob<unknown, unknown> | undefined;
    if (job === undefined) return { is: 'failed', name: 'UnknownJob', code: null, stack: name };
    try {
      db.beginMoment();
      const value = await job.work(db, input, {
        progress: (done, of) => void say({ is: 'progress', done, of }),
        isCancelled: () => Atomics.load(wanted, 0) === 1,
      });
      return { is: 'done', value };
    } catch (error) {
      return error instanceof ReadingCancelled ? { is: 'cancelled' } : failed(error);
    } finally {
      db.endMoment();
    }
  }

  listenUntilEnd<ReaderAsk>(parentPort, (ask) => void answer(ask).then(say));
}

function failed(error: unknown): ReaderSays {
  if (!(error instanceof Error)) return { is: 'failed', name: 'Error', code: null, stack: '' };
  const places = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  const code = 'code' in error ? String(error.code) : null;
  return { is: 'failed', name: error.name, code, stack: places.slice(0, 8).join('\n') };
}
