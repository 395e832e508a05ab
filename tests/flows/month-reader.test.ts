import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type ReadingThreads, readInThreads } from '../../electron/node/reader/threads.ts';
import { READ_IN_PLACE } from '../../shared/base/reading.ts';
import { monthReportJob } from '../../shared/month/report-store.ts';
import type { Clerk } from '../support/asks.ts';
import { serve } from '../support/clerk-work.ts';
import { openTestDesk, type TestDesk } from '../support/desk.ts';
import { seededDice } from '../support/dice.ts';
import { somebody } from '../support/people.ts';
import { countTwiceJob, deafJob, dyingJob, endlessJob, writingJob } from '../support/reader-jobs.ts';

const PROGRAM = new URL('../../electron/node/reader/worker.ts', import.meta.url);
const TEST_PROGRAM = new URL('../support/reader-worker.ts', import.meta.url);
const KEY = new Uint8Array(32).fill(7);

describe('reading in threads', () => {
  let desk: TestDesk;
  let clerk: Clerk;
  let reading: ReadingThreads;
  const logged: string[] = [];
  const dice = seededDice(5);
  const wish = { month: '2026-03', asOf: '2026-03-10T02:10:00.000Z', today: '2026-03-10' };

  const open = (worker: URL, key = KEY) =>
    readInThreads({ worker, file: join(desk.folder, 'desk.db'), key, log: (event) => void logged.push(event) });
  beforeEach(async () => {
    desk = await openTestDesk('memory');
    clerk = desk.clerk();
    await clerk.signIn('vanna', '481920');
    reading = open(TEST_PROGRAM);
    logged.splice(0);
  });
  afterEach(async () => {
    await reading.close();
    await desk.close();
  });

  it('sees what is committed, and says the same as reading in place', async () => {
    await reading.close();
    reading = open(PROGRAM);
    await serve(clerk, somebody(dice));
    const first = await reading.run(desk.db, monthReportJob, wish);
    expect(first).toEqual(await READ_IN_PLACE.run(desk.db, monthReportJob, wish));
    expect(first.report?.visits.total).toBe(1);
    await serve(clerk, somebody(dice));
    expect((await reading.run(desk.db, monthReportJob, wish)).report?.visits.total).toBe(2);
  });

  it('reads one moment, while others write', async () => {
    let isBegun = (): void => undefined;
    const begun = new Promise<void>((resolve) => {
      isBegun = resolve;
    });
    const counting = reading.run(desk.db, countTwiceJob, { pauseMs: 300 }, { onProgress: () => isBegun() });
    await begun;
    await serve(clerk, somebody(dice));
    const { first, second } = await counting;
    expect(second).toBe(first);
    const after = await reading.run(desk.db, countTwiceJob, { pauseMs: 0 });
    expect(after.first).toBeGreaterThan(first);
  });

  it('cannot write', async () => {
    await expect(reading.run(desk.db, writingJob, null)).rejects.toMatchObject({ code: 'SQLITE_READONLY' });
  });

  it('ends what nobody wants any more, under way or in the line, and goes on', async () => {
    const [first, second] = [new AbortController(), new AbortController()];
    const running = reading.run(desk.db, endlessJob, null, {
      signal: first.signal,
      onProgress: () => first.abort(),
    });
    const waiting = reading.run(desk.db, endlessJob, null, { signal: second.signal });
    second.abort();
    await expect(waiting).rejects.toMatchObject({ name: 'ReadingCancelled' });
    await expect(running).rejects.toMatchObject({ name: 'ReadingCancelled' });
    expect(logged).toEqual([]);
    expect((await reading.run(desk.db, countTwiceJob, { pauseMs: 0 })).first).toBeGreaterThan(0);
  });

  it('ends a thread that does not listen, and begins another', async () => {
    const stop = new AbortController();
    const deaf = reading.run(desk.db, deafJob, null, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(deaf).rejects.toMatchObject({ name: 'ReadingCancelled' });
    expect((await reading.run(desk.db, countTwiceJob, { pauseMs: 0 })).first).toBeGreaterThan(0);
  });

  it('does not keep what is short waiting for what is long', async () => {
    const stop = new AbortController();
    const long = reading.run(desk.db, endlessJob, null, { signal: stop.signal });
    const flag = new SharedArrayBuffer(4);
    Atomics.store(new Int32Array(flag), 0, 1);
    expect(await reading.run(desk.db, dyingJob, { alwaysDies: false, flag })).toBe('alive');
    stop.abort();
    await expect(long).rejects.toMatchObject({ name: 'ReadingCancelled' });
  });

  it('tries once more in a new thread when one dies, and no more often', async () => {
    const flag = new SharedArrayBuffer(4);
    expect(await reading.run(desk.db, dyingJob, { alwaysDies: false, flag })).toBe('alive');
    expect(logged).toEqual(['reading-thread-ended']);
    const again = new SharedArrayBuffer(4);
    await expect(reading.run(desk.db, dyingJob, { alwaysDies: true, flag: again })).rejects.toMatchObject({
      name: 'ReaderEnded',
    });
    expect(new Int32Array(again)[0]).toBe(2);
    expect(await reading.run(desk.db, dyingJob, { alwaysDies: false, flag })).toBe('alive');
  });

  it('fails without telling what it read when the key is another one', async () => {
    await reading.close();
    reading = open(TEST_PROGRAM, new Uint8Array(32).fill(8));
    await expect(reading.run(desk.db, writingJob, null)).rejects.toMatchObject({
      name: 'ReaderEnded',
      message: 'SQLITE_NOTADB',
    });
  });

  it('fails what is under way when the desk is closed', async () => {
    const running = reading.run(desk.db, endlessJob, null);
    const failed = expect(running).rejects.toMatchObject({ name: 'ReaderEnded' });
    await reading.close();
    await failed;
    await expect(reading.run(desk.db, endlessJob, null)).rejects.toMatchObject({ name: 'ReaderEnded' });
  });
});
