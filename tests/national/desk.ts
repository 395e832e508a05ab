import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { type NationalStore, openNational } from '../../electron/node/national/store.ts';
import { type TestCentre, WORKER } from './centre.ts';

export const DATABASE_KEY = new Uint8Array(createHash('sha256').update('a desk').digest());

/** The national roster of a desk with the centre's keys. */
export async function openDesk(folder: string, centre: TestCentre, facilityCode = 'KPC01'): Promise<NationalStore> {
  const store = await openNational({
    folder: join(folder, 'national'),
    databaseKey: DATABASE_KEY,
    centreKey: centre.signer.publicKey,
    facilityCode,
    worker: WORKER,
  });
  store.keepPepper(centre.keys.keyVersion, centre.keys.pepper);
  return store;
}

export const codeOf = (applied: { ok: true } | { ok: false; code: string }): string =>
  applied.ok ? 'ok' : applied.code;
