import { sha256 } from '../../electron/node/national/crypto.ts';
import { openToLook } from '../../electron/node/national/database.ts';
import { nationalDatabaseKey } from '../../electron/node/national/keys.ts';
import { currentDatabase, sweep } from '../../electron/node/national/pointer.ts';
import { emptyStateHash, toggleBucket, toggleClass } from '../../shared/eligibility/national/state-hash.rules.ts';
import { DATABASE_KEY } from './desk.ts';

/** The edition on the disk, with every bucket read and hashed; 0 for none. Throws where it is not what was signed. */
export function look(store: string): { seq: number; stateHash: string } {
  sweep(store);
  const current = currentDatabase(store);
  if (current === null) return { seq: 0, stateHash: '' };
  const db = openToLook(current, nationalDatabaseKey(DATABASE_KEY));
  try {
    const state = emptyStateHash();
    for (const entry of db.classes()) toggleClass(state, entry, sha256);
    for (const { id, records } of db.buckets()) toggleBucket(state, id, records, sha256);
    const { seq, stateHash } = db.held();
    if (Buffer.from(state).toString('hex') !== stateHash) throw new Error('the roster is not what was signed');
    return { seq, stateHash };
  } finally {
    db.close();
  }
}
