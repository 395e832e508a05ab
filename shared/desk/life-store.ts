import { assert } from '../base/assert.ts';
import type { ReadDb, WriteDb } from '../base/db.ts';
import type { Instant } from '../base/time.ts';
import { centreOf, deskOf, saveCentre, saveDesk, saveDeviceKeys } from '../facility/store.ts';
import { audit } from '../staff/store.ts';
import type { FencedLife, NewName } from './record.ts';
import { saveEpoch, tellRunAgain } from './run-store.ts';

/**
 * This database turned out to be a second copy, and goes on under another name. What has not been sent goes out under the
 * new one; the centre knows by version and hash what it had from the old. The pair of keys is drawn anew as well, because
 * the other copy has the old one.
 */
export function takeNewName(db: WriteDb, name: NewName, at: Instant): void {
  const desk = deskOf(db);
  const centre = centreOf(db);
  assert(desk !== null && centre !== null, 'only an enrolled desk is fenced off');
  const count = db.run(
    `INSERT INTO life (why, endedAt, deviceId, deskNumber, nextDeviceId, nextDeskNumber)
     VALUES (@why, @at, @deviceId, @deskNumber, @nextDeviceId, @nextDeskNumber)`,
    {
      why: name.why,
      at,
      deviceId: desk.deviceId,
      deskNumber: desk.deskNumber,
      nextDeviceId: name.deviceId,
      nextDeskNumber: name.deskNumber,
    },
  );
  assert(count === 1, 'the end of a name is noted');
  saveDesk(db, { ...desk, deviceId: name.deviceId, deskNumber: name.deskNumber });
  saveCentre(db, { ...centre, deviceToken: name.deviceToken });
  saveEpoch(db, name.epoch);
  if (name.keys !== null) saveDeviceKeys(db, { ...name.keys, isKnown: false });
  tellRunAgain(db);
  noteRechecksBefore(db);
  audit(db, at, null, 'desk-fenced', name.deviceId);
}

/** The names that this database has had before, newest first. */
export function livesOf(db: ReadDb, limit: number): FencedLife[] {
  return db
    .all(
      `SELECT number, why, endedAt, deviceId, deskNumber, nextDeviceId, nextDeskNumber, seenAt FROM life
       ORDER BY number DESC LIMIT @limit`,
      { limit },
    )
    .map((row) => ({
      number: Number(row.number),
      why: row.why === 'cloned' ? 'cloned' : 'restored',
      at: String(row.endedAt),
      oldDeviceId: String(row.deviceId),
      oldDeskNumber: Number(row.deskNumber),
      newDeviceId: String(row.nextDeviceId),
      newDeskNumber: Number(row.nextDeskNumber),
      isSeen: row.seenAt !== null,
    }));
}

/** How many of them no manager has seen yet. */
export function unseenLives(db: ReadDb): number {
  return Number(db.get('SELECT count(*) AS n FROM life WHERE seenAt IS NULL')?.n ?? 0);
}

/** Whether this desk number was this database's own before. */
export function wasDeskNumber(db: ReadDb, deskNumber: number): boolean {
  return db.get('SELECT number FROM life WHERE deskNumber = @deskNumber LIMIT 1', { deskNumber }) !== null;
}

/** Up to this one; returns how many had not been seen. */
export function markLivesSeen(db: WriteDb, through: number, at: Instant, staffId: string): number {
  return db.run('UPDATE life SET seenAt = @at, seenBy = @staffId WHERE seenAt IS NULL AND number <= @through', {
    through,
    at,
    staffId,
  });
}

/** The centre counts rechecks by device from 1: those of a new name are kept after those of the old. */
function noteRechecksBefore(db: WriteDb): void {
  db.run(
    `INSERT INTO setting (key, value) SELECT 'rechecksBefore', CAST(coalesce(max(seq), 0) AS TEXT) FROM recheck WHERE true
     ON CONFLICT (key) DO UPDATE SET value = excluded.value`,
  );
}

/** How many rechecks stand here from before this name. */
export function rechecksBefore(db: ReadDb): number {
  return Number(db.get("SELECT value FROM setting WHERE key = 'rechecksBefore'")?.value ?? 0);
}
