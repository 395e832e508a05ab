import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef } from 'react';
import { canonicalJson } from '../../../shared/base/json.ts';
import type { ShownCheck } from '../../../shared/eligibility/shown.record.ts';
import { useClient } from '../../client/client-context.tsx';
import { useAsk, valueOrThrow } from '../../client/use-ask.ts';
import { useDebounced } from '../../ui/use-debounced.ts';
import { useToday } from '../desk/use-about.ts';
import { type CheckWish, checkInput, isReadyToCheck } from './check-wish.ts';
import { CONFIRM_KEY } from './confirm-key.ts';

const CHOOSING_PAUSE_MS = 150;
const TYPING_PAUSE_MS = 700;
const KEY = 'desk-check';

export interface CheckState {
  /** The answer to exactly what is chosen now; null while it is being found. */
  settled: ShownCheck | null;
  /** The answer to show: the settled one, or the one before it. */
  shown: ShownCheck | null;
  error: Error | null;
  again: () => void;
  /** Puts an answer in the place of the one to the present choice. */
  put: (shown: ShownCheck) => void;
}

/**
 * The check of cover for what is chosen. Each different choice is asked once and its answer kept while the patient is
 * at the desk, because the desk stores every check for ever; a new roster makes a new answer.
 */
export function useCheck(
  patientId: string,
  wish: CheckWish,
  isEnabled: boolean,
  cardText: string | null = null,
): CheckState {
  const client = useClient();
  const queries = useQueryClient();
  const today = useToday();
  const rosterId = useAsk('sync.status', {}).data?.roster?.id ?? null;
  const paused = useDebounced(wish, CHOOSING_PAUSE_MS);
  // The first answer waits for nothing; and what could not be asked yet is never asked afterwards.
  const chosen = isReadyToCheck(paused) ? paused : wish;
  const vouchedReason = useDebounced(wish.vouchedReason, TYPING_PAUSE_MS);
  const input = checkInput(patientId, { ...chosen, vouchedReason }, today, cardText);
  const inputText = canonicalJson(input);
  const ids = useRef(new Map<string, string>());
  const query = useQuery<ShownCheck, Error>({
    queryKey: [KEY, inputText, rosterId],
    queryFn: async () => {
      const tryKey = `${inputText} ${rosterId}`;
      const id = ids.current.get(tryKey) ?? client.newId();
      ids.current.set(tryKey, id);
      const reply = await client.ask('eligibility.check', input, { id });
      if (reply.ok) ids.current.delete(tryKey);
      return valueOrThrow<'eligibility.check'>(reply);
    },
    enabled: isEnabled,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (previous) => (previous?.check.patientId === patientId ? previous : undefined),
  });
  const isForChoice = canonicalJson(checkInput(patientId, wish, today, cardText)) === inputText;
  return {
    settled: query.data && !query.isPlaceholderData && isForChoice ? query.data : null,
    shown: query.data ?? null,
    error: query.error,
    again: useCallback(() => void query.refetch(), [query.refetch]),
    put: (shown) => queries.setQueryData([KEY, inputText, rosterId], shown),
  };
}

/** Forgets the answers of this patient: the next time the cover is looked up afresh. */
export function useForgetChecks(): () => void {
  const queries = useQueryClient();
  return useCallback(() => {
    for (const key of [KEY, CONFIRM_KEY]) queries.removeQueries({ queryKey: [key] });
  }, [queries]);
}
