import { createPrivateKey, createPublicKey, type KeyObject, randomBytes, sign, verify } from 'node:crypto';

/** What RFC 8410 puts before the 32 raw bytes of an Ed25519 public and private key in their standard forms. */
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const RAW_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;

/** Raw keys as lower-case hex, as they are stored and sent. */
export interface SigningKeys {
  privateKey: string;
  publicKey: string;
}

/** A new pair of keys from the system's generator. */
export function newSigningKeys(): SigningKeys {
  const privateKey = randomBytes(RAW_KEY_BYTES).toString('hex');
  return { privateKey, publicKey: publicKeyOf(privateKey) };
}

export function publicKeyOf(privateKey: string): string {
  const spki = createPublicKey(privateKeyOf(privateKey)).export({ format: 'der', type: 'spki' });
  return spki.subarray(-RAW_KEY_BYTES).toString('hex');
}

/** Signs bytes for as long as the program runs; the key is parsed once. */
export function signerOf(privateKey: string): (bytes: Uint8Array) => Uint8Array {
  const key = privateKeyOf(privateKey);
  return (bytes) => new Uint8Array(sign(null, bytes, key));
}

/** Ed25519 over the UTF-8 bytes of a text; the signature as hex. */
export function signText(text: string, privateKey: string): string {
  return sign(null, Buffer.from(text, 'utf8'), privateKeyOf(privateKey)).toString('hex');
}

/** A key or a signature of the wrong shape verifies nothing. */
export function verifyBytes(publicKey: Uint8Array, signed: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== RAW_KEY_BYTES || signature.length !== SIGNATURE_BYTES) return false;
  try {
    const key = createPublicKey({ key: Buffer.concat([ED25519_SPKI, publicKey]), format: 'der', type: 'spki' });
    return verify(null, signed, key, signature);
  } catch {
    return false;
  }
}

/** As `verifyBytes`, of the UTF-8 bytes of a text, key and signature as hex. */
export function verifyText(publicKey: string, text: string, signature: string): boolean {
  return verifyBytes(Buffer.from(publicKey, 'hex'), Buffer.from(text, 'utf8'), Buffer.from(signature, 'hex'));
}

function privateKeyOf(privateKey: string): KeyObject {
  const key = Buffer.concat([ED25519_PKCS8, Buffer.from(privateKey, 'hex')]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}
