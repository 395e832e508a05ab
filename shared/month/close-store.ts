import { assert } from '../base/assert.ts';
import type { ReadDb, SqlRow, WriteDb } from '../base/db.ts';
import { addMonths, type Day, type Month, monthOf } from '../base/time.ts';
import type { BookKind, BookSum } from './figures.record.ts';
import { type MonthClose, type MonthReport, monthClose } from './record.ts';

/** A version that says the same again (`changes.resend`) is in the column alone. */
function closeOf(row: SqlRow): MonthClose {
  return { ...monthClose.parse(JSON.parse(String(row.content))), version: Number(row.version) };
}

export function monthCloseById(db: ReadDb, id: string): MonthClose | null {
  const row = db.get('SELECT version, content FROM monthClose WHERE id = @id', { id });
  return row === null ? null : closeOf(row);
}

/** A closing as another desk made it: months that it speaks of are counted against the book anew. */
export function writeMonthClose(db: WriteDb, record: MonthClose): void {
  changeClosings(db, () => {
    // Opened again under the name that this desk has now or had: by a copy of it.
    if (record.isOpenAgain) dropLines(db, record);
    writeCloseRow(db, record);
  });
}

/** Whatever closings count after `change` and did not before, or no more: all months that they speak of are counted anew. */
export function changeClosings(db: WriteDb, change: () => void): void {
  const before = closings(db);
  change();
  const after = closings(db);
  const moved = [...new Set([...before.keys(), ...after.keys()])].filter((month) => {
    const [one, other] = [before.get(month)?.record, after.get(month)?.record];
    return one?.id !== other?.id || one?.version !== other?.version;
  });
  const spoken = moved
    .flatMap((month) => [before.get(month)?.record ?? [], after.get(month)?.record ?? []].flat())
    .flatMap(({ month, counted }) => [month, ...counted.map((sum) => sum.month)]);
  const touch = (from: string, to: string) =>
    db.run('UPDATE monthDay SET stamp = stamp + 1 WHERE day > @from AND day <= @to', { from, to });
  for (const month of new Set(spoken)) touch(`${month}-00`, `${month}-31`);
  // Months that go along with a later one now, or no more.
  const [from = '', to = ''] = [closedThrough(before) ?? '', closedThrough(after) ?? ''].sort();
  touch(`${from}-31`, `${to}-31`);
}

/** The lines of a closed month and its part of the book go, where it is this closing that they are kept of. */
export function dropLines(db: WriteDb, { id, month }: Pick<MonthClose, 'id' | 'month'>): void {
  const isKept = db.get(
    `SELECT 1 AS n FROM monthClose JOIN monthKept ON monthKept.closeId = monthClose.id AND monthKept.revision = monthClose.revision
     WHERE monthClose.id = @id AND monthClose.isOpenAgain = 0`,
    { id },
  );
  if (isKept === null) return;
  db.run(
    `UPDATE monthDay SET stamp = stamp + 1
     WHERE day IN (SELECT day FROM monthBookLine WHERE closeMonth = @month)`,
    { month },
  );
  db.run('DELETE FROM monthBookLine WHERE closeMonth = @month', { month });
  db.run('DELETE FROM monthKeptDay WHERE month = @month', { month });
}

/** The row of a closing as it now is. */
export function writeCloseRow(db: WriteDb, record: MonthClose): void {
  const { id, version, month, deskNumber, revision, isOpenAgain, closedAt } = record;
  const count = db.run(
    `INSERT INTO monthClose (id, version, month, deskNumber, revision, isOpenAgain, closedAt, content)
     VALUES (@id, @version, @month, @deskNumber, @revision, @isOpenAgain, @closedAt, @content)
     ON CONFLICT (id) DO UPDATE SET version = excluded.version, revision = excluded.revision,
       isOpenAgain = excluded.isOpenAgain, closedAt = excluded.closedAt, content = excluded.content
     WHERE monthClose.version < excluded.version`,
    {
      ...{ id, version, month, deskNumber, revision, closedAt },
      isOpenAgain: isOpenAgain ? 1 : 0,
      content: JSON.stringify(record),
    },
  );
  assert(count === 1, 'a closing is written over an older version of itself');
}

/** A closing that stands, and whether the lines of its month are kept at this desk. */
export interface Closing {
  record: MonthClose;
  isKeptHere: boolean;
  /** Earlier months of which it told sums alone: no line of the book here says which records. */
  bySums: ReadonlySet<Month>;
}

/**
 * The closings that count, by month. Two desks that closed the same month without a line between them both stand in the
 * table; the one that closed first counts, at every desk, and of two at one moment the one with the lower number.
 */
export function closings(db: ReadDb): Map<Month, Closing> {
  const found = new Map<Month, Closing>();
  const rows = db.all(
    `SELECT version, content, EXISTS (SELECT 1 FROM monthKept
       WHERE monthKept.closeId = monthClose.id AND monthKept.revision = monthClose.revision) AS isKeptHere
     FROM monthClose WHERE isOpenAgain = 0 ORDER BY month, closedAt, deskNumber, id`,
  );
  for (const row of rows) {
    const record = closeOf(row);
    if (found.has(record.month)) continue;
    const isKeptHere = row.isKeptHere === 1;
    found.set(record.month, { record, isKeptHere, bySums: isKeptHere ? bySumsOf(db, record) : new Set() });
  }
  return found;
}

function bySumsOf(db: ReadDb, { month: closeMonth, counted }: MonthClose): Set<Month> {
  const others = new Set(counted.map(({ month }) => month).filter((month) => month !== closeMonth));
  const sql = 'SELECT 1 AS n FROM monthBookLine WHERE closeMonth = @closeMonth AND day BETWEEN @from AND @to LIMIT 1';
  return new Set([...others].filter((of) => db.get(sql, { closeMonth, from: `${of}-01`, to: `${of}-31` }) === null));
}

/** The last month that is closed: it and all before it. Null where none is. */
export function closedThrough(all: ReadonlyMap<Month, Closing>): Month | null {
  return [...all.keys()].at(-1) ?? null;
}

/** This desk's own closing of a month, opened again or not: its next version is made from it. */
export function ownClose(db: ReadDb, month: Month, deskNumber: number): MonthClose | null {
  const row = db.get(
    `SELECT version, content FROM monthClose WHERE month = @month AND deskNumber = @deskNumber
     ORDER BY version DESC, id LIMIT 1`,
    { month, deskNumber },
  );
  return row === null ? null : closeOf(row);
}

/** Of the last closing of a month that is known here, whichever desk made it; 0 where there was none. */
export function lastRevision(db: ReadDb, month: Month): number {
  return Number(db.get('SELECT max(revision) AS last FROM monthClose WHERE month = @month', { month })?.last ?? 0);
}

/** The newest word on a month that was closed and opened again; null where none was. */
export function reopeningOf(db: ReadDb, month: Month): MonthClose | null {
  const row = db.get(
    `SELECT version, content FROM monthClose WHERE month = @month AND isOpenAgain = 1 ORDER BY revision DESC, id LIMIT 1`,
    { month },
  );
  return row === null ? null : closeOf(row);
}

/**
 * Whether the book of a month is whole at this desk: it, and every month that took in adjustments of it, was closed here.
 * Of the others the sums are known that their closings told.
 */
export function isBooked(all: ReadonlyMap<Month, Closing>, month: Month): boolean {
  const through = closedThrough(all);
  if (through === null || month > through) return false;
  return [...all.values()].every(({ record, isKeptHere, bySums }) =>
    isKeptHere ? !bySums.has(month) : record.month !== month && record.counted.every((sum) => sum.month !== month),
  );
}

/** What the book says of the records of a day. */
export function bookOfDay(db: ReadDb, day: Day, all: ReadonlyMap<Month, Closing>): BookSum[] {
  const kept = [...all]
    .filter(([month, { isKeptHere }]) => isKeptHere && month >= monthOf(day))
    .map(([month]) => month);
  const rows = db.all(
    `SELECT kind, recordId, payer, max(version) AS version, sum(visits) AS visits, sum(claims) AS claims,
       sum(amountRiel) AS amountRiel
     FROM monthBookLine WHERE closeMonth IN (SELECT value FROM json_each(@kept)) AND day = @day
     GROUP BY kind, recordId, payer ORDER BY kind, recordId, payer`,
    { kept: JSON.stringify(kept), day },
  );
  return rows.map((row) => ({
    kind: String(row.kind) as BookKind,
    recordId: String(row.recordId),
    payer: String(row.payer),
    version: Number(row.version),
    visits: Number(row.visits),
    claims: Number(row.claims),
    amountRiel: Number(row.amountRiel),
  }));
}

export function keptReport(db: ReadDb, { id, revision }: MonthClose): MonthReport | null {
  const row = db.get('SELECT report FROM monthKept WHERE closeId = @id AND revision = @revision', { id, revision });
  return row === null ? null : (JSON.parse(String(row.report)) as MonthReport);
}

/** Months in which there is anything, or that were closed, newest first. */
export function monthsWithAnything(db: ReadDb): Month[] {
  return db
    .all(
      `SELECT DISTINCT substr(day, 1, 7) AS month FROM monthDay
       WHERE EXISTS (SELECT 1 FROM visit WHERE serviceDate = day) OR EXISTS (SELECT 1 FROM claim WHERE serviceFrom = day)
       UNION SELECT month FROM monthClose ORDER BY month DESC`,
    )
    .map(({ month }) => String(month));
}

/** The first month after `after` (of all where that is null) in which there is any visit or claim. */
export function firstMonthWithAnything(db: ReadDb, after: Month | null): Month | null {
  const row = db.get(
    `SELECT min(day) AS day FROM (
       SELECT min(serviceDate) AS day FROM visit WHERE serviceDate >= @from
       UNION ALL SELECT min(serviceFrom) FROM claim WHERE serviceFrom >= @from)`,
    { from: after === null ? '' : `${addMonths(after, 1)}-01` },
  );
  return row === null || row.day === null ? null : monthOf(String(row.day));
}

/**
 * The month that takes in what changed of closed ones: the next to be closed. That is the first with anything in it, or
 * this month where none has; null while nothing is closed, since then nothing can differ from it.
 */
export function adjustedMonth(db: ReadDb, all: ReadonlyMap<Month, Closing>, today: Day): Month | null {
  const through = closedThrough(all);
  return through === null ? null : (firstMonthWithAnything(db, through) ?? monthOf(today));
}
