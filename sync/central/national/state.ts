import { assert } from '../../../shared/base/assert.ts';
import { toHex } from '../../../shared/base/ids.ts';
import { compareTags } from '../../../shared/eligibility/national/bucket.rules.ts';
import {
  BUCKET_BITS_MAX,
  type Bucket,
  PAYLOAD_BYTES,
  RECORD_BYTES,
  TAG_BYTES,
} from '../../../shared/eligibility/national/layout.record.ts';
import type { ClassEntry } from '../../../shared/eligibility/national/member-class.record.ts';
import { type Payload, payloadBytes, writeRecord } from '../../../shared/eligibility/national/sealed-record.rules.ts';
import {
  emptyStateHash,
  type Sha256,
  toggleBucket,
  toggleClass,
} from '../../../shared/eligibility/national/state-hash.rules.ts';

/** All records of a roster, bucket after bucket in one piece of memory: 60 MB for five million members. */
export class NationalState {
  readonly bucketBits: number;
  readonly classes: readonly ClassEntry[];
  readonly #records: Uint8Array;
  /** Where each bucket begins, in records, and where the last one ends. */
  readonly #starts: Uint32Array;

  constructor(bucketBits: number, classes: readonly ClassEntry[], records: Uint8Array, starts: Uint32Array) {
    assert(starts.length === 2 ** bucketBits + 1, 'every bucket begins somewhere');
    this.bucketBits = bucketBits;
    this.classes = classes;
    this.#records = records;
    this.#starts = starts;
  }

  get bucketsCount(): number {
    return this.#starts.length - 1;
  }

  get membersCount(): number {
    return this.#records.length / RECORD_BYTES;
  }

  bucket(id: number): Bucket {
    return this.#records.subarray((this.#starts[id] ?? 0) * RECORD_BYTES, (this.#starts[id + 1] ?? 0) * RECORD_BYTES);
  }

  /** The same records, with these classes. */
  withClasses(classes: readonly ClassEntry[]): NationalState {
    return new NationalState(this.bucketBits, classes, this.#records, this.#starts);
  }

  /** Of the roster, as the centre signs it. */
  hash(sha256: Sha256): string {
    const hash = emptyStateHash();
    for (const entry of this.classes) toggleClass(hash, entry, sha256);
    for (let id = 0; id < this.bucketsCount; id += 1) toggleBucket(hash, id, this.bucket(id), sha256);
    return toHex(hash);
  }
}

/** A record and the two bytes that say its bucket. */
const LOOSE_BYTES = 2 + RECORD_BYTES;

/** Takes records in any order. */
export class StateMaker {
  #loose = new Uint8Array(1024 * LOOSE_BYTES);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  /** `derived` as `Deriver` writes it. Returns the place of the record, for `exchange`. */
  add(derived: Uint8Array, payload: Payload): number {
    const at = this.#count * LOOSE_BYTES;
    if (at === this.#loose.length) {
      const larger = new Uint8Array(this.#loose.length * 2);
      larger.set(this.#loose);
      this.#loose = larger;
    }
    this.#loose[at] = derived[0] ?? 0;
    this.#loose[at + 1] = derived[1] ?? 0;
    writeRecord(this.#loose, at + 2, derived.subarray(2), payload);
    this.#count += 1;
    return this.#count - 1;
  }

  /** Puts another payload under the seal of a record whose payload is known: both have one key stream. */
  exchange(index: number, before: Payload, after: Payload): void {
    const at = index * LOOSE_BYTES + 2 + TAG_BYTES;
    const [is, was] = [payloadBytes(after), payloadBytes(before)];
    for (let i = 0; i < PAYLOAD_BYTES; i += 1) {
      this.#loose[at + i] = (this.#loose[at + i] ?? 0) ^ (is[i] ?? 0) ^ (was[i] ?? 0);
    }
  }

  /**
   * The records in their buckets. Two with one tag are both left out, because neither may be answered with the other's
   * cover: among five million members that is to be expected once in a million rosters, or when a member is given twice.
   */
  finish(bucketBits: number, classes: readonly ClassEntry[]): { state: NationalState; ambiguous: number } {
    const starts = this.#starts(bucketBits);
    const order = this.#order(bucketBits, starts);
    const records = new Uint8Array(this.#count * RECORD_BYTES);
    let kept = 0;
    for (let id = 0; id < starts.length - 1; id += 1) {
      const members = this.#sorted(order.subarray(starts[id], starts[id + 1]));
      starts[id] = kept;
      members.forEach((index, i) => {
        if (this.#isSame(index, members[i - 1]) || this.#isSame(index, members[i + 1])) return;
        const at = index * LOOSE_BYTES + 2;
        records.set(this.#loose.subarray(at, at + RECORD_BYTES), kept * RECORD_BYTES);
        kept += 1;
      });
    }
    starts[starts.length - 1] = kept;
    const state = new NationalState(bucketBits, classes, records.subarray(0, kept * RECORD_BYTES), starts);
    return { state, ambiguous: this.#count - kept };
  }

  #bucketAt(index: number, bucketBits: number): number {
    const at = index * LOOSE_BYTES;
    return (((this.#loose[at] ?? 0) << 8) | (this.#loose[at + 1] ?? 0)) >>> (BUCKET_BITS_MAX - bucketBits);
  }

  #starts(bucketBits: number): Uint32Array {
    const starts = new Uint32Array(2 ** bucketBits + 1);
    for (let index = 0; index < this.#count; index += 1) {
      const after = this.#bucketAt(index, bucketBits) + 1;
      starts[after] = (starts[after] ?? 0) + 1;
    }
    for (let id = 1; id < starts.length; id += 1) starts[id] = (starts[id] ?? 0) + (starts[id - 1] ?? 0);
    return starts;
  }

  /** The records' indexes, bucket after bucket. */
  #order(bucketBits: number, starts: Uint32Array): Uint32Array {
    const next = starts.slice();
    const order = new Uint32Array(this.#count);
    for (let index = 0; index < this.#count; index += 1) {
      const bucket = this.#bucketAt(index, bucketBits);
      const place = next[bucket] ?? 0;
      order[place] = index;
      next[bucket] = place + 1;
    }
    return order;
  }

  #sorted(indexes: Uint32Array): Uint32Array {
    return indexes.sort((a, b) => this.#compare(a, b));
  }

  #compare(a: number, b: number): number {
    return compareTags(this.#loose, a * LOOSE_BYTES + 2, this.#loose, b * LOOSE_BYTES + 2);
  }

  #isSame(a: number, b: number | undefined): boolean {
    return b !== undefined && this.#compare(a, b) === 0;
  }
}
