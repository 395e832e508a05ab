import type { Cover } from './nssf-rules.ts';
import type { EligibilityFacts, HefEntitlement, Ruleset } from './record.ts';

/**
 * Health Equity Fund cover. A card without one of its dates is not known to be valid on the day, so it is not counted
 * as valid; the sentences for `HEF_EXPIRED` speak of the dates in this computer's list, which is true of both.
 */
export function judgeHef(facts: EligibilityFacts, hef: HefEntitlement, ruleset: Ruleset): Cover {
  if (ruleset.hefRequiresPublicFacility && facts.facility.isPublic !== true) {
    return { payer: 'hef', outcome: 'not-eligible', reasons: ['HEF_PRIVATE_FAC'] };
  }
  const { serviceDate } = facts;
  const isValid = !!hef.validFrom && !!hef.validTo && hef.validFrom <= serviceDate && serviceDate <= hef.validTo;
  return isValid
    ? { payer: 'hef', outcome: 'eligible', reasons: ['HEF_OK'] }
    : { payer: 'hef', outcome: 'not-eligible', reasons: ['HEF_EXPIRED'] };
}
