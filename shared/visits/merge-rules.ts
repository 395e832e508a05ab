import type { Json } from '../base/json.ts';
import { type Loser, type MergePolicy, mergeUnits } from '../outbox/merge-rules.ts';
import type { Visit } from './record.ts';

/** What being closed or cancelled sets; it goes together. */
const STATE_FIELDS = [
  'status',
  'outcome',
  'dischargeType',
  'cancelReason',
  'closedAt',
  'closedBy',
  'cancelledAt',
  'cancelledBy',
] as const;
const SINGLE_FIELDS = ['department', 'visitType', 'referredFrom', 'secondVisitReason'] as const;

/** Care that was given is a fact, so closed counts more than cancelled, and both more than open. */
const RANK: Record<Visit['status'], number> = { open: 0, cancelled: 1, closed: 2 };

/** The part of a state that a person would argue about: not when or by whom, but what. */
const what = (state: Json) => JSON.stringify((state as Json[]).slice(0, 4));
const rankOf = (state: Json) => RANK[(state as [Visit['status']])[0]];

/**
 * The declared policy for a visit that two desks changed:
 *
 *     closed at one, cancelled at the other     closed counts, the reason of the cancelling is kept, and somebody looks
 *     closed at both with different outcomes    the later one counts, and somebody looks; alike: nobody has to
 *     day (and its number), department, type    the later one counts, and somebody looks
 *     referred from, second visit's reason      the later one counts; nobody has to look
 */
export const visitMergePolicy: MergePolicy = (unit) => {
  if (unit === 'status') {
    return {
      needsPerson: (a, b) => what(a) !== what(b),
      prefers: (a, b) => (rankOf(a) === rankOf(b) ? null : rankOf(a) > rankOf(b) ? 'a' : 'b'),
    };
  }
  const isNote = unit === 'referredFrom' || unit === 'secondVisitReason';
  return { needsPerson: () => !isNote, prefers: () => null };
};

export function unitsOfVisit(visit: Visit): Record<string, Json> {
  return {
    ...Object.fromEntries(SINGLE_FIELDS.map((field) => [field, visit[field]])),
    serviceDate: [visit.serviceDate, visit.dayNumber],
    status: STATE_FIELDS.map((field) => visit[field]),
  };
}

/** Puts one unit into a visit: the way back from `unitsOfVisit`. */
export function withUnit(visit: Visit, unit: string, value: Json): Visit {
  if (unit === 'serviceDate') {
    const [serviceDate, dayNumber] = value as [string, number];
    return { ...visit, serviceDate, dayNumber };
  }
  if (unit === 'status') {
    const state = value as Json[];
    return { ...visit, ...Object.fromEntries(STATE_FIELDS.map((field, index) => [field, state[index] ?? null])) };
  }
  return { ...visit, [unit]: value };
}

/** What of a state a person reads: closed, the outcome, the discharge; or cancelled and why. Empty where there is none. */
export function stateText(state: Json): string {
  if (!Array.isArray(state)) return '';
  return state
    .slice(0, 4)
    .filter((part) => part !== null)
    .join(' ');
}

export interface VisitSide {
  visit: Visit;
  hlc: number;
  hash: string;
}

/** Merges two versions of a visit; `version` is that of the result. */
export function mergeVisits(
  base: Visit | null,
  left: VisitSide,
  right: VisitSide,
  version: number,
): { visit: Visit; losers: Loser[] } {
  const merged = mergeUnits(
    visitMergePolicy,
    base === null ? null : unitsOfVisit(base),
    { ...left, units: unitsOfVisit(left.visit) },
    { ...right, units: unitsOfVisit(right.visit) },
  );
  let visit: Visit = { ...left.visit, version };
  for (const [unit, value] of Object.entries(merged.units)) visit = withUnit(visit, unit, value);
  return { visit, losers: merged.losers };
}
