import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { afterEdits, EMPTY_BUCKET, indexOfTag, recordsIn, withoutTag, withRecord } from './bucket.rules.ts';
import type { Bucket } from './layout.record.ts';
import { emptyStateHash, toggleBucket } from './state-hash.rules.ts';

/** Few tags, so that the same one comes up again and again. */
const tag = fc.integer({ min: 0, max: 12 }).map((byte) => new Uint8Array([0, 0, byte % 3, 0, 0, byte]));
const payload = fc.uint8Array({ minLength: 6, maxLength: 6 });
const record = fc.tuple(tag, payload).map(([a, b]) => new Uint8Array([...a, ...b]));
const step = fc.oneof(
  record.map((one) => ({ does: 'put' as const, record: one })),
  tag.map((one) => ({ does: 'remove' as const, record: new Uint8Array([...one, 0, 0, 0, 0, 0, 0]) })),
);
const hex = bytesToHex;

/** The model: payloads by tag. */
function modelOf(bucket: Bucket): Map<string, string> {
  const model = new Map<string, string>();
  for (let at = 0; at < bucket.length; at += 12)
    model.set(hex(bucket.subarray(at, at + 6)), hex(bucket.subarray(at + 6, at + 12)));
  return model;
}

const bucketOf = (records: readonly Uint8Array[]) =>
  records.reduce((bucket, one) => withRecord(bucket, one), EMPTY_BUCKET);

describe('a bucket', () => {
  it('is after any sequence of puts and removals what a map is', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60, size: 'max' }), (steps) => {
        let bucket: Bucket = EMPTY_BUCKET;
        const model = new Map<string, string>();
        for (const { does, record: one } of steps) {
          const key = hex(one.subarray(0, 6));
          if (does === 'put') {
            bucket = withRecord(bucket, one);
            model.set(key, hex(one.subarray(6)));
          } else {
            bucket = withoutTag(bucket, one);
            model.delete(key);
          }
          expect(recordsIn(bucket)).toBe(model.size);
          expect(indexOfTag(bucket, one) >= 0).toBe(model.has(key));
        }
        expect(modelOf(bucket)).toEqual(model);
        expect([...modelOf(bucket).keys()]).toEqual([...model.keys()].sort());
      }),
      { numRuns: 500 },
    );
  });

  it('takes edits by place as a map takes them by tag, and leaves the one before as it was', () => {
    const flips = payload;
    fc.assert(
      fc.property(
        fc.array(record, { maxLength: 20 }),
        fc.array(fc.tuple(fc.nat(30), flips), { maxLength: 5 }),
        fc.uniqueArray(fc.nat(30), { maxLength: 5 }),
        fc.array(record, { maxLength: 5 }),
        (records, updates, removals, additions) => {
          const before = bucketOf(records);
          const copy = hex(before);
          const edits = { updates: updates.map(([index, bytes]) => ({ index, flips: bytes })), removals, additions };
          const after = afterEdits(before, edits);
          expect(hex(before)).toBe(copy);
          const tags = [...modelOf(before).keys()];
          const kept = tags.filter((_tag, index) => !removals.includes(index));
          const added = additions.map((one) => hex(one.subarray(0, 6)));
          const fits =
            [...updates.map(([index]) => index), ...removals].every((index) => index < tags.length) &&
            new Set([...kept, ...added]).size === kept.length + added.length;
          expect(after !== null).toBe(fits);
          if (after === null) return;
          const model = modelOf(before);
          for (const [index, bytes] of updates) {
            const key = tags[index] ?? '';
            const flipped = (model.get(key) ?? '')
              .match(/../g)
              ?.map((byte, i) => Number.parseInt(byte, 16) ^ (bytes[i] ?? 0));
            model.set(key, hex(new Uint8Array(flipped ?? [])));
          }
          for (const index of removals) model.delete(tags[index] ?? '');
          for (const one of additions) model.set(hex(one.subarray(0, 6)), hex(one.subarray(6)));
          expect(modelOf(after)).toEqual(model);
        },
      ),
      { numRuns: 1_000 },
    );
  });

  it('does not change under the hands of whoever gave it as a host’s own kind of bytes', () => {
    const bytes = Buffer.from(bucketOf([new Uint8Array(12)]));
    afterEdits(bytes, { updates: [{ index: 0, flips: new Uint8Array(6).fill(1) }], removals: [], additions: [] });
    expect([...bytes]).toEqual([...new Uint8Array(12)]);
  });
});

describe('the hash of a state', () => {
  it('is the same whatever the order, goes back when a bucket does, and knows where a bucket is', () => {
    const [a, b] = [new Uint8Array(12).fill(1), new Uint8Array(24).fill(2)];
    const hashOf = (...buckets: [number, Bucket][]) => {
      const hash = emptyStateHash();
      for (const [id, bucket] of buckets) toggleBucket(hash, id, bucket, sha256);
      return hex(hash);
    };
    expect(hashOf([1, a], [2, b])).toBe(hashOf([2, b], [1, a]));
    expect(hashOf([1, a], [2, b], [2, b])).toBe(hashOf([1, a]));
    expect(hashOf([1, a])).not.toBe(hashOf([2, a]));
    expect(hashOf([1, EMPTY_BUCKET])).toBe(hashOf());
  });
});

describe('strangers', () => {
  /**
   * A stranger is 2^7 random tags of 48 bits against one bucket of about 76 records: 128 · 76 / 2^48 = 3.5e-11 of a
   * wrong hit for each, 3.5e-5 for a million. With tags of 24 bits the same arithmetic expects hits, and finds them.
   */
  const dice = () => {
    let state = 88_675_123;
    return () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return state >>> 0;
    };
  };
  const randomTag = (next: () => number, width: number) => {
    const bytes = new Uint8Array(12);
    for (let i = 6 - width; i < 6; i += 1) bytes[i] = next() >>> 8;
    return bytes;
  };
  const hits = (width: number, strangers: number) => {
    const next = dice();
    const bucket = bucketOf(Array.from({ length: 76 }, () => randomTag(next, width)));
    let found = 0;
    for (let stranger = 0; stranger < strangers; stranger += 1) {
      if (indexOfTag(bucket, randomTag(next, width)) >= 0) found += 1;
    }
    return found;
  };

  it('are never found by tags of 48 bits, a million times', () => {
    expect(hits(6, 1_000_000)).toBe(0);
  });

  it('would be found by shorter ones as often as the arithmetic says', () => {
    const expected = (1_000_000 * 76) / 2 ** 16;
    expect(hits(2, 1_000_000)).toBeGreaterThan(expected * 0.8);
    expect(hits(2, 1_000_000)).toBeLessThan(expected * 1.2);
  });
});
