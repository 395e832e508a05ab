import { assert } from '../../shared/base/assert.ts';
import type { Instant } from '../../shared/base/time.ts';
import type { CentreReadDb, CentreWriteDb } from './db.ts';

/** One start of a desk's program, as far as the centre knows it. */
export interface Run {
  /** Counts a facility's runs from 1. */
  run: number;
  incarnation: string;
  previous: string | null;
  previousSeq: number | null;
  /** The first run that was announced as the one after it, and the last change of this one that that one knew of. */
  next: string | null;
  nextSeq: number | null;
  /** False where only its changes came: the desk said nothing of what was before it. */
  isAnnounced: boolean;
  /** The device as which it goes on, where it is that of a copy. */
  fencedTo: string | null;
  /** The device as which the copy goes on that still makes changes in this run, which another copy has ended. */
  strayTo: string | null;
  /** The highest number under it that is stored here; 0 for none. */
  lastSeq: number;
  firstSeenAt: Instant;
}

const COLUMNS = `run, incarnation, previous, "previousSeq"::float8 AS "previousSeq", next, "nextSeq"::float8 AS "nextSeq",
  "isAnnounced", "fencedTo", "strayTo", "lastSeq"::float8 AS "lastSeq", "firstSeenAt"`;

/** Those of these runs of a device that are known. */
export async function runsOf(
  db: CentreReadDb,
  facility: string,
  device: string,
  incarnations: readonly string[],
): Promise<Run[]> {
  if (incarnations.length === 0) return [];
  return db.query<Run>(
    `SELECT ${COLUMNS} FROM run WHERE facility = $1 AND device = $2 AND incarnation = ANY($3::text[])`,
    [facility, device, incarnations],
  );
}

export async function insertRuns(
  tx: CentreWriteDb,
  facility: string,
  device: string,
  runs: readonly Run[],
): Promise<void> {
  if (runs.length === 0) return;
  const touched = await tx.run(
    `INSERT INTO run (facility, run, device, incarnation, previous, "previousSeq", next, "nextSeq", "isAnnounced",
       "fencedTo", "strayTo", "lastSeq", "firstSeenAt")
     SELECT $1::text, run, $2::text, incarnation, previous, "previousSeq", next, "nextSeq", "isAnnounced", "fencedTo",
       "strayTo", "lastSeq", "firstSeenAt"
     FROM json_to_recordset($3) AS made(run int, incarnation text, previous text, "previousSeq" bigint, next text,
       "nextSeq" bigint, "isAnnounced" boolean, "fencedTo" text, "strayTo" text, "lastSeq" bigint, "firstSeenAt" text)`,
    [facility, device, JSON.stringify(runs)],
  );
  assert(touched === runs.length, 'behind the lock of its facility every new run is stored');
}

/** Of runs that are stored: what was said of them since, and how far they have come. */
export async function updateRuns(tx: CentreWriteDb, facility: string, runs: readonly Run[]): Promise<void> {
  if (runs.length === 0) return;
  const touched = await tx.run(
    `UPDATE run SET previous = now.previous, "previousSeq" = now."previousSeq", next = now.next, "nextSeq" = now."nextSeq",
       "isAnnounced" = now."isAnnounced", "fencedTo" = now."fencedTo", "strayTo" = now."strayTo",
       "lastSeq" = now."lastSeq"
     FROM json_to_recordset($2) AS now(run int, previous text, "previousSeq" bigint, next text, "nextSeq" bigint,
       "isAnnounced" boolean, "fencedTo" text, "strayTo" text, "lastSeq" bigint)
     WHERE run.facility = $1 AND run.run = now.run`,
    [facility, JSON.stringify(runs)],
  );
  assert(touched === runs.length, 'a run that is known is updated');
}
