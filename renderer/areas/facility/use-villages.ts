import { useMemo } from 'react';
import type { PlaceWithPath } from '../../../shared/facility/record.ts';
import { useAsk } from '../../client/use-ask.ts';
import { useDebounced } from '../../ui/use-debounced.ts';

const TYPING_PAUSE_MS = 120;
const PLACES_MAX = 24;
const VILLAGES_MAX = 8;

export interface Villages {
  villages: PlaceWithPath[];
  /** They are those of the text in the box, not of an earlier one. */
  isSettled: boolean;
}

/** The villages that a name or a code may mean; none for an empty text. */
export function useVillages(text: string): Villages {
  const wanted = text.trim();
  const asked = useDebounced(wanted, TYPING_PAUSE_MS);
  const found = useAsk(
    'places.search',
    { text: asked, limit: PLACES_MAX },
    { isEnabled: asked !== '', keepsPrevious: true },
  );
  const places = wanted === '' ? undefined : found.data?.places;
  const villages = useMemo(
    () => (places ?? []).filter(({ level }) => level === 'village').slice(0, VILLAGES_MAX),
    [places],
  );
  return { villages, isSettled: asked === wanted && found.isFetched && !found.isPlaceholderData };
}
