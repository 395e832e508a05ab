import { inflateRawSync } from 'node:zlib';

/** The entries of a ZIP archive by its own list, in its order. */
export function unzip(bytes: Uint8Array): Map<string, Uint8Array> {
  const file = Buffer.from(bytes);
  const end = file.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
  const entries = new Map<string, Uint8Array>();
  let at = file.readUInt32LE(end + 16);
  for (let left = file.readUInt16LE(end + 10); left > 0; left -= 1) {
    const [packed, size] = [file.readUInt32LE(at + 20), file.readUInt32LE(at + 24)];
    const [name, extra, comment] = [file.readUInt16LE(at + 28), file.readUInt16LE(at + 30), file.readUInt16LE(at + 32)];
    const offset = file.readUInt32LE(at + 42);
    const start = offset + 30 + file.readUInt16LE(offset + 26) + file.readUInt16LE(offset + 28);
    const content = inflateRawSync(file.subarray(start, start + packed));
    if (content.length !== size) throw new Error('an entry has another size than the list says');
    entries.set(file.toString('ascii', at + 46, at + 46 + name), content);
    at += 46 + name + extra + comment;
  }
  return entries;
}

export interface ReadCell {
  /** Number or text, as it is kept. */
  value: number | string | null;
  formula: string | null;
  style: number;
}
export interface ReadSheet {
  name: string;
  /** By reference, such as B7. */
  cells: Map<string, ReadCell>;
  rows: ReadCell[][];
  xml: string;
}

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
const plain = (text: string) => text.replace(/&(amp|lt|gt|quot);/g, (_, name: string) => ENTITIES[name] ?? '');

/** A workbook as its XML says it, sheet by sheet. */
export function readXlsx(bytes: Uint8Array): ReadSheet[] {
  const entries = unzip(bytes);
  const textOf = (name: string) => Buffer.from(entries.get(name) ?? []).toString('utf8');
  const names = [...textOf('xl/workbook.xml').matchAll(/<sheet name="([^"]*)"/g)].map(([, name = '']) => plain(name));
  return names.map((name, at) => {
    const xml = textOf(`xl/worksheets/sheet${at + 1}.xml`);
    const cells = new Map<string, ReadCell>();
    const rows = [...xml.matchAll(/<row [^>]*>(.*?)<\/row>/gs)].map(([, row = '']) =>
      [...row.matchAll(/<c r="([A-Z]+\d+)" s="(\d+)"([^>]*?)(?:\/>|>(.*?)<\/c>)/gs)].map(
        ([, reference = '', style = '0', kind = '', body = '']) => {
          const cell = { ...contentOf(kind, body), style: Number(style) };
          cells.set(reference, cell);
          return cell;
        },
      ),
    );
    return { name, cells, rows, xml };
  });
}

function contentOf(kind: string, body: string): { value: number | string | null; formula: string | null } {
  const formula = /<f>(.*?)<\/f>/s.exec(body)?.[1] ?? null;
  const text = /<t[^>]*>(.*?)<\/t>/s.exec(body)?.[1];
  if (kind.includes('inlineStr')) return { value: plain(text ?? ''), formula: null };
  const number = /<v>(.*?)<\/v>/.exec(body)?.[1];
  return { value: number === undefined ? null : Number(number), formula: formula === null ? null : plain(formula) };
}

/** What a sum over a range of the same sheet, or a sum of single cells, comes to; texts count for nothing. */
export function sumIn(sheet: ReadSheet, formula: string): number {
  const range = /^SUM\(([A-Z]+)(\d+):([A-Z]+)(\d+)\)$/.exec(formula);
  const numberAt = (reference: string) => {
    const value = sheet.cells.get(reference)?.value;
    return typeof value === 'number' ? value : 0;
  };
  if (range === null) return formula.split('+').reduce((sum, reference) => sum + numberAt(reference), 0);
  const [, from = '', first = '', to = '', last = ''] = range;
  let sum = 0;
  for (let column = numberOf(from); column <= numberOf(to); column += 1)
    for (let row = Number(first); row <= Number(last); row += 1) sum += numberAt(`${lettersOf(column)}${row}`);
  return sum;
}

/** What each formula but those of shares says beside what it comes to, by sheet and cell. */
export function formulasOf(sheets: readonly ReadSheet[]): {
  said: Record<string, unknown>;
  counted: Record<string, unknown>;
} {
  const said: Record<string, unknown> = {};
  const counted: Record<string, unknown> = {};
  for (const sheet of sheets) {
    for (const [reference, { formula, value }] of sheet.cells) {
      if (formula === null || formula.startsWith('IF(')) continue;
      const other = /^'([^']+)'!([A-Z]+\d+)$/.exec(formula);
      const name = `${sheet.name} ${reference} ${formula}`;
      said[name] = value;
      counted[name] =
        other === null
          ? sumIn(sheet, formula)
          : sheets.find((one) => one.name === other[1])?.cells.get(String(other[2]))?.value;
    }
  }
  return { said, counted };
}

const numberOf = (letters: string) => [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
function lettersOf(column: number): string {
  const rest = Math.floor((column - 1) / 26);
  return (rest === 0 ? '' : lettersOf(rest)) + String.fromCharCode(65 + ((column - 1) % 26));
}
