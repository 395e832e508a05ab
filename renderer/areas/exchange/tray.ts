import type { AttentionItem } from '../../../shared/outbox/record.ts';
import type { AskOutput } from '../../client/client.ts';

export type ListedConflict = AskOutput<'patients.conflicts'>['conflicts'][number];

/** One thing in the tray: what the centre has set aside, or what two desks wrote differently. */
export type TrayEntry =
  | { key: string; about: 'record'; item: AttentionItem }
  | { key: string; about: 'conflict'; conflict: ListedConflict };

/** What the centre refused first, then what two desks disagree on; among those, what a person has to settle. */
export function trayOf(attention: readonly AttentionItem[], conflicts: readonly ListedConflict[]): TrayEntry[] {
  const byNeed = conflicts.toSorted((one, other) => Number(other.needsPerson) - Number(one.needsPerson));
  return [
    ...attention.map((item) => ({ key: `${item.kind} ${item.recordId}`, about: 'record' as const, item })),
    ...byNeed.map((conflict) => ({ key: `conflict ${conflict.conflictId}`, about: 'conflict' as const, conflict })),
  ];
}
