import { DERIVED_BYTES } from './derivation.ts';

const EMPTY = -1;
const LOAD_MAX = 0.7;
export const ENTRY_BYTES = 8 + 4 + DERIVED_BYTES;
export const ENTRIES_A_PIECE = 40_000;

/**
 * The keys of every member that this centre has derived under one key version, by card number and birth date, in flat
 * tables: 5 million members take about 220 MB. With it the roster of the next day derives only whoever is new.
 */
export class DerivedKeys {
  readonly keyVersion: number;
  #cards = new Float64Array(1 << 10).fill(EMPTY);
  #births = new Uint32Array(1 << 10);
  #derived = new Uint8Array((1 << 10) * DERIVED_BYTES);
  #size = 0;

  constructor(keyVersion: number) {
    this.keyVersion = keyVersion;
  }

  get size(): number {
    return this.#size;
  }

  /** The keys of a text of `lookupText`; null where they have not been derived. */
  get(text: string): Uint8Array | null {
    const slot = this.#slotOf(cardOf(text), birthOf(text));
    return this.#cards[slot] === EMPTY
      ? null
      : this.#derived.subarray(slot * DERIVED_BYTES, (slot + 1) * DERIVED_BYTES);
  }

  set(text: string, derived: Uint8Array): void {
    this.#put(cardOf(text), birthOf(text), derived);
  }

  /** All of it, in pieces that are valid until the next one is asked for. */
  *pieces(): Generator<Uint8Array> {
    const piece = new Uint8Array(ENTRIES_A_PIECE * ENTRY_BYTES);
    const view = new DataView(piece.buffer);
    let at = 0;
    for (const [slot, card] of this.#cards.entries()) {
      if (card === EMPTY) continue;
      view.setFloat64(at, card);
      view.setUint32(at + 8, this.#births[slot] ?? 0);
      piece.set(this.#derived.subarray(slot * DERIVED_BYTES, (slot + 1) * DERIVED_BYTES), at + 12);
      at += ENTRY_BYTES;
      if (at < piece.length) continue;
      yield piece;
      at = 0;
    }
    if (at > 0) yield piece.subarray(0, at);
  }

  /** Takes what `pieces` gave, whole entries at a time. */
  addPiece(piece: Uint8Array): void {
    const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
    for (let at = 0; at + ENTRY_BYTES <= piece.length; at += ENTRY_BYTES) {
      this.#put(view.getFloat64(at), view.getUint32(at + 8), piece.subarray(at + 12, at + ENTRY_BYTES));
    }
  }

  #put(card: number, birth: number, derived: Uint8Array): void {
    if (this.#size > this.#cards.length * LOAD_MAX) this.#grow();
    const slot = this.#slotOf(card, birth);
    if (this.#cards[slot] === EMPTY) this.#size += 1;
    this.#cards[slot] = card;
    this.#births[slot] = birth;
    this.#derived.set(derived.subarray(0, DERIVED_BYTES), slot * DERIVED_BYTES);
  }

  #slotOf(card: number, birth: number): number {
    const mask = this.#cards.length - 1;
    let slot = mixed(card, birth) & mask;
    while (this.#cards[slot] !== EMPTY && (this.#cards[slot] !== card || this.#births[slot] !== birth)) {
      slot = (slot + 1) & mask;
    }
    return slot;
  }

  #grow(): void {
    const [cards, births, derived] = [this.#cards, this.#births, this.#derived];
    this.#cards = new Float64Array(cards.length * 2).fill(EMPTY);
    this.#births = new Uint32Array(cards.length * 2);
    this.#derived = new Uint8Array(cards.length * 2 * DERIVED_BYTES);
    this.#size = 0;
    for (const [slot, card] of cards.entries()) {
      if (card === EMPTY) continue;
      this.#put(card, births[slot] ?? 0, derived.subarray(slot * DERIVED_BYTES, (slot + 1) * DERIVED_BYTES));
    }
  }
}

/** 14 digits are below 2^53. */
const cardOf = (text: string) => Number(text.slice(0, 14));
/** 1984-03-02 as 19840302, 1984-03 as 19840300, 1984 as 19840000: exact, so no two texts share a key. */
const birthOf = (text: string) => Number(text.slice(15).replaceAll('-', '').padEnd(8, '0'));

function mixed(card: number, birth: number): number {
  const low = Math.imul(card % 0x1_0000_0000, 0x9e3779b1);
  const high = Math.imul(Math.floor(card / 0x1_0000_0000) ^ birth, 0x85ebca6b);
  const both = low ^ high ^ (low >>> 15);
  return Math.imul(both ^ (both >>> 13), 0xc2b2ae35) >>> 0;
}
