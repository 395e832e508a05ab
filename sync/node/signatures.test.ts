import { describe, expect, it } from 'vitest';
import { newSigningKeys, publicKeyOf, signerOf, signText, verifyBytes, verifyText } from './signatures.ts';

/** Test 2 of RFC 8032, section 7.1. */
const PRIVATE = '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb';
const PUBLIC = '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c';
const SIGNATURE =
  '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00';

describe('an Ed25519 signature', () => {
  it('is that of the standard', () => {
    expect(publicKeyOf(PRIVATE)).toBe(PUBLIC);
    expect(signText('r', PRIVATE)).toBe(SIGNATURE);
    expect(verifyText(PUBLIC, 'r', SIGNATURE)).toBe(true);
    expect(Buffer.from(signerOf(PRIVATE)(Uint8Array.of(0x72))).toString('hex')).toBe(SIGNATURE);
  });

  it('holds for its own bytes and key', () => {
    const keys = newSigningKeys();
    const bytes = Uint8Array.of(1, 2, 3);
    const publicKey = Buffer.from(keys.publicKey, 'hex');
    const signature = signerOf(keys.privateKey)(bytes);
    expect(verifyBytes(publicKey, bytes, signature)).toBe(true);
    expect(verifyBytes(publicKey, Uint8Array.of(1, 2, 4), signature)).toBe(false);
    expect(verifyBytes(Buffer.from(newSigningKeys().publicKey, 'hex'), bytes, signature)).toBe(false);
  });

  it('of another shape holds for nothing', () => {
    expect(verifyText('', 'r', SIGNATURE)).toBe(false);
    expect(verifyText('zz', 'r', SIGNATURE)).toBe(false);
    expect(verifyText(PUBLIC, 'r', '')).toBe(false);
    expect(verifyText('f'.repeat(64), 'r', SIGNATURE)).toBe(false);
  });
});
