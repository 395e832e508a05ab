import { canonicalJson, type Json } from '../../shared/base/json.ts';
import { isLater, type Loser } from '../../shared/outbox/merge-rules.ts';
import { type WithdrawnRecord, withdrawnRecord } from '../../shared/outbox/record.ts';
import { mergePatients, unitsOfPatient } from '../../shared/patients/merge-rules.ts';
import { type Patient, patient } from '../../shared/patients/record.ts';
import { mergeVisits, unitsOfVisit } from '../../shared/visits/merge-rules.ts';
import { type Visit, visit } from '../../shared/visits/record.ts';
import type { LineageRow } from './lineage.ts';

/** What two versions of a record became. `side` says whose value lost: `left` is what the centre had. */
export interface MergedRecord {
  content: Patient | Visit | WithdrawnRecord;
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
  if (kind === 'patient') return mergedPatient(base, head, came, version);
  return kind === 'visit' ? mergedVisit(base, head, came, version) : null;
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
  const read = kind === 'visit' ? visit.safeParse(content) : null;
  return read?.success === true ? unitsOfVisit(read.data) : null;
}

function changedUnits(kind: string, before: unknown, after: unknown): [string, string][] {
  const [old, now] = [unitsOf(kind, before) ?? {}, unitsOf(kind, after) ?? {}];
  return Object.entries(now)
    .map(([field, value]): [string, string] => [field, canonicalJson(value)])
    .filter(([field, value]) => value !== canonicalJson(old[field] ?? null));
}
