import { createHash, randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from 'node:fs';
import type { Day, Instant, Month } from '../../../../shared/base/time.ts';
import type { Bucket, SlowCost } from '../../../../shared/eligibility/national/layout.record.ts';
import {
  bodyKeyMessage,
  chunkNonce,
  type DeltaHeader,
  encodeHead,
  type FullHeader,
  type NationalHeader,
  type NationalScope,
  signedBytes,
} from '../../../protocol/national.ts';
import {
  BUCKETS_CHUNK_BYTES,
  CLASSES_A_CHUNK,
  DELTA_CHUNK_BYTES,
  type DeltaChanges,
  encodeBuckets,
  encodeClasses,
  encodeDelta,
} from '../../../protocol/national-body.ts';
import { changesBetween, changesCount, classesAfter } from '../../national/changes.ts';
import type { NationalState } from '../../national/state.ts';
import { hmacSha256, type Signer, seal, sha256 } from './crypto.ts';

/** One lineage of rosters: its deltas fit its full files. A new base month, key version or cost begins a new one. */
export interface Lineage {
  rosterId: string;
  keyVersion: number;
  scope: NationalScope;
  baseMonth: Month;
  slowCost: SlowCost;
}

/** One roster of a lineage. `seq` goes up by one with every publication of this centre, over all lineages. */
export interface Edition {
  seq: number;
  asOf: Day;
  madeAt: Instant;
}

export interface PublishKeys {
  pepper: Uint8Array;
  signer: Signer;
}

/**
 * Writes a whole roster to a file, durably and at once: the file is there whole or not at all. Holds no more of it in
 * memory than one chunk beside the state.
 */
export function writeFull(
  file: string,
  state: NationalState,
  lineage: Lineage,
  edition: Edition,
  keys: PublishKeys,
): FullHeader {
  const salt = randomBytes(16).toString('hex');
  // The header stands before the body and holds its hash, so the body is sealed twice; that costs a second.
  const measured = measure(sealedChunks(state, salt, keys));
  const header: FullHeader = {
    kind: 'full',
    ...lineage,
    ...edition,
    bucketBits: state.bucketBits,
    membersCount: state.membersCount,
    classesCount: state.classes.length,
    stateHash: state.hash(sha256),
    salt,
    ...measured,
  };
  const handle = openSync(`${file}.new`, 'w', 0o600);
  try {
    writeSync(handle, signedHead(header, keys.signer));
    for (const chunk of sealedChunks(state, salt, keys)) writeSync(handle, chunk);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  renameSync(`${file}.new`, file);
  return header;
}

/** What comes after an edition: the records of the newer state, and every class that desks may still hold. */
export function nextState(before: NationalState, built: NationalState): NationalState {
  return built.withClasses(classesAfter(before.classes, built.classes));
}

export interface DeltaFile {
  bytes: Uint8Array;
  header: DeltaHeader;
  changes: DeltaChanges;
}

/** The changes from one edition to a later one of the same lineage; `after` as `nextState` gives it. */
export function makeDelta(
  before: { seq: number; state: NationalState },
  after: NationalState,
  lineage: Lineage,
  edition: Edition,
  keys: PublishKeys,
): DeltaFile {
  const changes = changesBetween(before.state, after);
  const salt = randomBytes(16).toString('hex');
  const body = Buffer.concat([...deltaChunks(encodeDelta(changes), salt, keys)]);
  const { rosterId, keyVersion, scope } = lineage;
  const header: DeltaHeader = {
    kind: 'delta',
    ...{ rosterId, keyVersion, scope },
    ...edition,
    fromSeq: before.seq,
    fromStateHash: before.state.hash(sha256),
    changesCount: changesCount(changes),
    membersCount: after.membersCount,
    classesCount: after.classes.length,
    stateHash: after.hash(sha256),
    salt,
    ...measure([body]),
  };
  return { bytes: Buffer.concat([signedHead(header, keys.signer), body]), header, changes };
}

function signedHead(header: NationalHeader, signer: Signer): Uint8Array {
  const head = encodeHead(header);
  return Buffer.concat([head, signer.sign(signedBytes(head))]);
}

function measure(chunks: Iterable<Uint8Array>): { bodyBytes: number; bodySha256: string } {
  const hash = createHash('sha256');
  let bodyBytes = 0;
  for (const part of chunks) {
    hash.update(part);
    bodyBytes += part.length;
  }
  return { bodyBytes, bodySha256: hash.digest('hex') };
}

function* deltaChunks(plain: Uint8Array, salt: string, { pepper }: PublishKeys): Generator<Uint8Array> {
  const key = hmacSha256(pepper, bodyKeyMessage(salt));
  for (let at = 0; at < plain.length; at += DELTA_CHUNK_BYTES) {
    yield chunk(at / DELTA_CHUNK_BYTES, plain.subarray(at, at + DELTA_CHUNK_BYTES), key);
  }
}

function* sealedChunks(state: NationalState, salt: string, { pepper }: PublishKeys): Generator<Uint8Array> {
  const key = hmacSha256(pepper, bodyKeyMessage(salt));
  let index = 0;
  for (const plain of plainChunks(state)) {
    yield chunk(index, plain, key);
    index += 1;
  }
}

function* plainChunks(state: NationalState): Generator<Uint8Array> {
  for (let at = 0; at < state.classes.length; at += CLASSES_A_CHUNK) {
    yield encodeClasses(state.classes.slice(at, at + CLASSES_A_CHUNK));
  }
  let first = 0;
  let bytes = 0;
  let buckets: Bucket[] = [];
  for (let id = 0; id < state.bucketsCount; id += 1) {
    const bucket = state.bucket(id);
    buckets.push(bucket);
    bytes += bucket.length;
    if (bytes < BUCKETS_CHUNK_BYTES && id < state.bucketsCount - 1) continue;
    yield encodeBuckets(first, buckets);
    first = id + 1;
    bytes = 0;
    buckets = [];
  }
}

function chunk(index: number, plain: Uint8Array, key: Uint8Array): Uint8Array {
  const sealed = seal(key, chunkNonce(index), plain);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(sealed.length);
  return Buffer.concat([length, sealed]);
}
