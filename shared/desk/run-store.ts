import { assert } from '../base/assert.ts';
import type { ReadDb, WriteDb } from '../base/db.ts';
import { type Randomness, toHex } from '../base/ids.ts';
import type { Instant } from '../base/time.ts';

/** One start of the program on this database. */
export interface Run {
  incarnation: string;
  /** The run before it in this database, and the last number that a change had by then; null for the first. */
  previous: { incarnation: string; seq: number } | null;
}

const EPOCH_BYTES = 16;

/**
 * Notes the start of the program. Two runs that name one predecessor, or one that knows less than the centre has of its
 * predecessor, show that the database was restored or cloned. A database that has no epoch yet is given one.
 */
export function startRun(db: WriteDb, incarnation: string, startedAt: Instant, random: Randomness): void {
  if (epochOf(db) === null) saveEpoch(db, toHex(random.bytes(EPOCH_BYTES)));
  const before = db.get('SELECT incarnation FROM run ORDER BY number DESC LIMIT 1');
  const lastSeq = Number(db.get("SELECT seq FROM sqlite_sequence WHERE name = 'change'")?.seq ?? 0);
  const count = db.run(
    `INSERT INTO run (incarnation, previous, previousSeq, startedAt, wasConfirmed)
     VALUES (@incarnation, @previous, @previousSeq, @startedAt, 0)`,
    {
      incarnation,
      previous: before === null ? null : String(before.incarnation),
      previousSeq: before === null ? null : lastSeq,
      startedAt,
    },
  );
  assert(count === 1, 'a run is noted once');
}

/** The incarnation of this run; null before the first. */
export function currentRun(db: ReadDb): string | null {
  const row = db.get('SELECT incarnation FROM run ORDER BY number DESC LIMIT 1');
  return row === null ? null : String(row.incarnation);
}

/** The runs that the centre has not noted yet, oldest first. */
export function unconfirmedRuns(db: ReadDb, limit: number): Run[] {
  return db
    .all('SELECT incarnation, previous, previousSeq FROM run WHERE wasConfirmed = 0 ORDER BY number LIMIT @limit', {
      limit,
    })
    .map(({ incarnation, previous, previousSeq }) => ({
      incarnation: String(incarnation),
      previous: previous === null ? null : { incarnation: String(previous), seq: Number(previousSeq) },
    }));
}

/** The centre has noted this run and all before it. */
export function confirmRuns(db: WriteDb, through: string): void {
  db.run(
    `UPDATE run SET wasConfirmed = 1
     WHERE wasConfirmed = 0 AND number <= (SELECT number FROM run WHERE incarnation = @through)`,
    { through },
  );
}

/** Under a new name the centre knows no run of this database: it is told of the one that goes on. */
export function tellRunAgain(db: WriteDb): void {
  db.run('UPDATE run SET wasConfirmed = number <> (SELECT max(number) FROM run)');
}

/** Drawn when the database is made, and given anew by the centre to a second copy of it. */
export function epochOf(db: ReadDb): string | null {
  const row = db.get("SELECT value FROM setting WHERE key = 'epoch'");
  return row === null ? null : String(row.value);
}

export function saveEpoch(db: WriteDb, epoch: string): void {
  db.run(
    "INSERT INTO setting (key, value) VALUES ('epoch', @epoch) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
    { epoch },
  );
}
