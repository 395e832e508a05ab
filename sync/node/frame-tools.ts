import { createHash, hash } from 'node:crypto';
import { constants, deflateRawSync, inflateRawSync, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import { FrameFault, type FrameTools } from '../protocol/frame-tools.ts';
import { DICTIONARY_1 } from './dictionary-1.ts';
import { verifyBytes } from './signatures.ts';

/** Numbers of the wire; a new way of packing gets a new one. */
const PLAIN = 0;
const ZSTD = 1;
const DEFLATE = 2;
const HASH_BYTES = 8;
const ZSTD_LEVEL = 19;
const ZSTD_LEVEL_QUICK = 3;
const SHORT_BYTES = 2 * 1024;
const DEFLATE_LEVEL = 9;
/** Below this a packed text is as long as a plain one. */
const WORTH_PACKING_BYTES = 32;

interface Dictionary {
  hash: Uint8Array;
  bytes: Buffer;
}

/** All that were ever used, newest last: a stick may have lain in a drawer for a year. */
const DICTIONARIES: readonly Dictionary[] = [DICTIONARY_1].map((text) => {
  const bytes = Buffer.from(text, 'base64');
  return { hash: new Uint8Array(createHash('sha256').update(bytes).digest().subarray(0, HASH_BYTES)), bytes };
});

export interface Packing {
  method: number;
  pack(bytes: Uint8Array, dictionary: Buffer): Uint8Array;
  unpack(bytes: Uint8Array, dictionary: Buffer, mostBytes: number): Uint8Array;
}

// The dictionary's own number, size and checksum are left out of the stream: the frame names the dictionary by its hash
// and is signed, so they would be bytes that nobody reads.
const ZSTD_PARAMS = {
  [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL,
  [constants.ZSTD_c_contentSizeFlag]: 0,
  [constants.ZSTD_c_checksumFlag]: 0,
  [constants.ZSTD_c_dictIDFlag]: 0,
};
export const zstd: Packing = {
  method: ZSTD,
  pack: (bytes, dictionary) => zstdCompressSync(bytes, { dictionary, params: ZSTD_PARAMS }),
  unpack: (bytes, dictionary, maxOutputLength) => zstdDecompressSync(bytes, { dictionary, maxOutputLength }),
};
/** A short text is packed by a centre for hundreds of desks a second: setting up the slow search would cost most of it. */
export const zstdQuick: Packing = {
  ...zstd,
  pack: (bytes, dictionary) =>
    bytes.length >= SHORT_BYTES
      ? zstd.pack(bytes, dictionary)
      : zstdCompressSync(bytes, {
          dictionary,
          params: { ...ZSTD_PARAMS, [constants.ZSTD_c_compressionLevel]: ZSTD_LEVEL_QUICK },
        }),
};
export const deflate: Packing = {
  method: DEFLATE,
  pack: (bytes, dictionary) => deflateRawSync(bytes, { level: DEFLATE_LEVEL, dictionary }),
  unpack: (bytes, dictionary, maxOutputLength) => inflateRawSync(bytes, { dictionary, maxOutputLength }),
};

/**
 * What frames need of this Node. Some releases have no zstd, and some take its dictionary and silently ignore it, so a
 * real round trip is tried once: where it fails, frames are packed with deflate and the same dictionary instead.
 */
export function createFrameTools(tryFirst: readonly Packing[] = [zstd, deflate]): FrameTools {
  const working = tryFirst.filter(passesSelfTest);
  const [best] = working;
  const newest = DICTIONARIES.at(-1);
  return {
    compress(bytes) {
      const plain = { method: PLAIN, dictionary: newest?.hash ?? new Uint8Array(HASH_BYTES), bytes };
      if (best === undefined || newest === undefined || bytes.length < WORTH_PACKING_BYTES) return plain;
      const packed = best.pack(bytes, newest.bytes);
      return packed.length < bytes.length ? { ...plain, method: best.method, bytes: packed } : plain;
    },
    expand(method, dictionary, bytes, mostBytes) {
      if (method === PLAIN) {
        if (bytes.length > mostBytes) throw new FrameFault('too-large');
        return bytes;
      }
      const packing = working.find((one) => one.method === method);
      if (packing === undefined) throw new FrameFault(method > DEFLATE ? 'newer' : 'damaged');
      const known = DICTIONARIES.find((one) => Buffer.compare(one.hash, dictionary) === 0);
      if (known === undefined) throw new FrameFault('dictionary-unknown');
      return expanded(packing, bytes, known.bytes, mostBytes);
    },
    sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
    sha256Hex: (text) => hash('sha256', text, 'hex'),
    verify: verifyBytes,
  };
}

function expanded(packing: Packing, bytes: Uint8Array, dictionary: Buffer, mostBytes: number): Uint8Array {
  try {
    return packing.unpack(bytes, dictionary, mostBytes);
  } catch (error) {
    const isTooLarge = error instanceof RangeError && (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE';
    throw new FrameFault(isTooLarge ? 'too-large' : 'damaged');
  }
}

/** Whether a text that stands in a dictionary comes to few bytes and comes back, and not with another dictionary. */
function passesSelfTest(packing: Packing): boolean {
  const dictionary = Buffer.from(Array.from({ length: 600 }, (_, i) => (i * 167 + (i >> 3) * 89) & 255));
  const text = dictionary.subarray(40, 440);
  try {
    const packed = packing.pack(text, dictionary);
    return packed.length < 100 && Buffer.compare(packing.unpack(packed, dictionary, text.length), text) === 0;
  } catch {
    return false;
  }
}
