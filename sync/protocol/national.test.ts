import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeHead, type FullHeader, headerLength, NotNational, PREFIX_BYTES, readHead } from './national.ts';
import {
  type DeltaChanges,
  decodeChunk,
  decodeDelta,
  encodeBuckets,
  encodeClasses,
  encodeDelta,
} from './national-body.ts';
import { type NationalDesk, refusalOfDelta, refusalOfFull } from './national-refusals.ts';
import { ByteReader, ByteWriter, Malformed, packNibbles, unpackNibbles } from './varint.ts';

const FULL: FullHeader = {
  kind: 'full',
  rosterId: 'national-1',
  keyVersion: 1,
  scope: 'all',
  asOf: '2026-09-30',
  madeAt: '2026-10-01T00:00:00.000Z',
  seq: 7,
  membersCount: 2,
  classesCount: 1,
  stateHash: 'a'.repeat(64),
  salt: 'b'.repeat(32),
  bodyBytes: 100,
  bodySha256: 'c'.repeat(64),
  baseMonth: '2024-10',
  bucketBits: 16,
  slowCost: { name: 'scrypt', n: 256, r: 8, p: 1, hiddenBits: 7 },
};

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const place = { bucket: fc.nat(65_535), index: fc.nat(300) };
const byBucket = (a: { bucket: number }, b: { bucket: number }) => a.bucket - b.bucket;
const listOf = <T extends { bucket: number }>(one: fc.Arbitrary<T>) =>
  fc.array(one, { maxLength: 200, size: 'max' }).map((list) => [...list].sort(byBucket));
const changes: fc.Arbitrary<DeltaChanges> = fc.record({
  rules: fc.array(fc.record({ id: fc.nat(65_535), add: fc.constant<string[]>(['2026-09']) }), { maxLength: 3 }),
  updates: listOf(fc.record({ ...place, flips: bytes(6) })),
  removals: listOf(fc.record(place)),
  additions: listOf(fc.record({ bucket: place.bucket, record: bytes(12) })),
});

/** Comparable whatever kind of bytes it holds. */
const plain = (value: unknown) =>
  JSON.stringify(value, (_key, part) => (part instanceof Uint8Array ? bytesToHex(part) : part));

describe('small numbers', () => {
  it('come back from halves of bytes and from varints', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.nat(9), fc.nat(65_535), fc.nat(0x7fff_ffff)), { maxLength: 100 }), (values) => {
        expect(unpackNibbles(packNibbles(values), values.length)).toEqual(values);
        const writer = new ByteWriter();
        for (const value of values) writer.varint(value);
        const reader = new ByteReader(writer.done());
        expect(values.map(() => reader.varint())).toEqual(values);
        expect(reader.isAtEnd).toBe(true);
      }),
    );
  });

  it('are never more than was sent', () => {
    expect(() => unpackNibbles(new Uint8Array(2), 5)).toThrow(Malformed);
    expect(() => unpackNibbles(new Uint8Array([0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]), 1)).toThrow(Malformed);
    expect(() => new ByteReader(new Uint8Array([200])).varint()).toThrow(Malformed);
    expect(() => new ByteReader(new Uint8Array(6).fill(255)).varint()).toThrow(Malformed);
    expect(() => new ByteReader(new Uint8Array([5, 1])).block()).toThrow(Malformed);
  });
});

describe('the body of a delta', () => {
  it('comes back as it went', () => {
    fc.assert(
      fc.property(changes, (one) => {
        expect(plain(decodeDelta(encodeDelta(one)))).toBe(plain(one));
      }),
    );
  });

  it('is malformed or something, but never a crash, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (any) => {
        try {
          decodeDelta(any);
        } catch (error) {
          expect(error).toBeInstanceOf(Malformed);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it('costs three and a half bytes for a month paid, and thirteen at most for somebody new', () => {
    const spread = Array.from({ length: 20_000 }, (_, i) => Math.floor(((i * 0.618_033_988_7) % 1) * 65_536)).sort(
      (a, b) => a - b,
    );
    const none: DeltaChanges = { rules: [], updates: [], removals: [], additions: [] };
    const paid = spread.map((bucket, i) => ({ bucket, index: i % 76, flips: new Uint8Array([0, 0, 1, 0, 0, 0]) }));
    expect(encodeDelta({ ...none, updates: paid }).length).toBeLessThan(20_000 * 3.7);
    const additions = spread.map((bucket) => ({ bucket, record: new Uint8Array(12).fill(9) }));
    expect(encodeDelta({ ...none, additions }).length).toBeLessThan(20_000 * 12.7);
  });
});

describe('the body of a whole roster', () => {
  it('comes back chunk by chunk', () => {
    const is = {
      class: 'veteran',
      relation: null,
      isDisabledOrChronic: false,
      isMarriageRegistered: false,
      isActive: true,
      validFrom: null,
      validTo: '2027-01-31',
      paidMonths: ['2026-09'],
    } as const;
    const classes = [{ id: 3, is: { ...is, paidMonths: [...is.paidMonths] } }];
    expect(decodeChunk(encodeClasses(classes))).toEqual({ holds: 'classes', classes });
    const buckets = [new Uint8Array(24).fill(1), new Uint8Array(0), new Uint8Array(12).fill(2)];
    expect(plain(decodeChunk(encodeBuckets(65_533, buckets)))).toBe(
      plain({ holds: 'buckets', first: 65_533, buckets }),
    );
    expect(() => decodeChunk(new Uint8Array([9]))).toThrow(Malformed);
    expect(() => decodeChunk(new Uint8Array([2, 0, 5, 1]))).toThrow(Malformed);
    expect(() => decodeChunk(new Uint8Array([1, 91]))).toThrow(Malformed);
  });
});

describe('a head', () => {
  it('comes back as it went, and only where it has the shape', () => {
    const head = encodeHead(FULL);
    expect(readHead(head)).toEqual(FULL);
    expect(headerLength(head)).toBe(head.length - PREFIX_BYTES);
    expect(() => readHead(head.subarray(0, -1))).toThrow(NotNational);
    for (const [at, value] of [
      [0, 0],
      [4, 9],
      [5, 2],
      [6, 255],
      [PREFIX_BYTES, 65],
    ] as const) {
      const other = Uint8Array.from(head);
      other[at] = value;
      expect(() => readHead(other)).toThrow(NotNational);
    }
    expect(() => headerLength(new Uint8Array(3))).toThrow(NotNational);
  });
});

describe('whether a file fits a desk', () => {
  const holding = { rosterId: 'national-1', keyVersion: 1, seq: 5, asOf: '2026-09-25', stateHash: 'd'.repeat(64) };
  const desk: NationalDesk = { facilityCode: 'KPC01', hasKey: (version) => version === 1, holding };
  const { baseMonth: _, bucketBits: __, slowCost: ___, ...common } = FULL;
  const delta = {
    ...common,
    kind: 'delta',
    seq: 6,
    fromSeq: 5,
    fromStateHash: holding.stateHash,
    changesCount: 1,
  } as const;

  it('is said of whole rosters', () => {
    expect(refusalOfFull(FULL, desk)).toBeNull();
    expect(refusalOfFull(FULL, { ...desk, holding: null })).toBeNull();
    expect(refusalOfFull({ ...FULL, seq: 5 }, desk)).toBe('replay');
    expect(refusalOfFull({ ...FULL, seq: 5, rosterId: 'national-2' }, desk)).toBe('older');
    expect(refusalOfFull({ ...FULL, seq: 4 }, desk)).toBe('older');
    expect(refusalOfFull({ ...FULL, keyVersion: 2 }, desk)).toBe('wrong-key-version');
    expect(refusalOfFull(FULL, { ...desk, hasKey: () => true, holding: { ...holding, keyVersion: 2 } })).toBe('older');
    expect(refusalOfFull({ ...FULL, scope: ['PNH02'] }, desk)).toBe('wrong-facility');
    expect(refusalOfFull({ ...FULL, scope: ['PNH02', 'KPC01'] }, desk)).toBeNull();
  });

  it('is said of deltas', () => {
    expect(refusalOfDelta(delta, desk)).toBeNull();
    expect(refusalOfDelta(delta, { ...desk, holding: null })).toBe('no-roster');
    expect(refusalOfDelta({ ...delta, scope: ['PNH02'] }, desk)).toBe('wrong-facility');
    expect(refusalOfDelta({ ...delta, keyVersion: 2 }, desk)).toBe('wrong-key-version');
    expect(refusalOfDelta(delta, { ...desk, hasKey: () => false })).toBe('wrong-key-version');
    expect(refusalOfDelta({ ...delta, rosterId: 'national-2' }, desk)).toBe('other-roster');
    expect(refusalOfDelta({ ...delta, seq: 5 }, desk)).toBe('replay');
    expect(refusalOfDelta({ ...delta, seq: 4 }, desk)).toBe('older');
    expect(refusalOfDelta({ ...delta, seq: 9, fromSeq: 6 }, desk)).toBe('gap');
    expect(refusalOfDelta({ ...delta, fromStateHash: 'e'.repeat(64) }, desk)).toBe('state-mismatch');
  });
});
