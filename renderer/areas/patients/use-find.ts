import { useMemo } from 'react';
import type { RosterMatch } from '../../../shared/eligibility/shown.record.ts';
import type { PatientHit } from '../../../shared/patients/contract.ts';
import { useAsk } from '../../client/use-ask.ts';
import { useDebounced } from '../../ui/use-debounced.ts';
import { searchTextIn } from './card-in-hand.ts';

const TYPING_PAUSE_MS = 120;
const MEMBERS_MAX = 5;

export interface Found {
  hits: PatientHit[];
  members: RosterMatch[];
  rosterAsOf: string | null;
  hasMore: boolean;
  /** The results are those of the text in the box, not of an earlier one. */
  isSettled: boolean;
  error: Error | null;
}

/** Who the text in the box may be: registered here, and on the roster without being registered. */
export function useFind(text: string): Found {
  const wanted = useMemo(() => searchTextIn(text), [text]);
  const asked = useDebounced(wanted, TYPING_PAUSE_MS);
  const isEnabled = asked !== '';
  const search = useAsk('patients.search', { text: asked }, { isEnabled, keepsPrevious: true });
  const roster = useAsk(
    'eligibility.findMembers',
    { text: asked, limit: MEMBERS_MAX },
    { isEnabled, keepsPrevious: true },
  );
  return useMemo(() => {
    const hits = isEnabled ? (search.data?.hits ?? []) : [];
    return {
      hits,
      members: isEnabled ? notHere(roster.data?.members ?? [], hits) : [],
      rosterAsOf: roster.data?.rosterAsOf ?? null,
      hasMore: isEnabled && (search.data?.hasMore ?? false),
      isSettled:
        asked === wanted && (!isEnabled || [search, roster].every((one) => one.isFetched && !one.isPlaceholderData)),
      error: search.error,
    };
  }, [asked, wanted, isEnabled, search, roster]);
}

function notHere(members: RosterMatch[], hits: PatientHit[]): RosterMatch[] {
  const here = new Set(
    hits.flatMap(({ patient }) =>
      patient.identifiers.filter(({ kind }) => kind === 'nssf').map((one) => one.normalised),
    ),
  );
  return members.filter(({ nssfNumber }) => !here.has(nssfNumber.replace(/\D/g, '').slice(0, 14)));
}
