import { asciiBytes, joinBytes } from '../../shared/base/ascii.ts';
import { openBody, type PackedBody, packBody } from './frame-body.ts';
import { FrameFault, type FrameTools } from './frame-tools.ts';
import { type AnyReply, type AnyRequest, SYNC_BODY_BYTES_MAX } from './sync.ts';
import { ByteWriter, Malformed } from './varint.ts';
import { runsOfVerdicts, verdictsOfRuns } from './verdict-runs.ts';

/**
 * A batch on the wire, on a stick or in a file: a request of a desk or the centre's reply to it, packed and signed.
 *
 *     magic 'TNL' | version 1 | 0x10 + method (request) or 0x20 + method (reply) | dictionary hash (8)
 *     | reply only: first 8 bytes of the request's hash
 *     | body | Ed25519 signature (64)
 *
 * The signature covers `tonle batch|`, in a reply the whole hash (32) of the request, and every byte before itself. So
 * a reply belongs to one request, and no signature of these keys made for another purpose stands for a frame.
 *
 * Who opens a request gets its `value` unverified: the key is known by `value.deviceId`, or, cheaper, by the token that
 * came with it; `signedPart` gives what is signed without unpacking anything.
 *
 * Frames are kept for years. What a column foresees and how it learns (`columns*.ts`, `range-coder.ts`) decides what the bits
 * of a kept frame mean, so a change there that would read an old one differently is a new version beside this one.
 */
export const FRAME_TYPE = 'application/vnd.tonle.batch';

export type Sign = (bytes: Uint8Array) => Uint8Array;

/** What is signed of a frame, and its signature (64 bytes). */
export interface SignedPart {
  signed: Uint8Array;
  signature: Uint8Array;
}

export interface OpenedFrame<T> extends SignedPart {
  value: T;
  /** SHA-256 of the whole frame, by which the reply names it. */
  hash: Uint8Array;
  /**
   * Beside each change its content as what `JSON.parse` would make of it, undefined where it is no JSON. Nearly always it
   * is there already and nothing is parsed. Parts of it are shared between records and frozen: read only.
   */
  contents: readonly (() => unknown)[];
  /** Beside each of them whether its hash was made of its content here, so that it is known to be right. */
  isHashed: readonly boolean[];
}

const MAGIC = asciiBytes('TNL');
const VERSION = 1;
const REQUEST = 0x10;
const REPLY = 0x20;
const SIGNATURE_BYTES = 64;
const DICTIONARY_BYTES = 8;
const NAMED_BYTES = 8;
const HEAD_BYTES = MAGIC.length + 2 + DICTIONARY_BYTES;
const PURPOSE = asciiBytes('tonle batch|');

/** No frame is larger, packed; a larger one is refused before it is looked at. */
export const FRAME_BYTES_MAX = SYNC_BODY_BYTES_MAX;

/** @throws FrameFault `too-large` where fewer changes have to be sent at once */
export function packRequest(tools: FrameTools, sign: Sign, request: AnyRequest): Uint8Array {
  return signRequest(sign, requestBody(tools, request));
}

/** The part of `packRequest` that takes long, and needs no key. @throws FrameFault `too-large` */
export function requestBody(tools: FrameTools, request: AnyRequest): PackedBody {
  return packBody(tools, request, 'changes');
}

/** The part of `packRequest` that needs the key. @throws FrameFault `too-large` */
export function signRequest(sign: Sign, body: PackedBody): Uint8Array {
  return pack(sign, REQUEST, new Uint8Array(0), body);
}

/** @throws FrameFault `too-large` */
export function packReply(tools: FrameTools, sign: Sign, reply: AnyReply, requestHash: Uint8Array): Uint8Array {
  const message = { ...reply, verdicts: runsOfVerdicts(reply.verdicts) };
  return pack(sign, REPLY, requestHash, packBody(tools, message, 'records'));
}

/** The signed bytes of a request and their signature, without unpacking anything. @throws FrameFault */
export function signedPart(frame: Uint8Array): SignedPart {
  headOf(frame, REQUEST);
  return signedPartOf(frame, new Uint8Array(0));
}

/**
 * The `value` is shaped as a SyncRequest and its changes each as a `wireChange`; the rest of it is for the caller to
 * validate, and so is the signature.
 * @throws FrameFault and nothing else, whatever the bytes are
 */
export function openRequest(tools: FrameTools, frame: Uint8Array): OpenedFrame<unknown> {
  const { body } = headOf(frame, REQUEST);
  const { value, contents, isHashed } = guarded(() => openBody(tools, body, 'changes'));
  return { value, contents, isHashed, ...signedPartOf(frame, new Uint8Array(0)), hash: tools.sha256(frame) };
}

/**
 * The reply to the request of that hash, verified with the centre's key (32 raw bytes) before anything is unpacked.
 * @throws FrameFault and nothing else
 */
export function openReply(
  tools: FrameTools,
  frame: Uint8Array,
  centreKey: Uint8Array,
  requestHash: Uint8Array,
): unknown {
  return openReplyBody(tools, verifiedReply(tools, frame, centreKey, requestHash));
}

/** The part of `openReply` that asks for the signature. @throws FrameFault and nothing else */
export function verifiedReply(
  tools: Pick<FrameTools, 'verify'>,
  frame: Uint8Array,
  centreKey: Uint8Array,
  requestHash: Uint8Array,
): PackedBody {
  const { body, bodyAt } = headOf(frame, REPLY);
  const named = frame.subarray(HEAD_BYTES, bodyAt);
  if (named.some((byte, at) => byte !== requestHash[at])) throw new FrameFault('other-request');
  const { signed, signature } = signedPartOf(frame, requestHash);
  if (!tools.verify(centreKey, signed, signature)) throw new FrameFault('signature-wrong');
  return body;
}

/** The part of `openReply` that takes long, of a body that `verifiedReply` gave. @throws FrameFault and nothing else */
export function openReplyBody(tools: FrameTools, body: PackedBody): unknown {
  return guarded(() => {
    const value = openBody(tools, body, 'records').value as Record<string, unknown>;
    return { ...value, verdicts: verdictsOfRuns(value.verdicts) };
  });
}

function pack(sign: Sign, what: number, requestHash: Uint8Array, body: PackedBody): Uint8Array {
  const writer = new ByteWriter();
  writer.bytes(MAGIC);
  writer.byte(VERSION);
  writer.byte(what + body.method);
  writer.bytes(body.dictionary);
  writer.bytes(requestHash.subarray(0, NAMED_BYTES));
  writer.bytes(body.bytes);
  const unsigned = writer.done();
  const frame = joinBytes(unsigned, sign(joinBytes(PURPOSE, requestHash, unsigned)));
  if (frame.length > FRAME_BYTES_MAX) throw new FrameFault('too-large');
  return frame;
}

function headOf(frame: Uint8Array, what: number): { body: PackedBody; bodyAt: number } {
  if (frame.length < HEAD_BYTES || MAGIC.some((byte, at) => frame[at] !== byte)) throw new FrameFault('not-a-frame');
  if (frame[MAGIC.length] !== VERSION) throw new FrameFault('newer');
  const kind = frame[MAGIC.length + 1] ?? 0;
  if ((kind & 0xf0) !== what) throw new FrameFault('not-a-frame');
  if (frame.length > FRAME_BYTES_MAX) throw new FrameFault('too-large');
  const bodyAt = HEAD_BYTES + (what === REPLY ? NAMED_BYTES : 0);
  if (frame.length < bodyAt + SIGNATURE_BYTES) throw new FrameFault('damaged');
  const dictionary = frame.subarray(HEAD_BYTES - DICTIONARY_BYTES, HEAD_BYTES);
  return { body: { method: kind & 0x0f, dictionary, bytes: frame.subarray(bodyAt, -SIGNATURE_BYTES) }, bodyAt };
}

function signedPartOf(frame: Uint8Array, requestHash: Uint8Array): SignedPart {
  return {
    signed: joinBytes(PURPOSE, requestHash, frame.subarray(0, -SIGNATURE_BYTES)),
    signature: frame.subarray(-SIGNATURE_BYTES),
  };
}

function guarded<T>(open: () => T): T {
  try {
    return open();
  } catch (error) {
    if (error instanceof FrameFault) throw error;
    // A body whose parts do not fit together is met in many places; it is one fault for whoever sent it.
    if (error instanceof Malformed) throw new FrameFault('damaged');
    throw error;
  }
}

/** Whoever handles frames needs this one import. */
export { FrameFault, type FrameTools };
