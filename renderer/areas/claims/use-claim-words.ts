import { useTranslation } from 'react-i18next';
import { claimWords } from '../../../shared/claims/claim-text.rules.ts';
import type { Words } from '../../../shared/claims/pack.record.ts';
import type { ClaimFault, ClaimState } from '../../../shared/claims/record.ts';
import { codeOf } from '../../../shared/claims/rules.ts';
import type { BadgeTone } from '../../ui/badge.tsx';
import type { IconName } from '../../ui/icon.tsx';

/** What a state looks like: never by its colour alone. */
export const CLAIM_SIGNS: Record<ClaimState, { icon: IconName; tone: BadgeTone & ('ok' | 'wait' | 'no' | 'plain') }> = {
  ready: { icon: 'arrow', tone: 'ok' },
  held: { icon: 'clock', tone: 'wait' },
  sent: { icon: 'cloud', tone: 'plain' },
  accepted: { icon: 'check', tone: 'ok' },
  returned: { icon: 'warning', tone: 'no' },
  denied: { icon: 'cross', tone: 'no' },
  resent: { icon: 'cloud', tone: 'plain' },
  appealed: { icon: 'chat', tone: 'plain' },
  paid: { icon: 'check', tone: 'ok' },
  withdrawn: { icon: 'cross', tone: 'plain' },
};

const LANGUAGES = ['km', 'en', 'fr'] as const;

/** The language of the screen as packs and codes know it. */
export function useScreenLanguage(): (typeof LANGUAGES)[number] {
  const { i18n } = useTranslation();
  return LANGUAGES.find((one) => one === i18n.language) ?? 'en';
}

/** Words of claims in the language of the screen. `checklist` gives the names of documents. */
export function useClaimWords(checklist: readonly { code: string; words: Words }[] = []) {
  const language = useScreenLanguage();
  return {
    of: (words: Words) => words[language],
    named: (list: readonly { code: string; words: Words }[], code: string) =>
      list.find((one) => one.code === code)?.words[language] ?? code,
    fault: ({ code, params }: ClaimFault) => {
      const { says, todo } = claimWords(language, code);
      const { document = '' } = params;
      const name = checklist.find((one) => one.code === document)?.words[language] ?? document;
      const filled = (text: string) => text.replaceAll('{document}', name);
      return { number: codeOf(code).number, says: filled(says), todo: filled(todo) };
    },
  };
}
