import type { Tally } from './figures.record.ts';
import type { SummaryRow } from './record.ts';

/** Parts of a name are set apart by a tab; texts that come with data are escaped so that they hold none. */
export function add(tally: Tally, by: number, ...parts: string[]): void {
  const name = parts.join('\t');
  tally[name] = (tally[name] ?? 0) + by;
}

export function get(tally: Tally, ...parts: string[]): number {
  return tally[parts.join('\t')] ?? 0;
}

/** The counts whose names begin with these parts, by the parts that follow. */
export function* under(tally: Tally, ...parts: string[]): Generator<[rest: string[], count: number]> {
  const start = `${parts.join('\t')}\t`;
  for (const [name, count] of Object.entries(tally)) {
    if (name.startsWith(start)) yield [name.slice(start.length).split('\t'), count];
  }
}

export function addAll(tally: Tally, other: Tally): void {
  for (const [name, count] of Object.entries(other)) tally[name] = (tally[name] ?? 0) + count;
}

export type SummaryKey = Pick<SummaryRow, 'payer' | 'paymentCode' | 'category' | 'unitRiel'>;

export function summaryName({ payer, paymentCode, category, unitRiel }: SummaryKey): string {
  return [payer, paymentCode === null ? '-' : `=${paymentCode}`, category, String(unitRiel)]
    .map(encodeURIComponent)
    .join('/');
}

export function summaryKey(name: string): SummaryKey {
  const [payer = '', code = '-', category = '', unit = '0'] = name.split('/').map(decodeURIComponent);
  return { payer, paymentCode: code === '-' ? null : code.slice(1), category, unitRiel: Number(unit) };
}
