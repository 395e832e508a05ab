import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openFolder } from '../../electron/node/folder.ts';
import { openNational } from '../../electron/node/national/store.ts';
import { pins } from '../../electron/node/pins.ts';
import { openSqlite } from '../../electron/node/sqlite.ts';
import { instantOf } from '../../shared/base/time.ts';
import { saveCentreKeys, saveDesk } from '../../shared/facility/store.ts';
import { migrate } from '../../shared/migrations/index.ts';
import { addStaff } from '../../shared/staff/store.ts';
import { startDesk } from '../support/desk-process.ts';
import { DESK } from '../support/facility.ts';
import { percentiles } from './roster-figures.ts';

/** A whole list, the keys it was made with, and some of its members. */
export interface CheckWish {
  folder: string;
  name: string;
  full: string;
  centreKey: Uint8Array;
  pepper: Uint8Array;
  members: readonly { card: string; birth: string }[];
}

const CLERK = { userName: 'vanna', pin: '481920' };
const WORKER = new URL('../../electron/node/national/worker.ts', import.meta.url);
/** Asks before the first that counts: a program that has just begun compiles itself. */
const WARM_UP = 50;

/**
 * The whole check, from the ask to the stored answer: a real desk in a process of its own with this list installed, asked
 * over its public port, without a centre. What it does in that time: reads the patient, derives the keys, looks in the
 * list, decides, and commits the check with its audit row to the disk.
 */
export async function measureCheck(wish: CheckWish) {
  const data = join(wish.folder, wish.name);
  await install(data, wish);
  const desk = await startDesk({ data, isPractice: false });
  try {
    const clerk = desk.clerk();
    await clerk.signIn(CLERK.userName, CLERK.pin);
    const patientIds: string[] = [];
    for (const [index, { card, birth }] of wish.members.entries()) {
      const { patient } = await clerk.ask('patients.register', {
        nameLatin: `Bench ${index}`,
        sex: 'female',
        birthDate: birth,
        birthDatePrecision: 'day',
        identifiers: [{ kind: 'nssf', raw: `${card.slice(0, 7)}-${card.slice(7)}-1` }],
        isSomebodyElse: true,
      });
      patientIds.push(patient.id);
    }
    const times: number[] = [];
    let known = 0;
    for (const patientId of patientIds) {
      const startMs = performance.now();
      const { check } = await clerk.ask('eligibility.check', { patientId, isIdentityShown: true });
      times.push(performance.now() - startMs);
      if (check.facts.isKnown && check.rosterId?.startsWith('bench') === true) known += 1;
    }
    return { checks: times.length - WARM_UP, known: known / times.length, ms: percentiles(times.slice(WARM_UP)) };
  } finally {
    await desk.stop();
  }
}

/** A desk's folder as a set-up leaves it, with the list applied. */
async function install(data: string, { full, centreKey, pepper }: CheckWish): Promise<void> {
  mkdirSync(data, { recursive: true });
  const folder = openFolder(data, 'real', null);
  const db = openSqlite(folder.databaseFile, folder.key);
  migrate(db);
  const pinHash = await pins.hash(CLERK.pin);
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  db.write((tx) => {
    saveDesk(tx, DESK);
    saveCentreKeys(tx, {
      signing: hex(centreKey),
      sealing: null,
      national: { keyVersion: 1, pepper: hex(pepper) },
    });
    const clerk = { id: 'staff-vanna', userName: CLERK.userName, fullName: 'Vanna', role: 'registrar' } as const;
    addStaff(tx, { ...clerk, isActive: true }, pinHash, instantOf(Date.now()));
  });
  folder.markMade();
  db.close();
  const store = await openNational({
    ...{ folder: join(data, 'national'), databaseKey: folder.key, centreKey, worker: WORKER },
    facilityCode: DESK.facility.code,
  });
  store.keepPepper(1, pepper);
  const applied = await store.applyFull(full);
  store.close();
  folder.release();
  if (!applied.ok) throw new Error(applied.code);
}
