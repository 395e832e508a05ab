import { dayAt, instantOf } from '../../shared/base/time.ts';
import { PLACE_LEVELS, type Place } from '../../shared/facility/record.ts';
import { type CsvLine, csvLines } from './csv.ts';
import type { CentreWriteDb } from './db.ts';
import { CentreFault } from './faults.ts';
import { endProgress, Fingerprint, type ImportProgress, readProgress, saveProgress } from './import-progress.ts';
import { KeySet } from './key-set.ts';
import { type Member, upsertMembers } from './members.store.ts';
import { MEMBER_COLUMNS, MEMBER_OPTIONAL_COLUMNS, type MemberColumn, RowRefused, readMember } from './members.ts';
import { upsertPlaces } from './places.store.ts';
import { markPlacesChanged, markRegisterChanged } from './settings.store.ts';
import type { World } from './world.ts';

/** A row that was not loaded: where it is and what is wrong with it, never what it says. */
export interface RefusedRow {
  line: number;
  column: string | null;
  reason: string;
}

/** `read` = stored + changed + unchanged + refused. */
export interface ImportSummary {
  read: number;
  stored: number;
  changed: number;
  unchanged: number;
  refused: number;
}

export type TakeRefused = (row: RefusedRow) => Promise<void>;

const ROWS_A_TRANSACTION = 2_000;

/** What is read from a file, a row at a time, and written a batch at a time. */
interface Target<Column extends string, Row> {
  name: 'members' | 'places';
  columns: readonly Column[];
  /** May be missing. */
  optionalColumns: readonly Column[];
  /** Throws `RowRefused`. */
  read(cell: (column: Column) => string): Row;
  keyOf(row: Row): string;
  keyColumn: Column;
  upsert(tx: CentreWriteDb, rows: readonly Row[]): Promise<{ isNew: boolean }[]>;
  markChanged(tx: CentreWriteDb, added: number, isMore: boolean): Promise<void>;
}

/**
 * Loads a register file. Rows are kept by their number: a second import brings the register up to date. With `isResumed`
 * the rows that a broken-off import of the same file has stored are read and judged, but not compared with the store.
 */
export function importMembers(
  world: World,
  chunks: AsyncIterable<Uint8Array>,
  onRefused: TakeRefused,
  isResumed = false,
): Promise<ImportSummary> {
  const today = dayAt(world.clock.nowMs());
  return importCsv<MemberColumn, Member>(
    world,
    chunks,
    { onRefused, isResumed },
    {
      name: 'members',
      columns: MEMBER_COLUMNS,
      optionalColumns: MEMBER_OPTIONAL_COLUMNS,
      read: (cell) => readMember(cell, today),
      keyOf: ({ nssfKey }) => nssfKey,
      keyColumn: 'nssf_number',
      upsert: upsertMembers,
      markChanged: (tx, added, isMore) =>
        markRegisterChanged(tx, { at: instantOf(world.clock.nowMs()), added, isMore, practiceDay: null }),
    },
  );
}

const PLACE_COLUMNS = ['code', 'level', 'unit', 'name_km', 'name_latin'] as const;

/** Loads the national gazetteer. */
export function importPlaces(
  world: World,
  chunks: AsyncIterable<Uint8Array>,
  onRefused: TakeRefused,
): Promise<ImportSummary> {
  return importCsv<(typeof PLACE_COLUMNS)[number], Place>(
    world,
    chunks,
    { onRefused, isResumed: false },
    {
      name: 'places',
      columns: PLACE_COLUMNS,
      optionalColumns: [],
      read: readPlace,
      keyOf: ({ code }) => code,
      keyColumn: 'code',
      upsert: upsertPlaces,
      markChanged: (tx, _added, isMore) => markPlacesChanged(tx, { at: instantOf(world.clock.nowMs()), isMore }),
    },
  );
}

function readPlace(cell: (column: (typeof PLACE_COLUMNS)[number]) => string): Place {
  const code = cell('code');
  if (!/^(\d{2}){1,4}$/.test(code)) throw new RowRefused('code', 'is not a place code (2, 4, 6 or 8 digits)');
  const level = PLACE_LEVELS[code.length / 2 - 1];
  if (level === undefined || level !== cell('level'))
    throw new RowRefused('level', 'does not fit the length of the code');
  const [nameKm, nameLatin] = [cell('name_km'), cell('name_latin')];
  if (nameKm === '' && nameLatin === '') throw new RowRefused('name_km', 'a name is needed, in Khmer or in Latin');
  return { code, level, nameKm, nameLatin };
}

async function importCsv<Column extends string, Row>(
  world: World,
  chunks: AsyncIterable<Uint8Array>,
  how: { onRefused: TakeRefused; isResumed: boolean },
  target: Target<Column, Row>,
): Promise<ImportSummary> {
  const summary: ImportSummary = { read: 0, stored: 0, changed: 0, unchanged: 0, refused: 0 };
  const done = how.isResumed ? await readProgress(world.db, target.name) : null;
  const fingerprint = new Fingerprint();
  const seen = new KeySet();
  let columnAt: Map<Column, number> | null = null;
  let batch: Row[] = [];
  for await (const lines of csvLines(chunks)) {
    for (const line of lines) {
      if (columnAt === null) {
        columnAt = readHeader(line, target);
        continue;
      }
      summary.read += 1;
      fingerprint.add(line.cells);
      const row = readRow(line, columnAt, target, seen);
      if (row instanceof RowRefused) {
        summary.refused += 1;
        await how.onRefused({ line: line.line, column: row.column, reason: row.message });
      }
      if (isStored(done, summary.read, fingerprint)) {
        if (!(row instanceof RowRefused)) summary.unchanged += 1;
        continue;
      }
      if (row instanceof RowRefused) continue;
      batch.push(row);
      if (batch.length < ROWS_A_TRANSACTION) continue;
      await store(world, target, batch, summary, fingerprint);
      batch = [];
    }
  }
  if (columnAt === null) throw new CentreFault('The file is empty; nothing was written.');
  if (done !== null && summary.read < done.rows) throw anotherFile();
  await store(world, target, batch, summary, fingerprint);
  await world.db.write(async (tx) => {
    await endProgress(tx, target.name);
    // The end of the import; one that changed nothing still says that the rows are true as of today.
    if (summary.read > summary.refused) await target.markChanged(tx, 0, false);
  });
  return summary;
}

/** True for the rows that an import which was broken off has stored. Throws `CentreFault` where it was of another file. */
function isStored(done: ImportProgress | null, read: number, fingerprint: Fingerprint): boolean {
  if (done === null || read > done.rows) return false;
  if (read === done.rows && fingerprint.text !== done.fingerprint) throw anotherFile();
  return true;
}

function anotherFile(): CentreFault {
  const sentence =
    'This is not the file whose import was broken off. Give that file, or import this one without --resume; nothing was written.';
  return new CentreFault(sentence);
}

function readHeader<Column extends string>(
  line: CsvLine,
  { columns, optionalColumns }: Pick<Target<Column, unknown>, 'columns' | 'optionalColumns'>,
): Map<Column, number> {
  const cells = (line.cells ?? []).map((cell) => cell.trim());
  const missing = columns.filter((column) => !cells.includes(column));
  const given = [...columns, ...optionalColumns.filter((column) => cells.includes(column))];
  if (missing.length === 0 && cells.length === given.length) {
    return new Map(given.map((column) => [column, cells.indexOf(column)]));
  }
  const what = missing.length > 0 ? `lacks ${missing.join(', ')}` : 'has columns that are not known';
  const may = optionalColumns.length === 0 ? '' : `, and may name ${optionalColumns.join(',')}`;
  throw new CentreFault(
    `The first line of the file ${what}. It must name these columns, separated by commas: ${columns.join(',')}${may}. Nothing was written.`,
  );
}

function readRow<Column extends string, Row>(
  { cells, problem }: CsvLine,
  columnAt: Map<Column, number>,
  target: Target<Column, Row>,
  seen: KeySet,
): Row | RowRefused {
  if (cells === null) return new RowRefused(null, problem ?? 'cannot be read');
  if (cells.length !== columnAt.size) {
    return new RowRefused(null, `has ${cells.length} columns where ${columnAt.size} are needed`);
  }
  try {
    const row = target.read((column) => (cells[columnAt.get(column) ?? -1] ?? '').trim());
    return seen.add(target.keyOf(row)) ? row : new RowRefused(target.keyColumn, 'was in this file before');
  } catch (error) {
    if (error instanceof RowRefused) return error;
    throw error;
  }
}

/** The version rises with each batch that changed something, so that no roster outlives the rows it was made of. */
async function store<Column extends string, Row>(
  world: World,
  target: Target<Column, Row>,
  batch: readonly Row[],
  summary: ImportSummary,
  fingerprint: Fingerprint,
): Promise<void> {
  if (batch.length === 0) return;
  const progress = { rows: summary.read, fingerprint: fingerprint.text };
  const written = await world.db.write(async (tx) => {
    const rows = await target.upsert(tx, batch);
    if (rows.length > 0) await target.markChanged(tx, rows.filter(({ isNew }) => isNew).length, true);
    await saveProgress(tx, target.name, progress, instantOf(world.clock.nowMs()));
    return rows;
  });
  const stored = written.filter(({ isNew }) => isNew).length;
  summary.stored += stored;
  summary.changed += written.length - stored;
  summary.unchanged += batch.length - written.length;
}
