import type { Day, Month } from '../../../shared/base/time.ts';
import { firstDayOf } from '../../../shared/eligibility/months.ts';
import {
  CLASSES_MAX,
  type ClassEntry,
  earlierMonthsOf,
  factsThatCount,
  type NationalClass,
} from '../../../shared/eligibility/national/member-class.record.ts';
import { monthBitsFrom } from '../../../shared/eligibility/national/months.rules.ts';
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
  group?: string | null;
}

/** Months that a whole group has paid. */
export interface Renewal {
  group: string;
  months: readonly Month[];
}

/** What the centre keeps of the classes between two rosters, so that a class keeps its number. */
export interface KeptClass {
  id: number;
  key: string;
}

/**
 * Gives every member a class. A member of a renewed group who has paid all of its renewal's months shares the group's
 * class, which names those months; one who has not is put beside it, with months of his own. So a renewal is one rule,
 * and every exception from it one changed record.
 */
export class Classes {
  readonly #baseMonth: Month;
  readonly #renewals: Map<string, readonly Month[]>;
  readonly #ids = new Map<string, number>();
  readonly #used = new Map<number, NationalClass>();
  readonly #bitsOf: (months: Iterable<Month>) => number;
  readonly #firstDay: Day;
  #next = 0;

  constructor(baseMonth: Month, renewals: readonly Renewal[], kept: readonly KeptClass[] = []) {
    this.#baseMonth = baseMonth;
    this.#firstDay = firstDayOf(baseMonth);
    this.#bitsOf = monthBitsFrom(baseMonth);
    this.#renewals = new Map(renewals.map(({ group, months }) => [group, months.filter((m) => m >= baseMonth).sort()]));
    for (const { id, key } of kept) {
      this.#ids.set(key, id);
      this.#next = Math.max(this.#next, id + 1);
    }
  }

  /** The payload of a member's record; null where no number is left for a class that it would need. */
  payloadOf(member: NationalMember): Payload | null {
    const renewed = this.#renewedMonths(member);
    const shared = renewed ?? earlierMonthsOf(member.class, member.paidMonths, this.#baseMonth);
    const facts = factsThatCount(member, this.#firstDay);
    const place = renewed === null ? shared.join(';') : `=${member.group ?? ''}`;
    const key = `${Object.values(facts).join('|')}|${place}`;
    const classId = this.#idOf(key);
    if (classId === null) return null;
    if (!this.#used.has(classId)) this.#used.set(classId, { ...facts, paidMonths: [...shared] });
    const own = renewed === null ? member.paidMonths : member.paidMonths.filter((month) => !renewed.includes(month));
    return { classId, months: this.#bitsOf(own) };
  }

  /** The classes that members were given, in the order of their numbers. */
  entries(): ClassEntry[] {
    return [...this.#used].map(([id, is]) => ({ id, is })).sort((a, b) => a.id - b.id);
  }

  /** To be handed to the `Classes` of the next roster of the same lineage. */
  kept(): KeptClass[] {
    return [...this.#ids].map(([key, id]) => ({ id, key }));
  }

  #renewedMonths(member: NationalMember): readonly Month[] | null {
    const months = this.#renewals.get(member.group ?? '');
    if (months === undefined || member.group === null || member.group === undefined) return null;
    return months.every((month) => member.paidMonths.includes(month)) ? months : null;
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
