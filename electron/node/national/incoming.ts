import { createHash } from 'node:crypto';
import { closeSync, openSync, readSync } from 'node:fs';
import {
  bodyKeyMessage,
  chunkNonce,
  headerLength,
  type NationalHeader,
  NotNational,
  PREFIX_BYTES,
  readHead,
  SIGNATURE_BYTES,
  signedBytes,
} from '../../../sync/protocol/national.ts';
import { CHUNK_BYTES_MAX } from '../../../sync/protocol/national-body.ts';
import type { NationalRefusal } from '../../../sync/protocol/national-refusals.ts';
import { centrePublicKey, hmacSha256, isSignedBy, openSealed } from './crypto.ts';

/** A file or its bytes are not taken; nothing of them counts. */
export class Refused extends Error {
  override name = 'Refused';
  readonly code: NationalRefusal;

  constructor(code: NationalRefusal) {
    super(code);
    this.code = code;
  }
}

/** Where a roster comes from: the path of a file (fetched, or on a stick), or its bytes. */
export type Source = string | Uint8Array;

/** Reads a source in order, without ever holding more than was asked for. */
export class Incoming {
  readonly #bytes: Uint8Array | null;
  readonly #handle: number | null;
  #at = 0;

  constructor(source: Source) {
    this.#bytes = typeof source === 'string' ? null : source;
    this.#handle = typeof source === 'string' ? openSync(source, 'r') : null;
  }

  /** The next bytes; fewer than asked for at the end. */
  take(count: number): Uint8Array {
    const part = this.#bytes === null ? this.#read(count) : this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += part.length;
    return part;
  }

  close(): void {
    if (this.#handle !== null) closeSync(this.#handle);
  }

  #read(count: number): Uint8Array {
    const part = new Uint8Array(count);
    let length = 0;
    while (length < count && this.#handle !== null) {
      const read = readSync(this.#handle, part, length, count - length, this.#at + length);
      if (read === 0) break;
      length += read;
    }
    return part.subarray(0, length);
  }
}

/**
 * Reads the head and verifies that the centre signed it.
 * @throws Refused
 */
export function takeHead(incoming: Incoming, centreKey: Uint8Array): NationalHeader {
  try {
    const prefix = incoming.take(PREFIX_BYTES);
    const rest = incoming.take(headerLength(prefix));
    const head = Buffer.concat([prefix, rest]);
    const signature = incoming.take(SIGNATURE_BYTES);
    const isSigned =
      signature.length === SIGNATURE_BYTES && isSignedBy(centrePublicKey(centreKey), signedBytes(head), signature);
    if (!isSigned) throw new Refused('tampered');
    return readHead(head);
  } catch (error) {
    throw error instanceof NotNational ? new Refused('not-a-roster') : error;
  }
}

/**
 * The chunks of the body, opened. Each is genuine as it is given out, and after the last one so is their whole.
 * @throws Refused
 */
export function* takeChunks(incoming: Incoming, header: NationalHeader, pepper: Uint8Array): Generator<Uint8Array> {
  const key = hmacSha256(pepper, bodyKeyMessage(header.salt));
  const seen = createHash('sha256');
  let left = header.bodyBytes;
  for (let index = 0; left > 0; index += 1) {
    const lengthBytes = incoming.take(4);
    const length = lengthBytes.length === 4 ? new DataView(lengthBytes.buffer, lengthBytes.byteOffset).getUint32(0) : 0;
    if (length === 0 || length > CHUNK_BYTES_MAX || length + 4 > left) throw new Refused('tampered');
    const sealed = incoming.take(length);
    if (sealed.length !== length) throw new Refused('tampered');
    seen.update(lengthBytes).update(sealed);
    left -= 4 + length;
    const plain = openSealed(key, chunkNonce(index), sealed);
    if (plain === null) throw new Refused('tampered');
    yield plain;
  }
  if (incoming.take(1).length > 0 || seen.digest('hex') !== header.bodySha256) throw new Refused('tampered');
}
