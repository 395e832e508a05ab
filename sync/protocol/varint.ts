/** Bytes that end before what they promise, or promise more than they may. */
export class Malformed extends Error {
  override name = 'Malformed';
}

/** Grows as it is written; numbers are LEB128 below 2^32. */
export class ByteWriter {
  #bytes = new Uint8Array(1024);
  #length = 0;

  byte(value: number): void {
    this.#room(1);
    this.#bytes[this.#length] = value;
    this.#length += 1;
  }

  varint(value: number): void {
    let rest = value;
    while (rest > 127) {
      this.byte((rest & 127) | 128);
      rest >>>= 7;
    }
    this.byte(rest);
  }

  bytes(value: Uint8Array): void {
    this.#room(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
  }

  /** With its length before it. */
  block(value: Uint8Array): void {
    this.varint(value.length);
    this.bytes(value);
  }

  done(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #room(count: number): void {
    if (this.#length + count <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#length + count));
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

export class ByteReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** Bytes that were not read yet. */
  get left(): number {
    return this.#bytes.length - this.#at;
  }

  byte(): number {
    const value = this.#bytes[this.#at];
    if (value === undefined) throw new Malformed('it ends too early');
    this.#at += 1;
    return value;
  }

  varint(): number {
    let value = 0;
    for (let shift = 0; shift < 35; shift += 7) {
      const byte = this.byte();
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    throw new Malformed('a number without end');
  }

  bytes(count: number): Uint8Array {
    if (count > this.#bytes.length - this.#at) throw new Malformed('it ends too early');
    const value = this.#bytes.subarray(this.#at, this.#at + count);
    this.#at += count;
    return value;
  }

  block(): Uint8Array {
    return this.bytes(this.varint());
  }
}

/**
 * Small numbers in halves of bytes: three bits each, and a fourth that says that more follow. The distances between the
 * changed buckets of a day are mostly below eight, so one costs little over half a byte.
 */
export function packNibbles(values: readonly number[]): Uint8Array {
  const nibbles: number[] = [];
  for (const value of values) {
    let rest = value;
    while (rest > 7) {
      nibbles.push((rest & 7) | 8);
      rest >>>= 3;
    }
    nibbles.push(rest);
  }
  const packed = new Uint8Array(Math.ceil(nibbles.length / 2));
  nibbles.forEach((nibble, i) => {
    packed[i >> 1] = (packed[i >> 1] ?? 0) | (nibble << (i % 2 === 0 ? 0 : 4));
  });
  return packed;
}

/** @throws Malformed unless there are `count` numbers */
export function unpackNibbles(packed: Uint8Array, count: number): number[] {
  if (count > packed.length * 2) throw new Malformed('fewer numbers than promised');
  const values: number[] = [];
  let value = 0;
  let shift = 0;
  for (let i = 0; i < packed.length * 2 && values.length < count; i += 1) {
    const nibble = ((packed[i >> 1] ?? 0) >> (i % 2 === 0 ? 0 : 4)) & 15;
    value += (nibble & 7) * 2 ** shift;
    shift += 3;
    if (nibble & 8) {
      if (shift > 32) throw new Malformed('a number without end');
      continue;
    }
    values.push(value);
    value = 0;
    shift = 0;
  }
  if (values.length < count) throw new Malformed('fewer numbers than promised');
  return values;
}
