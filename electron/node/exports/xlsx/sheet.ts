import type { PaperWords } from '../words.ts';

/** The formats of cells, in the order of `cellXfs` in the workbook's styles (`parts.ts`). */
export const STYLES = [
  'plain',
  'title',
  'heading',
  'header',
  'text',
  'line',
  'number',
  'day',
  'totalText',
  'totalNumber',
  'note',
  'warning',
  'share',
] as const;
export type Style = (typeof STYLES)[number];

/** A sum that the workbook computes itself; `value` is kept beside it, for readers that compute nothing. */
export interface Formula {
  formula: string;
  value: number;
}
/** A day as `YYYY-MM-DD`, which becomes a date of the workbook. */
export interface DayCell {
  day: string;
}
export type CellValue = string | number | Formula | DayCell | null;
export interface Cell {
  value: CellValue;
  style: Style;
}
export type Row = readonly (Cell | null)[];

export interface Sheet {
  /** At most 31 characters, none of []:*?/\ . */
  name: string;
  /** Characters of the default font. */
  widths: readonly number[];
  /** So many rows stay when one scrolls, and stand on each printed page. */
  frozenRows: number;
  rows: Iterable<Row>;
  /** The first so many columns are printed; null: all. */
  printedColumns: number | null;
  isLandscape: boolean;
}

export const cell = (value: CellValue, style: Style = 'text'): Cell => ({ value, style });
export const sum = (range: string, value: number): Formula => ({ formula: `SUM(${range})`, value });

/** Khmer above English, in one cell. */
export const both = ({ km, en }: PaperWords): string => (km === en ? km : `${km}\n${en}`);
/** The same in one line. */
export const inLine = ({ km, en }: PaperWords): string => (km === en ? km : `${km} · ${en}`);

/** Column letters from 0: A, B, … Z, AA. */
export function columnName(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest === 0 ? '' : columnName(rest - 1)) + String.fromCharCode(65 + (index % 26));
}

/** A reference into another sheet. */
export const inSheet = (name: string, range: string): string => `'${name.replaceAll("'", "''")}'!${range}`;

/** The XML of a worksheet (ECMA-376 part 1, 18.3), row by row. */
export function* sheetXml(sheet: Sheet): Generator<string> {
  const { widths, frozenRows, isLandscape } = sheet;
  yield '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
  yield '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">';
  yield '<sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0">';
  if (frozenRows > 0) {
    const pane = `<pane ySplit="${frozenRows}" topLeftCell="A${frozenRows + 1}" activePane="bottomLeft" state="frozen"/>`;
    yield `${pane}<selection pane="bottomLeft"/>`;
  }
  yield '</sheetView></sheetViews><sheetFormatPr defaultRowHeight="21" customHeight="1"/><cols>';
  for (const [at, width] of widths.entries())
    yield `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`;
  yield '</cols><sheetData>';
  let number = 0;
  for (const row of sheet.rows) {
    number += 1;
    yield rowXml(row, number);
  }
  yield '</sheetData><pageMargins left="0.5" right="0.5" top="0.6" bottom="0.6" header="0.3" footer="0.3"/>';
  // Paper 9 is A4; as many pages down as there are, one across.
  yield `<pageSetup paperSize="9" orientation="${isLandscape ? 'landscape' : 'portrait'}" fitToWidth="1" fitToHeight="0"/>`;
  yield '<headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>';
}

/** Of each of the half a million cells of a list. */
const LETTERS = Array.from({ length: 26 }, (_, at) => columnName(at));
const NUMBERS: ReadonlyMap<Style, number> = new Map(STYLES.map((style, at) => [style, at]));

/** Points that rows need besides the usual: Khmer has signs above and below, and a head has up to three lines of it. */
const HEIGHTS: Partial<Record<Style, number>> = { header: 50, title: 32, heading: 24 };

function rowXml(row: Row, number: number): string {
  const points = row.reduce((most, one) => Math.max(most, one === null ? 0 : (HEIGHTS[one.style] ?? 0)), 0);
  const height = points === 0 ? '' : ` ht="${points}" customHeight="1"`;
  let cells = '';
  for (const [at, one] of row.entries())
    if (one !== null) cells += cellXml(one, `${LETTERS[at] ?? columnName(at)}${number}`);
  return `<row r="${number}"${height}>${cells}</row>`;
}

function cellXml({ value, style }: Cell, reference: string): string {
  const head = `<c r="${reference}" s="${NUMBERS.get(style) ?? 0}"`;
  if (value === null || value === '') return `${head}/>`;
  if (typeof value === 'number') return `${head}><v>${value}</v></c>`;
  if (typeof value === 'string') {
    // Without the word a reader may drop spaces at the ends and breaks of lines; a list is a fifth smaller without it.
    const space = /^\s|\s$|[\t\n\r]| {2}/.test(value) ? ' xml:space="preserve"' : '';
    return `${head} t="inlineStr"><is><t${space}>${escaped(value)}</t></is></c>`;
  }
  if ('day' in value) return `${head}><v>${serialOf(value.day)}</v></c>`;
  return `${head}><f>${escaped(value.formula)}</f><v>${value.value}</v></c>`;
}

const DAY_MS = 86_400_000;
/** Day 0 of the 1900 system as it counts from March 1900 on. */
const EPOCH_MS = Date.UTC(1899, 11, 30);

function serialOf(day: string): number {
  return (Date.parse(`${day}T00:00:00Z`) - EPOCH_MS) / DAY_MS;
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Text for XML 1.0, which cannot say most control characters and no half of a character. */
export function escaped(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what has to go
  const sayable = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff\ud800-\udfff]/.test(text)
    ? // biome-ignore lint/suspicious/noControlCharactersInRegex: as above
      text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|\p{Cs}/gu, '')
    : text;
  return /[&<>"]/.test(sayable) ? sayable.replace(/[&<>"]/g, (sign) => ENTITIES[sign] ?? '') : sayable;
}
