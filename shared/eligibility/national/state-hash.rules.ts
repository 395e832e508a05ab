import { asciiBytes } from '../../base/ascii.ts';
import { canonicalJson } from '../../base/json.ts';
import type { Bucket } from './layout.record.ts';
import type { ClassEntry } from './member-class.record.ts';

/**
 * One hash of all that a roster says, kept up as it changes: the XOR of a SHA-256 of every bucket and of every class. It
 * finds slips of programs and disks; against forgers the centre signs it, since an XOR alone could be steered.
 */
export type StateHash = Uint8Array;
export type Sha256 = (bytes: Uint8Array) => Uint8Array;

export const STATE_HASH_BYTES = 32;

export const emptyStateHash = (): StateHash => new Uint8Array(STATE_HASH_BYTES);

/** Adds a bucket to the hash, or takes it out again: the second time undoes the first. An empty bucket counts nothing. */
export function toggleBucket(hash: StateHash, id: number, bucket: Bucket, sha256: Sha256): void {
  if (bucket.length === 0) return;
  const bytes = new Uint8Array(4 + bucket.length);
  new DataView(bytes.buffer).setUint32(0, id);
  bytes.set(bucket, 4);
  toggle(hash, sha256(bytes));
}

export function toggleClass(hash: StateHash, entry: ClassEntry, sha256: Sha256): void {
  toggle(hash, sha256(asciiBytes(`class|${canonicalJson(entry)}`)));
}

function toggle(hash: StateHash, part: Uint8Array): void {
  for (let i = 0; i < STATE_HASH_BYTES; i += 1) hash[i] = (hash[i] ?? 0) ^ (part[i] ?? 0);
}
