import { asciiBytes, joinBytes } from '../../shared/base/ascii.ts';
import { toHex } from '../../shared/base/ids.ts';

/**
 * Files that travel on a stick. One from a desk is sealed to its centre's key, and whoever finds it learns its size and
 * no more; the answer to it is sealed under a key that lay inside it, which only that desk has besides.
 *
 *     stick    'TONLESTK' | version 1 | first 8 bytes of SHA-256 of the centre's key | enc (32) | chunks
 *     answer   'TONLEANS' | version 1 | stick id (16) | salt (32) | chunks
 *
 * A chunk is 64 KiB of content (the last one: what is left), sealed under a nonce that counts and with a byte beside it
 * that says whether it is the last. So what was cut off, put in another order, doubled or changed does not open, and a
 * file of any size is made and read in the memory of one chunk. Content is a row of items, each behind its length.
 */
export interface SealContext {
  /** Encrypts the next chunk. */
  seal(plain: Uint8Array, aad: Uint8Array): Uint8Array;
  /** Null where it is not the next chunk. */
  open(sealed: Uint8Array, aad: Uint8Array): Uint8Array | null;
}

/** What sealing needs of its host; `sync/node/seal-tools.ts` makes it of Node. Keys are 32 raw bytes. */
export interface SealTools {
  /** HPKE in base mode (RFC 9180): X25519, HKDF-SHA256, AES-256-GCM. */
  toHolderOf(publicKey: Uint8Array, info: Uint8Array): { enc: Uint8Array; context: SealContext };
  /** Null where `enc` is no key. */
  asHolder(keys: SealingKeys, enc: Uint8Array, info: Uint8Array): SealContext | null;
  /** AES-256-GCM under what HKDF-SHA256 makes of a key that both ends have. */
  shared(key: Uint8Array, salt: Uint8Array, info: Uint8Array): SealContext;
  random(count: number): Uint8Array;
  sha256(bytes: Uint8Array): Uint8Array;
}

export interface SealingKeys {
  privateKey: Uint8Array;
  publicKey: Uint8Array;
}

export const CHUNK_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const STICK_MAGIC = asciiBytes('TONLESTK');
const ANSWER_MAGIC = asciiBytes('TONLEANS');
const MAGIC_BYTES = 8;
const VERSION = 1;
export const KEY_ID_BYTES = 8;
const KEY_BYTES = 32;
const STICK_ID_BYTES = 16;
const STICK_HEAD_BYTES = MAGIC_BYTES + 1 + KEY_ID_BYTES + KEY_BYTES;
const ANSWER_HEAD_BYTES = MAGIC_BYTES + 1 + STICK_ID_BYTES + KEY_BYTES;
const LENGTH_BYTES = 4;
const MORE = new Uint8Array([0]);
const LAST = new Uint8Array([1]);

/** Why a file is not read. */
export type SealFaultCode = 'not-a-file' | 'newer' | 'other-centre' | 'other-stick' | 'cut' | 'damaged';

const SENTENCES: Readonly<Record<SealFaultCode, string>> = {
  'not-a-file': 'This is not a file of this kind from Tonle; nothing of it was used. Choose another one.',
  newer: 'This file was made by a newer version of Tonle; update this program, then try again.',
  'other-centre': 'This file is sealed for another centre and cannot be opened here; nothing of it was used.',
  'other-stick':
    'This answer is for a file that this desk did not make, or does not know any more; nothing was changed.',
  cut: 'The end of this file is missing, so nothing of it was used. Copy it again from where it was made.',
  damaged:
    'This file was changed or damaged on its way, so nothing of it was used. Copy it again from where it was made.',
};

/** The one error that a file, whatever its bytes are, can give; `message` is the sentence of its code. */
export class SealFault extends Error {
  override name = 'SealFault';
  readonly code: SealFaultCode;
  constructor(code: SealFaultCode) {
    super(SENTENCES[code]);
    this.code = code;
  }
}

/** Seals content to the centre that holds the other half of `centreKey`. */
export async function* sealStick(
  tools: SealTools,
  centreKey: Uint8Array,
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const info = joinBytes(STICK_MAGIC, new Uint8Array([VERSION]), keyIdOf(tools, centreKey));
  const { enc, context } = tools.toHolderOf(centreKey, info);
  yield joinBytes(info, enc);
  yield* sealed(context, content);
}

/**
 * The content of a desk's file, chunk by chunk as it is read: what it says counts only when the last chunk has come.
 * @throws SealFault
 */
export async function* openStick(
  tools: SealTools,
  keys: SealingKeys,
  file: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* opened(file, STICK_HEAD_BYTES, STICK_MAGIC, (head) => {
    const info = head.subarray(0, STICK_HEAD_BYTES - KEY_BYTES);
    const keyId = info.subarray(-KEY_ID_BYTES);
    if (!isEqual(keyId, keyIdOf(tools, keys.publicKey))) throw new SealFault('other-centre');
    const context = tools.asHolder(keys, head.subarray(-KEY_BYTES), info);
    if (context === null) throw new SealFault('damaged');
    return context;
  });
}

/** Seals the answer to a stick under the key that the stick carried. `stickId` is 32 hex digits. */
export async function* sealAnswer(
  tools: SealTools,
  to: { stickId: string; answerKey: Uint8Array },
  content: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const info = joinBytes(ANSWER_MAGIC, new Uint8Array([VERSION]), bytesOfHex(to.stickId));
  // The same stick is answered as often as it is brought, each time under another key.
  const salt = tools.random(KEY_BYTES);
  yield joinBytes(info, salt);
  yield* sealed(tools.shared(to.answerKey, salt, info), content);
}

/**
 * The content of an answer, chunk by chunk.
 * @param answerKeyOf the key that went out with a stick, or null for one that nobody knows here
 * @throws SealFault
 */
export async function* openAnswer(
  tools: SealTools,
  answerKeyOf: (stickId: string) => Uint8Array | null,
  file: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* opened(file, ANSWER_HEAD_BYTES, ANSWER_MAGIC, (head) => {
    const info = head.subarray(0, ANSWER_HEAD_BYTES - KEY_BYTES);
    const answerKey = answerKeyOf(toHex(info.subarray(-STICK_ID_BYTES)));
    if (answerKey === null) throw new SealFault('other-stick');
    return tools.shared(answerKey, head.subarray(-KEY_BYTES), info);
  });
}

/** Content in chunks, as both files have it. */
export async function* sealed(context: SealContext, content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const { bytes, isLast } of pieces(content, CHUNK_BYTES, CHUNK_BYTES)) {
    yield context.seal(bytes, isLast ? LAST : MORE);
  }
}

/**
 * The content of a file that begins with `magic` and is chunks after its head.
 * @param begin makes of the head what opens the chunks
 * @throws SealFault
 */
export async function* opened(
  file: AsyncIterable<Uint8Array>,
  headBytes: number,
  magic: Uint8Array,
  begin: (head: Uint8Array) => SealContext,
): AsyncGenerator<Uint8Array> {
  let context: SealContext | null = null;
  for await (const { bytes, isLast } of pieces(file, headBytes, CHUNK_BYTES + TAG_BYTES)) {
    if (context === null) {
      context = begun(bytes, headBytes, magic, begin);
      if (isLast) throw new SealFault('cut');
      continue;
    }
    const plain = context.open(bytes, isLast ? LAST : MORE);
    if (plain === null) throw new SealFault(isLast && context.open(bytes, MORE) !== null ? 'cut' : 'damaged');
    yield plain;
  }
}

function begun(
  head: Uint8Array,
  headBytes: number,
  magic: Uint8Array,
  begin: (head: Uint8Array) => SealContext,
): SealContext {
  if (!isEqual(head.subarray(0, MAGIC_BYTES), magic)) throw new SealFault('not-a-file');
  if (head.length > MAGIC_BYTES && head[MAGIC_BYTES] !== VERSION) throw new SealFault('newer');
  if (head.length < headBytes) throw new SealFault('cut');
  return begin(head);
}

/** Cuts a stream into a first piece and pieces of one size; the last one is known to be the last, and may be shorter. */
async function* pieces(
  source: AsyncIterable<Uint8Array>,
  firstBytes: number,
  size: number,
): AsyncGenerator<{ bytes: Uint8Array; isLast: boolean }> {
  let piece = new Uint8Array(firstBytes);
  let filled = 0;
  for await (const part of source) {
    for (let at = 0; at < part.length; ) {
      if (filled === piece.length) {
        yield { bytes: piece, isLast: false };
        piece = new Uint8Array(size);
        filled = 0;
      }
      const count = Math.min(part.length - at, piece.length - filled);
      piece.set(part.subarray(at, at + count), filled);
      filled += count;
      at += count;
    }
  }
  yield { bytes: piece.subarray(0, filled), isLast: true };
}

/** An item as it lies in the content: its length in four bytes, then itself. */
export function itemBytes(item: Uint8Array): Uint8Array {
  const whole = new Uint8Array(LENGTH_BYTES + item.length);
  new DataView(whole.buffer).setUint32(0, item.length);
  whole.set(item, LENGTH_BYTES);
  return whole;
}

/**
 * The items of a content, one after the other; none is empty.
 * @throws SealFault `damaged` where one is longer than `bytesMax` or the content ends inside one
 */
export async function* itemsOf(content: AsyncIterable<Uint8Array>, bytesMax: number): AsyncGenerator<Uint8Array> {
  const length = new Uint8Array(LENGTH_BYTES);
  let target = length;
  let filled = 0;
  for await (const part of content) {
    for (let at = 0; at < part.length; ) {
      const count = Math.min(part.length - at, target.length - filled);
      target.set(part.subarray(at, at + count), filled);
      filled += count;
      at += count;
      if (filled < target.length) continue;
      filled = 0;
      if (target === length) target = new Uint8Array(itemLength(length, bytesMax));
      else {
        yield target;
        target = length;
      }
    }
  }
  if (target !== length || filled > 0) throw new SealFault('damaged');
}

function itemLength(bytes: Uint8Array, bytesMax: number): number {
  const length = new DataView(bytes.buffer).getUint32(0);
  if (length === 0 || length > bytesMax) throw new SealFault('damaged');
  return length;
}

/** By which a file says whose key it is sealed to. */
export function keyIdOf(tools: SealTools, publicKey: Uint8Array): Uint8Array {
  return tools.sha256(publicKey).subarray(0, KEY_ID_BYTES);
}

export function isEqual(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && one.every((byte, at) => byte === other[at]);
}

/** Raw bytes of hex digits that a schema has let through. */
export function bytesOfHex(hex: string): Uint8Array {
  return Uint8Array.from({ length: hex.length / 2 }, (_, at) => Number.parseInt(hex.slice(at * 2, at * 2 + 2), 16));
}
