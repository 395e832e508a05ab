import { useMemo } from 'react';
import { useAsk } from '../../client/use-ask.ts';
import { type TrayEntry, trayOf } from './tray.ts';

export interface Tray {
  /** Undefined until the desk has answered. */
  entries: TrayEntry[] | undefined;
  /** How many there are, also beyond those that are listed. */
  count: number;
  error: Error | null;
  refetch: () => void;
}

/** What needs a person, from both of its sources. */
export function useTray(): Tray {
  const status = useAsk('sync.status', {});
  const conflicts = useAsk('patients.conflicts', {});
  const attention = status.data?.attention;
  const differing = conflicts.data?.conflicts;
  const entries = useMemo(
    () => (attention && differing ? trayOf(attention, differing) : undefined),
    [attention, differing],
  );
  return {
    entries,
    count: (status.data?.counts.needsFixing ?? 0) + (status.data?.conflicts ?? 0),
    error: status.error ?? conflicts.error,
    refetch: () => {
      void status.refetch();
      void conflicts.refetch();
    },
  };
}
