import type { ChangeKind, Todo } from './record.ts';
import { UNKNOWN_CODE, VERDICT_CODES, type VerdictCode, type VerdictWords } from './verdict.record.ts';
import { VERDICT_TEXT_EN } from './verdict-text-en.record.ts';
import { VERDICT_TEXT_FR } from './verdict-text-fr.record.ts';
import { VERDICT_TEXT_KM } from './verdict-text-km.record.ts';

const TEXTS = { en: VERDICT_TEXT_EN, km: VERDICT_TEXT_KM, fr: VERDICT_TEXT_FR };
export type VerdictLanguage = keyof typeof TEXTS;

export function isVerdictCode(code: string): code is VerdictCode {
  return Object.hasOwn(VERDICT_CODES, code);
}

/** What happened and what to do, in one language. A code that this program does not know gets words that say so. */
export function verdictWords(language: VerdictLanguage, code: string): VerdictWords {
  return TEXTS[language][isVerdictCode(code) ? code : UNKNOWN_CODE];
}

/** The English sentence that travels with a verdict, for desks that have no words for its code. */
export function verdictSentence(code: VerdictCode): string {
  const { says, todo } = VERDICT_TEXT_EN[code];
  return `${says} ${todo}`;
}

/**
 * What to do about a code at the desk. A check is an answer that was given and a withdrawal says one thing, so neither
 * has a field to correct.
 */
export function todoOf(code: string, kind: ChangeKind, isWithdrawal: boolean): Todo {
  const todo = isVerdictCode(code) ? VERDICT_CODES[code] : 'tell-centre';
  if (todo === 'waits') return 'resend';
  if (isWithdrawal) return todo === 'correct' ? 'resend' : todo;
  return kind === 'eligibility-check' && todo === 'correct' ? 'withdraw' : todo;
}

/** The kind of number that a field like `identifiers.nssf` names. */
export function identifierIn(field: string | null): string | null {
  return /^identifiers\.([a-z-]+)$/.exec(field ?? '')?.[1] ?? null;
}
