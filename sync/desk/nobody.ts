import type { ReadDb } from '../../shared/base/db.ts';
import { dayAt, msOf } from '../../shared/base/time.ts';
import { judgedClock } from '../../shared/desk/clock-store.ts';
import { currentRun } from '../../shared/desk/run-store.ts';
import type { Act } from '../../shared/wire/act.ts';

/** What a desk does by itself, because of something that came from the centre. Null before the first run of the program. */
export function actOfNobody(db: ReadDb, at: string): Act | null {
  const incarnation = currentRun(db);
  if (incarnation === null) return null;
  const nowMs = msOf(at);
  const { flag, bestMs } = judgedClock(db, { wallMs: nowMs, monotonicMs: null });
  return {
    nowMs,
    now: at,
    today: dayAt(bestMs),
    incarnation,
    clockFlag: flag,
    bestMs,
    monotonicMs: null,
    caller: null,
    newId: () => '',
    changed: () => undefined,
  };
}
