import { Refused } from './faults.ts';
import type { Limits } from './limits.ts';

/** The part of an answer on its way that is needed to watch it. */
export interface Outgoing {
  socket: { readonly bytesWritten: number; destroy(): unknown } | null;
  once(event: 'close', heard: () => void): unknown;
}

const RETRY_AFTER_S = 60;

/** Who fetches files. A slow line is welcome; one on which nothing comes through holds a file open for nobody. */
export class FileReaders {
  readonly #limits: Pick<Limits, 'filesADeviceMax' | 'fileWindowMs' | 'fileBytesAWindowMin'>;
  readonly #reading = new Map<string, number>();

  constructor(limits: Pick<Limits, 'filesADeviceMax' | 'fileWindowMs' | 'fileBytesAWindowMin'>) {
    this.#limits = limits;
  }

  /** Counts and watches an answer until its line is closed or it is sent. Throws `Refused` where the desk has too many. */
  watch(device: string, answer: Outgoing): void {
    const { filesADeviceMax, fileWindowMs, fileBytesAWindowMin } = this.#limits;
    const reading = this.#reading.get(device) ?? 0;
    if (reading >= filesADeviceMax) {
      const sentence = 'This desk fetches several files already. It goes on with this one when they are there.';
      throw new Refused(503, 'busy', sentence, RETRY_AFTER_S);
    }
    this.#reading.set(device, reading + 1);
    let before = answer.socket?.bytesWritten ?? 0;
    const timer = setInterval(() => {
      const now = answer.socket?.bytesWritten ?? 0;
      if (now - before < fileBytesAWindowMin) answer.socket?.destroy();
      before = now;
    }, fileWindowMs);
    answer.once('close', () => {
      clearInterval(timer);
      const left = (this.#reading.get(device) ?? 1) - 1;
      if (left === 0) this.#reading.delete(device);
      else this.#reading.set(device, left);
    });
  }
}
