import { z } from 'zod';
import { canonicalJson } from '../../base/json.ts';
import type { Day, Month } from '../../base/time.ts';
import { dayText } from '../../facility/record.ts';
import { MEMBER_CLASSES, type Membership, monthText, RELATIONS } from '../record.ts';

/** A record names its class in 16 bits. */
export const CLASSES_MAX = 65_536;
export const classId = z
  .int()
  .min(0)
  .max(CLASSES_MAX - 1);

/**
 * What all members of one class share. `paidMonths` are paid for every one of them, which is how a renewal of 300,000
 * people is one short rule instead of 300,000 records.
 */
export const nationalClass = z.strictObject({
  class: z.enum(MEMBER_CLASSES),
  relation: z.enum(RELATIONS).nullable(),
  isDisabledOrChronic: z.boolean(),
  isMarriageRegistered: z.boolean(),
  isActive: z.boolean(),
  validFrom: dayText.nullable(),
  validTo: dayText.nullable(),
  paidMonths: z.array(monthText).max(600),
});
export type NationalClass = z.infer<typeof nationalClass>;

/** Classes travel and are hashed in this one form. */
export const classEntry = z.strictObject({ id: classId, is: nationalClass });
export type ClassEntry = z.infer<typeof classEntry>;

/** A change of one class: what it is from now on, or months added to or taken from its paid ones. */
export const classRule = z.union([
  classEntry,
  z.strictObject({ id: classId, add: z.array(monthText).max(600), drop: z.array(monthText).max(600).optional() }),
]);
export type ClassRule = z.infer<typeof classRule>;

/** The class after a rule; null where the rule changes a class that is not there. */
export function afterRule(before: NationalClass | null, rule: ClassRule): NationalClass | null {
  if ('is' in rule) return rule.is;
  if (before === null) return null;
  const months = new Set([...before.paidMonths, ...rule.add]);
  for (const month of rule.drop ?? []) months.delete(month);
  return { ...before, paidMonths: [...months].sort() };
}

/** The shortest rule that makes `after` of `before`; null where they are the same. */
export function ruleBetween(id: number, before: NationalClass | null, after: NationalClass): ClassRule | null {
  if (before === null) return { id, is: after };
  if (canonicalJson(before) === canonicalJson(after)) return null;
  const add = after.paidMonths.filter((month) => !before.paidMonths.includes(month));
  const drop = before.paidMonths.filter((month) => !after.paidMonths.includes(month));
  const rule: ClassRule = { id, add, ...(drop.length > 0 ? { drop } : {}) };
  const isRule = canonicalJson(afterRule(before, rule)) === canonicalJson(after);
  return isRule && add.length + drop.length <= 3 ? rule : { id, is: after };
}

export function membershipOfClass({ paidMonths: _, ...membership }: NationalClass): Membership {
  return membership;
}

type ClassFacts = Omit<NationalClass, 'paidMonths'>;

/**
 * The facts that the decision reads, so that members who are judged alike share a class: whether somebody is in post and
 * from when to when is asked of public classes only, a relation and its flags of dependants only. A `validFrom` before
 * the roster's first day can no longer shut anybody out, and a `validTo` before it always does.
 */
export function factsThatCount(member: ClassFacts, firstDay: Day): ClassFacts {
  const isPublic = ['public-servant', 'former-civil-servant', 'veteran'].includes(member.class);
  const relation = member.class === 'dependant' ? member.relation : null;
  return {
    class: member.class,
    relation,
    isDisabledOrChronic: relation === 'child' && member.isDisabledOrChronic,
    isMarriageRegistered: relation === 'spouse' && member.isMarriageRegistered,
    isActive: isPublic && member.isActive,
    validFrom: isPublic && member.validFrom !== null && member.validFrom > firstDay ? member.validFrom : null,
    validTo: isPublic && member.validTo !== null ? laterOf(member.validTo, dayBefore(firstDay)) : null,
  };
}

const laterOf = (a: Day, b: Day): Day => (a > b ? a : b);

function dayBefore(day: Day): Day {
  return new Date(Date.parse(`${day}T00:00:00.000Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** No ruleset asks for more months than these before somebody who pays for himself is covered. */
const MONTHS_COUNTED_MAX = 6;

/**
 * Months before the roster's first one that a class has to name, because the rules of those who pay for themselves count
 * all that was ever paid: the last one tells somebody who gave up from somebody who never began, and a few more tell
 * somebody who came back from somebody who waits.
 */
export function earlierMonthsOf(
  memberClass: NationalClass['class'],
  paidMonths: readonly Month[],
  baseMonth: Month,
): Month[] {
  if (memberClass !== 'self-employed' && memberClass !== 'dependant') return [];
  const earlier = paidMonths.filter((month) => month < baseMonth).sort();
  const within = paidMonths.length - earlier.length;
  const wanted = within === 0 ? 1 : Math.max(0, MONTHS_COUNTED_MAX - within);
  return earlier.slice(Math.max(0, earlier.length - wanted));
}
