import { canonicalJson, type Json } from '../../shared/base/json.ts';
import { mergeClaims, unitsOfClaim } from '../../shared/claims/merge-rules.ts';
import { type Claim, claim } from '../../shared/claims/record.ts';
import { isLater, type Loser } from '../../shared/outbox/merge-rules.ts';
import { type WithdrawnRecord, withdrawnRecord } from '../../shared/outbox/record.ts';
import { mergePatients, unitsOfPatient } from '../../shared/patients/merge-rules.ts';
import { type Patient, patient } from '../../shared/patients/record.ts';
import { mergeVisits, unitsOfVisit } from '../../shared/visits/merge-rules.ts';
import { type Visit, visit } from '../../shared/visits/record.ts';
import type { Lineage, LineageRow } from './lineage.ts';

/** What two versions of a record became. `side` says whose value lost: `left` is what the centre had. */
export interface MergedRecord {
  content: Patient | Visit | Claim | WithdrawnRecord;
  losers: { field: string; value: string; side: 'left' | 'right' }[];
}

/**
 * Merges what came with what the centre has, against the version that both were made from. A withdrawal stands whatever
 * else was changed, and what was changed is kept as a loser: somebody said that the record is wrong. Null where the two
 * cannot be merged: they are not of a kind that desks change, or cannot be read.
 */
export function mergeRecord(
  kind: string,
  base: LineageRow | null,
  head: LineageRow,
  came: LineageRow,
  version: number,
): MergedRecord | null {
  const [left, right] = [contentOf(head), contentOf(came)];
  const gone = [left, right].map((content) => withdrawnRecord.safeParse(content).data ?? null);
  const [leftGone = null, rightGone = null] = gone;
  if (leftGone !== null || rightGone !== null) {
    const both = leftGone !== null && rightGone !== null;
    const isLeft = leftGone !== null && (!both || isLater(sided(head), sided(came)));
    const stands = (isLeft ? leftGone : rightGone) as WithdrawnRecord;
    const changed = both ? [] : changedUnits(kind, contentOf(base), isLeft ? right : left);
    return {
      content: { ...stands, version },
      losers: changed.map(([field, value]) => ({ field, value, side: isLeft ? 'right' : 'left' })),
    };
  }
  return mergedChanges(kind, base, head, came, version);
}

function mergedChanges(kind: string, base: LineageRow | null, head: LineageRow, came: LineageRow, version: number) {
  if (kind === 'patient') return mergedPatient(base, head, came, version);
  if (kind === 'visit') return mergedVisit(base, head, came, version);
  return kind === 'claim' ? mergedClaim(base, head, came, version) : null;
}

/**
 * What a record says where one desk has withdrawn it and another has changed it, whoever came first: the last that stood
 * at the centre, with what came merged into it; where the other changed it and then withdrew it as well, what it had changed.
 * Null where neither withdrew it, where both withdrew the same, and where nothing can be read.
 */
export function underWithdrawal(
  kind: string,
  lineage: Lineage,
  base: LineageRow | null,
  came: LineageRow,
  version: number,
): Patient | Visit | Claim | null {
  const { head } = lineage;
  const isGone = isWithdrawal(came);
  if (head === null || !(isGone || isWithdrawal(head))) return null;
  const stood = lineage.rows
    .filter((row) => row.isInChain && !isWithdrawal(row))
    .reduce<LineageRow | null>((last, row) => (row.version > (last?.version ?? 0) ? row : last), null);
  if (stood === null || (isGone && isWithdrawal(head) && stood.hash === base?.hash)) return null;
  const merged = mergedChanges(kind, base, stood, isGone ? stood : came, version);
  return merged?.content ?? null;
}

function isWithdrawal(row: LineageRow): boolean {
  return withdrawnRecord.safeParse(contentOf(row)).success;
}

function contentOf(row: LineageRow | null): unknown {
  return row?.content?.() ?? null;
}

function sided({ hlc, hash }: LineageRow) {
  return { units: {}, hlc, hash };
}

function mergedPatient(base: LineageRow | null, head: LineageRow, came: LineageRow, version: number) {
  const [left, right] = [head, came].map((row) => patient.safeParse(contentOf(row)).data);
  if (left === undefined || right === undefined) return null;
  const before = patient.safeParse(contentOf(base)).data ?? null;
  const merged = mergePatients(
    before,
    { ...clockOf(head), patient: left },
    { ...clockOf(came), patient: right },
    version,
  );
  return { content: merged.patient, losers: merged.losers.map(toldLoser) };
}

function mergedVisit(base: LineageRow | null, head: LineageRow, came: LineageRow, version: number) {
  const [left, right] = [head, came].map((row) => visit.safeParse(contentOf(row)).data);
  if (left === undefined || right === undefined) return null;
  const before = visit.safeParse(contentOf(base)).data ?? null;
  const merged = mergeVisits(before, { ...clockOf(head), visit: left }, { ...clockOf(came), visit: right }, version);
  return { content: merged.visit, losers: merged.losers.map(toldLoser) };
}

function mergedClaim(base: LineageRow | null, head: LineageRow, came: LineageRow, version: number) {
  const [left, right] = [head, came].map((row) => claim.safeParse(contentOf(row)).data);
  if (left === undefined || right === undefined) return null;
  const before = claim.safeParse(contentOf(base)).data ?? null;
  const merged = mergeClaims(before, { ...clockOf(head), claim: left }, { ...clockOf(came), claim: right }, version);
  return { content: merged.claim, losers: merged.losers.map(toldLoser) };
}

function clockOf({ hlc, hash }: LineageRow): { hlc: number; hash: string } {
  return { hlc, hash };
}

function toldLoser({ unit, other, side }: Loser): MergedRecord['losers'][number] {
  return { field: unit, value: canonicalJson(other), side };
}

/** A record in units, or null where it has none or cannot be read. */
export function unitsOf(kind: string, content: unknown): Record<string, Json> | null {
  if (kind === 'patient') {
    const read = patient.safeParse(content);
    return read.success ? unitsOfPatient(read.data) : null;
  }
  if (kind === 'visit') {
    const read = visit.safeParse(content);
    return read.success ? unitsOfVisit(read.data) : null;
  }
  const read = kind === 'claim' ? claim.safeParse(content) : null;
  return read?.success === true ? unitsOfClaim(read.data) : null;
}

function changedUnits(kind: string, before: unknown, after: unknown): [string, string][] {
  const [old, now] = [unitsOf(kind, before) ?? {}, unitsOf(kind, after) ?? {}];
  return Object.entries(now)
    .map(([field, value]): [string, string] => [field, canonicalJson(value)])
    .filter(([field, value]) => value !== canonicalJson(old[field] ?? null));
}
