import { Malformed } from './varint.ts';

/**
 * An adaptive binary range coder (G. N. N. Martin, 1979; the carry-propagating form known from LZMA): each bit is coded
 * under a context that learns how often it is 0, so that what can be foreseen costs next to nothing. Everything larger
 * than a bit is made of bits. Both directions have the same methods: the writer is given the value, the reader ignores
 * what it is given; both return the value. So one description of a format serves to write and to read it.
 */
export interface Coder {
  /** New contexts, one behind the other; returns the first. */
  contexts(count: number): number;
  bit(context: number, bit: number): number;
  /** `width` bits (at most 16) of which nothing is known. */
  direct(value: number, width: number): number;
}

const PROBABILITY_BITS = 15;
const ONE = 1 << PROBABILITY_BITS;
const NEAREST = 24;
const TOP = 2 ** 24;
/** How fast a context learns: fast at first, in the end by a sixtieth of what it was wrong. */
const COUNT_MAX = 60;
const RATES = Int32Array.from({ length: COUNT_MAX + 1 }, (_, count) => Math.floor(65_536 / (count + 1.5)));
/** A frame has no use for more; a hostile one does not get more. */
const CONTEXTS_MAX = 4 * 1024 * 1024;
const CONTEXTS_FIRST = 32 * 1024;
/** What a reader may find missing at the end, because a writer leaves out trailing zeros. */
const PADDING_MAX = 4;

/** What the contexts have learnt: the chance of a 0, and how often they were asked. */
class Contexts {
  zero = new Uint16Array(CONTEXTS_FIRST).fill(ONE / 2);
  seen = new Uint8Array(CONTEXTS_FIRST);
  #used = 0;

  contexts(count: number): number {
    const first = this.#used;
    this.#used += count;
    if (this.#used > CONTEXTS_MAX) throw new Malformed('more contexts than any batch needs');
    if (this.#used > this.zero.length) {
      const size = Math.max(this.zero.length * 2, this.#used);
      const zero = new Uint16Array(size).fill(ONE / 2);
      zero.set(this.zero);
      const seen = new Uint8Array(size);
      seen.set(this.seen);
      this.zero = zero;
      this.seen = seen;
    }
    return first;
  }

  protected learn(context: number, zero: number, bit: number): void {
    const count = this.seen[context] ?? 0;
    const next = zero + (((bit === 0 ? ONE - zero : -zero) * (RATES[count] ?? 0)) >> 16);
    this.zero[context] = Math.max(NEAREST, Math.min(next, ONE - NEAREST));
    if (count < COUNT_MAX) this.seen[context] = count + 1;
  }
}

export class RangeWriter extends Contexts implements Coder {
  #low = 0;
  #range = 0xffff_ffff;
  #held = 0;
  #heldCount = 0;
  #isFirst = true;
  readonly #bytes: number[] = [];

  bit(context: number, bit: number): number {
    const zero = this.zero[context] ?? 0;
    const bound = (this.#range >>> PROBABILITY_BITS) * zero;
    if (bit === 0) this.#range = bound;
    else {
      this.#low += bound;
      this.#range = (this.#range - bound) >>> 0;
    }
    this.learn(context, zero, bit);
    this.#normalise();
    return bit;
  }

  direct(value: number, width: number): number {
    if (width === 0) return 0;
    this.#range >>>= width;
    this.#low += this.#range * value;
    this.#normalise();
    return value;
  }

  done(): Uint8Array {
    for (let i = 0; i < 5; i += 1) this.#shift();
    let length = this.#bytes.length;
    while (length > this.#bytes.length - PADDING_MAX && this.#bytes[length - 1] === 0) length -= 1;
    return Uint8Array.from(this.#bytes.slice(0, length));
  }

  #normalise(): void {
    while (this.#range < TOP) {
      this.#range = (this.#range * 256) >>> 0;
      this.#shift();
    }
  }

  /** Bytes are held back while a carry may still run through them. */
  #shift(): void {
    if (this.#low < 0xff00_0000 || this.#low >= 2 ** 32) {
      const carry = this.#low >= 2 ** 32 ? 1 : 0;
      // The byte before the first one only exists to take a carry that cannot come.
      if (!this.#isFirst) this.#bytes.push((this.#held + carry) & 255);
      this.#isFirst = false;
      for (; this.#heldCount > 0; this.#heldCount -= 1) this.#bytes.push((255 + carry) & 255);
      this.#held = Math.floor(this.#low / TOP) & 255;
    } else this.#heldCount += 1;
    this.#low = (this.#low % TOP) * 256;
  }
}

export class RangeReader extends Contexts implements Coder {
  readonly #bytes: Uint8Array;
  #at = 0;
  #range = 0xffff_ffff;
  #code = 0;

  constructor(bytes: Uint8Array) {
    super();
    this.#bytes = bytes;
    for (let i = 0; i < 4; i += 1) this.#code = ((this.#code << 8) | this.#next()) >>> 0;
  }

  bit(context: number): number {
    const zero = this.zero[context] ?? 0;
    const bound = (this.#range >>> PROBABILITY_BITS) * zero;
    const bit = this.#code < bound ? 0 : 1;
    if (bit === 0) this.#range = bound;
    else {
      this.#code = (this.#code - bound) >>> 0;
      this.#range = (this.#range - bound) >>> 0;
    }
    this.learn(context, zero, bit);
    while (this.#range < TOP) this.#more();
    return bit;
  }

  direct(_value: number, width: number): number {
    if (width === 0) return 0;
    this.#range >>>= width;
    const value = Math.min(Math.floor(this.#code / this.#range), (1 << width) - 1);
    this.#code = (this.#code - value * this.#range) >>> 0;
    while (this.#range < TOP) this.#more();
    return value;
  }

  /** Whether nothing is left over. */
  get isAtEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  #more(): void {
    this.#range = (this.#range * 256) >>> 0;
    this.#code = ((this.#code << 8) | this.#next()) >>> 0;
  }

  #next(): number {
    const byte = this.#bytes[this.#at];
    this.#at += 1;
    if (byte !== undefined) return byte;
    if (this.#at > this.#bytes.length + PADDING_MAX) throw new Malformed('it ends too early');
    return 0;
  }
}

/** A symbol of `width` bits; needs 2^width contexts. */
export function codeSymbol(coder: Coder, contexts: number, width: number, symbol: number): number {
  let node = 1;
  for (let at = width - 1; at >= 0; at -= 1) node = (node << 1) | coder.bit(contexts + node, (symbol >> at) & 1);
  return node - (1 << width);
}

const LENGTH_WIDTH = 6;
const LENGTHS = 1 << LENGTH_WIDTH;
const LEARNT_WIDTH = 2;
const SAFE_LENGTH = 53;
/** Contexts that `codeUnsigned` needs. */
export const UNSIGNED = LENGTHS + (LENGTHS << LEARNT_WIDTH);
/** Contexts that `codeSigned` needs. */
export const SIGNED = UNSIGNED + 3;

/** A whole number below 2^53: its length and first bits are learnt, the rest is written as it is. */
export function codeUnsigned(coder: Coder, contexts: number, value: number): number {
  const length = codeSymbol(coder, contexts, LENGTH_WIDTH, bitLength(value));
  if (length === 0) return 0;
  if (length > SAFE_LENGTH) throw new Malformed('a number without measure');
  let left = length - 1;
  if (left <= LEARNT_WIDTH + 16) {
    const learnt = Math.min(LEARNT_WIDTH, left);
    const plain = left - learnt;
    const top = codeSymbol(
      coder,
      contexts + LENGTHS + (length << LEARNT_WIDTH),
      learnt,
      (value >> plain) & ((1 << learnt) - 1),
    );
    return (((1 << learnt) + top) << plain) + coder.direct(value & ((1 << plain) - 1), plain);
  }
  let rest = value - 2 ** left;
  let read = 1;
  const learnt = Math.min(LEARNT_WIDTH, left);
  if (learnt > 0) {
    left -= learnt;
    const top = Math.floor(rest / 2 ** left);
    rest -= top * 2 ** left;
    read = read * 2 ** learnt + codeSymbol(coder, contexts + LENGTHS + (length << LEARNT_WIDTH), learnt, top);
  }
  while (left > 0) {
    const width = Math.min(16, left);
    left -= width;
    const top = Math.floor(rest / 2 ** left);
    rest -= top * 2 ** left;
    read = read * 2 ** width + coder.direct(top, width);
  }
  return read;
}

/** A whole number between -2^53 and 2^53. */
export function codeSigned(coder: Coder, contexts: number, value: number): number {
  if (coder.bit(contexts, value === 0 ? 0 : 1) === 0) return 0;
  const isNegative = coder.bit(contexts + 1, value < 0 ? 1 : 0) === 1;
  const size = codeUnsigned(coder, contexts + 2, Math.abs(value) - 1) + 1;
  return isNegative ? -size : size;
}

function bitLength(value: number): number {
  if (value < 2 ** 31) return 32 - Math.clz32(value);
  return 32 + bitLength(Math.floor(value / 2 ** 32));
}
