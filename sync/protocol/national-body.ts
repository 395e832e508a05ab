import { z } from 'zod';
import { asciiBytes, asciiText } from '../../shared/base/ascii.ts';
import { type Bucket, PAYLOAD_BYTES, RECORD_BYTES } from '../../shared/eligibility/national/layout.record.ts';
import {
  type ClassEntry,
  type ClassRule,
  classEntry,
  classRule,
} from '../../shared/eligibility/national/member-class.record.ts';
import { ByteReader, ByteWriter, Malformed, packNibbles, unpackNibbles } from './varint.ts';

/**
 * Bodies are chunks, each `length (u32) | AES-256-GCM sealed bytes`; these are the bytes before sealing.
 * Of a full file the first chunks are classes and the others buckets in order; a delta is one text cut into chunks.
 */
export const CHUNK_BYTES_MAX = 8 * 1024 * 1024;
/** A chunk of buckets is closed when it reaches this. */
export const BUCKETS_CHUNK_BYTES = 64 * 1024;
export const CLASSES_A_CHUNK = 500;
export const DELTA_CHUNK_BYTES = 256 * 1024;

const CLASSES = 1;
const BUCKETS = 2;

export type FullChunk =
  | { holds: 'classes'; classes: ClassEntry[] }
  | { holds: 'buckets'; first: number; buckets: Bucket[] };

export function encodeClasses(classes: readonly ClassEntry[]): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(CLASSES);
  writer.bytes(asciiBytes(JSON.stringify(classes)));
  return writer.done();
}

export function encodeBuckets(first: number, buckets: readonly Bucket[]): Uint8Array {
  const writer = new ByteWriter();
  writer.byte(BUCKETS);
  writer.varint(first);
  for (const bucket of buckets) {
    writer.varint(bucket.length / RECORD_BYTES);
    writer.bytes(bucket);
  }
  return writer.done();
}

/** @throws Malformed */
export function decodeChunk(bytes: Uint8Array): FullChunk {
  const reader = new ByteReader(bytes);
  const holds = reader.byte();
  if (holds === CLASSES) return { holds: 'classes', classes: parsed(z.array(classEntry), bytes.subarray(1)) };
  if (holds !== BUCKETS) throw new Malformed('a chunk of another kind');
  const first = reader.varint();
  const buckets: Bucket[] = [];
  while (!reader.isAtEnd) buckets.push(reader.bytes(reader.varint() * RECORD_BYTES));
  return { holds: 'buckets', first, buckets };
}

/** A record whose payload changes, by its place in its bucket. */
export interface Update {
  bucket: number;
  index: number;
  flips: Uint8Array;
}
export interface Removal {
  bucket: number;
  index: number;
}
export interface Addition {
  bucket: number;
  record: Uint8Array;
}

/** What a delta changes; each list in the order of its buckets. */
export interface DeltaChanges {
  rules: ClassRule[];
  updates: Update[];
  removals: Removal[];
  additions: Addition[];
}

/**
 * A record is named by its place in its bucket (a byte) and not by its tag (six), and of a payload only the bytes that
 * change are written: a month paid is three and a half bytes.
 */
export function encodeDelta(changes: DeltaChanges): Uint8Array {
  const writer = new ByteWriter();
  writer.block(changes.rules.length === 0 ? new Uint8Array(0) : asciiBytes(JSON.stringify(changes.rules)));
  writeBuckets(writer, changes.updates);
  for (const { index, flips } of changes.updates) {
    writer.varint(index);
    let mask = 0;
    for (let i = 0; i < PAYLOAD_BYTES; i += 1) if (flips[i] !== 0) mask |= 1 << i;
    writer.byte(mask);
    writer.bytes(flips.filter((byte) => byte !== 0));
  }
  writeBuckets(writer, changes.removals);
  for (const { index } of changes.removals) writer.varint(index);
  writeBuckets(writer, changes.additions);
  for (const { record } of changes.additions) writer.bytes(record);
  return writer.done();
}

/** @throws Malformed */
export function decodeDelta(bytes: Uint8Array): DeltaChanges {
  const reader = new ByteReader(bytes);
  const json = reader.block();
  const rules = json.length === 0 ? [] : parsed(z.array(classRule), json);
  const updates = readBuckets(reader).map((bucket) => ({ bucket, index: reader.varint(), flips: readFlips(reader) }));
  const removals = readBuckets(reader).map((bucket) => ({ bucket, index: reader.varint() }));
  const additions = readBuckets(reader).map((bucket) => ({ bucket, record: reader.bytes(RECORD_BYTES) }));
  if (!reader.isAtEnd) throw new Malformed('more than was promised');
  return { rules, updates, removals, additions };
}

function writeBuckets(writer: ByteWriter, changes: readonly { bucket: number }[]): void {
  let before = 0;
  const gaps = changes.map(({ bucket }) => {
    const gap = bucket - before;
    before = bucket;
    return gap;
  });
  writer.varint(gaps.length);
  writer.block(packNibbles(gaps));
}

function readBuckets(reader: ByteReader): number[] {
  const count = reader.varint();
  let bucket = 0;
  return unpackNibbles(reader.block(), count).map((gap) => {
    bucket += gap;
    return bucket;
  });
}

function readFlips(reader: ByteReader): Uint8Array {
  const mask = reader.byte();
  const flips = new Uint8Array(PAYLOAD_BYTES);
  for (let i = 0; i < PAYLOAD_BYTES; i += 1) if (mask & (1 << i)) flips[i] = reader.byte();
  return flips;
}

function parsed<T>(schema: z.ZodType<T>, bytes: Uint8Array): T {
  try {
    return schema.parse(JSON.parse(asciiText(bytes)));
  } catch {
    throw new Malformed('classes of another shape');
  }
}
