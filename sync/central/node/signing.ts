import { createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import type { Signing } from '../world.ts';

/** RFC 8410 puts this fixed head before the 32 raw bytes of a private key. */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');
const RAW_KEY_BYTES = 32;

export const ed25519: Signing = {
  publicKeyOf: (privateKey) => {
    const spki = createPublicKey(keyOf(privateKey)).export({ format: 'der', type: 'spki' });
    return spki.subarray(-RAW_KEY_BYTES).toString('hex');
  },
  sign: (text, privateKey) => sign(null, Buffer.from(text), keyOf(privateKey)).toString('hex'),
};

function keyOf(privateKey: string): KeyObject {
  const key = Buffer.concat([ED25519_PKCS8, Buffer.from(privateKey, 'hex')]);
  return createPrivateKey({ key, format: 'der', type: 'pkcs8' });
}
