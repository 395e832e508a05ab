import { keepPreviousData, type UseQueryOptions, type UseQueryResult, useQuery } from '@tanstack/react-query';
import type { AskName } from '../../shared/contract.ts';
import type { AskFault, AskInput, AskOutput, AskRefusal, AskReply } from './client.ts';
import { useClient } from './client-context.tsx';

/** A query that was refused or failed, with the desk's own words. */
export class AskFailed extends Error {
  override name = 'AskFailed';
  readonly failure: { refusal: AskRefusal } | { fault: AskFault };
  constructor(failure: { refusal: AskRefusal } | { fault: AskFault }) {
    super('refusal' in failure ? failure.refusal.code : failure.fault.code);
    this.failure = failure;
  }
}

export function isUnavailable(error: unknown): boolean {
  return error instanceof AskFailed && 'fault' in error.failure && error.failure.fault.code === 'unavailable';
}

export interface UseAskOptions {
  isEnabled?: boolean;
  /** Keeps showing the last answer while another input is asked. */
  keepsPrevious?: boolean;
  refetchMs?: number;
}

/** Asks a query and asks again when its area changes. */
export function useAsk<N extends AskName>(
  name: N,
  input: AskInput<N>,
  { isEnabled = true, keepsPrevious = false, refetchMs }: UseAskOptions = {},
): UseQueryResult<AskOutput<N>, Error> {
  const client = useClient();
  const options: UseQueryOptions<AskOutput<N>, Error> = {
    queryKey: [name, input],
    queryFn: async ({ signal }) => valueOrThrow(await client.ask(name, input, { signal })),
    enabled: isEnabled,
  };
  // No output of the contract is a function, which the library's own type cannot know of a generic one.
  if (keepsPrevious) options.placeholderData = keepPreviousData as never;
  if (refetchMs !== undefined) options.refetchInterval = refetchMs;
  return useQuery(options);
}

export function valueOrThrow<N extends AskName>(reply: AskReply<N>): AskOutput<N> {
  if (reply.ok) return reply.value;
  throw new AskFailed('refusal' in reply ? { refusal: reply.refusal } : { fault: reply.fault });
}
