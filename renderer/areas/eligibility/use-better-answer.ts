import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { ShownCheck } from '../../../shared/eligibility/shown.record.ts';
import type { AskOutput } from '../../client/client.ts';
import { useClient } from '../../client/client-context.tsx';
import { useAsk, valueOrThrow } from '../../client/use-ask.ts';
import { CONFIRM_KEY } from './confirm-key.ts';
import type { CheckState } from './use-check.ts';

export interface AnswerState extends CheckState {
  /** The local answer that the shown one has taken the place of. */
  replaced: ShownCheck | null;
  /** The centre is being asked. The local answer stands and may be acted upon meanwhile. */
  isAsking: boolean;
}

/**
 * The local answer, and the centre's in its place once that is here. The centre is asked beside the work: nothing waits
 * for it, and whoever opens a visit opens it under the answer that is on the screen then. A line that comes back while
 * the patient is still at the desk is used.
 */
export function useBetterAnswer(local: CheckState): AnswerState {
  const client = useClient();
  const link = useAsk('sync.status', {}).data?.link.state;
  const settled = local.settled;
  const checkId = settled?.check.id ?? local.shown?.check.id ?? '';
  const isFinal = settled === null || settled.check.overrideReason !== null || settled.confirmedAt !== null;
  const { data, isFetching, refetch } = useQuery<AskOutput<'eligibility.confirm'>, Error>({
    queryKey: [CONFIRM_KEY, checkId],
    queryFn: async ({ signal }) => valueOrThrow(await client.ask('eligibility.confirm', { checkId }, { signal })),
    enabled: !isFinal,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });

  const wasLink = useRef(link);
  const isUnanswered = !isFinal && data?.status !== 'confirmed';
  useEffect(() => {
    const isBack = link === 'up' && wasLink.current !== undefined && wasLink.current !== 'up';
    wasLink.current = link;
    if (isBack && isUnanswered) void refetch();
  }, [link, isUnanswered, refetch]);

  // An override is staff's last word: what the centre says of the answer before it comes in with the list of answers.
  const better = data?.status === 'confirmed' && local.shown?.check.overrideReason === null ? data.shown : null;
  return {
    ...local,
    settled: settled === null ? null : (better ?? settled),
    shown: better ?? local.shown,
    replaced: better === null ? null : local.shown,
    isAsking: !isFinal && better === null && isFetching,
  };
}
