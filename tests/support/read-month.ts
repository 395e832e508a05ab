import type { ReadCell, ReadSheet } from './read-xlsx.ts';

/** The figures of a month as its workbook says them, under the words that stand beside them. */
export interface ReadMonth {
  summary: { rows: string[]; totals: number[] }[];
  claimedRiel: number;
  adjustedRiel: number;
  payableRiel: number;
  lines: Record<string, number[]>;
  linesTotal: { riel: number; claimedRiel: number };
  sections: Record<string, ReadSection>;
  adjustments: Record<string, number[]>;
  adjustmentsTotal: number[];
  quality: Record<string, number[]>;
  standing: number[][];
  states: Record<string, string>;
  unmapped: Record<string, number>;
}
export interface ReadSection {
  /** By `row` or `row / column`; here and below without zeros. */
  cells: Record<string, number>;
  /** By row, where there are several columns. */
  rowTotals: Record<string, number>;
  /** By column, and of all of them. */
  columnTotals: Record<string, number>;
}

export const TOTAL = 'សរុប · Total';

type Rows = readonly (readonly ReadCell[])[];
const textOf = (cell: ReadCell | undefined) => (typeof cell?.value === 'string' ? cell.value : '');
const numbersOf = (row: readonly ReadCell[]) => row.flatMap(({ value }) => (typeof value === 'number' ? [value] : []));
const isTotal = (row: readonly ReadCell[]) => textOf(row[0]) === TOTAL;

export function readMonth(sheets: readonly ReadSheet[]): ReadMonth {
  const [claims, lines, activity, adjustments, quality] = sheets.map(({ rows }) => rows);
  return {
    ...claimsOf(claims ?? []),
    ...linesOf(lines ?? []),
    sections: sectionsOf(activity ?? []),
    ...adjustmentsOf(adjustments ?? []),
    ...qualityOf(quality ?? []),
  };
}

/**
 * Every figure in the order of the paper, which has them all but the sums below the lines and the adjustments, and says
 * once more above the signatures what is signed for.
 */
export function figuresInOrder(sheets: readonly ReadSheet[]): number[] {
  const [claims = [], , activity = [], adjustments = [], quality = []] = sheets.map(({ rows }) => rows);
  // A share stands behind what it is a share of, and is no figure of its own.
  const counted = quality.map((row) => row.filter(({ formula }) => formula === null));
  return [claims, adjustments.slice(0, -1), claims.slice(-1), activity, counted].flatMap((rows) =>
    rows.flatMap(numbersOf),
  );
}

/** The figures among texts of the paper; a unit without a rate is a dash there. */
export function figuresAmong(texts: readonly string[]): number[] {
  return texts
    .filter((text) => /^(-?\d{1,3}(\u00a0\d{3})*|–)$/.test(text))
    .map((text) => (text === '–' ? 0 : Number(text.replaceAll('\u00a0', ''))));
}

function claimsOf(rows: Rows): Pick<ReadMonth, 'summary' | 'claimedRiel' | 'adjustedRiel' | 'payableRiel'> {
  const summary: ReadMonth['summary'] = [];
  let table: string[] = [];
  for (const row of rows) {
    const numbers = numbersOf(row);
    if (isTotal(row)) {
      summary.push({ rows: table.sort(), totals: numbers });
      table = [];
    } else if (numbers.length === 8) table.push([textOf(row[0]), textOf(row[2]), ...numbers].join(' | '));
  }
  const [claimedRiel = Number.NaN, adjustedRiel = Number.NaN, payableRiel = Number.NaN] = rows
    .slice(-3)
    .map((row) => numbersOf(row)[0]);
  return { summary, claimedRiel, adjustedRiel, payableRiel };
}

const LINE = { payer: 8, riel: 12, state: 13, claimed: 14, status: 17 } as const;

function linesOf(rows: Rows): Pick<ReadMonth, 'lines' | 'linesTotal'> {
  const at = (row: readonly ReadCell[], of: keyof typeof LINE) => row[LINE[of]];
  const number = (row: readonly ReadCell[], of: keyof typeof LINE) => Number(at(row, of)?.value);
  const lines: ReadMonth['lines'] = {};
  for (const row of rows.slice(1, -1)) {
    const key = [at(row, 'payer'), at(row, 'state'), at(row, 'status')].map(textOf).join(' / ');
    addTo(lines, key, [1, number(row, 'riel'), number(row, 'claimed')]);
  }
  const last = rows.at(-1) ?? [];
  return { lines, linesTotal: { riel: number(last, 'riel'), claimedRiel: number(last, 'claimed') } };
}

export function addTo(sums: Record<string, number[]>, key: string, counts: readonly number[]): void {
  const before = sums[key] ?? [];
  sums[key] = counts.map((count, at) => count + (before[at] ?? 0));
}

/** A heading with the code of the section, the heads of its columns, rows, and a total. */
function sectionsOf(rows: Rows): Record<string, ReadSection> {
  const sections: Record<string, ReadSection> = {};
  let heads: string[] | null = null;
  let section: ReadSection = { cells: {}, rowTotals: {}, columnTotals: {} };
  for (const row of rows) {
    const code = /\(([a-z0-9-]+)\)$/.exec(textOf(row[0]))?.[1];
    const numbers = numbersOf(row);
    if (row.length === 1 && code !== undefined) {
      section = { cells: {}, rowTotals: {}, columnTotals: {} };
      sections[code] = section;
      heads = null;
    } else if (isTotal(row))
      section.columnTotals = nonZero(numbers.map((count, at) => [columnOf(heads ?? [], at), count]));
    else if (numbers.length === 0) heads = row.slice(1).map((cell) => textOf(cell).replace('\n', ' · '));
    else readRow(section, textOf(row[0]), heads ?? [], numbers);
  }
  return sections;
}

function readRow(section: ReadSection, label: string, heads: readonly string[], numbers: readonly number[]): void {
  const counts = numbers.map((count, at) => [columnOf(heads, at), count] as const);
  if (heads.length === 1) Object.assign(section.cells, nonZero(counts.map(([, count]) => [label, count])));
  else {
    const cells = counts.filter(([head]) => head !== TOTAL);
    Object.assign(section.cells, nonZero(cells.map(([head, count]) => [`${label} / ${head}`, count])));
    Object.assign(
      section.rowTotals,
      nonZero(counts.filter(([head]) => head === TOTAL).map(([, count]) => [label, count])),
    );
  }
}

/** A table of one column has nothing but its total below. */
const columnOf = (heads: readonly string[], at: number) => (heads.length === 1 ? TOTAL : (heads[at] ?? 'no head'));
const nonZero = (counts: readonly (readonly [string, number])[]) =>
  Object.fromEntries(counts.filter(([, count]) => count !== 0));

function adjustmentsOf(rows: Rows): Pick<ReadMonth, 'adjustments' | 'adjustmentsTotal'> {
  const adjustments: ReadMonth['adjustments'] = {};
  for (const row of rows.slice(1, -1)) addTo(adjustments, `${textOf(row[0])} ${textOf(row[2])}`, numbersOf(row));
  return { adjustments, adjustmentsTotal: numbersOf(rows.at(-1) ?? []) };
}

/** Tables below each other, with an empty row between them. */
function qualityOf(rows: Rows): Pick<ReadMonth, 'quality' | 'standing' | 'states' | 'unmapped'> {
  const tables: (readonly ReadCell[])[][] = [[]];
  for (const row of rows) {
    if (row.length === 0) tables.push([]);
    else tables.at(-1)?.push(row);
  }
  const [quality = [], standing = [], states = [], unmapped = []] = tables.map((table) =>
    table.filter((row) => numbersOf(row).length > 0),
  );
  const named = <T>(of: Rows, value: (numbers: number[]) => T) =>
    Object.fromEntries(of.map((row) => [textOf(row[0]), value(numbersOf(row))]));
  return {
    quality: named(quality, (numbers) => numbers.slice(0, 2)),
    standing: standing.map(numbersOf),
    states: named(
      states.filter((row) => numbersOf(row)[0] !== 0),
      (numbers) => numbers.join(' '),
    ),
    unmapped: Object.fromEntries(
      unmapped.map((row) => [row.slice(0, 3).map(textOf).join(' '), numbersOf(row)[0] ?? Number.NaN]),
    ),
  };
}
