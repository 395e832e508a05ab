import { EventEmitter } from 'node:events';
import { expect, test, vi } from 'vitest';
import { Refused } from './faults.ts';
import { FileReaders, type Outgoing } from './readers.ts';

const LIMITS = { filesADeviceMax: 2, fileWindowMs: 1_000, fileBytesAWindowMin: 100 };

class Answer extends EventEmitter implements Outgoing {
  socket = { bytesWritten: 0, destroy: (): unknown => this.emit('close') };
  isCut = false;
  constructor() {
    super();
    this.once('close', () => {
      this.isCut = true;
    });
  }
}

test('a desk fetches so many files at once and no more, others fetch theirs', () => {
  const readers = new FileReaders(LIMITS);
  const [one, two] = [new Answer(), new Answer()];
  readers.watch('a', one);
  readers.watch('a', two);
  expect(() => readers.watch('a', new Answer())).toThrow(Refused);
  const other = new Answer();
  readers.watch('b', other);
  one.emit('close');
  const again = new Answer();
  readers.watch('a', again);
  expect(() => readers.watch('a', new Answer())).toThrow(Refused);
  for (const answer of [two, other, again]) answer.emit('close');
});

test('a slow line goes on, one on which nothing comes through is cut off', () => {
  vi.useFakeTimers();
  try {
    const readers = new FileReaders(LIMITS);
    const [slow, stuck] = [new Answer(), new Answer()];
    readers.watch('a', slow);
    readers.watch('a', stuck);
    for (let window = 0; window < 5; window += 1) {
      slow.socket.bytesWritten += 100;
      stuck.socket.bytesWritten += window === 0 ? 5_000 : 99;
      vi.advanceTimersByTime(1_000);
    }
    expect([slow.isCut, stuck.isCut]).toEqual([false, true]);
    slow.emit('close');
    expect(vi.getTimerCount()).toBe(0);
  } finally {
    vi.useRealTimers();
  }
});
