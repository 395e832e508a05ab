import { monthOf } from '../base/time.ts';
import type { BookDifference, BookEntry, BookSum, Counts } from './figures.record.ts';
import { ADJUSTMENTS, type Adjustment, type Counted } from './record.ts';

const keyOf = ({ kind, recordId }: Pick<BookSum, 'kind' | 'recordId'>) => `${kind} ${recordId}`;

/** What the records of a day of a closed month count for now, against what the book says of that day. */
export function differencesOf(day: string, now: readonly BookEntry[], book: readonly BookSum[]): BookDifference[] {
  const booked = new Map<string, BookSum[]>();
  for (const sum of book) booked.set(keyOf(sum), [...(booked.get(keyOf(sum)) ?? []), sum]);
  const differences: BookDifference[] = [];
  for (const entry of now) {
    const sums = booked.get(keyOf(entry)) ?? [];
    booked.delete(keyOf(entry));
    const why = whyOf(entry, sums);
    for (const change of changesOf(entry, sums)) {
      differences.push({ day, kind: entry.kind, recordId: entry.recordId, version: entry.version, ...change, why });
    }
  }
  // In the book and not here any more: it has another day of service now.
  for (const sums of booked.values()) {
    for (const { kind, recordId, version, ...sum } of sums) {
      if (isNothing(sum)) continue;
      differences.push({ day, kind, recordId, version, ...negative(sum), why: 'corrected' });
    }
  }
  return differences;
}

function whyOf(entry: BookEntry, book: readonly BookSum[]): BookDifference['why'] {
  if (book.length === 0) return 'late';
  if (entry.isGone) return 'withdrawn';
  if (entry.kind === 'visit') return 'corrected';
  return entry.isRefused || book.some(({ version }) => version === entry.version) ? 'decided' : 'corrected';
}

/** By payer: a record whose payer has changed takes from one and gives to another. */
function changesOf({ payer, visits, claims, amountRiel }: BookEntry, book: readonly BookSum[]): Counts[] {
  const sums = new Map<string, Counts>();
  for (const sum of book) sums.set(sum.payer, plus(sums.get(sum.payer) ?? nothing(sum.payer), negative(sum)));
  sums.set(payer, plus(sums.get(payer) ?? nothing(payer), { payer, visits, claims, amountRiel }));
  return [...sums.values()].filter((sum) => !isNothing(sum));
}

const nothing = (payer: string): Counts => ({ payer, visits: 0, claims: 0, amountRiel: 0 });

const isNothing = ({ visits, claims, amountRiel }: Counts) => visits === 0 && claims === 0 && amountRiel === 0;

const negative = ({ payer, visits, claims, amountRiel }: Counts): Counts => ({
  payer,
  visits: 0 - visits,
  claims: 0 - claims,
  amountRiel: 0 - amountRiel,
});

const plus = (a: Counts, b: Counts): Counts => ({
  payer: a.payer,
  visits: a.visits + b.visits,
  claims: a.claims + b.claims,
  amountRiel: a.amountRiel + b.amountRiel,
});

/** The adjustments that a month shows. What moved within a month and counts as before is none. */
export function adjustmentsOf(differences: readonly BookDifference[]): Adjustment[] {
  const byRecord = new Map<string, BookDifference[]>();
  for (const difference of differences) {
    byRecord.set(keyOf(difference), [...(byRecord.get(keyOf(difference)) ?? []), difference]);
  }
  const rows = new Map<string, Adjustment>();
  for (const ofRecord of byRecord.values()) {
    const isKnown = ofRecord.some(({ why }) => why !== 'late');
    const sums = new Map<string, Counts & Pick<Adjustment, 'month' | 'why'>>();
    for (const { day, why: told, ...change } of ofRecord) {
      const month = monthOf(day);
      const why = isKnown && told === 'late' ? 'corrected' : told;
      const before = sums.get(`${month} ${change.payer}`);
      // Of several reasons for one record the one that is no move counts.
      const kept = before !== undefined && before.why !== 'corrected' ? before.why : why;
      const sum = plus(before ?? nothing(change.payer), change);
      sums.set(`${month} ${change.payer}`, { ...sum, month, why: kept });
    }
    for (const sum of sums.values()) if (!isNothing(sum)) addTo(rows, { ...sum, records: 1 });
  }
  return inOrder([...rows.values()]);
}

function addTo(rows: Map<string, Adjustment>, { month, why, records, ...change }: Adjustment): void {
  const key = `${month} ${why} ${change.payer}`;
  const before = rows.get(key);
  const sum = plus(before ?? nothing(change.payer), change);
  rows.set(key, { month, why, records: (before?.records ?? 0) + records, ...sum });
}

function inOrder(rows: Adjustment[]): Adjustment[] {
  const rank = ({ month, why, payer }: Adjustment) => `${month} ${ADJUSTMENTS.indexOf(why)} ${payer}`;
  return rows.sort((a, b) => (rank(a) < rank(b) ? -1 : 1));
}

/**
 * Adjustments of a month whose book lies at another desk: all that is known of it here are the sums that its closing
 * told, so what changed is told by payer, and why follows from the sign.
 */
export function adjustmentsBySums(month: string, now: readonly Counts[], told: readonly Counted[]): Adjustment[] {
  const sums = new Map<string, Counts>();
  for (const sum of now) sums.set(sum.payer, plus(sums.get(sum.payer) ?? nothing(sum.payer), sum));
  for (const sum of told) sums.set(sum.payer, plus(sums.get(sum.payer) ?? nothing(sum.payer), negative(sum)));
  const rows = [...sums.values()]
    .filter((sum) => !isNothing(sum))
    .map((sum): Adjustment => {
      const records = Math.max(1, Math.abs(sum.visits), Math.abs(sum.claims));
      return { month, why: whyOfSum(sum), records, ...sum };
    });
  return inOrder(rows);
}

/** The adjustments of a closing whose lines are kept elsewhere. */
export function adjustmentsTold(month: string, counted: readonly Counted[]): Adjustment[] {
  const others = [...new Set(counted.map((sum) => sum.month))].filter((of) => of !== month).sort();
  return others.flatMap((of) =>
    adjustmentsBySums(
      of,
      counted.filter((sum) => sum.month === of),
      [],
    ),
  );
}

function whyOfSum({ visits, claims }: Counts): Adjustment['why'] {
  if (visits > 0 || claims > 0) return 'late';
  return visits < 0 || claims < 0 ? 'withdrawn' : 'corrected';
}

/** What a closing tells: its own month by payer, and the adjustments that it took in. */
export function countedOf(month: string, totals: readonly Counts[], adjustments: readonly Adjustment[]): Counted[] {
  const sums = new Map<string, Counted>();
  const told = [...totals.map((sum) => ({ month, ...sum })), ...adjustments];
  for (const { month: of, payer, visits, claims, amountRiel } of told) {
    const key = `${of} ${payer}`;
    sums.set(key, { month: of, ...plus(sums.get(key) ?? nothing(payer), { payer, visits, claims, amountRiel }) });
  }
  return [...sums.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
}
