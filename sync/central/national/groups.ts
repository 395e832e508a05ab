import { assert } from '../../../shared/base/assert.ts';
import { MONTH_BITS } from '../../../shared/eligibility/national/months.rules.ts';
import type { Payload } from '../../../shared/eligibility/national/sealed-record.rules.ts';
import type { StateMaker } from './state.ts';

/**
 * An employer pays for all its people at once, a scheme renews a whole round. Such a group has a class of its own, which
 * names the months that everybody in it has paid since the lineage began; so a month that nearly all of them have newly
 * paid is one rule, and only who has not paid it is a changed record, put into the ordinary class beside it. Which months
 * a class names is found out here, from how many of the group had paid each month in the edition before and have now: a
 * month is named where that changes fewer records than it saves. Nothing depends on the guess but the size of a delta,
 * because every member's months are read from the class and the record together.
 */

/** Fewer members than this, and a class of their own is not worth its place on every desk. */
export const GROUP_MEMBERS_MIN = 50;
/** Some 200 bytes each in a whole file. */
export const GROUP_CLASSES_MAX = 4_096;

/** What the centre keeps of a group between two editions of a lineage. */
export interface KeptGroup {
  key: string;
  /** Members who were judged with the group. */
  members: number;
  hasClass: boolean;
  /** The months that its class names, as bits from the lineage's base month. */
  months: number;
  /** By month from the base month on: how many of those who have all months of the class have paid it. */
  paid: number[];
}

/** Gives a group's class its number, now that it is known which months it names; null where no number is left. */
export type ClassOfGroup = (key: string, months: number) => number | null;

interface Group {
  key: string;
  /** The class of whoever stays outside. */
  ordinaryClassId: number;
  members: number;
  kept: KeptGroup | null;
  months: number;
  hasClass: boolean;
  classId: number | null;
  paid: Uint32Array;
  /** Months that may be named as well, likeliest last, and how many have what is named and the next of them. */
  candidates: number[];
  together: number;
}

const FIELDS = 3;

/** Members of groups, whose records are written as of the ordinary class and exchanged when all members are known. */
export class Groups {
  readonly #kept: ReadonlyMap<string, KeptGroup> | null;
  readonly #slots = new Map<string, number>();
  readonly #groups: Group[] = [];
  /** For each member: the place of his record, his months, his group. */
  #members = new Uint32Array(1024 * FIELDS);
  #count = 0;

  /** `kept`: of the edition before; null where a lineage begins, whose records all are new. */
  constructor(kept: readonly KeptGroup[] | null) {
    this.#kept = kept === null ? null : new Map(kept.map((group) => [group.key, group]));
  }

  /** The number of the group with this key, for `add`. */
  slotOf(key: string, ordinaryClassId: number): number {
    const found = this.#slots.get(key);
    if (found !== undefined) return found;
    const slot = this.#groups.length;
    this.#slots.set(key, slot);
    this.#groups.push({
      ...{ key, ordinaryClassId, members: 0, kept: this.#kept?.get(key) ?? null, months: 0, hasClass: false },
      ...{ classId: null, paid: new Uint32Array(MONTH_BITS), candidates: [], together: 0 },
    });
    return slot;
  }

  /** A member of a group with the months of his record, which `maker` has at `index`. */
  add(slot: number, index: number, months: number): void {
    const at = this.#count * FIELDS;
    if (at === this.#members.length) {
      const larger = new Uint32Array(this.#members.length * 2);
      larger.set(this.#members);
      this.#members = larger;
    }
    this.#members.set([index, months, slot], at);
    this.#count += 1;
  }

  /** Decides what each class names and puts everybody who has paid it into it. Returns what the next edition needs. */
  settle(maker: StateMaker, classOfGroup: ClassOfGroup): KeptGroup[] {
    this.#countPaid();
    for (const group of this.#groups) begin(group);
    if (this.#kept === null) this.#foundClasses();
    else this.#nameMonths();
    const inOrder = [...this.#groups].sort(byKey);
    for (const group of inOrder) if (group.hasClass) group.classId = classOfGroup(group.key, group.months);
    this.#exchange(maker);
    return inOrder.filter(({ hasClass, members }) => hasClass || members >= GROUP_MEMBERS_MIN).map(keptOf);
  }

  #each(visit: (group: Group, months: number, index: number) => void): void {
    for (let at = 0; at < this.#count * FIELDS; at += FIELDS) {
      const group = this.#groups[this.#members[at + 2] ?? -1];
      assert(group !== undefined, 'every member has a group');
      visit(group, this.#members[at + 1] ?? 0, this.#members[at] ?? 0);
    }
  }

  #countPaid(): void {
    for (const group of this.#groups) {
      group.members = 0;
      group.paid.fill(0);
    }
    this.#each((group, months) => {
      group.members += 1;
      if (hasAll(months, group.months)) countMonths(group.paid, months);
    });
  }

  /** All records are new, so a class costs nothing: the largest groups have one, which names no months yet. */
  #foundClasses(): void {
    const large = this.#groups.filter(({ members }) => members >= GROUP_MEMBERS_MIN);
    large.sort((a, b) => b.members - a.members || byKey(a, b));
    for (const group of large.slice(0, GROUP_CLASSES_MAX)) group.hasClass = true;
  }

  #nameMonths(): void {
    // What is named already counts first: whoever lacks some of it is outside, whatever else he has paid.
    this.#countPaid();
    let classes = this.#groups.filter(({ hasClass }) => hasClass).length;
    for (const group of this.#groups) {
      const isWorthIt = group.members >= GROUP_MEMBERS_MIN && (group.hasClass || classes < GROUP_CLASSES_MAX);
      if (!isWorthIt) continue;
      group.candidates = newlyPaid(group);
      if (group.candidates.length > 0 && !group.hasClass) classes += 1;
    }
    while (this.#groups.some(({ candidates }) => candidates.length > 0)) this.#tryNext();
    this.#countPaid();
  }

  /** One more month for each group that has a candidate, kept where most still have all that is then named. */
  #tryNext(): void {
    for (const group of this.#groups) group.together = 0;
    this.#each((group, months) => {
      const next = group.candidates.at(-1);
      if (next !== undefined && hasAll(months, withMonth(group, next))) group.together += 1;
    });
    for (const group of this.#groups) {
      const next = group.candidates.pop();
      if (next === undefined || group.together * 2 <= group.members) continue;
      group.months = withMonth(group, next);
      group.hasClass = true;
    }
  }

  #exchange(maker: StateMaker): void {
    this.#each((group, months, index) => {
      if (group.classId === null || !hasAll(months, group.months)) return;
      const before: Payload = { classId: group.ordinaryClassId, months };
      maker.exchange(index, before, { classId: group.classId, months: (months & ~group.months) >>> 0 });
    });
  }
}

/** As it was, without the months that by now fewer than half of the group have: an employer's payment that was taken back. */
function begin(group: Group): void {
  group.hasClass = group.kept?.hasClass ?? false;
  let months = group.hasClass ? (group.kept?.months ?? 0) : 0;
  for (let i = 0; i < MONTH_BITS; i += 1) {
    if ((months >>> i) & 1 && (group.paid[i] ?? 0) * 2 <= group.members) months &= ~(1 << i);
  }
  group.months = months >>> 0;
}

/**
 * Months whose naming changes fewer records than it saves: naming one changes the records of those who had it by themselves
 * and of those who lack it, and saves those of all who have newly paid it. Of a group that was not known before nothing is
 * saved. The likeliest stands last.
 */
function newlyPaid({ paid, kept, months, members }: Group): number[] {
  if (kept === null) return [];
  const gains = Array.from(paid, (has, i) => ({ i, gain: 2 * (has - (kept.paid[i] ?? 0)) - members }));
  return gains
    .filter(({ i, gain }) => gain > 0 && ((months >>> i) & 1) === 0)
    .sort((a, b) => a.gain - b.gain || b.i - a.i)
    .map(({ i }) => i);
}

function keptOf({ key, members, hasClass, classId, months, paid }: Group): KeptGroup {
  const isPlaced = hasClass && classId !== null;
  return { key, members, hasClass: isPlaced, months: isPlaced ? months : 0, paid: [...paid] };
}

const withMonth = ({ months }: Group, next: number): number => (months | (1 << next)) >>> 0;

const hasAll = (months: number, wanted: number): boolean => (months & wanted) >>> 0 === wanted;

function countMonths(paid: Uint32Array, months: number): void {
  for (let left = months, i = 0; left !== 0; left >>>= 1, i += 1) if (left & 1) paid[i] = (paid[i] ?? 0) + 1;
}

const byKey = (a: { key: string }, b: { key: string }): number => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0);
