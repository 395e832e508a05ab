import type { Instant } from '../../shared/base/time.ts';
import { type CentreReadDb, type CentreWriteDb, first } from './db.ts';

/** A sealed file that came, however often and whichever way it did. */
export interface StickRow {
  facility: string;
  stickId: string;
  device: string;
  number: number;
  madeAt: string;
  changes: number;
  /** The desk was shut out when the file came; what it had not sent was taken all the same. */
  wasRevoked: boolean;
}

export async function noteStick(tx: CentreWriteDb, stick: StickRow, at: Instant): Promise<void> {
  await tx.run(
    `INSERT INTO stick (facility, "stickId", device, number, "madeAt", "firstAt", "lastAt", times, changes, "wasRevoked")
     VALUES ($1, $2, $3, $4, $5, $6, $6, 1, $7, $8)
     ON CONFLICT (facility, "stickId") DO UPDATE SET "lastAt" = excluded."lastAt", times = stick.times + 1,
       "wasRevoked" = stick."wasRevoked" OR excluded."wasRevoked"`,
    [stick.facility, stick.stickId, stick.device, stick.number, stick.madeAt, at, stick.changes, stick.wasRevoked],
  );
}

/** How often a stick has come before, and whether its desk was shut out at any of those times. */
export function stickSeen(
  db: CentreReadDb,
  facility: string,
  stickId: string,
): Promise<{ times: number; changes: number; wasRevoked: boolean } | null> {
  return first(db, 'SELECT times, changes, "wasRevoked" FROM stick WHERE facility = $1 AND "stickId" = $2', [
    facility,
    stickId,
  ]);
}
