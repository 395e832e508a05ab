import type { ClaimWords } from './claim-code.record.ts';
import { CLAIM_TEXT_EN } from './claim-text-en.record.ts';
import { CLAIM_TEXT_FR } from './claim-text-fr.record.ts';
import { CLAIM_TEXT_KM } from './claim-text-km.record.ts';
import { isClaimCode } from './rules.ts';

const TEXTS = { en: CLAIM_TEXT_EN, km: CLAIM_TEXT_KM, fr: CLAIM_TEXT_FR };
export type ClaimLanguage = keyof typeof TEXTS;

/** What is wrong and what to do, in one language; a code of a newer centre gets words that say so. */
export function claimWords(language: ClaimLanguage, code: string): ClaimWords {
  return TEXTS[language][isClaimCode(code) ? code : 'unknown'];
}
