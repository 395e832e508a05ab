import { assert } from '../../../shared/base/assert.ts';
import { compareTags, recordsIn } from '../../../shared/eligibility/national/bucket.rules.ts';
import {
  type Bucket,
  PAYLOAD_BYTES,
  RECORD_BYTES,
  TAG_BYTES,
} from '../../../shared/eligibility/national/layout.record.ts';
import {
  type ClassEntry,
  type ClassRule,
  ruleBetween,
} from '../../../shared/eligibility/national/member-class.record.ts';
import type { DeltaChanges } from '../../protocol/national-body.ts';
import type { NationalState } from './state.ts';

/** A class that nobody is in any more stays where it is: desks keep it until the next whole roster. */
export function classesAfter(before: readonly ClassEntry[], after: readonly ClassEntry[]): ClassEntry[] {
  const all = new Map([...before, ...after].map((entry) => [entry.id, entry]));
  return [...all.values()].sort((a, b) => a.id - b.id);
}

/** What makes `after` of `before`; both of one lineage. */
export function changesBetween(before: NationalState, after: NationalState): DeltaChanges {
  assert(before.bucketBits === after.bucketBits, 'rosters of one lineage have the same buckets');
  const changes: DeltaChanges = { rules: rulesBetween(before, after), updates: [], removals: [], additions: [] };
  for (let id = 0; id < before.bucketsCount; id += 1) compareBuckets(id, before.bucket(id), after.bucket(id), changes);
  return changes;
}

export function changesCount({ rules, updates, removals, additions }: DeltaChanges): number {
  return rules.length + updates.length + removals.length + additions.length;
}

function rulesBetween(before: NationalState, after: NationalState): ClassRule[] {
  const known = new Map(before.classes.map(({ id, is }) => [id, is]));
  const rules: ClassRule[] = [];
  for (const { id, is } of after.classes) {
    const rule = ruleBetween(id, known.get(id) ?? null, is);
    if (rule !== null) rules.push(rule);
  }
  return rules;
}

/** Walks both buckets in the order of their tags. */
function compareBuckets(bucket: number, before: Bucket, after: Bucket, changes: DeltaChanges): void {
  const [beforeCount, afterCount] = [recordsIn(before), recordsIn(after)];
  let index = 0;
  let next = 0;
  while (index < beforeCount || next < afterCount) {
    const order =
      index === beforeCount
        ? 1
        : next === afterCount
          ? -1
          : compareTags(before, index * RECORD_BYTES, after, next * RECORD_BYTES);
    if (order < 0) {
      changes.removals.push({ bucket, index });
      index += 1;
    } else if (order > 0) {
      changes.additions.push({ bucket, record: after.slice(next * RECORD_BYTES, (next + 1) * RECORD_BYTES) });
      next += 1;
    } else {
      const flips = flipsBetween(before, index, after, next);
      if (flips !== null) changes.updates.push({ bucket, index, flips });
      index += 1;
      next += 1;
    }
  }
}

function flipsBetween(before: Bucket, index: number, after: Bucket, next: number): Uint8Array | null {
  const flips = new Uint8Array(PAYLOAD_BYTES);
  let isChanged = false;
  for (let i = 0; i < PAYLOAD_BYTES; i += 1) {
    const at = TAG_BYTES + i;
    flips[i] = (before[index * RECORD_BYTES + at] ?? 0) ^ (after[next * RECORD_BYTES + at] ?? 0);
    isChanged ||= flips[i] !== 0;
  }
  return isChanged ? flips : null;
}
