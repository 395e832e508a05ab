import { addMonths, ageOn, type Day, dayParts, monthOf } from '../base/time.ts';
import { firstDayOf, lastDayOf } from './months.ts';
import type { EligibilityFacts, Ruleset } from './record.ts';

export type AgeAnswer = 'under' | 'reached' | 'uncertain';
type Person = EligibilityFacts['person'];

/** The first and the last day on which the person can have been born, or null when nothing is known. */
export function birthRange({ birthDate, birthDatePrecision }: Person): { first: Day; last: Day } | null {
  if (!birthDate) return null;
  switch (birthDatePrecision) {
    case 'day':
      return { first: birthDate, last: birthDate };
    case 'month':
      return { first: firstDayOf(monthOf(birthDate)), last: lastDayOf(monthOf(birthDate)) };
    case 'year':
      return { first: `${birthDate.slice(0, 4)}-01-01`, last: `${birthDate.slice(0, 4)}-12-31` };
    default:
      // A date without a stated precision may be a placeholder such as 1 January, so it proves nothing.
      return null;
  }
}

/**
 * Whether the person is younger than `limit` years on `day`. The answer is certain as soon as the oldest and the
 * youngest person that the birth date allows agree, also when the limit is the very edge of the range.
 */
export function ageAgainst(limit: number, person: Person, day: Day): AgeAnswer {
  const range = birthRange(person);
  if (!range) return 'uncertain';
  if (ageOn(range.first, day) < limit) return 'under';
  return ageOn(range.last, day) >= limit ? 'reached' : 'uncertain';
}

/** The first day on which somebody born on `birth` is `age` years old: 1 March for a 29 February the year lacks. */
export function turnsOn(birth: Day, age: number): Day {
  const sameDay = `${String(dayParts(birth).year + age).padStart(4, '0')}${birth.slice(4)}`;
  const month = monthOf(sameDay);
  return sameDay <= lastDayOf(month) ? sameDay : firstDayOf(addMonths(month, 1));
}

/**
 * The first day on which a dependant is too old: at the earliest and at the latest, equal when the birth date is known
 * to the day. Null for anybody whom no age limit concerns, and where the birth date or the relation is unknown.
 */
export function ageLimitDays(facts: EligibilityFacts, ruleset: Ruleset): { earliest: Day; latest: Day } | null {
  const range = birthRange(facts.person);
  if (facts.membership?.class !== 'dependant' || !range) return null;
  const { relation, isDisabledOrChronic } = facts.membership;
  if (!relation || (relation === 'child' && isDisabledOrChronic)) return null;
  const limit = relation === 'child' ? ruleset.childAgeUnder : ruleset.spouseAgeUnder;
  return { earliest: turnsOn(range.first, limit), latest: turnsOn(range.last, limit) };
}
