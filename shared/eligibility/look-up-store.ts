import { assert } from '../base/assert.ts';
import type { ReadDb, WriteDb } from '../base/db.ts';
import { addDays, type Day } from '../base/time.ts';
import type { Ruleset } from './record.ts';

/**
 * How often a day lets somebody look in the national list, which holds millions who have nothing to do with this desk: many
 * times what the busiest day needs, and too little to go through the list card by card. A ruleset may say otherwise.
 */
export const LOOK_UPS_A_DAY = { desk: 2_000, person: 1_000 } as const;

const DAYS_KEPT = 40;

/** True while neither this desk nor this person has looked so often today that the day allows no more. */
export function hasLookUpLeft(db: ReadDb, day: Day, staffId: string, ruleset: Ruleset): boolean {
  const allowed = ruleset.nationalLookUpsADay ?? LOOK_UPS_A_DAY;
  const row = db.get(
    `SELECT coalesce(sum(lookUps), 0) AS desk, coalesce(sum(lookUps) FILTER (WHERE staffId = @staffId), 0) AS person
     FROM lookUpCount WHERE day = @day`,
    { day, staffId },
  );
  return Number(row?.desk) < allowed.desk && Number(row?.person) < allowed.person;
}

export function countLookUp(db: WriteDb, day: Day, staffId: string): void {
  const count = db.run(
    `INSERT INTO lookUpCount (day, staffId, lookUps) VALUES (@day, @staffId, 1)
     ON CONFLICT (day, staffId) DO UPDATE SET lookUps = lookUps + 1`,
    { day, staffId },
  );
  assert(count === 1, 'a look-up is counted');
  db.run('DELETE FROM lookUpCount WHERE day < @before', { before: addDays(day, -DAYS_KEPT) });
}

/** Notes of a check that the day allowed no look in the national list for it. */
export function noteWithheld(db: WriteDb, checkId: string): void {
  const count = db.run('INSERT INTO lookUpWithheld (checkId) VALUES (@checkId)', { checkId });
  assert(count === 1, 'what was withheld is noted');
}

export function wasWithheld(db: ReadDb, checkId: string): boolean {
  return db.get('SELECT 1 AS one FROM lookUpWithheld WHERE checkId = @checkId', { checkId }) !== null;
}
