import { type Day, dayParts, type Month } from '../base/time.ts';
import { coverLostOn, missingMonths, monthsInArrears } from './hint-rules.ts';
import { type Language, LIST_NAMES, REASON_TEXT } from './reason-text.record.ts';
import type { EligibilityFacts, ReasonCode, ReasonText, Ruleset } from './record.ts';

/** The sentences of one reason, with the numbers of the ruleset and the months and day of these facts filled in. */
export function reasonText(
  code: ReasonCode,
  language: Language,
  facts: EligibilityFacts,
  ruleset: Ruleset,
): ReasonText {
  const { clerk, patient } = REASON_TEXT[code][language];
  const values = valuesFor(code, language, facts, ruleset);
  return { clerk: filled(clerk, values), patient: filled(patient, values) };
}

function valuesFor(
  code: ReasonCode,
  language: Language,
  facts: EligibilityFacts,
  ruleset: Ruleset,
): ReadonlyMap<string, string> {
  const months = code === 'VOL_ARREARS' ? monthsInArrears(facts, ruleset) : missingMonths(facts, ruleset);
  const lostOn = coverLostOn(facts, ruleset);
  const list = LIST_NAMES[language][facts.snapshot.source === 'server' ? 'centre' : 'desk'];
  return new Map([
    ['list', list],
    ['List', list.charAt(0).toUpperCase() + list.slice(1)],
    ['months', months.map(shownMonth).join(', ')],
    ['day', lostOn ? shownDay(lostOn) : ''],
    ...Object.entries(ruleset).map(([name, value]): [string, string] => [name, String(value)]),
  ]);
}

/** A name that no value has stays in its braces, where a test sees it. */
function filled(sentence: string, values: ReadonlyMap<string, string>): string {
  return sentence.replace(/\{(\w+)\}/g, (braced, name: string) => values.get(name) ?? braced);
}

/** Digits are read alike in the three languages, and dates look as they do on the rest of the screen: 01.2026. */
function shownMonth(month: Month): string {
  return `${month.slice(5, 7)}.${month.slice(0, 4)}`;
}

function shownDay(day: Day): string {
  const { year, month, day: number } = dayParts(day);
  return [number, month]
    .map((part) => String(part).padStart(2, '0'))
    .concat(String(year))
    .join('.');
}
