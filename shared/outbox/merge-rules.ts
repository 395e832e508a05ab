import { canonicalJson, type Json } from '../base/json.ts';

/**
 * How two versions of one record that were made from the same one become one. A record is looked at in units: fields that
 * only make sense together (a birth date and how exact it is), each by its name. Against the common base a unit that one
 * side alone changed is that side's; one that both changed alike is both's; where they differ the record's policy says
 * who counts, and the other value is kept as a loser.
 *
 * The result for two sides does not depend on which of them came first. With a third the order of arrival may show in a
 * unit that all three changed differently, and nothing is lost then either: each loser is kept.
 */
export type Units = Readonly<Record<string, Json>>;

export interface MergeSide {
  units: Units;
  /** Hybrid logical clock, not later than when the centre received it: a clock that is ahead wins nothing. */
  hlc: number;
  /** Decides between equal clocks. */
  hash: string;
}

export interface UnitPolicy {
  /** Whether somebody has to look at what lost, or the rule alone settles it. */
  needsPerson: (a: Json, b: Json) => boolean;
  /** Which value counts whatever the clocks say; null where the later one does. The same for (a, b) and (b, a). */
  prefers: (a: Json, b: Json) => 'a' | 'b' | null;
}
export type MergePolicy = (unit: string) => UnitPolicy;

export interface Loser {
  unit: string;
  kept: Json;
  other: Json;
  /** Whose value lost. */
  side: 'left' | 'right';
  needsPerson: boolean;
}

export interface Merged {
  units: Units;
  losers: Loser[];
}

/** Whether `left` is the later of the two, by logical clock. */
export function isLater(left: MergeSide, right: MergeSide): boolean {
  return left.hlc === right.hlc ? left.hash > right.hash : left.hlc > right.hlc;
}

/** `base` is null where the two have no version in common: then whatever differs was changed by both. */
export function mergeUnits(policy: MergePolicy, base: Units | null, left: MergeSide, right: MergeSide): Merged {
  const names = [...new Set([...Object.keys(left.units), ...Object.keys(right.units)])].sort();
  const units: Record<string, Json> = {};
  const losers: Loser[] = [];
  for (const unit of names) {
    const [l, r] = [left.units[unit] ?? null, right.units[unit] ?? null];
    const before = base === null ? undefined : (base[unit] ?? null);
    if (isSame(l, r) || isSame(r, before)) units[unit] = l;
    else if (isSame(l, before)) units[unit] = r;
    else {
      const { prefers, needsPerson } = policy(unit);
      const preferred = prefers(l, r);
      const isLeft = preferred === null ? isLater(left, right) : preferred === 'a';
      const [kept, other] = isLeft ? [l, r] : [r, l];
      units[unit] = kept;
      losers.push({ unit, kept, other, side: isLeft ? 'right' : 'left', needsPerson: needsPerson(l, r) });
    }
  }
  return { units, losers };
}

function isSame(a: Json, b: Json | undefined): boolean {
  return b !== undefined && canonicalJson(a) === canonicalJson(b);
}

/** A value as a person reads it: its parts in a row, without what is empty. */
export function unitText(value: Json): string {
  if (value === null) return '';
  if (Array.isArray(value)) return value.map(unitText).join(' ');
  if (typeof value === 'object') {
    return Object.values(value)
      .map(unitText)
      .filter((text) => text !== '')
      .join(' ');
  }
  return String(value);
}
