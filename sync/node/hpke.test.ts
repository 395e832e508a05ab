import { createDecipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { must } from '../../shared/base/assert.ts';
import { contextOf, keyPairOf, newKeyPair, setupReceiver, setupSender } from './hpke.ts';

const bytes = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const hex = (raw: Uint8Array | null) => (raw === null ? null : Buffer.from(raw).toString('hex'));

/**
 * The vector of this suite (mode 0, KEM 0x0020, KDF 0x0001, AEAD 0x0002) in the file of vectors that RFC 9180 is published
 * with; its appendix prints the other suites of the same KEM.
 */
const RFC_9180 = {
  info: '4f6465206f6e2061204772656369616e2055726e',
  skEm: '179d4b53b6365c45b600c4163b61d95cbc2f4d9e36f1695558dce265ab8bab11',
  pkEm: '6c93e09869df3402d7bf231bf540fadd35cd56be14f97178f0954db94b7fc256',
  skRm: '497b4502664cfea5d5af0b39934dac72242a74f8480451e1aee7d6a53320333d',
  pkRm: '430f4b9859665145a6b1ba274024487bd66f03a2dd577d7753c68d7d7d00c00c',
  key: 'f50b0609186798729ed0564b36ef2ef8044f1f9d05636874d1f46c819c7a669f',
  baseNonce: '151d9929e2449747889bc923',
  plain: '4265617574792069732074727574682c20747275746820626561757479',
  sealed: [
    'e5d84cd531cfb583096e7cfa9641bd3079cf3a91cda813c52deb5f512be9931980a41de125a925cdad859d5b7a',
    '2c43aff25343fdbff864506f0818b9d87df84ea01b1a2144d23b4d40c26bf655fdf197fe40297a8aebeed5cc2d',
  ],
};
const ephemeral = keyPairOf(bytes(RFC_9180.skEm));
const receiver = keyPairOf(bytes(RFC_9180.skRm));
const info = bytes(RFC_9180.info);
const plain = bytes(RFC_9180.plain);
const aadOf = (count: number) => Buffer.from(`Count-${count}`);

describe('HPKE, held to the published vector', () => {
  it('derives the public keys', () => {
    expect([hex(ephemeral.publicKey), hex(receiver.publicKey)]).toEqual([RFC_9180.pkEm, RFC_9180.pkRm]);
  });

  it('seals the messages as they are printed, one after the other', () => {
    const { enc, context } = setupSender(receiver.publicKey, info, ephemeral);
    expect(hex(enc)).toBe(RFC_9180.pkEm);
    expect(RFC_9180.sealed.map((_, count) => hex(context.seal(plain, aadOf(count))))).toEqual(RFC_9180.sealed);
  });

  it('opens them in their order', () => {
    const context = setupReceiver(bytes(RFC_9180.pkEm), receiver, info);
    const opened = RFC_9180.sealed.map((sealed, count) => hex(context?.open(bytes(sealed), aadOf(count)) ?? null));
    expect(opened).toEqual([RFC_9180.plain, RFC_9180.plain]);
  });

  it('counts in the nonce, also over the borders of bytes', () => {
    const keys = { key: bytes(RFC_9180.key), baseNonce: bytes(RFC_9180.baseNonce) };
    const context = contextOf(keys);
    const sealed = Array.from({ length: 258 }, (_, count) => context.seal(plain, aadOf(count)));
    expect(sealed.slice(0, 2).map(hex)).toEqual(RFC_9180.sealed);
    for (const [count, low] of [
      [255, 'c9dc'],
      [256, 'c823'],
    ] as const) {
      const nonce = bytes(`${RFC_9180.baseNonce.slice(0, -4)}${low}`);
      const one = sealed[count] ?? new Uint8Array();
      const decipher = createDecipheriv('aes-256-gcm', keys.key, nonce).setAAD(aadOf(count));
      decipher.setAuthTag(one.subarray(-16));
      expect(hex(Buffer.concat([decipher.update(one.subarray(0, -16)), decipher.final()]))).toBe(RFC_9180.plain);
    }
  });
});

describe('HPKE', () => {
  const none = new Uint8Array();

  it('opens for the holder of the key, under the same info, and for nobody else', () => {
    const [mine, other] = [newKeyPair(), newKeyPair()];
    const { enc, context } = setupSender(mine.publicKey, info);
    const sealed = context.seal(plain, none);
    expect(hex(setupReceiver(enc, mine, info)?.open(sealed, none) ?? null)).toBe(RFC_9180.plain);
    expect(setupReceiver(enc, other, info)?.open(sealed, none)).toBeNull();
    expect(setupReceiver(enc, mine, plain)?.open(sealed, none)).toBeNull();
    expect(setupReceiver(other.publicKey, mine, info)?.open(sealed, none)).toBeNull();
  });

  it('does not open a message out of its turn, with other words beside it, changed or cut', () => {
    const mine = newKeyPair();
    const { enc, context } = setupSender(mine.publicKey, info);
    const [first, second] = [context.seal(plain, none), context.seal(plain, none)];
    const reader = must(setupReceiver(enc, mine, info), 'the key of a sender is a key');
    const changed = Uint8Array.from(first);
    changed[3] = (changed[3] ?? 0) ^ 1;
    const wrong = [second, changed, first.subarray(0, -1), first.subarray(0, 15), none];
    expect(wrong.map((one) => reader.open(one, none))).toEqual(wrong.map(() => null));
    expect(reader.open(first, aadOf(0))).toBeNull();
    expect(hex(reader.open(first, none))).toBe(RFC_9180.plain);
    expect(reader.open(first, none)).toBeNull();
  });

  it('takes no point of low order for a sender’s key', () => {
    const low = ['00', '01'].map((first) => bytes(first + '00'.repeat(31)));
    expect(low.map((enc) => setupReceiver(enc, newKeyPair(), info))).toEqual([null, null]);
  });

  it('draws a new key for every sender', () => {
    const mine = newKeyPair();
    const encs = Array.from({ length: 20 }, () => hex(setupSender(mine.publicKey, info).enc));
    expect(new Set(encs).size).toBe(20);
  });
});
