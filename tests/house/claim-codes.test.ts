import { describe, expect, it } from 'vitest';
import { CLAIM_STATE_WORDS } from '../../electron/node/exports/words.ts';
import { claims as en } from '../../renderer/app/messages/en/claims.ts';
import { claims as km } from '../../renderer/app/messages/km/claims.ts';
import { must } from '../../shared/base/assert.ts';
import { CLAIM_CODES } from '../../shared/claims/claim-code.record.ts';
import { type ClaimLanguage, claimWords } from '../../shared/claims/claim-text.rules.ts';
import { CLAIM_STATES } from '../../shared/claims/record.ts';

const LANGUAGES: readonly ClaimLanguage[] = ['km', 'en', 'fr'];
const codes = [...Object.keys(CLAIM_CODES), 'unknown'];

describe('the words of claims', () => {
  it('say in Khmer, English and French what is wrong and what to do, each in its own script', () => {
    for (const language of LANGUAGES) {
      for (const code of codes) {
        const { says, todo } = claimWords(language, code);
        for (const sentence of [says, todo]) {
          expect(sentence, `${language} ${code}`).toMatch(language === 'km' ? /[\u1780-\u17ff].*។$/ : /^[A-ZÀ-Þ].*\.$/);
        }
        for (const other of LANGUAGES.filter((one) => one !== language)) {
          expect(claimWords(other, code).says, `${language} ${code}`).not.toBe(says);
        }
      }
    }
  });

  it('call a state on paper what the screens call it', () => {
    const onScreen = { km: km.state, en: en.state };
    for (const state of CLAIM_STATES) {
      const { km: inKhmer, en: inEnglish } = must(CLAIM_STATE_WORDS[state], 'each state has words');
      expect([inKhmer, inEnglish]).toEqual([onScreen.km[state], onScreen.en[state]]);
    }
  });

  it('name the document that is missing in each language', () => {
    for (const language of LANGUAGES) expect(claimWords(language, 'document-missing').says).toContain('{document}');
  });

  it('have a number each, C for what is corrected and D for what is refused', () => {
    const numbers = Object.values(CLAIM_CODES).map(({ number }) => number);
    expect(new Set(numbers).size).toBe(numbers.length);
    for (const { number, answer } of Object.values(CLAIM_CODES)) {
      expect(number).toMatch(answer === 'returned' ? /^C\d{3}$/ : /^D\d{3}$/);
    }
  });

  it('are there for a code of a newer centre', () => {
    expect(claimWords('fr', 'a-code-of-tomorrow')).toEqual(claimWords('fr', 'unknown'));
  });
});
