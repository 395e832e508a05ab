import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { newFolder, removeFolder } from '../../tests/support/folder.ts';
import { Bounded, isOfTheDisk, writeWhole } from './stick-files.ts';

let folder: string;
beforeEach(() => {
  folder = newFolder('stick-files');
});
afterEach(() => removeFolder(folder));

async function* pieces(count: number, failsAt = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < count; at += 1) {
    if (at === failsAt) throw new Error('the source broke');
    yield new Uint8Array(1_000).fill(at);
  }
}

it('writes a file whole, in place of one of that name', async () => {
  const path = join(folder, 'stick.tonle');
  writeFileSync(path, 'an older one');
  expect(await writeWhole(pieces(5), path)).toBe(5_000);
  expect(readFileSync(path)).toHaveLength(5_000);
  expect(readFileSync(path)[4_999]).toBe(4);
  expect(readdirSync(folder)).toEqual(['stick.tonle']);
});

it('leaves nothing, and the older file as it was, where it cannot', async () => {
  const path = join(folder, 'stick.tonle');
  writeFileSync(path, 'an older one');
  await expect(writeWhole(pieces(5, 3), path)).rejects.toThrow('the source broke');
  expect(readFileSync(path, 'utf8')).toBe('an older one');
  expect(readdirSync(folder)).toEqual(['stick.tonle']);
  const gone = await writeWhole(pieces(1), join(folder, 'gone', 'stick.tonle')).catch((error: unknown) => error);
  expect(isOfTheDisk(gone)).toBe(true);
  mkdirSync(join(folder, 'taken'));
  const taken = await writeWhole(pieces(1), join(folder, 'taken')).catch((error: unknown) => error);
  expect(isOfTheDisk(taken)).toBe(true);
  expect(existsSync(join(folder, 'taken.part'))).toBe(false);
  expect(isOfTheDisk(new TypeError('a bug'))).toBe(false);
});

it('passes on no more than it may', async () => {
  const sizeOf = async (stream: AsyncIterable<Uint8Array>) => {
    let bytes = 0;
    for await (const piece of stream) bytes += piece.length;
    return bytes;
  };
  const enough = new Bounded(pieces(5), 5_000);
  expect([await sizeOf(enough), enough.isTooLarge]).toEqual([5_000, false]);
  const tooMuch = new Bounded(pieces(5), 4_999);
  expect([await sizeOf(tooMuch), tooMuch.isTooLarge]).toEqual([4_000, true]);
});
