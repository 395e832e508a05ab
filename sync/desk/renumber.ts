import type { WriteDb } from '../../shared/base/db.ts';
import { newestNeedsFixing } from '../../shared/outbox/lane-store.ts';
import { renumberAfterFence } from '../../shared/patients/renumber-store.ts';
import type { Verdict } from '../protocol/sync.ts';
import { actOfNobody } from './nobody.ts';

/**
 * A database that was fenced off has given numbers which its other copy gave as well, to other people. Those that the
 * centre refuses get the next number of the new name, and nobody has to type anything.
 * @returns how many patients have another number now
 */
export function renumberTaken(tx: WriteDb, verdicts: readonly Verdict[], at: string): number {
  const taken = verdicts.filter(({ outcome, code }) => outcome === 'needs-fixing' && code === 'patient-number-taken');
  const act = taken.length === 0 ? null : actOfNobody(tx, at);
  if (act === null) return 0;
  return taken.filter(({ seq, incarnation: of }) => {
    const change = newestNeedsFixing(tx, seq, of);
    return change?.kind === 'patient' && renumberAfterFence(tx, act, change.recordId);
  }).length;
}
