import { assert } from '../base/assert.ts';
import {
  type ClockReading,
  clockAfterContact,
  clockAfterNews,
  clockAfterWord,
  type JudgedClock,
  judgeClock,
  type KeptClock,
  startedClock,
} from '../base/clock.ts';
import type { ReadDb, WriteDb } from '../base/db.ts';
import { type Clock, msOf } from '../base/time.ts';

/** What the PC's clocks show now. */
export function readClock(clock: Clock): ClockReading {
  return { wallMs: clock.nowMs(), monotonicMs: clock.monotonicMs?.() ?? null };
}

function keptClock(db: ReadDb): KeptClock {
  const row = db.get('SELECT boundMs, confirmedMs, offsetMs, baseMs, baseMonotonicMs FROM clock WHERE id = 1');
  assert(row !== null, 'the clock has its row since its migration');
  return {
    boundMs: Number(row.boundMs),
    confirmedMs: Number(row.confirmedMs),
    offsetMs: Number(row.offsetMs),
    baseMs: Number(row.baseMs),
    baseMonotonicMs: row.baseMonotonicMs === null ? null : Number(row.baseMonotonicMs),
  };
}

function saveClock(db: WriteDb, kept: KeptClock): void {
  const whole = (ms: number) => Math.round(ms);
  const count = db.run(
    `UPDATE clock SET boundMs = @boundMs, confirmedMs = @confirmedMs, offsetMs = @offsetMs, baseMs = @baseMs,
       baseMonotonicMs = @baseMonotonicMs WHERE id = 1`,
    {
      boundMs: whole(kept.boundMs),
      confirmedMs: whole(kept.confirmedMs),
      offsetMs: whole(kept.offsetMs),
      baseMs: whole(kept.baseMs),
      baseMonotonicMs: kept.baseMonotonicMs === null ? null : whole(kept.baseMonotonicMs),
    },
  );
  assert(count === 1, 'the clock is kept');
}

/** At the start of the program, before anything asks what day it is. */
export function startClock(db: WriteDb, reading: ClockReading): void {
  saveClock(db, startedClock(keptClock(db), reading));
}

/** What this reading is worth. */
export function judgedClock(db: ReadDb, reading: ClockReading): JudgedClock {
  return judgeClock(keptClock(db), reading);
}

/** How far the centre's time was ahead of this PC's at the last contact, in milliseconds; 0 before the first. */
export function clockOffsetMs(db: ReadDb): number {
  return keptClock(db).offsetMs;
}

/** The centre said what time it is; `tookMs` is the whole exchange, half of which the answer was under way. */
export function learnCentreTime(db: WriteDb, reading: ClockReading, serverTime: string, tookMs: number): void {
  const serverMs = msOf(serverTime);
  if (!Number.isFinite(serverMs)) return;
  saveClock(db, clockAfterContact(reading, serverMs, Math.max(0, tookMs) / 2));
}

/** A list of the centre is of this moment, so it is later than that now. */
export function learnKnownTime(db: WriteDb, reading: ClockReading, knownMs: number): void {
  if (Number.isFinite(knownMs)) saveClock(db, clockAfterNews(keptClock(db), reading, knownMs));
}

/** Somebody has said what time it is. */
export function takeWordOnTime(db: WriteDb, reading: ClockReading, trueMs: number): void {
  saveClock(db, clockAfterWord(keptClock(db), reading, trueMs));
}
