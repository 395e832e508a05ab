import { createDecipheriv, createHmac, createPublicKey, hash, type KeyObject, verify } from 'node:crypto';

export const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

export function hmacSha256(key: Uint8Array, message: Uint8Array | string): Uint8Array {
  return createHmac('sha256', key).update(message).digest();
}

const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');

/** A public key of the centre from its 32 raw bytes (RFC 8410 puts a fixed head before them). */
export function centrePublicKey(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([ED25519_SPKI, raw]), format: 'der', type: 'spki' });
}

export function isSignedBy(publicKey: KeyObject, message: Uint8Array, signature: Uint8Array): boolean {
  return verify(null, message, publicKey, signature);
}

const TAG_BYTES = 16;

/** The bytes that AES-256-GCM sealed, its tag at their end; null where the key is another one or a bit is. */
export function openSealed(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array): Uint8Array | null {
  if (sealed.length < TAG_BYTES) return null;
  const decipher = createDecipheriv('aes-256-gcm', key, nonce);
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    const plain = decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES));
    decipher.final();
    return plain;
  } catch {
    return null;
  }
}
