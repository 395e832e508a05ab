import { createHash, hkdfSync, randomBytes } from 'node:crypto';
import type { SealTools } from '../protocol/seal.ts';
import { contextOf, KEY_BYTES, keyPairOf, setupReceiver, setupSender } from './hpke.ts';

const NONCE_BYTES = 12;

/** What sealed files need of Node. */
export const sealTools: SealTools = {
  toHolderOf: (publicKey, info) => setupSender(publicKey, info),
  asHolder: (keys, enc, info) => setupReceiver(enc, keys, info),
  shared(key, salt, info) {
    const made = new Uint8Array(hkdfSync('sha256', key, salt, info, KEY_BYTES + NONCE_BYTES));
    return contextOf({ key: made.subarray(0, KEY_BYTES), baseNonce: made.subarray(KEY_BYTES) });
  },
  random: (count) => new Uint8Array(randomBytes(count)),
  sha256: (bytes) => new Uint8Array(createHash('sha256').update(bytes).digest()),
};

/** The public half of a private sealing key, both as lower-case hex. */
export function sealingPublicOf(privateKey: string): string {
  return Buffer.from(keyPairOf(Buffer.from(privateKey, 'hex')).publicKey).toString('hex');
}
