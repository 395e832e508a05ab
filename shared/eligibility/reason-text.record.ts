import { EMERGENCY_TEXT_EN, REASON_TEXT_EN } from './reason-text-en.record.ts';
import { EMERGENCY_TEXT_FR, REASON_TEXT_FR } from './reason-text-fr.record.ts';
import { EMERGENCY_TEXT_KM, REASON_TEXT_KM } from './reason-text-km.record.ts';
import { REASON_CODES, type ReasonCode, type ReasonText } from './record.ts';

/**
 * What each reason says to the clerk and to the patient: what is missing, what can be done, whom to call. A sentence
 * speaks of its own reason only, because a later one may change the outcome: `Q_2_CONSEC` says "enough contributions"
 * and never "covered". Nothing is said to be untrue of a person that is only absent from a list.
 */
export const LANGUAGES = ['km', 'en', 'fr'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Sentences with names in braces where numbers of the ruleset, months or a day belong; see `reasonText`. */
export const REASON_TEXT = Object.fromEntries(
  REASON_CODES.map((code) => [code, { km: REASON_TEXT_KM[code], en: REASON_TEXT_EN[code], fr: REASON_TEXT_FR[code] }]),
) as Record<ReasonCode, Record<Language, ReasonText>>;

/** Whose list an answer rests on: `{list}` in a sentence, and `{List}` where it begins one. */
export const LIST_NAMES: Record<Language, { desk: string; centre: string }> = {
  km: { desk: 'បញ្ជីរបស់កុំព្យូទ័រនេះ', centre: 'បញ្ជីរបស់មជ្ឈមណ្ឌល ប.ស.ស.' },
  en: { desk: 'this computer’s list', centre: 'the NSSF centre’s list' },
  fr: { desk: 'la liste de cet ordinateur', centre: 'la liste de la centrale NSSF' },
};

/** Stands above the reasons of every emergency, whatever they are. */
export const EMERGENCY_TEXT: Record<Language, ReasonText> = {
  km: EMERGENCY_TEXT_KM,
  en: EMERGENCY_TEXT_EN,
  fr: EMERGENCY_TEXT_FR,
};
