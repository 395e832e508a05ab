import { describe, expect, it } from 'vitest';
import { exampleFacts, exampleRuleset } from './facts.fixture.ts';
import { EMERGENCY_TEXT, LANGUAGES, REASON_TEXT } from './reason-text.record.ts';
import { reasonText } from './reason-text.rules.ts';
import { REASON_CODES, type ReasonCode } from './record.ts';

const rules = exampleRuleset();
const all = LANGUAGES.flatMap((language) => [
  ...REASON_CODES.flatMap((code) =>
    Object.values(REASON_TEXT[code][language]).map((text) => ({ language, code, text })),
  ),
  ...Object.values(EMERGENCY_TEXT[language]).map((text) => ({ language, code: 'EMERGENCY', text })),
]);

/** Words that turn a person away, or say of one that is only absent from a list that there is no membership. */
const REFUSING =
  /refus|reject|rejet|den(y|ied)|turn(ed)? away|not a member|pas (un |une )?membre|stranger|invalid|បដិសេធ|មិនមែនជាសមាជិក|មិនព្យាបាល|មិនទទួល/i;

describe('every sentence', () => {
  it('is there, ends as a sentence does, and is said to nobody else', () => {
    for (const { language, text } of all) {
      expect(text.trim()).toBe(text);
      expect(text.at(-1)).toBe(language === 'km' ? '។' : '.');
    }
    expect(new Set(all.map(({ text }) => text)).size).toBe(all.length);
  });

  it('turns nobody away', () => {
    for (const { text } of all) expect(text).not.toMatch(REFUSING);
  });

  it('says "list", not "member", of somebody who is not in this computer’s list', () => {
    for (const { clerk, patient } of [REASON_TEXT.MEMBER_NOT_IN_CACHE.en]) {
      expect(clerk).toContain('not in this computer’s list');
      expect(patient).toContain('not in this computer’s list');
    }
    for (const text of Object.values(REASON_TEXT.MEMBER_NOT_IN_CACHE.km)) expect(text).toContain('បញ្ជីរបស់កុំព្យូទ័រនេះ');
    for (const text of Object.values(REASON_TEXT.MEMBER_NOT_IN_CACHE.fr)) {
      expect(text).toContain('pas dans la liste de cet ordinateur');
    }
  });

  it('leaves no brace unfilled and carries no number of the ruleset of its own', () => {
    const own = new Set(['1286', '1297']);
    for (const { text } of all) {
      for (const digits of text.match(/\d+|[០-៩]+/g) ?? []) expect(own).toContain(digits);
    }
    for (const code of REASON_CODES) {
      for (const language of LANGUAGES) {
        const { clerk, patient } = reasonText(code, language, exampleFacts(), rules);
        expect(`${clerk}${patient}`).not.toMatch(/[{}]/);
      }
    }
  });

  it('names whom to call wherever something is missing', () => {
    const settled = /_OK$|ACTIVE$|^Q_2|^Q_6|FAINT|VOUCHED|DUAL|ID_NOT_SHOWN|VOL_ARREARS|PENDING|SNAPSHOT|HEF_/;
    for (const code of REASON_CODES.filter((one) => one === 'PUB_INACTIVE' || !settled.test(one))) {
      for (const language of LANGUAGES) {
        const { clerk, patient } = REASON_TEXT[code][language];
        expect(`${code} ${clerk}${patient}`).toContain('1286');
      }
    }
  });
});

describe('Khmer', () => {
  const khmer = all.filter(({ language }) => language === 'km').map(({ text }) => text);

  it('is composed and free of invisible characters', () => {
    for (const text of khmer) {
      expect(text.normalize('NFC')).toBe(text);
      expect(text).not.toMatch(/[\u200B-\u200F\u2060\uFEFF\u00A0]/);
    }
  });

  it('writes each syllable in one order: base, subscripts, shifter, vowel, signs', () => {
    const syllable =
      /[\u1780-\u17B3](?:\u17D2[\u1780-\u17B3])*[\u17C9\u17CA]?[\u17B6-\u17C5]?[\u17C6-\u17C8\u17CB-\u17D1]*/g;
    for (const text of khmer) {
      // What no syllable claims is punctuation; a stray vowel, sign or subscript mark would be left over here.
      expect(text.replace(syllable, '')).not.toMatch(/[\u17B4-\u17D3\u17DD]/);
    }
  });

  it('writes in Khmer: no Latin letter but the names in braces', () => {
    for (const text of khmer) expect(text.replace(/\{\w+\}/g, '')).not.toMatch(/[A-Za-z]/);
  });
});

describe('filled in', () => {
  it('names the months that are missing', () => {
    const facts = exampleFacts({ paidMonths: [] });
    expect(reasonText('Q_SHORT', 'en', facts, rules).patient).toContain('missing for 01.2026, 02.2026,');
    expect(reasonText('Q_PENDING_DUE', 'km', exampleFacts({ paidMonths: ['2026-01'] }), rules).clerk).toContain(
      'ខែ 02.2026 ',
    );
  });

  it('names the months in arrears and the day on which cover is lost', () => {
    const facts = exampleFacts({ membership: { class: 'self-employed' }, paidMonths: ['2025-10', '2025-11'] });
    expect(reasonText('VOL_ARREARS', 'fr', facts, rules).clerk).toBe(
      'Les cotisations de 12.2025, 01.2026 sont impayées\u00a0: dites à la personne que la couverture se perd le 01.07.2026 si elle ne paie pas avant ce jour.',
    );
  });

  it('says whose list it is: the centre’s where the centre answered', () => {
    const said = (source: 'server' | 'roster') =>
      LANGUAGES.map((language) => {
        const facts = exampleFacts({ paidMonths: [], snapshot: { source, asOf: '2026-03-08' } });
        return reasonText('Q_SHORT', language, facts, rules).clerk;
      });
    for (const text of said('server')) expect(text).not.toMatch(/កុំព្យូទ័រ|computer|ordinateur/);
    for (const text of said('roster')) expect(text).toMatch(/កុំព្យូទ័រ|computer|ordinateur/);
    const { clerk } = reasonText('PUB_INACTIVE', 'en', exampleFacts({ snapshot: { source: 'server' } }), rules);
    expect(clerk).toMatch(/^The NSSF centre’s list does not/);
    // The centre's answer is never of these two; the days of treatment are counted here, whoever answered.
    const ofThisComputer = new Set<ReasonCode>([
      'MEMBER_NOT_IN_CACHE',
      'SNAPSHOT_STALE',
      'DAYS_180_EXCEEDED',
      'DAYS_180_NEAR',
    ]);
    for (const code of REASON_CODES.filter((one) => !ofThisComputer.has(one))) {
      for (const language of LANGUAGES) {
        const texts = reasonText(code, language, exampleFacts({ snapshot: { source: 'server' } }), rules);
        expect(`${texts.clerk} ${texts.patient}`, `${code} ${language}`).not.toMatch(/កុំព្យូទ័រ|computer|ordinateur/);
      }
    }
  });

  it('takes the numbers from the ruleset', () => {
    const { clerk } = reasonText('Q_2_CONSEC', 'en', exampleFacts(), { ...rules, consecutiveMonths: 3 });
    expect(clerk).toBe('The list shows 3 paid months in a row: enough contributions.');
  });
});
