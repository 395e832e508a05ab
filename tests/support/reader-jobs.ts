import { ReadingCancelled, type ReadingJob } from '../../shared/base/reading.ts';

/** Readings that a test needs and no screen does. They find their way into a thread by `reader-worker.ts`. */
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

/** Counts the rows of a table, twice with a pause, to see whether what is committed between is kept out. */
export const countTwiceJob: ReadingJob<{ pauseMs: number }, { first: number; second: number }> = {
  name: 'count-twice',
  lane: 'long',
  async work(db, { pauseMs }, watch) {
    const count = () => Number(db.get('SELECT count(*) AS n FROM audit')?.n);
    const first = count();
    watch.progress(1, 2);
    await wait(pauseMs);
    return { first, second: count() };
  },
};

/** Goes on for ever, or until nobody wants it. */
export const endlessJob: ReadingJob<null, null> = {
  name: 'endless',
  lane: 'long',
  work(_db, _input, watch) {
    for (let turns = 0; ; turns += 1) {
      if (turns % 1_000 === 0) watch.progress(turns, turns);
      if (watch.isCancelled()) throw new ReadingCancelled();
    }
  },
};

/** Never asks whether it is wanted. */
export const deafJob: ReadingJob<null, null> = {
  name: 'deaf',
  lane: 'long',
  async work(_db, _input, watch) {
    watch.progress(0, 1);
    await wait(60_000);
    return null;
  },
};

/** Ends its thread, the first time or always. */
export const dyingJob: ReadingJob<{ alwaysDies: boolean; flag: SharedArrayBuffer }, string> = {
  name: 'dying',
  lane: 'short',
  work(_db, { alwaysDies, flag }) {
    const died = new Int32Array(flag);
    if (!alwaysDies && Atomics.load(died, 0) > 0) return 'alive';
    Atomics.add(died, 0, 1);
    process.exit(3);
  },
};

/** Writes, which a reading thread cannot. */
export const writingJob: ReadingJob<null, null> = {
  name: 'writing',
  lane: 'short',
  work(db) {
    db.all("INSERT INTO audit (at, action) VALUES ('2026-01-01', 'x') RETURNING seq");
    return null;
  },
};

export const READER_JOBS = [countTwiceJob, endlessJob, deafJob, dyingJob, writingJob];
