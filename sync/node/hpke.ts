import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  createPrivateKey,
  createPublicKey,
  diffieHellman,
  generateKeyPairSync,
  type KeyObject,
} from 'node:crypto';

/**
 * Hybrid public key encryption in base mode (RFC 9180) with DHKEM(X25519, HKDF-SHA256), HKDF-SHA256 and AES-256-GCM,
 * which both Node's library and Electron's have. `hpke.test.ts` holds it to the published vectors of this suite. The
 * names of the steps are those of the standard.
 *
 * One context encrypts many messages, each under the next nonce, so that an exchanged, doubled or missing message does
 * not open.
 */
export interface HpkeContext {
  /** Encrypts the next message; the result is 16 bytes longer. */
  seal(plain: Uint8Array, aad: Uint8Array): Uint8Array;
  /** Decrypts the next message; null, and the same message is still awaited, where it is not that message. */
  open(sealed: Uint8Array, aad: Uint8Array): Uint8Array | null;
}

export interface KeyPair {
  /** 32 raw bytes each. */
  privateKey: Uint8Array;
  publicKey: Uint8Array;
}

export const KEY_BYTES = 32;
export const TAG_BYTES = 16;
const NONCE_BYTES = 12;

/** RFC 8410 puts these fixed heads before the 32 raw bytes of a key. */
const X25519_PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const X25519_SPKI = Buffer.from('302a300506032b656e032100', 'hex');

const VERSION = Buffer.from('HPKE-v1');
const KEM_SUITE = Buffer.from([0x4b, 0x45, 0x4d, 0x00, 0x20]);
const SUITE = Buffer.from([0x48, 0x50, 0x4b, 0x45, 0x00, 0x20, 0x00, 0x01, 0x00, 0x02]);
const MODE_BASE = Buffer.from([0]);
const NOTHING = Buffer.alloc(0);

export function newKeyPair(): KeyPair {
  const { privateKey } = generateKeyPairSync('x25519');
  return keyPairOf(new Uint8Array(privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-KEY_BYTES)));
}

export function keyPairOf(privateKey: Uint8Array): KeyPair {
  const spki = createPublicKey(privateObject(privateKey)).export({ format: 'der', type: 'spki' });
  return { privateKey, publicKey: new Uint8Array(spki.subarray(-KEY_BYTES)) };
}

/**
 * The sender's side: a context, and the 32 bytes that the receiver needs to get to the same.
 * @param ephemeral only for the published vectors; drawn anew where it is left out
 */
export function setupSender(
  receiver: Uint8Array,
  info: Uint8Array,
  ephemeral: KeyPair = newKeyPair(),
): { enc: Uint8Array; context: HpkeContext } {
  const enc = ephemeral.publicKey;
  const shared = sharedSecret(ephemeral.privateKey, receiver, Buffer.concat([enc, receiver]));
  return { enc, context: contextOf(keySchedule(shared, info)) };
}

/** The receiver's side; null for bytes that are no sender's key (a point of low order, which the library refuses). */
export function setupReceiver(enc: Uint8Array, receiver: KeyPair, info: Uint8Array): HpkeContext | null {
  let shared: Uint8Array;
  try {
    shared = sharedSecret(receiver.privateKey, enc, Buffer.concat([enc, receiver.publicKey]));
  } catch {
    return null;
  }
  return contextOf(keySchedule(shared, info));
}

function sharedSecret(privateKey: Uint8Array, publicKey: Uint8Array, kemContext: Uint8Array): Buffer {
  const dh = diffieHellman({ privateKey: privateObject(privateKey), publicKey: publicObject(publicKey) });
  const prk = labeledExtract(KEM_SUITE, NOTHING, 'eae_prk', dh);
  return labeledExpand(KEM_SUITE, prk, 'shared_secret', kemContext, KEY_BYTES);
}

/** The key and the first nonce of a context. */
export interface ContextKeys {
  key: Uint8Array;
  baseNonce: Uint8Array;
}

function keySchedule(shared: Uint8Array, info: Uint8Array): ContextKeys {
  const pskIdHash = labeledExtract(SUITE, NOTHING, 'psk_id_hash', NOTHING);
  const infoHash = labeledExtract(SUITE, NOTHING, 'info_hash', info);
  const context = Buffer.concat([MODE_BASE, pskIdHash, infoHash]);
  const secret = labeledExtract(SUITE, shared, 'secret', NOTHING);
  return {
    key: labeledExpand(SUITE, secret, 'key', context, KEY_BYTES),
    baseNonce: labeledExpand(SUITE, secret, 'base_nonce', context, NONCE_BYTES),
  };
}

/** AES-256-GCM whose nonce counts: the base nonce, exclusive or the number of the message from 0. */
export function contextOf({ key, baseNonce }: ContextKeys): HpkeContext {
  let count = 0;
  const nonce = (): Uint8Array => {
    const bytes = Buffer.from(baseNonce);
    // Messages are counted in 32 bits: 2^32 of 64 KiB are more than any disk has.
    bytes.writeUInt32BE((bytes.readUInt32BE(NONCE_BYTES - 4) ^ count) >>> 0, NONCE_BYTES - 4);
    return bytes;
  };
  const next = (): void => {
    if (count >= 0xffff_ffff) throw new RangeError('a context is used up');
    count += 1;
  };
  return {
    seal(plain, aad) {
      const cipher = createCipheriv('aes-256-gcm', key, nonce()).setAAD(aad);
      const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
      next();
      return sealed;
    },
    open(sealed, aad) {
      if (sealed.length < TAG_BYTES) return null;
      const body = sealed.subarray(0, sealed.length - TAG_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce(), { authTagLength: TAG_BYTES })
        .setAAD(aad)
        .setAuthTag(sealed.subarray(body.length));
      let plain: Buffer;
      try {
        plain = Buffer.concat([decipher.update(body), decipher.final()]);
      } catch {
        return null;
      }
      next();
      return plain;
    },
  };
}

function labeledExtract(suite: Uint8Array, salt: Uint8Array, label: string, ikm: Uint8Array): Buffer {
  return hmac(salt, Buffer.concat([VERSION, suite, Buffer.from(label), ikm]));
}

/** At most 32 bytes, which is one step of HKDF's expansion. */
function labeledExpand(suite: Uint8Array, prk: Uint8Array, label: string, info: Uint8Array, length: number): Buffer {
  const labeled = Buffer.concat([Buffer.from([length >> 8, length & 0xff]), VERSION, suite, Buffer.from(label), info]);
  return hmac(prk, Buffer.concat([labeled, Buffer.from([1])])).subarray(0, length);
}

function hmac(key: Uint8Array, bytes: Uint8Array): Buffer {
  return createHmac('sha256', key).update(bytes).digest();
}

function privateObject(raw: Uint8Array): KeyObject {
  return createPrivateKey({ key: Buffer.concat([X25519_PKCS8, raw]), format: 'der', type: 'pkcs8' });
}

function publicObject(raw: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.concat([X25519_SPKI, raw]), format: 'der', type: 'spki' });
}
