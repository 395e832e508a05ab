import { asciiBytes } from '../../base/ascii.ts';
import { BUCKET_BITS_MAX, PAYLOAD_BYTES, TAG_BYTES } from './layout.record.ts';

/** Fewer records than this in a bucket of average size, and there are half as many buckets. */
const RECORDS_A_BUCKET_MIN = 64;

/** As many buckets as keep every one of them occupied: an empty one would tell a thief that a guess is wrong for free. */
export function bucketBitsFor(membersCount: number): number {
  const bits = Math.floor(Math.log2(Math.max(1, membersCount / RECORDS_A_BUCKET_MIN)));
  return Math.min(BUCKET_BITS_MAX, bits);
}

/** What the HMAC under the pepper is made of; its first 16 bits, of which the first `bucketBits` count, are the bucket. */
export function bucketMessage(text: string, keyVersion: number): Uint8Array {
  return asciiBytes(`tonle national bucket|${keyVersion}|${text}`);
}

/** What the HMAC under the pepper is made of that salts every slow call of a key version. */
export function slowSaltMessage(keyVersion: number): Uint8Array {
  return asciiBytes(`tonle national slow|${keyVersion}`);
}

export function slowPassword(text: string, hidden: number): Uint8Array {
  return asciiBytes(`${text}|${hidden}`);
}

/** The bucket among 2^bucketBits, of the first two bytes of the HMAC. */
export function bucketOf(hmac: Uint8Array, bucketBits: number): number {
  return (((hmac[0] ?? 0) << 8) | (hmac[1] ?? 0)) >>> (BUCKET_BITS_MAX - bucketBits);
}

export interface Payload {
  classId: number;
  /** Paid months as `monthBitsFrom` writes them. */
  months: number;
}

/** A payload before it is sealed. */
export function payloadBytes({ classId, months }: Payload): number[] {
  return [classId >>> 8, classId & 255, months >>> 24, (months >>> 16) & 255, (months >>> 8) & 255, months & 255];
}

/** Writes the record of a member at `offset`: the tag and the payload under the key stream of a slow call. */
export function writeRecord(into: Uint8Array, offset: number, slow: Uint8Array, payload: Payload): void {
  const plain = payloadBytes(payload);
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
