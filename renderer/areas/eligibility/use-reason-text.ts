import { useTranslation } from 'react-i18next';
import type { EligibilityCheck } from '../../../shared/eligibility/check.record.ts';
import { LANGUAGES } from '../../../shared/eligibility/reason-text.record.ts';
import { reasonText } from '../../../shared/eligibility/reason-text.rules.ts';
import type { ReasonCode, ReasonText, Ruleset } from '../../../shared/eligibility/record.ts';
import { BUILT_IN_RULESETS } from '../../../shared/eligibility/rulesets.ts';

/** The sentences of a reason for this check, in the language of the screen. */
export function useReasonText(check: EligibilityCheck): (code: ReasonCode) => ReasonText {
  const { i18n } = useTranslation();
  const language = LANGUAGES.find((one) => one === i18n.language) ?? 'en';
  const ruleset = rulesetOf(check);
  return (code) => (ruleset ? reasonText(code, language, check.facts, ruleset) : { clerk: code, patient: code });
}

/** The ruleset that the check was made under, as far as the program carries it. */
export function rulesetOf(check: EligibilityCheck): Ruleset | undefined {
  return (BUILT_IN_RULESETS.find(({ id }) => id === check.rulesetId) ?? BUILT_IN_RULESETS.at(-1))?.ruleset;
}
