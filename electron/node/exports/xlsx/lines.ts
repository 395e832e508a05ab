import type { MonthLine } from '../../../../shared/month/record.ts';
import { checkedLines, type ExportSource } from '../source.ts';
import {
  CLAIM_STATE_WORDS,
  categoryWords,
  keyWords,
  PAYER_WORDS,
  paymentWords,
  SAYS,
  SHORT_SEX,
  SYNC_WORDS,
  VISIT_STATUS_WORDS,
  wordsOf,
} from '../words.ts';
import { both, type Cell, cell, columnName, inLine, type Row, type Sheet, sum } from './sheet.ts';

interface LineColumn {
  words: { km: string; en: string };
  width: number;
  cellOf(line: MonthLine, report: ExportSource['report']): Cell;
}

const text = (value: string | null) => cell(value, 'line');
/** What the paper shows comes first and is printed; what programs and doubts need follows. */
const COLUMNS: readonly LineColumn[] = [
  { words: SAYS.position, width: 7, cellOf: ({ position }) => cell(position, 'number') },
  { words: SAYS.day, width: 12, cellOf: ({ serviceDate }) => cell({ day: serviceDate }, 'day') },
  { words: SAYS.slip, width: 12, cellOf: ({ slipNumber }) => text(slipNumber) },
  { words: SAYS.patient, width: 19, cellOf: ({ patientNumber }) => text(patientNumber) },
  { words: SAYS.nameKm, width: 22, cellOf: ({ nameKm }) => text(nameKm) },
  { words: SAYS.sex, width: 6, cellOf: ({ sex }) => text(SHORT_SEX[sex].km) },
  { words: SAYS.age, width: 6, cellOf: ({ ageYears }) => cell(ageYears, 'number') },
  {
    words: SAYS.category,
    width: 26,
    cellOf: ({ category }, report) => text(category === null ? null : categoryWords(report, category).km),
  },
  { words: SAYS.payer, width: 18, cellOf: ({ payer }) => text(wordsOf(PAYER_WORDS, payer).km) },
  { words: SAYS.member, width: 18, cellOf: ({ memberNumber }) => text(memberNumber) },
  { words: SAYS.quantity, width: 9, cellOf: ({ quantity }) => cell(quantity, 'number') },
  { words: SAYS.unit, width: 13, cellOf: ({ unitRiel }) => cell(unitRiel, 'number') },
  { words: SAYS.amount, width: 14, cellOf: ({ amountRiel }) => cell(amountRiel, 'number') },
  {
    words: SAYS.claimState,
    width: 15,
    cellOf: ({ state }) => text(state === null ? null : wordsOf(CLAIM_STATE_WORDS, state).km),
  },
  { words: SAYS.claimedRiel, width: 14, cellOf: ({ claimedRiel }) => cell(claimedRiel, 'number') },
  { words: SAYS.nameLatin, width: 24, cellOf: ({ nameLatin }) => text(nameLatin) },
  { words: SAYS.service, width: 20, cellOf: ({ service }, report) => text(keyWords(report, service).km) },
  {
    words: SAYS.visitStatus,
    width: 14,
    cellOf: ({ visitStatus }) => text(wordsOf(VISIT_STATUS_WORDS, visitStatus).km),
  },
  { words: SAYS.paymentCode, width: 17, cellOf: ({ paymentCode }) => text(paymentCode) },
  {
    words: SAYS.paymentType,
    width: 24,
    cellOf: ({ paymentCode }, report) => text(paymentWords(report, paymentCode).km),
  },
  { words: SAYS.syncState, width: 22, cellOf: ({ syncState }) => text(wordsOf(SYNC_WORDS, syncState).km) },
  { words: SAYS.visitId, width: 40, cellOf: ({ visitId }) => text(visitId) },
  { words: SAYS.claimId, width: 40, cellOf: ({ claimId }) => text(claimId) },
];
const PRINTED = 15;
const SUMMED = [
  [SAYS.amount, 'amountRiel'],
  [SAYS.claimedRiel, 'claimedRiel'],
] as const;

/** The list of lines with its sums below; texts stay texts, so that no card number loses a zero. */
export function linesSheet(source: ExportSource, name: string, onLine: (done: number) => void): Sheet {
  return {
    name,
    widths: COLUMNS.map(({ width }) => width),
    frozenRows: 1,
    rows: rowsOf(source, onLine),
    isLandscape: true,
    printedColumns: PRINTED,
  };
}

function* rowsOf(source: ExportSource, onLine: (done: number) => void): Generator<Row> {
  yield COLUMNS.map(({ words }) => cell(both(words), 'header'));
  const sums = { amountRiel: 0, claimedRiel: 0 };
  let rows = 1;
  for (const line of checkedLines(source, onLine)) {
    rows += 1;
    sums.amountRiel += line.amountRiel;
    sums.claimedRiel += line.claimedRiel;
    yield COLUMNS.map(({ cellOf }) => cellOf(line, source.report));
  }
  yield COLUMNS.map(({ words }, at) => {
    if (at === 0) return cell(inLine(SAYS.total), 'totalText');
    const key = SUMMED.find(([of]) => of === words)?.[1];
    if (key === undefined) return cell(null, 'totalText');
    const column = columnName(at);
    return cell(sum(`${column}${Math.min(2, rows)}:${column}${rows}`, sums[key]), 'totalNumber');
  });
}
