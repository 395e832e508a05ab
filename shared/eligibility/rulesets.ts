import type { Day } from '../base/time.ts';
import type { DatedRuleset } from './record.ts';

/**
 * The rulesets that the program carries; the centre may send later ones. Sources of the numbers: months of
 * contribution, maternity and the excluded check-up: Prakas 109/2016 as amended by Prakas 184/2018; due day: Prakas
 * 168/22; waiting, abandonment, dependants: Sub-Decree 280/2023 and the NSSF's statements on it; 180 days: the scheme's
 * summary of benefits; childbirth grant: NSSF, 2018. Ages of a roster and the outcome in arrears are our own choice.
 */
export const BUILT_IN_RULESETS: readonly DatedRuleset[] = [
  {
    id: 'kh-2026-01',
    validFrom: '2026-01-01',
    validTo: null,
    ruleset: {
      id: 'kh-2026-01',
      dueDay: 15,
      consecutiveMonths: 2,
      anchor: 'latest-due',
      windowMonths: 12,
      minInWindow: 6,
      maternityConsecutiveMonths: 9,
      voluntaryWaitingMonths: 2,
      voluntaryAbandonAfterMonths: 6,
      voluntaryArrearsOutcome: 'provisional',
      childAgeUnder: 18,
      spouseAgeUnder: 60,
      staleWarnDays: 7,
      staleStopDays: 35,
      treatmentDaysMax: 180,
      payerOrder: ['nssf', 'hef'],
      excludedCategories: ['general-check-up'],
      hefRequiresPublicFacility: true,
      childbirthGrantRiel: [400_000, 800_000, 1_200_000],
    },
  },
];

/**
 * The ruleset in force on `day`, or null when none is. Of two that are, the one that started later replaces the other,
 * and of two that started together the one listed later does.
 */
export function rulesetFor(day: Day, rulesets: readonly DatedRuleset[]): DatedRuleset | null {
  let found: DatedRuleset | null = null;
  for (const dated of rulesets) {
    const isInForce = dated.validFrom <= day && (dated.validTo === null || day <= dated.validTo);
    if (isInForce && (found === null || dated.validFrom >= found.validFrom)) found = dated;
  }
  return found;
}
