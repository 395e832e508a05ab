import type { EligibilityDecision, Payer } from '../../../shared/eligibility/record.ts';

/** What is to be done about an answer that the centre has overturned, in this order. */
export type Advice =
  | 'tell-covered'
  | 'pay-back'
  | 'tell-not-covered'
  | 'other-payer'
  | 'nothing-to-pay-back'
  | 'work-injury'
  | 'look-again'
  | 'no-visit';

const IS_COVERED: Record<Payer, boolean> = {
  nssf: true,
  hef: true,
  'occupational-risk': true,
  self: false,
  undecided: false,
};

/** Money follows only from a visit; without one there is nothing but a sentence to say next time. */
export function adviceFor(before: EligibilityDecision, after: EligibilityDecision, hasVisit: boolean): Advice[] {
  if (!hasVisit) return ['no-visit'];
  if (after.payer === 'undecided') return ['look-again'];
  if (!IS_COVERED[after.payer]) return ['tell-not-covered'];
  const now: Advice = after.payer === 'occupational-risk' ? 'work-injury' : 'tell-covered';
  // Nobody knows at the desk what an undecided visit was charged, so the money is looked at as well.
  if (!IS_COVERED[before.payer]) return [now, 'pay-back'];
  return after.payer === 'occupational-risk' ? [now, 'nothing-to-pay-back'] : ['other-payer', 'nothing-to-pay-back'];
}
