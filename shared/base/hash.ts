import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** SHA-256 of the UTF-8 bytes of a text, as 64 lower-case hex digits. Synchronous and the same in every room. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** SHA-256 of bytes that come in pieces. */
export function startSha256(): { add(piece: Uint8Array): void; hex(): string } {
  const hash = sha256.create();
  return {
    add(piece) {
      hash.update(piece);
    },
    hex: () => bytesToHex(hash.digest()),
  };
}
