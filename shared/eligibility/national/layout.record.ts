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

/** A bucket is its records one after the other, in the order of their tags; no two have the same one. */
export type Bucket = Uint8Array;
