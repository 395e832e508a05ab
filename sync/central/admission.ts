import type { Clock } from '../../shared/base/time.ts';
import { Refused } from './faults.ts';
import type { Limits } from './limits.ts';

/** How long a batch takes until some have been seen; each one since counts for so much. */
const WORK_AT_START_MS = 50;
const WORK_WEIGHT = 0.05;
const WORK_MOST_MS = 2_000;
/** What is further away than this nobody can foresee: whoever comes then is given another moment, and comes before others. */
const RETRY_MOST_S = 30;
const JITTER_SHARE = 0.1;
const DEVICES_MAX = 20_000;
/** For so long a place is kept for a facility that was given a moment; a desk may have been switched off meanwhile. */
const PROMISE_MS = 15_000;
const FACILITIES_MAX = 20_000;
/** Those who come at their moment are let in beyond the places there are, up to this much more. */
const PLACES_FOR_PROMISED = 1.25;

/** A request that was let in, from its headers to its answer. */
export interface Admitted {
  /** Waits until it is the turn of this request, which lasts until `leave`. */
  turn(): Promise<void>;
  leave(): void;
}

/**
 * Who may come in, and who is next. A place is taken when the headers are here, before a body is read: where there is
 * none, the desk is told a moment of its own at which to come again (its place in the queue of those who were sent away,
 * by the rate at which batches go), so that a nation that comes at once comes back in turn and not all together. Places are
 * kept for those whose moment has come, so that nobody is sent away again by those who never left.
 * Inside, facilities take turns: next is the one that has waited longest since it came or was last served, and each has
 * one turn at a time, because its batches go one after the other anyway. So a facility with a hundred requests waits as
 * long for its second as another does for its first.
 */
export class Admission {
  readonly #clock: Clock;
  readonly #limits: Limits;
  readonly #random: () => number;
  readonly #waiting = new Map<string, { sinceMs: number; call: () => void }[]>();
  readonly #working = new Set<string>();
  readonly #servedMs = new Map<string, number>();
  readonly #buckets: ByteBuckets;
  #places = 0;
  #bytes = 0;
  #workMs = WORK_AT_START_MS;
  /** The moments of facilities that were sent away and have not come again. */
  readonly #promised = new Map<string, number>();
  /** The moment that was last given to somebody who was sent away. */
  #slotMs = 0;
  turnedAway = 0;

  /** `random` gives numbers from 0 to below 1. */
  constructor(clock: Clock, limits: Limits, random: () => number) {
    this.#clock = clock;
    this.#limits = limits;
    this.#random = random;
    this.#buckets = new ByteBuckets(limits);
  }

  get state(): { places: number; bytes: number; waiting: number; working: number; rate: number } {
    const waiting = [...this.#waiting.values()].reduce((sum, { length }) => sum + length, 0);
    return { places: this.#places, bytes: this.#bytes, waiting, working: this.#working.size, rate: this.#rate() };
  }

  /** `bytes` is how long the body will be. Throws `Refused` with the moment to come again. */
  enter(facility: string, device: string, bytes: number): Admitted {
    const nowMs = this.#clock.nowMs();
    const overdrawnS = this.#buckets.secondsUntil(device, bytes, nowMs);
    if (overdrawnS > 0) throw busy('This desk has sent more than a desk can have for now.', Math.ceil(overdrawnS));
    const { placesMin, placesMax, waitMostMs, bytesMax } = this.#limits;
    const places = Math.min(placesMax, Math.max(placesMin, Math.floor((this.#rate() * waitMostMs) / 1000)));
    const isAtItsMoment = (this.#promised.get(facility) ?? Number.POSITIVE_INFINITY) <= nowMs;
    const left = isAtItsMoment ? places * PLACES_FOR_PROMISED - this.#places : places - this.#places - this.#due(nowMs);
    if (left < 1 || this.#bytes + bytes > bytesMax) throw this.#sentAway(facility, nowMs);
    if (isAtItsMoment) this.#promised.delete(facility);
    this.#buckets.take(device, bytes, nowMs);
    this.#places += 1;
    this.#bytes += bytes;
    return this.#admitted(facility, bytes);
  }

  #admitted(facility: string, bytes: number): Admitted {
    let state: 'in' | 'waiting' | 'working' | 'gone' = 'in';
    let waiting: { sinceMs: number; call: () => void } | null = null;
    let startMs = 0;
    return {
      turn: () =>
        new Promise((resolve) => {
          state = 'waiting';
          waiting = {
            sinceMs: this.#clock.nowMs(),
            call: () => {
              state = 'working';
              startMs = this.#clock.nowMs();
              resolve();
            },
          };
          const queue = this.#waiting.get(facility);
          if (queue === undefined) this.#waiting.set(facility, [waiting]);
          else queue.push(waiting);
          this.#callNext();
        }),
      leave: () => {
        if (state === 'gone') return;
        if (state === 'waiting' && waiting !== null) this.#forget(facility, waiting);
        if (state === 'working') this.#finished(facility, startMs);
        state = 'gone';
        this.#places -= 1;
        this.#bytes -= bytes;
        this.#callNext();
      },
    };
  }

  #forget(facility: string, one: { sinceMs: number; call: () => void }): void {
    const left = (this.#waiting.get(facility) ?? []).filter((other) => other !== one);
    if (left.length === 0) this.#waiting.delete(facility);
    else this.#waiting.set(facility, left);
  }

  #finished(facility: string, startMs: number): void {
    this.#working.delete(facility);
    const nowMs = this.#clock.nowMs();
    const tookMs = Math.min(WORK_MOST_MS, Math.max(1, nowMs - startMs));
    this.#workMs += (tookMs - this.#workMs) * WORK_WEIGHT;
    if (this.#waiting.has(facility)) this.#servedMs.set(facility, nowMs);
    else this.#servedMs.delete(facility);
  }

  #callNext(): void {
    while (this.#working.size < this.#limits.workersMax) {
      const facility = this.#next();
      if (facility === null) return;
      const queue = this.#waiting.get(facility);
      const one = queue?.shift();
      if (queue?.length === 0) this.#waiting.delete(facility);
      this.#working.add(facility);
      one?.call();
    }
  }

  #next(): string | null {
    let next: { facility: string; sinceMs: number } | null = null;
    for (const [facility, [oldest]] of this.#waiting) {
      if (oldest === undefined || this.#working.has(facility)) continue;
      const sinceMs = Math.max(oldest.sinceMs, this.#servedMs.get(facility) ?? 0);
      if (next === null || sinceMs < next.sinceMs) next = { facility, sinceMs };
    }
    return next?.facility ?? null;
  }

  /** Batches a second, as long as there are some. */
  #rate(): number {
    return (this.#limits.workersMax * 1000) / this.#workMs;
  }

  /** For how many a place is kept now; who does not come is forgotten. */
  #due(nowMs: number): number {
    let due = 0;
    for (const [facility, slotMs] of this.#promised) {
      if (slotMs > nowMs) continue;
      if (slotMs + PROMISE_MS < nowMs) this.#promised.delete(facility);
      else due += 1;
    }
    return due;
  }

  /** Moments of those sent away are one batch apart, behind those who are in. */
  #sentAway(facility: string, nowMs: number): Refused {
    this.turnedAway += 1;
    const stepMs = 1000 / this.#rate();
    this.#slotMs = Math.max(this.#slotMs + stepMs, nowMs + this.#places * stepMs);
    const mostMs = nowMs + RETRY_MOST_S * 1000 * (1 - JITTER_SHARE);
    // Those beyond are spread over the second half of what can be foreseen, and not heaped up at its end.
    if (this.#slotMs > mostMs) this.#slotMs = nowMs + (mostMs - nowMs) * (0.5 + this.#random() / 2);
    const jitterMs = this.#random() * Math.max(1000, (this.#slotMs - nowMs) * JITTER_SHARE);
    const retryAfterS = Math.max(1, Math.ceil((this.#slotMs - nowMs + jitterMs) / 1000));
    if (this.#promised.size >= FACILITIES_MAX) this.#promised.clear();
    // Somebody who has been given an earlier moment, and comes before it, keeps it.
    const before = this.#promised.get(facility) ?? Number.POSITIVE_INFINITY;
    this.#promised.set(facility, Math.min(before > nowMs ? before : Number.POSITIVE_INFINITY, this.#slotMs));
    return busy('Many desks reach the centre just now.', retryAfterS);
  }
}

function busy(what: string, retryAfterS: number): Refused {
  const sentence = `${what} Nothing is lost: the desk sends this again in ${retryAfterS} seconds.`;
  return new Refused(503, 'busy', sentence, retryAfterS);
}

/** What each desk may still send: a bucket of bytes that fills up again by the second. */
class ByteBuckets {
  readonly #limits: Limits;
  readonly #left = new Map<string, { bytes: number; atMs: number }>();

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  /** 0 where so many bytes are there. A full bucket lets everything through that a body may have. */
  secondsUntil(device: string, bytes: number, nowMs: number): number {
    const missing = Math.min(bytes, this.#limits.deviceBytesMost) - this.#leftOf(device, nowMs);
    return missing <= 0 ? 0 : missing / this.#limits.deviceBytesPerS;
  }

  take(device: string, bytes: number, nowMs: number): void {
    const left = this.#leftOf(device, nowMs) - bytes;
    if (!this.#left.has(device) && this.#left.size >= DEVICES_MAX) this.#dropFull(nowMs);
    this.#left.set(device, { bytes: Math.max(0, left), atMs: nowMs });
  }

  #leftOf(device: string, nowMs: number): number {
    const { deviceBytesMost, deviceBytesPerS } = this.#limits;
    const known = this.#left.get(device);
    if (known === undefined) return deviceBytesMost;
    return Math.min(deviceBytesMost, known.bytes + ((nowMs - known.atMs) / 1000) * deviceBytesPerS);
  }

  #dropFull(nowMs: number): void {
    for (const device of this.#left.keys()) {
      if (this.#leftOf(device, nowMs) >= this.#limits.deviceBytesMost) this.#left.delete(device);
    }
    const oldest = this.#left.keys().next();
    if (this.#left.size >= DEVICES_MAX && oldest.done !== true) this.#left.delete(oldest.value);
  }
}
