import { utf8ToBytes } from '@noble/hashes/utils.js';
import { z } from 'zod';

/**
 * One member in the national roster is 12 bytes: a tag of 48 bits, by which the record is found, and 48 sealed bits.
 *
 *     text   = card number | birth date as printed
 *     bucket = 16 bits of HMAC(pepper, text): cheap, and every bucket holds records, so it rules nobody out
 *     slow   = scrypt(text | hidden, salt of the pepper): 12 bytes, and the memory it needs
 *     record = slow[0..6] | (class, months) XOR slow[6..12]
 *
 * `hidden` is a number below 2^hiddenBits that the centre drew for the member and wrote down nowhere. The centre pays one
 * slow call for a member; whoever has only the text pays up to 2^hiddenBits of them, a clerk's desk and a thief alike.
 */
export const TAG_BYTES = 6;
export const PAYLOAD_BYTES = 6;
export const RECORD_BYTES = TAG_BYTES + PAYLOAD_BYTES;
/** What a slow call gives: a tag and the key stream of its payload. */
export const SLOW_BYTES = TAG_BYTES + PAYLOAD_BYTES;
export const BUCKET_BITS_MAX = 16;
/** Fewer records than this in a bucket of average size, and there are half as many buckets. */
const RECORDS_A_BUCKET_MIN = 64;

/** RFC 7914; `n` · `r` · 128 bytes of memory a call. The bounds keep a signed slip from stopping a desk. */
export const slowCost = z.strictObject({
  name: z.literal('scrypt'),
  n: z.int().min(2).max(32_768),
  r: z.int().min(1).max(32),
  p: z.int().min(1).max(4),
  hiddenBits: z.int().min(0).max(10),
});
export type SlowCost = z.infer<typeof slowCost>;

/** 256 KiB a call and up to 128 calls a look-up. */
export const SLOW_COST: SlowCost = { name: 'scrypt', n: 256, r: 8, p: 1, hiddenBits: 7 };

/** As many buckets as keep every one of them occupied: an empty one would tell a thief that a guess is wrong for free. */
export function bucketBitsFor(membersCount: number): number {
  const bits = Math.floor(Math.log2(Math.max(1, membersCount / RECORDS_A_BUCKET_MIN)));
  return Math.min(BUCKET_BITS_MAX, bits);
}

/** What the HMAC under the pepper is made of; its first 16 bits, of which the first `bucketBits` count, are the bucket. */
export function bucketMessage(text: string, keyVersion: number): Uint8Array {
  return utf8ToBytes(`tonle national bucket|${keyVersion}|${text}`);
}

/** What the HMAC under the pepper is made of that salts every slow call of a key version. */
export function slowSaltMessage(keyVersion: number): Uint8Array {
  return utf8ToBytes(`tonle national slow|${keyVersion}`);
}

export function slowPassword(text: string, hidden: number): Uint8Array {
  return utf8ToBytes(`${text}|${hidden}`);
}

/** The bucket among 2^bucketBits, of the first two bytes of the HMAC. */
export function bucketOf(hmac: Uint8Array, bucketBits: number): number {
  return (((hmac[0] ?? 0) << 8) | (hmac[1] ?? 0)) >>> (BUCKET_BITS_MAX - bucketBits);
}

export interface Payload {
  classId: number;
  /** Paid months as `monthBits` writes them. */
  months: number;
}

/** Writes the record of a member at `offset`: the tag and the payload under the key stream of a slow call. */
export function writeRecord(into: Uint8Array, offset: number, slow: Uint8Array, payload: Payload): void {
  const { classId, months } = payload;
  const plain = [
    classId >>> 8,
    classId & 255,
    months >>> 24,
    (months >>> 16) & 255,
    (months >>> 8) & 255,
    months & 255,
  ];
  for (let i = 0; i < TAG_BYTES; i += 1) into[offset + i] = slow[i] ?? 0;
  for (let i = 0; i < PAYLOAD_BYTES; i += 1) {
    into[offset + TAG_BYTES + i] = (plain[i] ?? 0) ^ (slow[TAG_BYTES + i] ?? 0);
  }
}

/** The payload of the record at `offset`, opened with the slow call that gave its tag. */
export function readPayload(records: Uint8Array, offset: number, slow: Uint8Array): Payload {
  const byte = (i: number) => (records[offset + TAG_BYTES + i] ?? 0) ^ (slow[TAG_BYTES + i] ?? 0);
  const months = ((byte(2) << 24) | (byte(3) << 16) | (byte(4) << 8) | byte(5)) >>> 0;
  return { classId: (byte(0) << 8) | byte(1), months };
}
