import type { ReadDb, SqlRow, WriteDb } from '../base/db.ts';
import { sha256Hex } from '../base/hash.ts';
import { ReadingCancelled, type ReadingWatch } from '../base/reading.ts';
import { type Day, type Month, monthOf } from '../base/time.ts';
import type { ReferencePack } from '../claims/pack.record.ts';
import { packForDay } from '../claims/pack-store.ts';
import { differencesOf } from './adjustment-rules.ts';
import { bookOfDay, type Closing, closedThrough, isBooked } from './close-store.ts';
import { COUNTING_RULES, digestOfDay, entriesOfDay, rowsOfDay, tallyOfDay, totalsOf } from './day-rules.ts';
import { factsOfDay } from './facts-store.ts';
import type { BookDifference, BookEntry, CountedDay, Counts, MonthRow, Tally } from './figures.record.ts';

/** A day that was counted just now, with what it was counted by; the desk keeps it, so that it need not be counted again. */
export interface FreshDay extends CountedDay {
  countedBy: string;
  /** JSON of its lines, for a day that is over; null where they are not kept. */
  rows: string | null;
}

/** How a month is counted: by the pack that was in force on its first day, so that all its days have the same tables. */
export interface MonthRules {
  pack: ReferencePack | null;
  countedBy: string;
}

export function rulesOfMonth(db: ReadDb, month: Month): MonthRules {
  const pack = packForDay(db, `${month}-01`);
  if (pack === null) return { pack, countedBy: `${COUNTING_RULES} no pack` };
  const { id, ageBands, returnWithinDays, sections } = pack;
  const content = sha256Hex(JSON.stringify({ ageBands, returnWithinDays, sections })).slice(0, 16);
  return { pack, countedBy: `${COUNTING_RULES} ${id} ${content}` };
}

/** Counts days, or takes them as they were counted where nothing of them has changed since. */
export class DayCounter {
  readonly #db: ReadDb;
  readonly #closings: ReadonlyMap<Month, Closing>;
  readonly #watch: ReadingWatch;
  readonly #rules = new Map<Month, MonthRules>();
  /** What was counted anew. */
  readonly fresh: FreshDay[] = [];

  constructor(db: ReadDb, closings: ReadonlyMap<Month, Closing>, watch: ReadingWatch) {
    this.#db = db;
    this.#closings = closings;
    this.#watch = watch;
  }

  rulesOf(month: Month): MonthRules {
    const rules = this.#rules.get(month) ?? rulesOfMonth(this.#db, month);
    this.#rules.set(month, rules);
    return rules;
  }

  /** The days of a month on which there is or was anything. */
  month(month: Month): CountedDay[] {
    const { countedBy } = this.rulesOf(month);
    return this.#db
      .all(
        `SELECT day, stamp, countedStamp, countedBy, linesCount, visitsCount, totals FROM monthDay
         WHERE day BETWEEN @from AND @to ORDER BY day`,
        { from: `${month}-01`, to: `${month}-31` },
      )
      .map((row) => {
        const isHeld = row.countedStamp === row.stamp && row.countedBy === countedBy;
        return isHeld ? this.#held(row) : this.count(String(row.day), Number(row.stamp)).day;
      });
  }

  /** By payer, without the figures; what months are compared by. */
  totalsOfMonth(month: Month): Counts[] {
    const rows = this.#db.all(
      'SELECT day, stamp, countedStamp, totals FROM monthDay WHERE day BETWEEN @from AND @to ORDER BY day',
      { from: `${month}-01`, to: `${month}-31` },
    );
    return totalsOf(
      rows.flatMap((row) =>
        row.countedStamp === row.stamp
          ? (JSON.parse(String(row.totals)) as Counts[])
          : this.#freshOf(String(row.day), Number(row.stamp)).totals,
      ),
    );
  }

  /** Everything in which a closed month whose book is here differs from it now. */
  differences(): BookDifference[] {
    const through = closedThrough(this.#closings);
    if (through === null) return [];
    const rows = this.#db.all(
      `SELECT day, stamp, countedStamp FROM monthDay
       WHERE day <= @to AND (hasDifferences = 1 OR countedStamp IS NOT stamp) ORDER BY day`,
      { to: `${through}-31` },
    );
    return rows
      .filter(({ day }) => isBooked(this.#closings, monthOf(String(day))))
      .flatMap((row) => {
        const day = String(row.day);
        if (row.countedStamp !== row.stamp) return this.#freshOf(day, Number(row.stamp)).differences;
        const kept = this.#db.get('SELECT differences FROM monthDayFigures WHERE day = @day', { day });
        return JSON.parse(String(kept?.differences ?? '[]')) as BookDifference[];
      });
  }

  /** Counts a day from its records. */
  count(day: Day, stamp: number): { day: FreshDay; rows: MonthRow[]; entries: BookEntry[] } {
    if (this.#watch.isCancelled()) throw new ReadingCancelled();
    const { pack, countedBy } = this.rulesOf(monthOf(day));
    const facts = factsOfDay(this.#db, day, pack?.returnWithinDays ?? 1);
    const rows = rowsOfDay(facts, pack);
    const entries = entriesOfDay(facts);
    const isCompared = isBooked(this.#closings, monthOf(day));
    const counted: FreshDay = {
      day,
      stamp,
      countedBy,
      tally: tallyOfDay(facts, pack),
      linesCount: rows.length,
      visitsCount: new Set(rows.map(({ line }) => line.visitId)).size,
      rows: null,
      digest: digestOfDay(rows),
      totals: totalsOf(entries),
      differences: isCompared ? differencesOf(day, entries, bookOfDay(this.#db, day, this.#closings)) : [],
    };
    this.fresh.push(counted);
    return { day: counted, rows, entries };
  }

  #freshOf(day: Day, stamp: number): FreshDay {
    return this.fresh.find((fresh) => fresh.day === day) ?? this.count(day, stamp).day;
  }

  #held(row: SqlRow): CountedDay {
    const day = String(row.day);
    const kept = this.#db.get('SELECT tally, digest, differences FROM monthDayFigures WHERE day = @day', { day });
    if (kept === null) return this.count(day, Number(row.stamp)).day;
    return {
      day,
      stamp: Number(row.stamp),
      tally: JSON.parse(String(kept.tally)) as Tally,
      linesCount: Number(row.linesCount),
      visitsCount: Number(row.visitsCount),
      digest: String(kept.digest),
      totals: JSON.parse(String(row.totals)) as Counts[],
      differences: JSON.parse(String(kept.differences)) as BookDifference[],
    };
  }
}

/** Keeps days as they were counted; one that was touched meanwhile is left to be counted again. */
export function keepCounted(db: WriteDb, days: readonly FreshDay[]): void {
  for (const counted of days) {
    const { day, stamp, countedBy, tally, linesCount, visitsCount, digest, totals, differences, rows } = counted;
    const kept = db.run(
      `UPDATE monthDay SET countedStamp = @stamp, countedBy = @countedBy, hasDifferences = @hasDifferences,
         linesCount = @linesCount, visitsCount = @visitsCount, hasRows = @hasRows, totals = @totals
       WHERE day = @day AND stamp = @stamp`,
      {
        ...{ day, stamp, countedBy, linesCount, visitsCount },
        hasDifferences: differences.length > 0 ? 1 : 0,
        hasRows: rows === null ? 0 : 1,
        totals: JSON.stringify(totals),
      },
    );
    if (kept === 0) continue;
    db.run(
      `INSERT INTO monthDayFigures (day, tally, digest, differences, rows)
       VALUES (@day, @tally, @digest, @differences, @rows)
       ON CONFLICT (day) DO UPDATE SET tally = excluded.tally, digest = excluded.digest,
         differences = excluded.differences, rows = excluded.rows`,
      { day, tally: JSON.stringify(tally), digest, differences: JSON.stringify(differences), rows },
    );
  }
}
