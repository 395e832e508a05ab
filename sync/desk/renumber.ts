import type { WriteDb } from '../../shared/base/db.ts';
import { dayAt, msOf } from '../../shared/base/time.ts';
import { judgedClock } from '../../shared/desk/clock-store.ts';
import { currentRun } from '../../shared/desk/run-store.ts';
import { newestNeedsFixing } from '../../shared/outbox/lane-store.ts';
import { renumberAfterFence } from '../../shared/patients/renumber-store.ts';
import type { Act } from '../../shared/wire/act.ts';
import type { Verdict } from '../protocol/sync.ts';

/**
 * A database that was fenced off has given numbers which its other copy gave as well, to other people. Those that the
 * centre refuses get the next number of the new name, and nobody has to type anything.
 * @returns how many patients have another number now
 */
export function renumberTaken(tx: WriteDb, verdicts: readonly Verdict[], at: string): number {
  const taken = verdicts.filter(({ outcome, code }) => outcome === 'needs-fixing' && code === 'patient-number-taken');
  const incarnation = taken.length === 0 ? null : currentRun(tx);
  if (incarnation === null) return 0;
  const act = actOf(tx, incarnation, at);
  return taken.filter(({ seq, incarnation: of }) => {
    const change = newestNeedsFixing(tx, seq, of);
    return change?.kind === 'patient' && renumberAfterFence(tx, act, change.recordId);
  }).length;
}

/** Nobody at the desk does this. */
function actOf(tx: WriteDb, incarnation: string, at: string): Act {
  const nowMs = msOf(at);
  const { flag, bestMs } = judgedClock(tx, { wallMs: nowMs, monotonicMs: null });
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
