import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { ChangedArea } from '../../shared/wire/events.ts';
import { useClient } from './client-context.tsx';
import type { LiveChange } from './transport.ts';

/** Which asks to repeat when an area changes, by the beginning of their names. */
const STALE_AFTER: Record<ChangedArea, readonly string[]> = {
  // The lines of a month show names, and its figures what was decided.
  patients: ['patients.', 'month.'],
  eligibility: ['eligibility.', 'month.'],
  // A visit changes the last visit that a search shows.
  visits: ['visits.', 'patients.search', 'month.'],
  claims: ['claims.', 'month.'],
  month: ['month.'],
  // Sending changes what the list of visits says about each of them.
  sync: ['sync.', 'sticks.', 'visits.', 'claims.', 'month.', 'patients.get', 'patients.conflicts', 'desk.', 'system.'],
  staff: ['staff.', 'system.'],
  facility: ['system.', 'desk.', 'places.', 'eligibility.findMembers'],
};

/** Every live change marks the answers that rest on it, so that what is on the screen is asked again. */
export function useLiveChanges(session: string | null): void {
  const client = useClient();
  const queries = useQueryClient();
  useEffect(() => {
    if (session === null) return undefined;
    return client.listen((change) => invalidate(queries, change));
  }, [client, queries, session]);
}

function invalidate(queries: QueryClient, change: LiveChange): void {
  if (change === 'missed-some') {
    void queries.invalidateQueries();
    return;
  }
  const prefixes = change.changed.flatMap((area) => STALE_AFTER[area] ?? []);
  void queries.invalidateQueries({
    predicate: ({ queryKey: [name] }) => typeof name === 'string' && prefixes.some((prefix) => name.startsWith(prefix)),
  });
}
