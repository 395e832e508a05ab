import { inflateSync } from 'node:zlib';

/** The texts of a PDF of ours, page by page, as a reader copies them: what a mark says, or what the glyphs stand for. */
export function readPdf(bytes: Uint8Array): string[][] {
  const file = Buffer.from(bytes);
  const objects = objectsOf(file);
  const pages = [...objects.values()].filter(({ head }) => head.includes('/Type/Page/'));
  return pages.map(({ head }) => {
    const fonts = [...head.matchAll(/\/F(\d) (\d+) 0 R/g)].map(([, , id]) => charactersOf(objects, Number(id)));
    const content = streamOf(objects, Number(/\/Contents (\d+)/.exec(head)?.[1]));
    return content
      .split('\n')
      .map((line) => textOf(line, fonts))
      .filter((text) => text !== null);
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

function textOf(line: string, fonts: readonly Map<string, string>[]): string | null {
  if (!line.includes('BT ')) return null;
  const marked = /\/ActualText<feff([0-9a-f]*)>/.exec(line)?.[1];
  if (marked !== undefined) return utf16(marked);
  const font = fonts[Number(/\/F(\d)/.exec(line)?.[1])];
  const glyphs = (/<([0-9a-f]+)> Tj/.exec(line)?.[1] ?? '').match(/.{4}/g) ?? [];
  return glyphs.map((id) => font?.get(id) ?? '\ufffd').join('');
}

function utf16(hex: string): string {
  return (hex.match(/.{4}/g) ?? []).map((unit) => String.fromCharCode(Number.parseInt(unit, 16))).join('');
}
