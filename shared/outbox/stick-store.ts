import { assert, must } from '../base/assert.ts';
import type { ReadDb, SqlRow, WriteDb } from '../base/db.ts';
import { type Randomness, toHex } from '../base/ids.ts';
import type { Instant } from '../base/time.ts';
import type { Stick, StickPlan } from './stick.record.ts';

const STICK_ID_BYTES = 16;
const ANSWER_KEY_BYTES = 32;

/** How many records wait whose newest version is not later than `throughSeq`; all of them where it is left out. */
export function waitingCount(db: ReadDb, throughSeq: number = Number.MAX_SAFE_INTEGER): number {
  const row = db.get(
    "SELECT count(*) AS n FROM change WHERE state = 'waiting' AND isNewest = 1 AND seq <= @throughSeq",
    { throughSeq },
  );
  return Number(row?.n ?? 0);
}

/**
 * Takes the next number for a file with everything that waits now; null where nothing does. Its key is on the disk
 * before the file is, so that no file ever goes out whose answer could not be read.
 */
export function planStick(
  db: WriteDb,
  by: { madeAt: Instant; madeBy: string | null; facility: string; deviceId: string; deskNumber: number },
  random: Randomness,
): StickPlan | null {
  const last = db.get("SELECT max(seq) AS seq FROM change WHERE state = 'waiting'")?.seq ?? null;
  if (last === null) return null;
  const throughSeq = Number(last);
  const plan = {
    stickId: toHex(random.bytes(STICK_ID_BYTES)),
    answerKey: toHex(random.bytes(ANSWER_KEY_BYTES)),
    throughSeq,
    records: waitingCount(db, throughSeq),
  };
  const count = db.run(
    `INSERT INTO stick (stickId, answerKey, fileName, deviceId, throughSeq, madeAt, madeBy, records)
     VALUES (@stickId, @answerKey, '', @deviceId, @throughSeq, @madeAt, @madeBy, @records)`,
    { ...plan, deviceId: by.deviceId, madeAt: by.madeAt, madeBy: by.madeBy },
  );
  assert(count === 1, 'a stick is planned once');
  const { stickId } = plan;
  const row = must(
    db.get('SELECT number FROM stick WHERE stickId = @stickId', { stickId }),
    'a planned stick is there',
  );
  const number = Number(row.number);
  const fileName = `tonle-${by.facility}-${by.deskNumber}-${number}.tonle`;
  db.run('UPDATE stick SET fileName = @fileName WHERE number = @number', { number, fileName });
  return { ...plan, number, fileName };
}

/** The file is whole and where it should be: from now on what waits says that it is on this stick. */
export function finishStick(db: WriteDb, number: number, made: { bytes: number; frames: readonly string[] }): void {
  const count = db.run('UPDATE stick SET bytes = @bytes, frames = @frames WHERE number = @number AND bytes IS NULL', {
    number,
    bytes: made.bytes,
    frames: made.frames.join(' '),
  });
  assert(count === 1, 'a stick is finished once');
}

/** The file could not be made, or nobody wanted it after all. */
export function dropStick(db: WriteDb, number: number): void {
  db.run('DELETE FROM stick WHERE number = @number AND bytes IS NULL', { number });
}

/** What is needed to read the answer to a stick. */
export interface AwaitedAnswer {
  number: number;
  answerKey: string;
  /** The name that this desk had when it made the stick. */
  deviceId: string;
  /** Hashes of the frames on it, as hex. */
  frames: ReadonlySet<string>;
}

/** Null for a stick that this database does not know. */
export function stickById(db: ReadDb, stickId: string): AwaitedAnswer | null {
  const row = db.get(
    'SELECT number, answerKey, deviceId, frames FROM stick WHERE stickId = @stickId AND bytes IS NOT NULL',
    { stickId },
  );
  if (row === null) return null;
  return {
    number: Number(row.number),
    answerKey: String(row.answerKey),
    deviceId: String(row.deviceId),
    frames: new Set(String(row.frames).split(' ')),
  };
}

export function noteAnswer(db: WriteDb, number: number, at: Instant): void {
  const count = db.run('UPDATE stick SET answeredAt = @at WHERE number = @number', { number, at });
  assert(count === 1, 'an answer is to a stick that was made');
}

const STICK_COLUMNS = 'number, fileName, throughSeq, madeAt, madeBy, records, bytes, answeredAt';

function stickOf(db: ReadDb, row: SqlRow): Stick {
  return {
    number: Number(row.number),
    fileName: String(row.fileName),
    madeAt: String(row.madeAt),
    madeBy: row.madeBy === null ? null : String(row.madeBy),
    records: Number(row.records),
    bytes: Number(row.bytes),
    waiting: waitingCount(db, Number(row.throughSeq)),
    answeredAt: row.answeredAt === null ? null : String(row.answeredAt),
  };
}

/** Newest first. */
export function sticksMade(db: ReadDb, limit: number): Stick[] {
  return db
    .all(`SELECT ${STICK_COLUMNS} FROM stick WHERE bytes IS NOT NULL ORDER BY number DESC LIMIT @limit`, { limit })
    .map((row) => stickOf(db, row));
}

export function stickByNumber(db: ReadDb, number: number): Stick | null {
  const row = db.get(`SELECT ${STICK_COLUMNS} FROM stick WHERE number = @number AND bytes IS NOT NULL`, { number });
  return row === null ? null : stickOf(db, row);
}

/** The newest stick, where it was made under this name and holds everything that waits; null where something would be missing. */
export function stickWithAll(db: ReadDb, deviceId: string): { number: number; fileName: string } | null {
  const row = db.get(
    `SELECT number, fileName FROM stick
     WHERE number = (SELECT max(number) FROM stick WHERE bytes IS NOT NULL) AND deviceId = @deviceId
       AND throughSeq >= (SELECT max(seq) FROM change WHERE state = 'waiting')`,
    { deviceId },
  );
  return row === null ? null : { number: Number(row.number), fileName: String(row.fileName) };
}

/** How many of the records that wait are on a stick. */
export function onStickCount(db: ReadDb): number {
  const row = db.get('SELECT throughSeq FROM stick WHERE bytes IS NOT NULL ORDER BY number DESC LIMIT 1');
  return row === null ? 0 : waitingCount(db, Number(row.throughSeq));
}
