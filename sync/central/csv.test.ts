import { describe, expect, test } from 'vitest';
import { type CsvLine, cellsOf, csvCell, csvLines } from './csv.ts';
import { KeySet } from './key-set.ts';

async function read(text: string, chunkBytes: number): Promise<CsvLine[]> {
  const bytes = new TextEncoder().encode(text);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    for (let at = 0; at < bytes.length; at += chunkBytes) yield bytes.subarray(at, at + chunkBytes);
  }
  const lines: CsvLine[] = [];
  for await (const some of csvLines(chunks())) lines.push(...some);
  return lines;
}

describe('comma-separated text', () => {
  const file = '\uFEFFសុខ,"a ""b"", c"\r\n\r\n"",\r\n"open,x\nlast,line';
  const expected = [
    { line: 1, cells: ['សុខ', 'a "b", c'], problem: null },
    { line: 3, cells: ['', ''], problem: null },
    { line: 4, cells: null, problem: 'a quotation mark is not closed on this line' },
    { line: 5, cells: ['last', 'line'], problem: null },
  ];

  test('reads the same however the file is cut into chunks', async () => {
    for (let chunkBytes = 1; chunkBytes <= 40; chunkBytes++) expect(await read(file, chunkBytes)).toEqual(expected);
  });

  test('gives up on an endless line and goes on after it', async () => {
    const lines = await read(`a\n${'x'.repeat(400_000)}\nb`, 10_000);
    expect(lines.map(({ line, cells }) => [line, cells])).toEqual([
      [1, ['a']],
      [2, null],
      [3, ['b']],
    ]);
  });

  test('reads back every cell it writes', () => {
    for (const cells of [
      ['', 'a'],
      ['"', ',', '""'],
      ['សុភា', '1', 'x"y,z'],
    ]) {
      expect(cellsOf(cells.map(csvCell).join(','))).toEqual(cells);
    }
  });

  test('refuses what stands after a closing quote', () => {
    expect(cellsOf('"a"b,c')).toBeNull();
  });
});

test('a key set knows what it has seen, through its growth', () => {
  const seen = new KeySet();
  const keys = Array.from({ length: 100_000 }, (_, index) => String(index * 736_878_791).padStart(14, '0'));
  expect(keys.filter((key) => !seen.add(key))).toEqual([]);
  expect(keys.filter((key) => seen.add(key))).toEqual([]);
  expect([seen.add('01'), seen.add('0001'), seen.add('01')]).toEqual([true, true, false]);
});
