import { createCipheriv, createHmac, createPrivateKey, createPublicKey, hash, sign } from 'node:crypto';

export const sha256 = (bytes: Uint8Array): Uint8Array => hash('sha256', bytes, 'buffer');

export function hmacSha256(key: Uint8Array, message: Uint8Array | string): Uint8Array {
  return createHmac('sha256', key).update(message).digest();
}

/** AES-256-GCM, the tag at the end. */
export function seal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

/** The centre's signature; whoever keeps its key hands it in. */
export interface Signer {
  /** Ed25519, 32 raw bytes, as desks keep it. */
  publicKey: Uint8Array;
  sign(message: Uint8Array): Uint8Array;
}

const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A signer from the 32 raw bytes of an Ed25519 private key (RFC 8410 puts a fixed head before them). */
export function signerOf(privateKey: Uint8Array): Signer {
  const key = createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, privateKey]), format: 'der', type: 'pkcs8' });
  const spki = createPublicKey(key).export({ format: 'der', type: 'spki' });
  return {
    publicKey: new Uint8Array(spki.subarray(-32)),
    sign: (message) => sign(null, message, key),
  };
}
