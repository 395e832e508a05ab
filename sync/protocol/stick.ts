import { z } from 'zod';
import { asciiBytes, asciiText, joinBytes } from '../../shared/base/ascii.ts';
import { facilityCode } from '../../shared/facility/record.ts';
import { FRAME_BYTES_MAX, type Sign, type SignedPart } from './frame.ts';
import { SealFault } from './seal.ts';

/**
 * What lies inside a desk's sealed file: its manifest, then frames as they would have gone over the wire. And inside the
 * answer: for each reply the hash of the frame that it is to, then the reply. `POST /v1/sealed` takes the first without a
 * token and answers with the second; a stick carries the same bytes.
 */
export const SEALED_TYPE = 'application/vnd.tonle.sealed';
export const ANSWER_TYPE = 'application/vnd.tonle.answer';

/** A year of a large hospital without any line is a tenth of this. */
export const SEALED_BYTES_MAX = 256 * 1024 * 1024;

/** Whose file this is. Only the centre reads it, and it is signed by the device, so that nobody else gets the answer. */
export const stickManifest = z.strictObject({
  format: z.literal(1),
  stickId: z.string().regex(/^[0-9a-f]{32}$/),
  /** Counts the files of a desk; a restored database may give a number again, never an id. */
  number: z.int().min(1).max(1_000_000_000),
  facility: facilityCode,
  deviceId: z.uuid(),
  deskNumber: z.int().min(1).max(99),
  program: z.string().max(60),
  madeAt: z.string().max(40),
  /** For a centre that may not know the device's key: the key, and the token that shows whose it is. */
  proof: z
    .strictObject({ deviceKey: z.string().regex(/^[0-9a-f]{64}$/), token: z.string().min(32).max(128) })
    .nullable(),
  /** 32 random bytes that the answer is sealed under. */
  answerKey: z.string().regex(/^[0-9a-f]{64}$/),
});
export type StickManifest = z.infer<typeof stickManifest>;

const PURPOSE = asciiBytes('tonle stick|');
const SIGNATURE_BYTES = 64;
const MANIFEST_BYTES_MAX = 4 * 1024;
const HASH_BYTES = 32;

/** The longest item of either file. */
export const STICK_ITEM_BYTES_MAX = FRAME_BYTES_MAX + HASH_BYTES;

/** Signature, then the JSON text that it covers behind a purpose of its own. */
export function packManifest(sign: Sign, manifest: StickManifest): Uint8Array {
  const body = asciiBytes(JSON.stringify(stickManifest.parse(manifest)));
  return joinBytes(sign(joinBytes(PURPOSE, body)), body);
}

/** @throws SealFault `damaged`; the signature is for the caller to check, who knows the device's key by its id */
export function openManifest(item: Uint8Array): SignedPart & { manifest: StickManifest } {
  const body = item.subarray(SIGNATURE_BYTES);
  const read = item.length > MANIFEST_BYTES_MAX ? null : stickManifest.safeParse(parseOr(asciiText(body)));
  if (read?.success !== true) throw new SealFault('damaged');
  return { manifest: read.data, signed: joinBytes(PURPOSE, body), signature: item.subarray(0, SIGNATURE_BYTES) };
}

/** A reply with the hash of its request, which the reply's signature covers too. */
export function packAnswerItem(requestHash: Uint8Array, reply: Uint8Array): Uint8Array {
  return joinBytes(requestHash, reply);
}

export function openAnswerItem(item: Uint8Array): { requestHash: Uint8Array; reply: Uint8Array } {
  return { requestHash: item.subarray(0, HASH_BYTES), reply: item.subarray(HASH_BYTES) };
}

/** What the answer to a file is called. */
export function answerNameOf(fileName: string): string {
  return fileName.replace(/(-answer)?(\.tonle)?$/, '-answer.tonle');
}

export function fileNameOf({ facility, deskNumber, number }: StickManifest): string {
  return `tonle-${facility}-${deskNumber}-${number}.tonle`;
}

function parseOr(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
