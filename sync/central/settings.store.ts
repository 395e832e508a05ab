import { assert, must } from '../../shared/base/assert.ts';
import type { Instant } from '../../shared/base/time.ts';
import { type CentreReadDb, type CentreWriteDb, first } from './db.ts';

export type CentreMode = 'undecided' | 'practice' | 'real';

export interface CentreSettings {
  mode: CentreMode;
  /** Rises with every change of the register and with every import that found it as it was. */
  registerVersion: number;
  registerChangedAt: Instant | null;
  /** How many members it has, kept because counting millions takes seconds. */
  registerCount: number;
  /** More batches of the same import are to come, unless it was broken off. */
  isRegisterLoading: boolean;
  /** When an import last came to its end: as of then, who is not in the register is in no register. */
  registerCompleteAt: Instant | null;
  /** The day for which a practice centre made its own register; null where a register was imported. */
  practiceRegisterDay: string | null;
  placesVersion: number;
  placesChangedAt: Instant | null;
  isPlacesLoading: boolean;
  /** Counts what was published of the rulesets. */
  rulesetsSeq: number;
  rulesetsPublishedAt: Instant | null;
  packsSeq: number;
  packsPublishedAt: Instant | null;
}

const COLUMNS = `mode, "registerVersion", "registerChangedAt", "isRegisterLoading", "practiceRegisterDay",
  "placesVersion", "placesChangedAt", "isPlacesLoading", "registerCompleteAt", "registerCount", "rulesetsSeq", "rulesetsPublishedAt",
  "packsSeq", "packsPublishedAt"`;

export async function readSettings(db: CentreReadDb): Promise<CentreSettings> {
  return must(await first<CentreSettings>(db, `SELECT ${COLUMNS} FROM centre WHERE id = 1`), 'the centre has its row');
}

/** Reads and locks, so that two who decide the mode at the same moment decide one after the other. */
export async function lockSettings(tx: CentreWriteDb): Promise<CentreSettings> {
  const row = await first<CentreSettings>(tx, `SELECT ${COLUMNS} FROM centre WHERE id = 1 FOR UPDATE`);
  return must(row, 'the centre has its row');
}

/** Fixes the mode for ever. */
export async function fixMode(tx: CentreWriteDb, mode: 'practice' | 'real'): Promise<void> {
  const touched = await tx.run(`UPDATE centre SET mode = $1 WHERE id = 1 AND mode IN ('undecided', $1)`, [mode]);
  assert(touched === 1, 'a mode once fixed never changes');
}

/** `added` members are new in it. `isMore`: further batches of the same import follow. */
export async function markRegisterChanged(
  tx: CentreWriteDb,
  { at, added, isMore, practiceDay }: { at: Instant; added: number; isMore: boolean; practiceDay: string | null },
): Promise<void> {
  const touched = await tx.run(
    `UPDATE centre SET "registerVersion" = "registerVersion" + 1, "registerChangedAt" = $1, "isRegisterLoading" = $2,
       "practiceRegisterDay" = $3, "registerCount" = "registerCount" + $4,
       "registerCompleteAt" = CASE WHEN $2 THEN "registerCompleteAt" ELSE $1 END
     WHERE id = 1`,
    [at, isMore, practiceDay, added],
  );
  assert(touched === 1, 'the centre has its row');
}

export async function markPlacesChanged(
  tx: CentreWriteDb,
  { at, isMore }: { at: Instant; isMore: boolean },
): Promise<void> {
  const touched = await tx.run(
    `UPDATE centre SET "placesVersion" = "placesVersion" + 1, "placesChangedAt" = $1, "isPlacesLoading" = $2
     WHERE id = 1`,
    [at, isMore],
  );
  assert(touched === 1, 'the centre has its row');
}

/** Everything that the files offered to a facility's desks follow from. `isStill`: nothing of it is just changing. */
export interface OfferedState {
  isStill: boolean;
  register: string;
  places: string;
  rulesetsSeq: number;
  packsSeq: number;
  registerCount: number;
  seenEpoch: number;
  edition: number;
}

export async function offeredState(db: CentreReadDb, facility: string): Promise<OfferedState> {
  const row = await first<OfferedState>(
    db,
    `SELECT NOT ("isRegisterLoading" OR "isPlacesLoading" OR EXISTS (SELECT 1 FROM seen
         WHERE seen.facility = $1 AND seen.epoch > facility."seenEpoch")) AS "isStill",
       concat("registerVersion", ' ', "registerChangedAt") AS register,
       concat("placesVersion", ' ', "placesChangedAt") AS places, "rulesetsSeq", "packsSeq", "registerCount", "seenEpoch",
       coalesce((SELECT max(seq) FROM "nationalEdition"), 0) AS edition
     FROM centre, facility WHERE centre.id = 1 AND facility.code = $1`,
    [facility],
  );
  return must(row, 'the centre and the facility have their rows');
}
