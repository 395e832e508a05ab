import { describe, expect, it } from 'vitest';
import { FrameFault } from '../protocol/frame-tools.ts';
import { createFrameTools, deflate, zstd } from './frame-tools.ts';

const text = new TextEncoder().encode('{"patientId":"","checkId":"","serviceDate":""}'.repeat(40));
const codeOf = (run: () => unknown) => {
  try {
    run();
    return 'fine';
  } catch (error) {
    return error instanceof FrameFault ? error.code : 'another error';
  }
};

describe('what frames need of Node', () => {
  it('packs with zstd where its dictionary works, and with deflate where it does not', () => {
    const ignoring = {
      ...zstd,
      unpack: (bytes: Uint8Array, _dictionary: Buffer, most: number) => zstd.unpack(bytes, Buffer.alloc(0), most),
    };
    const absent = {
      ...zstd,
      pack: () => {
        throw new TypeError('zlib.zstdCompressSync is not a function');
      },
    };
    expect(createFrameTools().compress(text).method).toBe(zstd.method);
    expect(createFrameTools([ignoring, deflate]).compress(text).method).toBe(deflate.method);
    expect(createFrameTools([absent, deflate]).compress(text).method).toBe(deflate.method);
    expect(createFrameTools([absent]).compress(text).method).toBe(0);
  });

  it('reads whatever it packs, each way', () => {
    for (const packings of [[zstd], [deflate], []]) {
      const { method, dictionary, bytes } = createFrameTools(packings).compress(text);
      expect([...createFrameTools().expand(method, dictionary, bytes, text.length)]).toEqual([...text]);
    }
  });

  it('refuses what would come to too much before it is there', () => {
    const tools = createFrameTools();
    for (const packings of [[zstd], [deflate]]) {
      const { method, dictionary, bytes } = createFrameTools(packings).compress(new Uint8Array(50 * 1024 * 1024));
      expect(bytes.length).toBeLessThan(60_000);
      expect(codeOf(() => tools.expand(method, dictionary, bytes, 1024 * 1024))).toBe('too-large');
    }
    expect(codeOf(() => tools.expand(0, new Uint8Array(8), new Uint8Array(11), 10))).toBe('too-large');
  });

  it('refuses another dictionary, another method and damaged bytes', () => {
    const tools = createFrameTools();
    const { method, dictionary, bytes } = tools.compress(text);
    const other = dictionary.map((byte) => byte ^ 1);
    expect(codeOf(() => tools.expand(method, other, bytes, 10_000))).toBe('dictionary-unknown');
    expect(codeOf(() => tools.expand(9, dictionary, bytes, 10_000))).toBe('newer');
    expect(codeOf(() => tools.expand(method, dictionary, bytes.subarray(0, 8), 10_000))).toBe('damaged');
    expect(codeOf(() => createFrameTools([deflate]).expand(zstd.method, dictionary, bytes, 10_000))).toBe('damaged');
  });
});
