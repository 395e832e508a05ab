import type { Json } from '../base/json.ts';
import { type Loser, type MergePolicy, mergeUnits, unitText } from '../outbox/merge-rules.ts';
import { CLAIM_ASKS, type Claim, type ClaimDetails } from './record.ts';

const DETAILS = [
  'diagnosis',
  'admittedOn',
  'dischargedOn',
  'gestationWeeks',
  'liveBirths',
  'stillBirths',
] as const satisfies readonly (keyof ClaimDetails)[];

/** Fields that only make sense together. */
const GROUPS = {
  payer: ['payer', 'paymentCode', 'memberNumber', 'checkId'],
  lines: ['lines', 'totalRiel', 'packId'],
  service: ['serviceFrom', 'serviceTo'],
  asks: ['asks', 'note'],
} as const satisfies Record<string, readonly (keyof Claim)[]>;
const SINGLE = ['documents', 'patientPaidRiel'] as const;

const asksRank = (unit: Json) => CLAIM_ASKS.indexOf((unit as [Claim['asks']])[0]);

/**
 * The declared policy for a claim that two desks changed:
 *
 *     payer with code, number and check     the later one counts; nobody has to look, the centre's recheck says who pays
 *     lines with their sum, details,        the later one counts, and somebody looks: it is what is paid for
 *     days, documents, what was paid
 *     what is asked, and the note           an appeal before a correction before a payment; nobody has to look
 */
export const claimMergePolicy: MergePolicy = (unit) => {
  if (unit === 'asks') {
    return {
      needsPerson: () => false,
      prefers: (a, b) => (asksRank(a) === asksRank(b) ? null : asksRank(a) > asksRank(b) ? 'a' : 'b'),
    };
  }
  return { needsPerson: () => unit !== 'payer', prefers: () => null };
};

export function unitsOfClaim(claim: Claim): Record<string, Json> {
  const units: Record<string, Json> = {};
  for (const [unit, fields] of Object.entries(GROUPS)) units[unit] = fields.map((field) => claim[field] as Json);
  for (const field of SINGLE) units[field] = claim[field] as Json;
  for (const field of DETAILS) units[`details.${field}`] = claim.details[field];
  return units;
}

/** Puts one unit into a claim: the way back from `unitsOfClaim`. */
export function withUnit(claim: Claim, unit: string, value: Json): Claim {
  const detail = DETAILS.find((field) => `details.${field}` === unit);
  if (detail !== undefined) return { ...claim, details: { ...claim.details, [detail]: value } };
  if (!Object.hasOwn(GROUPS, unit)) return { ...claim, [unit]: value };
  const fields = GROUPS[unit as keyof typeof GROUPS];
  const parts = value as Json[];
  return { ...claim, ...Object.fromEntries(fields.map((field, index) => [field, parts[index] ?? null])) };
}

/** A unit as a person reads it: what is paid for and how often, without what follows from that. */
export function claimUnitText(unit: string, value: Json): string {
  if (unit !== 'lines' || !Array.isArray(value)) return unitText(value);
  const [lines] = value as [Claim['lines']];
  return lines.map(({ category, quantity }) => `${category} × ${quantity}`).join(', ');
}

export interface ClaimSide {
  claim: Claim;
  hlc: number;
  hash: string;
}

/** Merges two versions of a claim; `version` is that of the result. */
export function mergeClaims(
  base: Claim | null,
  left: ClaimSide,
  right: ClaimSide,
  version: number,
): { claim: Claim; losers: Loser[] } {
  const { units, losers } = mergeUnits(
    claimMergePolicy,
    base === null ? null : unitsOfClaim(base),
    { ...left, units: unitsOfClaim(left.claim) },
    { ...right, units: unitsOfClaim(right.claim) },
  );
  let claim: Claim = { ...left.claim, version };
  for (const [unit, value] of Object.entries(units)) claim = withUnit(claim, unit, value);
  return { claim, losers };
}
