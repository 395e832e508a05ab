import { randomInt, randomUUID } from 'node:crypto';
import { assert, must } from '../../shared/base/assert.ts';
import type { WriteDb } from '../../shared/base/db.ts';
import { PRACTICE_FACILITY } from '../../shared/facility/practice.record.ts';
import {
  centreAddressOf,
  centreOf,
  deskOf,
  saveCentre,
  saveCentreAddress,
  saveCentreKeys,
  saveDesk,
} from '../../shared/facility/store.ts';
import { addStaff, listStaff } from '../../shared/staff/store.ts';
import type { Transport } from '../../sync/desk/transport.ts';
import type { FramePort } from '../../sync/desk/wire.ts';
import { PRACTICE_CODE } from '../../sync/protocol/enrol.ts';
import { enrolAt } from './enrol.ts';
import { pins } from './pins.ts';
import { PRACTICE_PEOPLE } from './practice.ts';
import type { SqliteDb } from './sqlite.ts';

/**
 * The practice facility and its people, once. With a centre of its own the desk is number 1; at a shared one it takes a
 * high number until it has met the centre, so that two desks that start without a line do not give the same numbers.
 */
export async function seedPractice(db: SqliteDb, hasOwnCentre: boolean): Promise<void> {
  if (deskOf(db) === null) {
    const deskNumber = hasOwnCentre ? 1 : randomInt(50, 100);
    const identity = { mode: 'practice', deviceId: randomUUID(), deskNumber, facility: PRACTICE_FACILITY } as const;
    db.write((tx) => saveDesk(tx, identity));
  }
  if (listStaff(db).length > 0) return;
  const hashes = await Promise.all(PRACTICE_PEOPLE.map((person) => pins.hash(person.pin)));
  db.write((tx) => {
    PRACTICE_PEOPLE.forEach(({ name, role, fullName }, index) => {
      const member = { id: randomUUID(), userName: name, fullName, role, isActive: true };
      addStaff(tx, member, must(hashes[index], 'every person has a hash'), new Date().toISOString());
    });
  });
}

/** Notes where the centre is now, for a desk that knows it already and for a practice desk that will enrol there. */
export function moveCentre(db: WriteDb, url: string, isPractice: boolean): void {
  const known = centreOf(db);
  if (known !== null && known.url !== url) saveCentre(db, { ...known, url });
  if (isPractice) saveCentreAddress(db, url);
}

/** Gets a practice desk the token that it lacks before its first exchange; nothing happens while no centre is known. */
export async function enrolPractice(
  db: SqliteDb,
  frames: FramePort,
  transportTo: (url: string) => Transport,
  program: string,
): Promise<void> {
  const url = centreAddressOf(db);
  if (url === null) return;
  const desk = deskOf(db);
  assert(desk !== null && desk.mode === 'practice', 'only a practice desk enrols by itself');
  const reply = await enrolAt(db, frames, transportTo(url), {
    mode: 'practice',
    code: PRACTICE_CODE,
    deviceId: desk.deviceId,
    program,
  });
  db.write((tx) => {
    saveCentre(tx, { url, deviceToken: reply.deviceToken });
    saveCentreKeys(tx, reply.keys);
    // Numbers already given out keep their desk number; before the first patient the centre's is taken.
    const isUnused = tx.get('SELECT id FROM patient LIMIT 1') === null;
    saveDesk(tx, { ...desk, facility: reply.facility, deskNumber: isUnused ? reply.deskNumber : desk.deskNumber });
  });
}
