import {
  CLAIM_STATE_WORDS,
  categoryWords,
  keyWords,
  PAYER_WORDS,
  type PaperWords,
  QUALITY_WORDS,
  VISIT_STATUS_WORDS,
  wordsOf,
} from '../../electron/node/exports/words.ts';
import { must } from '../../shared/base/assert.ts';
import type { MonthReport } from '../../shared/month/record.ts';
import { PACK } from './export-life.ts';
import { type FileRecount, SUMMARY_TABLES } from './file-recount.ts';
import { addTo, type ReadMonth, type ReadSection, TOTAL } from './read-month.ts';

const inLine = ({ km, en }: PaperWords) => (km === en ? km : `${km} · ${en}`);

/** A recount under the words of the workbook, with the totals that follow from it. */
export function asWorkbook(recount: FileRecount, report: MonthReport): ReadMonth {
  const { claimedRiel, adjustedRiel, payableRiel } = recount;
  const tables = SUMMARY_TABLES.filter((table) => table !== 'others' || recount.summary.others.rows.length > 0);
  return {
    summary: tables.map((table) => ({
      rows: recount.summary[table].rows.map((row) => categoryInWords(row, report)).sort(),
      totals: recount.summary[table].totals,
    })),
    ...{ claimedRiel, adjustedRiel, payableRiel },
    lines: linesInWords(recount),
    linesTotal: ofLines(recount),
    sections: Object.fromEntries(
      Object.entries(recount.sections).map(([code, cells]) => [code, sectionOf(code, cells, report)]),
    ),
    ...adjustmentsOf(recount),
    quality: renamed(recount.quality, (code) => inLine(wordsOf(QUALITY_WORDS, code))),
    standing: (['visits', 'claims'] as const).map((kind) => standingOf(recount.standing[kind])),
    states: renamed(recount.states, (state) => inLine(wordsOf(CLAIM_STATE_WORDS, state))),
    unmapped: unmappedOf(recount),
  };
}

export function ofLines({ lines }: FileRecount): ReadMonth['linesTotal'] {
  const sums = Object.values(lines);
  return {
    riel: sums.reduce((sum, [, riel]) => sum + riel, 0),
    claimedRiel: sums.reduce((sum, [, , claimedRiel]) => sum + claimedRiel, 0),
  };
}

function renamed<T>(counts: Record<string, T>, name: (key: string) => string): Record<string, T> {
  return Object.fromEntries(Object.entries(counts).map(([key, count]) => [name(key), count]));
}

function categoryInWords(row: string, report: MonthReport): string {
  const [code = '', category = '', ...figures] = row.split(' | ');
  return [code, inLine(categoryWords(report, category)), ...figures].join(' | ');
}

function linesInWords({ lines }: FileRecount): ReadMonth['lines'] {
  return renamed(lines, (key) => {
    const [payer = '', state = '', status = ''] = key.split(' / ');
    const ofState = state === '' ? '' : wordsOf(CLAIM_STATE_WORDS, state).km;
    return [wordsOf(PAYER_WORDS, payer).km, ofState, wordsOf(VISIT_STATUS_WORDS, status).km].join(' / ');
  });
}

function sectionOf(code: string, cells: Record<string, number>, report: MonthReport): ReadSection {
  const label = (key: string) => inLine(keyWords(report, key));
  const hasColumns = PACK.sections.some((section) => section.code === code && section.columns !== null);
  const rowTotals: Record<string, number[]> = {};
  const columnTotals: Record<string, number[]> = {};
  for (const [key, count] of Object.entries(cells)) {
    const [row = '', column = ''] = key.split(' / ').map(label);
    if (hasColumns) {
      addTo(rowTotals, row, [count]);
      addTo(columnTotals, column, [count]);
    }
    addTo(columnTotals, TOTAL, [count]);
  }
  const only = (sums: Record<string, number[]>) =>
    Object.fromEntries(Object.entries(sums).map(([key, [sum]]) => [key, must(sum ?? null, 'it has one')]));
  return {
    cells: renamed(cells, (key) => key.split(' / ').map(label).join(' / ')),
    rowTotals: only(rowTotals),
    columnTotals: only(columnTotals),
  };
}

function adjustmentsOf({ adjustments }: FileRecount): Pick<ReadMonth, 'adjustments' | 'adjustmentsTotal'> {
  const total: Record<string, number[]> = { all: [0, 0, 0, 0] };
  for (const sums of Object.values(adjustments)) addTo(total, 'all', sums);
  const inWords = renamed(adjustments, (key) => {
    const [month = '', payer = ''] = key.split(' ');
    return `${month} ${inLine(wordsOf(PAYER_WORDS, payer))}`;
  });
  return { adjustments: inWords, adjustmentsTotal: total.all ?? [] };
}

/** Entered, and where what was entered stands. */
function standingOf(counts: Record<string, number>): number[] {
  const parts = ['accepted', 'needs-fixing', 'waiting', 'withdrawn'].map((stands) => counts[stands] ?? 0);
  return [parts.reduce((sum, part) => sum + part, 0), ...parts];
}

function unmappedOf({ sections }: FileRecount): Record<string, number> {
  const mapped = new Set(
    PACK.dhis2?.elements.map(({ section, row, column }) => [section, row, column ?? ''].join(' ')) ?? [],
  );
  return Object.fromEntries(
    Object.entries(sections)
      .flatMap(([code, cells]) =>
        Object.entries(cells).map(([key, count]): [string, number] => {
          const [row = '', column = ''] = key.split(' / ');
          return [[code, row, column].join(' '), count];
        }),
      )
      .filter(([key]) => !mapped.has(key)),
  );
}
