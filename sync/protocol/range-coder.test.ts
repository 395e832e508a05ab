import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { codeSigned, codeSymbol, codeUnsigned, RangeReader, RangeWriter, SIGNED, UNSIGNED } from './range-coder.ts';
import { readUnits, writeUnits } from './units.ts';
import { ByteReader, ByteWriter, Malformed } from './varint.ts';

const number = fc.oneof(fc.nat(3), fc.nat(), fc.maxSafeNat(), fc.constantFrom(0, 2 ** 32, 2 ** 53 - 1));

describe('the range coder', () => {
  it('gives back every number and symbol, whatever came before it', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(number, fc.boolean(), fc.nat(255)), { maxLength: 400, size: 'max' }), (values) => {
        const code = (coder: RangeWriter | RangeReader) => {
          const contexts = coder.contexts(UNSIGNED + SIGNED + 256);
          return values.map(([size, isNegative, byte]) => [
            codeUnsigned(coder, contexts, size),
            codeSigned(coder, contexts + UNSIGNED, isNegative ? -size : size),
            codeSymbol(coder, contexts + UNSIGNED + SIGNED, 8, byte),
            coder.direct(byte, 8),
          ]);
        };
        const writer = new RangeWriter();
        const written = code(writer);
        const reader = new RangeReader(writer.done());
        expect(code(reader)).toEqual(written.map((row) => row.map((one) => one + 0)));
        expect(reader.isAtEnd).toBe(true);
      }),
      { numRuns: 60 },
    );
  });

  it('spends next to nothing on what always comes', () => {
    const writer = new RangeWriter();
    const contexts = writer.contexts(SIGNED);
    for (let at = 0; at < 10_000; at += 1) codeSigned(writer, contexts, 0);
    expect(writer.done().length).toBeLessThan(20);
  });

  it('does not read on behind its end', () => {
    const reader = new RangeReader(new Uint8Array(2));
    expect(() => {
      for (let at = 0; at < 100; at += 1) reader.direct(0, 16);
    }).toThrow(Malformed);
  });

  it('does not learn without measure', () => {
    const reader = new RangeReader(new Uint8Array(2));
    expect(() => {
      for (let at = 0; at < 100; at += 1) reader.contexts(1_000_000);
    }).toThrow(Malformed);
  });
});

describe('text as units', () => {
  it('comes back whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(0xffff), { maxLength: 60 }), (units) => {
        const text = String.fromCharCode(...units);
        const writer = new ByteWriter();
        writeUnits(writer, text);
        const reader = new ByteReader(writer.done());
        expect(readUnits(reader, text.length)).toBe(text);
        expect(reader.isAtEnd).toBe(true);
      }),
    );
  });

  it('is one byte a letter in Khmer and in ASCII', () => {
    const writer = new ByteWriter();
    writeUnits(writer, 'សុខ DARA');
    expect(writer.done().length).toBe('សុខ DARA'.length);
  });
});
