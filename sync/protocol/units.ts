import { type ByteReader, type ByteWriter, Malformed } from './varint.ts';

/**
 * Text as its UTF-16 units, any of them, halves of characters included: ASCII and the Khmer block (U+1780 to U+17FF) are
 * one byte each, so that a compressor sees letters and not thirds of letters; what is neither is three.
 */
const ESCAPE = 1;
const KHMER = 0x1780;

export function writeUnits(writer: ByteWriter, text: string): void {
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at);
    if (unit < 0x80 && unit !== ESCAPE) writer.byte(unit);
    else if (unit >= KHMER && unit < KHMER + 0x80) writer.byte(unit - KHMER + 0x80);
    else {
      writer.byte(ESCAPE);
      writer.byte(unit >> 8);
      writer.byte(unit & 255);
    }
  }
}

/** @throws Malformed where fewer units are there */
export function readUnits(reader: ByteReader, count: number): string {
  if (count > reader.left) throw new Malformed('fewer letters than promised');
  let text = '';
  for (let left = count; left > 0; left -= 1) {
    const byte = reader.byte();
    if (byte === ESCAPE) text += String.fromCharCode((reader.byte() << 8) | reader.byte());
    else text += String.fromCharCode(byte < 0x80 ? byte : byte - 0x80 + KHMER);
  }
  return text;
}
