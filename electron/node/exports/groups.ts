import type { MonthReport, SummaryRow } from '../../../shared/month/record.ts';
import { type PaperWords, SAYS } from './words.ts';

/** The summary as it goes to the payers, each with a table of its own. */
export interface PayerTable {
  words: PaperWords;
  rows: readonly SummaryRow[];
  totals: SummaryTotals;
}

/** The columns of a summary that are added up. */
export const SUMMED = ['cases', 'quantity', 'amountRiel', 'held', 'returned', 'denied', 'resent'] as const;
export type SummaryTotals = Record<(typeof SUMMED)[number], number>;

/** NSSF and HEF always, with a row or without; what has no payer yet where there is any. */
export function payerTables({ claims }: MonthReport): PayerTable[] {
  const table = (words: PaperWords, rows: readonly SummaryRow[]) => ({ words, rows, totals: totalsOf(rows) });
  const of = (payer: string) => claims.summary.filter((row) => row.payer === payer);
  const others = claims.summary.filter(({ payer }) => payer !== 'nssf' && payer !== 'hef');
  return [
    table(SAYS.summaryNssf, of('nssf')),
    table(SAYS.summaryHef, of('hef')),
    ...(others.length > 0 ? [table(SAYS.summaryOther, others)] : []),
  ];
}

function totalsOf(rows: readonly SummaryRow[]): SummaryTotals {
  const sum = (key: keyof SummaryTotals) => rows.reduce((total, row) => total + row[key], 0);
  const entries = SUMMED.map((key) => [key, sum(key)] as const);
  return Object.fromEntries(entries) as SummaryTotals;
}
