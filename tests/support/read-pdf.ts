import { inflateSync } from 'node:zlib';

/** The texts of a PDF of ours, page by page, as a reader copies them: what a mark says, or what the glyphs stand for. */
export function readPdf(bytes: Uint8Array): string[][] {
  return pagesOf(bytes, textOf);
}

/** What the eye finds in each row of small cells, page by page: plain texts, one a line of a cell, whatever a mark says. */
export function seenInRows(bytes: Uint8Array): string[][][] {
  return pagesOf(bytes, (line, fonts) => {
    const shown = [...line.matchAll(/<([0-9a-f]+)> Tj/g)];
    return shown.length < 2 ? null : shown.map(([, hex = '']) => charactersIn(hex, fonts[0]));
  });
}

type Fonts = readonly Map<string, string>[];

function pagesOf<T>(bytes: Uint8Array, read: (line: string, fonts: Fonts) => T | null): T[][] {
  const file = Buffer.from(bytes);
  const objects = objectsOf(file);
  const pages = [...objects.values()].filter(({ head }) => head.includes('/Type/Page/'));
  return pages.map(({ head }) => {
    const fonts = [...head.matchAll(/\/F(\d) (\d+) 0 R/g)].map(([, , id]) => charactersOf(objects, Number(id)));
    const content = streamOf(objects, Number(/\/Contents (\d+)/.exec(head)?.[1]));
    return content
      .split('\n')
      .map((line) => read(line, fonts))
      .filter((found) => found !== null);
  });
}

interface PdfObject {
  head: string;
  stream: Buffer | null;
}

/** By the table at the end, which has to be right for that. */
function objectsOf(file: Buffer): Map<number, PdfObject> {
  const end = file.toString('latin1', file.length - 64);
  const table = file.toString('latin1', Number(/startxref\n(\d+)/.exec(end)?.[1]));
  const rows = [...table.matchAll(/^(\d{10}) \d{5} n /gm)];
  return new Map(
    rows.map(([, offset], at): [number, PdfObject] => {
      const start = Number(offset);
      const id = at + 1;
      const text = file.toString('latin1', start, Math.min(file.length, start + 200_000));
      if (!text.startsWith(`${id} 0 obj\n`)) throw new Error(`object ${id} is not where the table says`);
      const head = text.slice(0, text.indexOf('endobj'));
      const stream = /^[^\n]*\n(<<.*>>)\nstream\n/.exec(text);
      if (stream === null) return [id, { head, stream: null }];
      const from = start + stream[0].length;
      const length = Number(/\/Length (\d+)/.exec(stream[1] ?? '')?.[1]);
      return [id, { head: stream[1] ?? '', stream: file.subarray(from, from + length) }];
    }),
  );
}

function streamOf(objects: ReadonlyMap<number, PdfObject>, id: number): string {
  return inflateSync(objects.get(id)?.stream ?? Buffer.alloc(0)).toString('latin1');
}

function charactersOf(objects: ReadonlyMap<number, PdfObject>, font: number): Map<string, string> {
  const map = streamOf(objects, Number(/\/ToUnicode (\d+)/.exec(objects.get(font)?.head ?? '')?.[1]));
  return new Map(
    [...map.matchAll(/^<([0-9a-f]{4})><([0-9a-f]+)>$/gm)].map(([, id = '', hex = '']) => [id, utf16(hex)]),
  );
}

function textOf(line: string, fonts: Fonts): string | null {
  if (!line.includes('BT ')) return null;
  const marked = /\/ActualText<feff([0-9a-f]*)>/.exec(line)?.[1];
  if (marked !== undefined) return utf16(marked);
  const font = fonts[Number(/\/F(\d)/.exec(line)?.[1])];
  return charactersIn(/<([0-9a-f]+)> Tj/.exec(line)?.[1] ?? '', font);
}

function charactersIn(hex: string, font: Fonts[number] | undefined): string {
  return (hex.match(/.{4}/g) ?? []).map((id) => font?.get(id) ?? '\ufffd').join('');
}

function utf16(hex: string): string {
  return (hex.match(/.{4}/g) ?? []).map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join('');
}
