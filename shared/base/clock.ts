import { DAY_MS } from './time.ts';

/**
 * What a desk thinks of its own clock: `back` two minutes or more before a time that is known to have passed, `jump` for
 * wall clock and time since start disagreeing by five minutes, `far` more than 400 days after the newest known time.
 */
export const CLOCK_FLAGS = ['ok', 'back', 'jump', 'far'] as const;
export type ClockFlag = (typeof CLOCK_FLAGS)[number];

const BACK_MS = 2 * 60_000;
const JUMP_MS = 5 * 60_000;
const FAR_MS = 400 * DAY_MS;

/** No copy of this program is older: the least that a desk knows which has met nobody yet. */
export const PROGRAM_SINCE_MS = Date.parse('2026-01-01T00:00:00.000Z');

/** What a look at the PC's clocks shows. `monotonicMs` counts from when the PC was switched on; null where nothing does. */
export interface ClockReading {
  wallMs: number;
  monotonicMs: number | null;
}

/**
 * What a desk keeps about time. `boundMs` is the latest time that the centre, its lists or the program say to have
 * passed; `confirmedMs` is the same by a person's word, and holds until the centre has been met again. `baseMs` is the
 * best guess of the true time at `baseMonotonicMs`, and `offsetMs` how much that was ahead of the wall clock.
 */
export interface KeptClock {
  boundMs: number;
  confirmedMs: number;
  offsetMs: number;
  baseMs: number;
  baseMonotonicMs: number | null;
}

export interface JudgedClock {
  flag: ClockFlag;
  /** The PC's own time where nothing speaks against it; otherwise the best that is known. Never before `boundMs`. */
  bestMs: number;
  /** It is at least this late. */
  boundMs: number;
}

/** Time since the base, which no setting of the clock changes. */
function elapsedMs(kept: KeptClock, { monotonicMs }: ClockReading): number {
  if (monotonicMs === null || kept.baseMonotonicMs === null) return 0;
  return Math.max(0, monotonicMs - kept.baseMonotonicMs);
}

/**
 * Judges a reading. Nothing is ever refused because of it: a flagged clock marks what is written, and days come from
 * `bestMs`. See "Clocks" of the sync design.
 */
export function judgeClock(kept: KeptClock, reading: ClockReading): JudgedClock {
  const elapsed = elapsedMs(kept, reading);
  const provenMs = Math.max(kept.boundMs, PROGRAM_SINCE_MS) + elapsed;
  const knownMs = Math.max(provenMs, kept.confirmedMs + elapsed);
  const expectedMs = kept.baseMs + elapsed;
  const flag = flagOf(reading, knownMs, kept.baseMonotonicMs === null ? null : expectedMs);
  const isExpectedLikely = expectedMs >= knownMs - BACK_MS && expectedMs <= knownMs + FAR_MS;
  const guessMs = isExpectedLikely ? Math.max(expectedMs, knownMs) : knownMs;
  return { flag, bestMs: flag === 'ok' ? reading.wallMs : guessMs, boundMs: provenMs };
}

function flagOf({ wallMs, monotonicMs }: ClockReading, knownMs: number, expectedMs: number | null): ClockFlag {
  if (wallMs < knownMs - BACK_MS) return 'back';
  if (wallMs > knownMs + FAR_MS) return 'far';
  if (expectedMs !== null && monotonicMs !== null && Math.abs(wallMs - expectedMs) > JUMP_MS) return 'jump';
  return 'ok';
}

/** At a start the wall clock is believed, corrected by what the last contact showed of it, where the result is likely. */
export function startedClock(kept: KeptClock, reading: ClockReading): KeptClock {
  const correctedMs = reading.wallMs + (Math.abs(kept.offsetMs) > JUMP_MS ? kept.offsetMs : 0);
  const knownMs = Math.max(kept.boundMs, kept.confirmedMs, PROGRAM_SINCE_MS);
  const isLikely = correctedMs >= knownMs - BACK_MS && correctedMs <= knownMs + FAR_MS;
  return {
    ...kept,
    boundMs: Math.max(kept.boundMs, PROGRAM_SINCE_MS),
    baseMs: isLikely ? correctedMs : knownMs,
    baseMonotonicMs: reading.monotonicMs,
  };
}

/**
 * The centre said what time it is, `ageMs` before this reading. Its fresh word replaces everything that was known or
 * guessed before, a person's word included: so a centre whose own clock was wrong for an hour, or a mistyped day, is
 * forgotten at the next contact.
 */
export function clockAfterContact(reading: ClockReading, serverMs: number, ageMs: number): KeptClock {
  const trueMs = serverMs + ageMs;
  return {
    boundMs: serverMs,
    confirmedMs: 0,
    offsetMs: Math.round(trueMs - reading.wallMs),
    baseMs: trueMs,
    baseMonotonicMs: reading.monotonicMs,
  };
}

/** Something that the centre has signed is as late as this (the day of a list): a bound, but no word on what time it is. */
export function clockAfterNews(kept: KeptClock, reading: ClockReading, knownMs: number): KeptClock {
  const elapsed = elapsedMs(kept, reading);
  const isCounted = kept.baseMonotonicMs !== null && reading.monotonicMs !== null;
  return {
    ...kept,
    boundMs: Math.max(judgeClock(kept, reading).boundMs, knownMs),
    confirmedMs: kept.confirmedMs === 0 ? 0 : kept.confirmedMs + elapsed,
    baseMs: kept.baseMs + elapsed,
    baseMonotonicMs: isCounted ? reading.monotonicMs : kept.baseMonotonicMs,
  };
}

/** Somebody looked at a calendar: this is what time it is by their word. */
export function clockAfterWord(kept: KeptClock, reading: ClockReading, trueMs: number): KeptClock {
  return {
    boundMs: judgeClock(kept, reading).boundMs,
    confirmedMs: trueMs,
    offsetMs: Math.round(trueMs - reading.wallMs),
    baseMs: trueMs,
    baseMonotonicMs: reading.monotonicMs,
  };
}
