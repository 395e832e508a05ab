import { addMonths, type Month } from '../../shared/base/time.ts';
import { baseMonthFor } from '../../shared/eligibility/national/months.rules.ts';
import type { NationalMember } from '../../sync/central/national/classes.ts';

/**
 * Invented members, each a function of its index alone, so that any of them can be asked for again: 57 % employees, 18 %
 * in public classes, 19 % self-employed (300,000 of them in one renewal group), 6 % dependants, as the scheme's own
 * figures of 2025 have it. Every member has an opinion on each of 24 months.
 */
export const LATEST_MONTH: Month = '2026-09';
export const BASE_MONTH = baseMonthFor(LATEST_MONTH);
export const RENEWED_MONTH: Month = '2026-10';
export const GROUP = 'round-7';
export const GROUP_MEMBERS = 300_000;

const MONTHS = Array.from({ length: 24 }, (_, index) => addMonths(BASE_MONTH, index));
const PATTERNS = 4_096;
const paidOf = Array.from({ length: PATTERNS }, (_, pattern) => {
  const bits = Math.imul(pattern + 1, 0x9e3779b1) >>> 0;
  // Half have paid all along, as most do; the others have gaps.
  return pattern % 2 === 0 ? MONTHS : MONTHS.filter((_month, index) => (bits >>> (index % 32)) & 1);
});

const mixed = (index: number, salt: number) => {
  let value = Math.imul(index + 1, 0x85ebca6b) ^ Math.imul(salt + 1, 0x27d4eb2f);
  value = Math.imul(value ^ (value >>> 15), 0x2c1b3c6d);
  return (value ^ (value >>> 13)) >>> 0;
};

const two = (value: number) => String(value).padStart(2, '0');

/** 14 digits, different for every index: the index times a number without a factor in common with 10^14. */
export function cardOf(index: number): string {
  const product = (BigInt(index) * 38_196_601_237n + 12_345_678_901_234n) % 100_000_000_000_000n;
  return String(product).padStart(14, '0');
}

export function birthOf(index: number): string {
  const dice = mixed(index, 1);
  return `${1940 + (dice % 85)}-${two(1 + ((dice >>> 8) % 12))}-${two(1 + ((dice >>> 16) % 28))}`;
}

/** The rank of a self-employed member among them, or null. */
function selfEmployedRank(index: number): number | null {
  const place = index % 100;
  return place >= 75 && place < 94 ? Math.floor(index / 100) * 19 + place - 75 : null;
}

export const isInGroup = (index: number): boolean => {
  const rank = selfEmployedRank(index);
  return rank !== null && rank < GROUP_MEMBERS;
};

function classOf(index: number): NationalMember['class'] {
  const place = index % 100;
  if (place < 57) return 'employee';
  if (place < 75) return place < 70 ? 'public-servant' : place < 73 ? 'former-civil-servant' : 'veteran';
  return place < 94 ? 'self-employed' : 'dependant';
}

export function benchMember(index: number): NationalMember {
  const memberClass = classOf(index);
  const dice = mixed(index, 2);
  const isPublic = index % 100 >= 57 && index % 100 < 75;
  return {
    nssfKey: cardOf(index),
    birthDate: birthOf(index),
    birthDatePrecision: 'day',
    class: memberClass,
    relation: memberClass === 'dependant' ? (dice % 4 === 0 ? 'spouse' : 'child') : null,
    isDisabledOrChronic: dice % 50 === 0,
    isMarriageRegistered: dice % 3 !== 0,
    isActive: dice % 20 !== 0,
    validFrom: isPublic ? `20${two(dice % 26)}-${two(1 + (dice % 12))}-01` : null,
    validTo: isPublic && dice % 5 === 0 ? `202${6 + (dice % 4)}-12-31` : null,
    paidMonths: paidOf[dice % PATTERNS] ?? MONTHS,
    group: isInGroup(index) ? GROUP : null,
  };
}

export interface Day2 {
  paid: number;
  fresh: number;
  gone: number;
  moved: number;
}

/** The register on the next day: so many have paid a month more, are new, are gone, or are judged by other rules. */
export function* membersAfter(count: number, { paid, fresh, gone, moved }: Day2): Generator<NationalMember> {
  const step = Math.floor(count / (paid + gone + moved));
  for (let index = 0; index < count + fresh; index += 1) {
    const turn = index % step === 0 && index < count ? index / step : Number.POSITIVE_INFINITY;
    if (turn < gone) continue;
    const member = benchMember(index);
    if (turn < gone + paid) yield { ...member, paidMonths: [...member.paidMonths, RENEWED_MONTH] };
    else if (turn < gone + paid + moved)
      yield { ...member, class: 'veteran', isActive: true, validFrom: null, validTo: null, relation: null };
    else yield member;
  }
}

export function* allMembers(count: number): Generator<NationalMember> {
  for (let index = 0; index < count; index += 1) yield benchMember(index);
}

/** Every member of the group has paid the month of its renewal. */
export function* renewedMembers(members: Iterable<NationalMember>): Generator<NationalMember> {
  for (const member of members) {
    if (member.group !== GROUP || member.paidMonths.includes(RENEWED_MONTH)) yield member;
    else yield { ...member, paidMonths: [...member.paidMonths, RENEWED_MONTH] };
  }
}
