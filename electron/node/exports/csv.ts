import type { MonthLine } from '../../../shared/month/record.ts';
import { utf8Pieces } from './bytes.ts';
import { checkedLines, type ExportSource } from './source.ts';

const BYTE_ORDER_MARK = '\ufeff';

/** The columns in their order; readers by program find them by these names, which stay. */
export const CSV_COLUMNS = [
  'position',
  'serviceDate',
  'slipNumber',
  'visitId',
  'patientNumber',
  'nameKm',
  'nameLatin',
  'sex',
  'ageYears',
  'service',
  'visitStatus',
  'payer',
  'claimId',
  'paymentCode',
  'memberNumber',
  'category',
  'quantity',
  'unitRiel',
  'amountRiel',
  'state',
  'claimedRiel',
  'syncState',
] as const satisfies readonly (keyof MonthLine)[];
const REPORT_COLUMNS = ['facility', 'month', 'monthState', 'revision', 'digest'] as const;

/**
 * The list of lines for other programs: UTF-8 with a byte order mark (without one Excel takes Khmer for Latin letters),
 * CRLF, fields quoted as RFC 4180 says (a semicolon and a tab too), one line a record. Each line says of which report it is, because lines of many
 * months end up in one table.
 */
export function* csvOf(source: ExportSource, onLine: (done: number) => void): Generator<Uint8Array> {
  yield* utf8Pieces(csvLines(source, onLine));
}

function* csvLines(source: ExportSource, onLine: (done: number) => void): Generator<string> {
  const { facility, month, state, revision, digest } = source.report;
  const ofReport = [facility.code, month, state, String(revision), digest].map(field).join(',');
  yield `${BYTE_ORDER_MARK}${[...CSV_COLUMNS, ...REPORT_COLUMNS].join(',')}\r\n`;
  for (const line of checkedLines(source, onLine))
    yield `${CSV_COLUMNS.map((column) => field(line[column])).join(',')},${ofReport}\r\n`;
}

/**
 * A spreadsheet runs a text that begins like a formula, and a name comes from whoever typed it. So such a text begins
 * with an apostrophe, as OWASP advises ("CSV Injection"), also where its first sign is one of the wide ones, which some
 * spreadsheets take for the same; numbers are told by their type and stay as they are. Whatever a spreadsheet may have
 * been told to divide by is quoted, so that no formula begins in the middle of a name.
 */
function field(value: string | number | null): string {
  if (value === null) return '';
  if (typeof value === 'number') return String(value);
  const harmless = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/.test(value) ? `'${value}` : value;
  return /[",;\t\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}
