import { hash, scryptSync } from 'node:crypto';
import { SLOW_BYTES, type SlowCost } from '../../../../shared/eligibility/national/layout.record.ts';
import {
  bucketMessage,
  slowPassword,
  slowSaltMessage,
} from '../../../../shared/eligibility/national/sealed-record.rules.ts';
import { DERIVED_BYTES } from '../../national/derivation.ts';

/** What all keys of one key version are made with. The hidden secret never leaves the centre; the pepper desks have. */
export interface KeySet {
  keyVersion: number;
  pepper: Uint8Array;
  hiddenSecret: Uint8Array;
  slowCost: SlowCost;
}

/** Derives members' keys one after the other; one slow call each, because the centre knows its hidden numbers. */
export class Deriver {
  readonly #keys: KeySet;
  readonly #salt: Uint8Array;
  readonly #underPepper: Hmac;
  readonly #underHidden: Hmac;

  constructor(keys: KeySet) {
    this.#keys = keys;
    this.#underPepper = hmacUnder(keys.pepper);
    this.#underHidden = hmacUnder(keys.hiddenSecret);
    this.#salt = this.#underPepper(slowSaltMessage(keys.keyVersion));
  }

  /** The same for the same text, so that a roster made again has the same records. */
  hiddenOf(text: string): number {
    const { keyVersion, slowCost } = this.#keys;
    const drawn = this.#underHidden(Buffer.from(`tonle national hidden|${keyVersion}|${text}`)).readUInt32BE(0);
    return drawn & (2 ** slowCost.hiddenBits - 1);
  }

  /** Writes the `DERIVED_BYTES` of this text at `offset`. */
  derive(text: string, into: Uint8Array, offset: number): void {
    const { keyVersion, slowCost } = this.#keys;
    const bucket = this.#underPepper(bucketMessage(text, keyVersion));
    const { n, r, p } = slowCost;
    const slow = scryptSync(slowPassword(text, this.hiddenOf(text)), this.#salt, SLOW_BYTES, { N: n, r, p });
    into.set(bucket.subarray(0, 2), offset);
    into.set(slow, offset + 2);
  }
}

type Hmac = (message: Uint8Array) => Buffer;

const BLOCK_BYTES = 64;

/**
 * HMAC-SHA-256 (RFC 2104) under one key of at most a block, out of two plain hashes: making node's own object anew for
 * every member takes five times as long, which over millions of members is minutes.
 */
export function hmacUnder(key: Uint8Array): Hmac {
  const inner = new Uint8Array(BLOCK_BYTES).fill(0x36);
  const outer = new Uint8Array(BLOCK_BYTES).fill(0x5c);
  key.forEach((byte, i) => {
    inner[i] = (inner[i] ?? 0) ^ byte;
    outer[i] = (outer[i] ?? 0) ^ byte;
  });
  const sha256 = (...parts: Uint8Array[]) => hash('sha256', Buffer.concat(parts), 'buffer');
  return (message) => sha256(outer, sha256(inner, message));
}

/** The keys of many texts, `DERIVED_BYTES` each. */
export function deriveAll(deriver: Deriver, texts: readonly string[]): Uint8Array {
  const derived = new Uint8Array(texts.length * DERIVED_BYTES);
  texts.forEach((text, i) => {
    deriver.derive(text, derived, i * DERIVED_BYTES);
  });
  return derived;
}
