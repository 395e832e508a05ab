import { useAsk } from '../../client/use-ask.ts';

/** How many claims wait for somebody at this desk, of all months. */
export function useClaimsToFix(): number {
  return useAsk('claims.list', { needsPerson: true, limit: 1 }).data?.needsPerson ?? 0;
}
