import type { MonthReport } from '../../../../shared/month/record.ts';
import { hasPlace, unmappedOf } from '../dhis2.ts';
import { payerTables, SUMMED } from '../groups.ts';
import type { ExportSource } from '../source.ts';
import {
  CLAIM_STATE_WORDS,
  categoryWords,
  closedTold,
  keyWords,
  momentWords,
  monthWords,
  PAYER_WORDS,
  paymentWords,
  QUALITY_WORDS,
  SAYS,
  STATE_WORDS,
  WHY_WORDS,
  warningsOf,
  wordsOf,
} from '../words.ts';
import { linesSheet } from './lines.ts';
import { workbookOf } from './parts.ts';
import { both, type Cell, cell, columnName, inLine, inSheet, type Row, type Sheet, sum } from './sheet.ts';

const CLAIMS = 'ការទាមទារ Claims';
const LINES = 'បញ្ជីលម្អិត Lines';
const ACTIVITY = 'សកម្មភាព Activity';
const ADJUSTMENTS = 'និយ័តភាព Adjustments';
const QUALITY = 'គុណភាព Quality';

/** The workbook of a month. The list of lines is made row by row as it is written. */
export function xlsxOf(source: ExportSource, onLine: (done: number) => void): Iterable<Uint8Array> {
  const { report, mapping } = source;
  const adjustments = adjustmentsSheet(report);
  const sheets = [
    claimsSheet(report, adjustments.total),
    linesSheet(source, LINES, onLine),
    activitySheet(report),
    adjustments.sheet,
    qualitySheet(report, mapping),
  ];
  const title = `${report.facility.nameLatin} ${report.month} ${report.digest}`;
  return workbookOf(sheets, { title, asOf: report.asOf });
}

/** Rows that know their numbers, which formulas need. */
class Rows {
  readonly list: Row[] = [];
  add(...row: (Cell | null)[]): number {
    return this.list.push(row);
  }
}

function claimsSheet(report: MonthReport, adjustmentsTotal: string): Sheet {
  const rows = new Rows();
  rows.add(cell(`${inLine(SAYS.title)} · ${inLine(monthWords(report.month))}`, 'title'));
  for (const [words, value] of headLines(report)) rows.add(cell(inLine(words), 'note'), cell(value, 'note'));
  for (const words of warningsOf(report)) rows.add(cell(inLine(words), 'warning'));
  const totals = payerTables(report).map(({ words, rows: list, totals: sums }) => {
    rows.add();
    rows.add(cell(inLine(words), 'heading'));
    const head = rows.add(...SUMMARY_HEAD.map((one) => cell(both(one), 'header')));
    for (const row of list) {
      rows.add(
        cell(row.paymentCode),
        cell(inLine(paymentWords(report, row.paymentCode))),
        cell(inLine(categoryWords(report, row.category))),
        cell(row.unitRiel, 'number'),
        ...SUMMED.map((key) => cell(row[key], 'number')),
      );
    }
    const columns = SUMMED.map((key, at) => {
      const column = columnName(4 + at);
      // Without rows the range is the head, whose text counts for nothing.
      const range = `${column}${list.length === 0 ? head : head + 1}:${column}${head + list.length}`;
      return cell(sum(range, sums[key]), 'totalNumber');
    });
    const filler = [null, null, null].map(() => cell(null, 'totalText'));
    return rows.add(cell(inLine(SAYS.total), 'totalText'), ...filler, ...columns);
  });
  rows.add();
  const claimed = {
    formula: totals.map((row) => `G${row}`).join('+'),
    value: report.claims.claimed.amountRiel,
  };
  const adjusted = report.adjustments.reduce((total, { amountRiel }) => total + amountRiel, 0);
  const summed = (words: Cell, value: Cell) => rows.add(words, null, null, null, null, null, value);
  const first = summed(cell(inLine(SAYS.claimed), 'heading'), cell(claimed, 'totalNumber'));
  summed(
    cell(inLine(SAYS.adjusted), 'heading'),
    cell({ formula: inSheet(ADJUSTMENTS, adjustmentsTotal), value: adjusted }, 'totalNumber'),
  );
  summed(
    cell(inLine(SAYS.payable), 'heading'),
    cell(sum(`G${first}:G${first + 1}`, report.payableRiel), 'totalNumber'),
  );
  return {
    name: CLAIMS,
    widths: [24, 36, 40, 12, 10, 10, 16, 9, 9, 9, 9],
    frozenRows: 1,
    rows: rows.list,
    isLandscape: true,
    printedColumns: null,
  };
}

const SUMMARY_HEAD = [
  SAYS.paymentCode,
  SAYS.paymentType,
  SAYS.category,
  SAYS.unit,
  SAYS.cases,
  SAYS.quantity,
  SAYS.amount,
  SAYS.held,
  SAYS.returned,
  SAYS.denied,
  SAYS.resent,
];

function headLines(report: MonthReport) {
  const { facility, closing, reopening } = report;
  return [
    [SAYS.facility, `${facility.nameKm} · ${facility.nameLatin} (${facility.code}, ${facility.level})`],
    [SAYS.state, `${inLine(wordsOf(STATE_WORDS, report.state))} · ${SAYS.revision.km} ${report.revision}`],
    [SAYS.asOf, momentWords(report.asOf)],
    ...(closing === null ? [] : [[SAYS.closedBy, `${closing.byName}, ${momentWords(closing.at)}`] as const]),
    ...closedTold(report),
    ...(reopening === null ? [] : [[SAYS.reason, `${reopening.reason} (${reopening.byName})`] as const]),
    [SAYS.digest, report.digest],
  ] as const;
}

function activitySheet(report: MonthReport): Sheet {
  const rows = new Rows();
  rows.add(cell(`${inLine(SAYS.activity)} · ${inLine(monthWords(report.month))}`, 'title'));
  for (const { section, rowKeys, columnKeys, cells } of report.sections) {
    rows.add();
    rows.add(cell(`${inLine(section.words)} (${section.code})`, 'heading'));
    const heads = section.columns === null ? [SAYS.count] : columnKeys.map((key) => keyWords(report, key));
    const hasTotal = heads.length > 1;
    const head = rows.add(
      cell('', 'header'),
      ...heads.map((words) => cell(both(words), 'header')),
      ...(hasTotal ? [cell(both(SAYS.total), 'header')] : []),
    );
    const last = columnName(heads.length);
    for (const [at, key] of rowKeys.entries()) {
      const values = cells[at] ?? [];
      const number = head + at + 1;
      rows.add(
        cell(inLine(keyWords(report, key))),
        ...values.map((value) => cell(value, 'number')),
        ...(hasTotal ? [cell(sum(`B${number}:${last}${number}`, added(values)), 'totalNumber')] : []),
      );
    }
    const end = head + rowKeys.length;
    const sums = heads.map((_, column) => added(cells.map((row) => row[column] ?? 0)));
    if (hasTotal) sums.push(added(sums));
    rows.add(
      cell(inLine(SAYS.total), 'totalText'),
      ...sums.map((value, at) => {
        const column = columnName(at + 1);
        return cell(sum(`${column}${rowKeys.length === 0 ? head : head + 1}:${column}${end}`, value), 'totalNumber');
      }),
    );
  }
  const columns = Math.max(1, ...report.sections.map(({ columnKeys }) => columnKeys.length + 1));
  return {
    name: ACTIVITY,
    widths: [38, ...Array<number>(columns).fill(16)],
    frozenRows: 1,
    rows: rows.list,
    isLandscape: true,
    printedColumns: null,
  };
}

const added = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

function adjustmentsSheet(report: MonthReport): { sheet: Sheet; total: string } {
  const rows = new Rows();
  const heads = [SAYS.month, SAYS.why, SAYS.payer, SAYS.records, SAYS.visits, SAYS.claims, SAYS.amount];
  rows.add(...heads.map((words) => cell(both(words), 'header')));
  for (const { month, why, payer, records, visits, claims, amountRiel } of report.adjustments) {
    rows.add(
      cell(month),
      cell(inLine(wordsOf(WHY_WORDS, why))),
      cell(inLine(wordsOf(PAYER_WORDS, payer))),
      ...[records, visits, claims, amountRiel].map((value) => cell(value, 'number')),
    );
  }
  const end = rows.list.length;
  const keys = ['records', 'visits', 'claims', 'amountRiel'] as const;
  const total = rows.add(
    ...[cell(inLine(SAYS.total), 'totalText'), cell(null, 'totalText'), cell(null, 'totalText')],
    ...keys.map((key, at) => {
      const column = columnName(3 + at);
      const value = added(report.adjustments.map((row) => row[key]));
      return cell(sum(`${column}${Math.min(2, end)}:${column}${end}`, value), 'totalNumber');
    }),
  );
  const sheet = {
    name: ADJUSTMENTS,
    widths: [12, 40, 26, 12, 14, 14, 18],
    frozenRows: 1,
    rows: rows.list,
    isLandscape: true,
    printedColumns: null,
  };
  return { sheet, total: `G${total}` };
}

function qualitySheet(report: MonthReport, mapping: ExportSource['mapping']): Sheet {
  const rows = new Rows();
  const header = (...heads: readonly { km: string; en: string }[]) =>
    rows.add(...heads.map((words) => cell(words.km === '' ? '' : both(words), 'header')));
  rows.add(cell(`${inLine(SAYS.quality)} · ${inLine(monthWords(report.month))}`, 'title'));
  header(SAYS.quality, SAYS.count, SAYS.of, SAYS.share);
  for (const { code, count, of } of report.quality) {
    const number = rows.list.length + 1;
    const share = { formula: `IF(C${number}=0,0,B${number}/C${number})`, value: of === 0 ? 0 : count / of };
    rows.add(
      cell(inLine(wordsOf(QUALITY_WORDS, code))),
      cell(count, 'number'),
      cell(of, 'number'),
      cell(share, 'share'),
    );
  }
  rows.add();
  header(SAYS.standing, SAYS.entered, SAYS.accepted, SAYS.needsFixing, SAYS.waiting, SAYS.withdrawn);
  for (const [words, one] of [
    [SAYS.visits, report.standing.visits],
    [SAYS.claims, report.standing.claims],
  ] as const) {
    const counts = [one.entered, one.accepted, one.needsFixing, one.waiting, one.withdrawn];
    rows.add(cell(inLine(words)), ...counts.map((count) => cell(count, 'number')));
  }
  rows.add();
  header(SAYS.byState, SAYS.claims, SAYS.amount);
  for (const { state, claims, amountRiel } of report.claims.byState)
    rows.add(cell(inLine(wordsOf(CLAIM_STATE_WORDS, state))), cell(claims, 'number'), cell(amountRiel, 'number'));
  rows.add();
  rows.add(cell(inLine(SAYS.unmapped), 'heading'));
  if (!hasPlace(mapping, report.facility.code)) rows.add(cell(inLine(SAYS.noMapping), 'warning'));
  else {
    header(SAYS.section, SAYS.row, SAYS.column, SAYS.count);
    const unmapped = unmappedOf(report, mapping);
    if (unmapped.length === 0) rows.add(cell(inLine(SAYS.nothing)));
    for (const { section, row, column, value } of unmapped)
      rows.add(cell(section), cell(row), cell(column ?? ''), cell(value, 'number'));
  }
  return {
    name: QUALITY,
    widths: [48, 16, 18, 14, 14, 14],
    frozenRows: 1,
    rows: rows.list,
    isLandscape: true,
    printedColumns: null,
  };
}
