import { describe, expect, it } from 'vitest';
import { VERDICT_CODES } from '../../shared/outbox/verdict.record.ts';
import { type VerdictLanguage, verdictSentence, verdictWords } from '../../shared/outbox/verdict.rules.ts';
import { projectFiles, sourceOf } from '../support/sources.ts';

const LANGUAGES: readonly VerdictLanguage[] = ['km', 'en', 'fr'];
const codes = Object.keys(VERDICT_CODES) as (keyof typeof VERDICT_CODES)[];

/** Where the centre decides: its own files, and the rules that it has in common with the desk. */
const deciding = projectFiles().filter(
  (file) =>
    (/^sync\/central\/[^/]+\.ts$/.test(file) && !file.endsWith('.test.ts')) ||
    file === 'shared/patients/patient-rules.ts' ||
    file === 'shared/visits/rules.ts',
);

describe('the words of verdicts', () => {
  it('are there for every code that the centre can give', () => {
    // A code is only ever made by `faultOf`, whose parameter is the type of this table, so the compiler holds this half:
    // here it is held that nobody makes a fault in another way.
    const isMaker = new RegExp(`\\bcode:\\s*'(${codes.join('|')})'`);
    const makers = deciding.filter((file) => !file.startsWith('shared/') && isMaker.test(sourceOf(file)));
    expect(makers).toEqual([]);
  });

  it('are there for no code that the centre never gives', () => {
    const text = deciding.map(sourceOf).join('\n');
    expect(codes.filter((code) => !text.includes(`'${code}'`))).toEqual([]);
  });

  it('say in Khmer, English and French what happened and what to do, each in its own script', () => {
    for (const language of LANGUAGES) {
      for (const code of [...codes, 'unknown']) {
        const { says, todo } = verdictWords(language, code);
        for (const sentence of [says, todo]) {
          expect(sentence, `${language} ${code}`).toMatch(language === 'km' ? /[\u1780-\u17ff].*។$/ : /^[A-ZÀ-Þ].*\.$/);
        }
        const others = LANGUAGES.filter((other) => other !== language);
        for (const other of others) expect(verdictWords(other, code).says, `${language} ${code}`).not.toBe(says);
      }
    }
  });

  it('have a sentence to travel with, and words for a code of a newer centre', () => {
    expect(verdictSentence('name-missing')).toBe(
      'A name is needed, in Khmer or in Latin letters. Write one of the two names and save.',
    );
    expect(verdictWords('fr', 'a-code-of-tomorrow')).toEqual(verdictWords('fr', 'unknown'));
  });
});
