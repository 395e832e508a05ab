import { joinBytes } from '../../base/ascii.ts';
import { assert } from '../../base/assert.ts';
import { type Bucket, PAYLOAD_BYTES, RECORD_BYTES, TAG_BYTES } from './layout.record.ts';

export const EMPTY_BUCKET: Bucket = new Uint8Array(0);

export const recordsIn = (bucket: Bucket): number => bucket.length / RECORD_BYTES;

/** Negative, zero or positive as tag `a` at `atA` sorts before, is, or sorts after tag `b` at `atB`. */
export function compareTags(a: Uint8Array, atA: number, b: Uint8Array, atB: number): number {
  for (let i = 0; i < TAG_BYTES; i += 1) {
    const difference = (a[atA + i] ?? 0) - (b[atB + i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The index of the record with the tag that stands at `at` in `tag`, or `-1 - i` where it would have to be put at `i`. */
export function indexOfTag(bucket: Bucket, tag: Uint8Array, at = 0): number {
  let low = 0;
  let high = recordsIn(bucket) - 1;
  while (low <= high) {
    const middle = (low + high) >>> 1;
    const difference = compareTags(bucket, middle * RECORD_BYTES, tag, at);
    if (difference === 0) return middle;
    if (difference < 0) low = middle + 1;
    else high = middle - 1;
  }
  return -1 - low;
}

/** The bucket with this record in it, in place of one with the same tag. */
export function withRecord(bucket: Bucket, record: Uint8Array): Bucket {
  const found = indexOfTag(bucket, record);
  const at = (found >= 0 ? found : -1 - found) * RECORD_BYTES;
  const after = found >= 0 ? at + RECORD_BYTES : at;
  return joinBytes(bucket.subarray(0, at), record.subarray(0, RECORD_BYTES), bucket.subarray(after));
}

/** The bucket without the record of this tag; the same bucket where there is none. */
export function withoutTag(bucket: Bucket, tag: Uint8Array): Bucket {
  const index = indexOfTag(bucket, tag);
  if (index < 0) return bucket;
  return joinBytes(bucket.subarray(0, index * RECORD_BYTES), bucket.subarray((index + 1) * RECORD_BYTES));
}

/** Changes of one bucket. Indexes name records as they stand before any of the changes. */
export interface BucketEdits {
  /** `flips` are XORed to the sealed payload: both have one key stream, so no key is needed to change what is under it. */
  updates: { index: number; flips: Uint8Array }[];
  removals: number[];
  additions: Uint8Array[];
}

/** The bucket after the changes; null where they do not fit it. */
export function afterEdits(bucket: Bucket, edits: BucketEdits): Bucket | null {
  // Not `slice`: of a host's own kind of bytes that is a view, and the bucket that was handed in would change.
  const changed = new Uint8Array(bucket);
  for (const { index, flips } of edits.updates) {
    if (index >= recordsIn(bucket)) return null;
    const at = index * RECORD_BYTES + TAG_BYTES;
    for (let i = 0; i < PAYLOAD_BYTES; i += 1) changed[at + i] = (changed[at + i] ?? 0) ^ (flips[i] ?? 0);
  }
  const removed = new Set(edits.removals);
  if (removed.size !== edits.removals.length) return null;
  for (const index of removed) if (index >= recordsIn(bucket)) return null;
  let result = removed.size === 0 ? changed : withoutIndexes(changed, removed);
  for (const record of edits.additions) {
    if (indexOfTag(result, record) >= 0) return null;
    result = withRecord(result, record);
  }
  return result;
}

function withoutIndexes(bucket: Bucket, removed: ReadonlySet<number>): Bucket {
  const kept = new Uint8Array(bucket.length - removed.size * RECORD_BYTES);
  let to = 0;
  for (let index = 0; index < recordsIn(bucket); index += 1) {
    if (removed.has(index)) continue;
    kept.set(bucket.subarray(index * RECORD_BYTES, (index + 1) * RECORD_BYTES), to);
    to += RECORD_BYTES;
  }
  assert(to === kept.length, 'every record is either kept or removed');
  return kept;
}
