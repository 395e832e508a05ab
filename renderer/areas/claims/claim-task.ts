import type { ListedClaim } from '../../../shared/claims/contract.ts';
import type { ClaimState } from '../../../shared/claims/record.ts';

/** What is put right at the patient or at a check, and not in the form of a claim. */
const AT_PATIENT_FIELDS: readonly (string | null)[] = ['memberNumber', 'sex', 'serviceFrom'];
const AT_PATIENT_CODES = ['check-open', 'card-shown', 'not-covered', 'visit-missing'];

export type ClaimTask = 'look' | 'correct' | 'appeal' | 'withdraw';

/** Whether it can still be done: the centre's word may come while somebody is at it. */
export function isPossible(task: ClaimTask, state: ClaimState): boolean {
  if (task === 'look') return true;
  if (task === 'appeal') return state === 'denied';
  const isOver = state === 'withdrawn' || state === 'accepted' || state === 'paid';
  return !isOver && !(task === 'correct' && state === 'denied');
}

/** What Enter on a claim leads to: the form, unless all that is wrong is put right at the patient or by an appeal. */
export function firstTask({
  state,
  needsPerson,
  faults,
}: Pick<ListedClaim, 'state' | 'needsPerson' | 'faults'>): 'look' | 'correct' {
  const isHere =
    faults.length === 0 ||
    faults.some(({ code, field }) => !AT_PATIENT_CODES.includes(code) && !AT_PATIENT_FIELDS.includes(field));
  return needsPerson && state !== 'denied' && isHere ? 'correct' : 'look';
}
