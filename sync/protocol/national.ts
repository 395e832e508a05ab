import { z } from 'zod';
import { asciiBytes, asciiText, joinBytes } from '../../shared/base/ascii.ts';
import { slowCost } from '../../shared/eligibility/national/layout.record.ts';
import { monthText } from '../../shared/eligibility/record.ts';
import { dayText, facilityCode, instantText } from '../../shared/facility/record.ts';

/**
 * The national roster as it travels, whole or as the changes since a known one:
 *
 *     "TNLR" | format | kind | length of header (u32) | header, JSON | Ed25519 signature | body
 *
 * The signature covers everything before it, and the header holds the SHA-256 of the body. The body is sealed in chunks
 * (`national-body.ts`) under a key that only desks of the scheme have, so that a lost stick tells nothing, not even how
 * much changed for how many.
 */
export const NATIONAL_FORMAT = 1;
export const KINDS = { full: 1, delta: 2 } as const;
export type NationalKind = keyof typeof KINDS;

const MAGIC = [0x54, 0x4e, 0x4c, 0x52];
export const PREFIX_BYTES = 10;
export const SIGNATURE_BYTES = 64;
const HEADER_BYTES_MAX = 64 * 1024;
const SIGNED_FOR = asciiBytes('tonle national roster|');

const hash = z.string().regex(/^[0-9a-f]{64}$/);

/** Whose desks may use a roster: those of every facility, or of these. */
export const nationalScope = z.union([z.literal('all'), z.array(facilityCode).min(1)]);
export type NationalScope = z.infer<typeof nationalScope>;

const common = {
  /** One lineage of records: a delta fits only a roster of the same id. */
  rosterId: z.string().regex(/^[A-Za-z0-9-]{1,64}$/),
  keyVersion: z.int().min(1),
  scope: nationalScope,
  /** What the roster says is as the register stood at the end of this day. */
  asOf: dayText,
  madeAt: instantText,
  /** Counts every roster that a centre publishes, whole or not; never goes back. */
  seq: z.int().min(1),
  membersCount: z.int().min(0),
  classesCount: z.int().min(0),
  /** Of the roster after this file (`state-hash.rules.ts`). */
  stateHash: hash,
  /** Makes the key of this body, with the pepper. */
  salt: z.string().regex(/^[0-9a-f]{32}$/),
  bodyBytes: z.int().min(0),
  bodySha256: hash,
};

export const fullHeader = z.strictObject({
  ...common,
  kind: z.literal('full'),
  baseMonth: monthText,
  bucketBits: z.int().min(0).max(16),
  slowCost,
});
export type FullHeader = z.infer<typeof fullHeader>;

export const deltaHeader = z.strictObject({
  ...common,
  kind: z.literal('delta'),
  /** The roster that this one changes, and its hash. */
  fromSeq: z.int().min(1),
  fromStateHash: hash,
  changesCount: z.int().min(0),
});
export type DeltaHeader = z.infer<typeof deltaHeader>;

export const nationalHeader = z.discriminatedUnion('kind', [fullHeader, deltaHeader]);
export type NationalHeader = z.infer<typeof nationalHeader>;

/** Bytes that are no such file; a signature is looked at only after the shape. */
export class NotNational extends Error {
  override name = 'NotNational';
}

/** Everything that the signature covers, as it stands in the file. */
export function encodeHead(header: NationalHeader): Uint8Array {
  const json = asciiBytes(JSON.stringify(nationalHeader.parse(header)));
  const prefix = new Uint8Array(PREFIX_BYTES);
  prefix.set([...MAGIC, NATIONAL_FORMAT, KINDS[header.kind]]);
  new DataView(prefix.buffer).setUint32(6, json.length);
  return joinBytes(prefix, json);
}

/** What is signed for a head: with its purpose, so that no signature of the centre's can stand for another. */
export function signedBytes(head: Uint8Array): Uint8Array {
  return joinBytes(SIGNED_FOR, head);
}

/**
 * The length of the header, from the first `PREFIX_BYTES` bytes of a file.
 * @throws NotNational
 */
export function headerLength(prefix: Uint8Array): number {
  if (prefix.length < PREFIX_BYTES || MAGIC.some((byte, i) => prefix[i] !== byte))
    throw new NotNational('no such file');
  if (prefix[4] !== NATIONAL_FORMAT) throw new NotNational('a format that this program does not know');
  const length = new DataView(prefix.buffer, prefix.byteOffset).getUint32(6);
  if (length > HEADER_BYTES_MAX) throw new NotNational('a header without measure');
  return length;
}

/**
 * Reads a head (prefix and header). Nothing in it counts before its signature has been verified.
 * @throws NotNational
 */
export function readHead(head: Uint8Array): NationalHeader {
  const length = headerLength(head);
  if (head.length !== PREFIX_BYTES + length) throw new NotNational('a head of another length');
  let json: unknown;
  try {
    json = JSON.parse(asciiText(head.subarray(PREFIX_BYTES)));
  } catch {
    throw new NotNational('a header that is not JSON');
  }
  const read = nationalHeader.safeParse(json);
  if (!read.success || KINDS[read.data.kind] !== head[5]) throw new NotNational('a header of another shape');
  return read.data;
}

/** What the HMAC under the pepper is made of that gives the key of a body: 32 bytes for AES-256-GCM. */
export function bodyKeyMessage(salt: string): Uint8Array {
  return asciiBytes(`tonle national body|${salt}`);
}

/** Chunks are sealed in turn, each under its number. */
export function chunkNonce(index: number): Uint8Array {
  const nonce = new Uint8Array(12);
  new DataView(nonce.buffer).setUint32(8, index);
  return nonce;
}
