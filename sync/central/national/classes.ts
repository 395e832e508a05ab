import { must } from '../../../shared/base/assert.ts';
import type { Day, Month } from '../../../shared/base/time.ts';
import { firstDayOf } from '../../../shared/eligibility/months.ts';
import {
  CLASSES_MAX,
  type ClassEntry,
  earlierMonthsOf,
  factsThatCount,
  type NationalClass,
} from '../../../shared/eligibility/national/member-class.record.ts';
import { monthBitsFrom, paidMonthsOf } from '../../../shared/eligibility/national/months.rules.ts';
import type { Payload } from '../../../shared/eligibility/national/sealed-record.rules.ts';
import type { MemberClass } from '../../../shared/eligibility/record.ts';

/** A member of the register as the builder takes it. */
export interface NationalMember {
  nssfKey: string;
  birthDate: Day | null;
  birthDatePrecision: 'day' | 'month' | 'year' | 'unknown';
  class: MemberClass;
  relation: 'child' | 'spouse' | null;
  isDisabledOrChronic: boolean;
  isMarriageRegistered: boolean;
  isActive: boolean;
  validFrom: Day | null;
  validTo: Day | null;
  paidMonths: readonly Month[];
  /** Who is renewed together with whom (an employer, a scheme's round): the centre's own word, which desks never see. */
  group: string | null;
}

/** Whom somebody else's payment may cover with others; the months of public classes decide nothing. */
const PAY_TOGETHER: ReadonlySet<MemberClass> = new Set(['employee', 'self-employed', 'dependant']);

/** What the centre keeps of the classes between two rosters, so that a class keeps its number. */
export interface KeptClass {
  id: number;
  key: string;
}

/** Where a member stands: his payload in an ordinary class, and the key of the class of his group where he has one. */
export interface Placed {
  payload: Payload;
  groupKey: string | null;
}

/** Gives every member a class. Who is judged alike shares one; `groups.ts` says who shares one with his group besides. */
export class Classes {
  readonly #baseMonth: Month;
  readonly #ids = new Map<string, number>();
  readonly #used = new Map<number, NationalClass>();
  /** The facts that a group's class has in common, by its key. */
  readonly #groupFacts = new Map<string, Omit<NationalClass, 'paidMonths'>>();
  readonly #bitsOf: (months: Iterable<Month>) => number;
  readonly #firstDay: Day;
  #next = 0;

  constructor(baseMonth: Month, kept: readonly KeptClass[] = []) {
    this.#baseMonth = baseMonth;
    this.#firstDay = firstDayOf(baseMonth);
    this.#bitsOf = monthBitsFrom(baseMonth);
    for (const { id, key } of kept) {
      this.#ids.set(key, id);
      this.#next = Math.max(this.#next, id + 1);
    }
  }

  /** Null where no number is left for a class that the member would need. */
  place(member: NationalMember): Placed | null {
    const earlier = earlierMonthsOf(member.class, member.paidMonths, this.#baseMonth);
    const facts = factsThatCount(member, this.#firstDay);
    const factsKey = Object.values(facts).join('|');
    const classId = this.#idOf(`${factsKey}|${earlier.join(';')}`);
    if (classId === null) return null;
    if (!this.#used.has(classId)) this.#used.set(classId, { ...facts, paidMonths: earlier });
    const payload = { classId, months: this.#bitsOf(member.paidMonths) };
    // Months before the base are the class's to name, and those that a group has in common are all later.
    const isGrouped = member.group !== null && earlier.length === 0 && PAY_TOGETHER.has(member.class);
    if (!isGrouped) return { payload, groupKey: null };
    const groupKey = `${factsKey}|=${member.group}`;
    if (!this.#groupFacts.has(groupKey)) this.#groupFacts.set(groupKey, facts);
    return { payload, groupKey };
  }

  /** The number of a group's class, which names these months; null where none is left. */
  ofGroup(groupKey: string, months: number): number | null {
    const classId = this.#idOf(groupKey);
    const facts = must(this.#groupFacts.get(groupKey), 'a group has members');
    if (classId !== null) this.#used.set(classId, { ...facts, paidMonths: paidMonthsOf(this.#baseMonth, months, []) });
    return classId;
  }

  /** The classes that members were given, in the order of their numbers. */
  entries(): ClassEntry[] {
    return [...this.#used].map(([id, is]) => ({ id, is })).sort((a, b) => a.id - b.id);
  }

  /** To be handed to the `Classes` of the next roster of the same lineage. */
  kept(): KeptClass[] {
    return [...this.#ids].map(([key, id]) => ({ id, key }));
  }

  #idOf(key: string): number | null {
    const found = this.#ids.get(key);
    if (found !== undefined) return found;
    if (this.#next >= CLASSES_MAX) return null;
    const id = this.#next;
    this.#ids.set(key, id);
    this.#next += 1;
    return id;
  }
}
