import { scryptSync } from 'node:crypto';
import { asciiBytes } from '../../../../shared/base/ascii.ts';
import { SLOW_BYTES, type SlowCost } from '../../../../shared/eligibility/national/layout.record.ts';
import {
  bucketMessage,
  slowPassword,
  slowSaltMessage,
} from '../../../../shared/eligibility/national/sealed-record.rules.ts';
import { type Hmac, hmacUnder } from '../../../node/hmac.ts';
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
    const drawn = this.#underHidden(asciiBytes(`tonle national hidden|${keyVersion}|${text}`));
    return new DataView(drawn.buffer, drawn.byteOffset).getUint32(0) & (2 ** slowCost.hiddenBits - 1);
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

/** The keys of many texts, `DERIVED_BYTES` each. */
export function deriveAll(deriver: Deriver, texts: readonly string[]): Uint8Array {
  const derived = new Uint8Array(texts.length * DERIVED_BYTES);
  texts.forEach((text, i) => {
    deriver.derive(text, derived, i * DERIVED_BYTES);
  });
  return derived;
}
