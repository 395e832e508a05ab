import type { ReadDb, SqlRow } from '../base/db.ts';
import type { ReadingJob, ReadingWatch } from '../base/reading.ts';
import type { Day, Month } from '../base/time.ts';
import { type Closing, closedThrough, closings } from './close-store.ts';
import { rowsOfDay } from './day-rules.ts';
import { rulesOfMonth } from './day-store.ts';
import { factsOfDay } from './facts-store.ts';
import type { MonthRow } from './figures.record.ts';
import type { MonthLine, RowsWish } from './record.ts';
import { throwIfCancelled } from './report-store.ts';
import { isWished } from './wish-rules.ts';

interface DayOfLines {
  day: Day;
  /** Known without reading the lines where the day is counted. */
  known: { lines: number; visits: number } | null;
  read(): MonthRow[];
}

/** JSON of the lines of days that were made from the records, for whoever reads a month more than once. */
export type MadeLines = Map<Day, string>;

/**
 * The days of a month with their lines: as they were closed where they are kept here, or else as the records say now.
 * @param made takes up what costs much to read again; what is kept in the database costs little
 */
function daysOfLines(db: ReadDb, month: Month, made: MadeLines | null = null): DayOfLines[] {
  const all = closings(db);
  if (all.get(month)?.isKeptHere === true) return keptDays(db, month);
  if (wentAlong(all, month)) return [];
  const { pack, countedBy } = rulesOfMonth(db, month);
  return db
    .all(
      `SELECT day, linesCount, visitsCount, hasRows, countedStamp IS stamp AND countedBy IS @countedBy AS isCounted
       FROM monthDay WHERE day BETWEEN @from AND @to ORDER BY day`,
      { countedBy, from: `${month}-01`, to: `${month}-31` },
    )
    .map((row) => {
      const day = String(row.day);
      const isCounted = row.isCounted === 1;
      return {
        day,
        known: isCounted ? { lines: Number(row.linesCount), visits: Number(row.visitsCount) } : null,
        read() {
          if (isCounted && row.hasRows === 1)
            return rowsIn(db.get('SELECT rows FROM monthDayFigures WHERE day = @day', { day }));
          const known = made?.get(day);
          if (known !== undefined) return JSON.parse(known) as MonthRow[];
          const rows = rowsOfDay(factsOfDay(db, day, pack?.returnWithinDays ?? 1), pack);
          made?.set(day, JSON.stringify(rows));
          return rows;
        },
      };
    });
}

/** They were written by this program, from records that were parsed. */
const rowsIn = (row: SqlRow | null) => JSON.parse(String(row?.rows ?? '[]')) as MonthRow[];

function wentAlong(all: ReadonlyMap<Month, Closing>, month: Month): boolean {
  return !all.has(month) && month <= (closedThrough(all) ?? '');
}

function keptDays(db: ReadDb, month: Month): DayOfLines[] {
  const sql = 'SELECT rows FROM monthKeptDay WHERE month = @month AND day = @day';
  return db
    .all('SELECT day, linesCount, visitsCount FROM monthKeptDay WHERE month = @month ORDER BY day', { month })
    .map((row) => {
      const day = String(row.day);
      return {
        day,
        known: { lines: Number(row.linesCount), visits: Number(row.visitsCount) },
        read: () => rowsIn(db.get(sql, { month, day })),
      };
    });
}

/**
 * Every line of a month in its place, a day's lines at a time in memory. Read in one reading they are of one moment, and
 * the same that `monthReportOf` counts.
 * @throws ReadingCancelled
 */
export function* monthLines(
  db: ReadDb,
  month: Month,
  watch: ReadingWatch,
  made: MadeLines | null = null,
): Generator<MonthLine> {
  let position = 0;
  for (const day of daysOfLines(db, month, made)) {
    throwIfCancelled(watch);
    for (const { line } of day.read()) {
      position += 1;
      yield { position, ...line };
    }
  }
}

export interface LinesWish {
  month: Month;
  wish: RowsWish;
  limit: number;
  offset: number;
}

export interface LinesFound {
  lines: MonthLine[];
  total: number;
  visits: number;
}

/** The lines behind a figure. A day of which all lines or none are behind it is read only where the page is in it. */
export const monthLinesJob: ReadingJob<LinesWish, LinesFound> = {
  name: 'month.lines',
  lane: 'short',
  work(db, { month, wish, limit, offset }, watch) {
    const found: LinesFound = { lines: [], total: 0, visits: 0 };
    const isAll = Object.values(wish).every((value) => value === undefined);
    let before = 0;
    for (const { day, known, read } of daysOfLines(db, month)) {
      throwIfCancelled(watch);
      const isElsewhere = wish.day !== undefined && wish.day !== day;
      const isPassed = known !== null && isAll && !isOnPage(found, known.lines, { limit, offset });
      if (known !== null && (isElsewhere || isPassed)) {
        before += known.lines;
        if (isElsewhere) continue;
        found.total += known.lines;
        found.visits += known.visits;
        continue;
      }
      const rows = read();
      const visits = new Set<string>();
      for (const [index, row] of rows.entries()) {
        if (isElsewhere || !isWished(row, wish)) continue;
        visits.add(row.line.visitId);
        if (found.total >= offset && found.lines.length < limit) {
          found.lines.push({ position: before + index + 1, ...row.line });
        }
        found.total += 1;
      }
      found.visits += visits.size;
      before += rows.length;
    }
    return found;
  },
};

/** Whether some of the next lines belong to the page. */
function isOnPage(found: LinesFound, lines: number, { limit, offset }: Pick<LinesWish, 'limit' | 'offset'>): boolean {
  return found.lines.length < limit && found.total + lines > offset;
}
