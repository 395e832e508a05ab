import { createPublicKey, verify as verifySignature } from 'node:crypto';
import type { Verify } from '../../sync/desk/rulesets.ts';

/** What stands before the 32 raw bytes of an Ed25519 public key in its standard form (RFC 8410). */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex');

/** Ed25519 over the UTF-8 bytes of a text; a key or signature of the wrong shape verifies nothing. */
export const verify: Verify = (publicKey, text, signature) => {
  try {
    const der = Buffer.concat([SPKI_PREFIX, Buffer.from(publicKey, 'hex')]);
    const key = createPublicKey({ key: der, format: 'der', type: 'spki' });
    return verifySignature(null, Buffer.from(text, 'utf8'), key, Buffer.from(signature, 'hex'));
  } catch {
    return false;
  }
};
