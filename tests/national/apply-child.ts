import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { applyDelta } from '../../electron/node/national/apply-delta.ts';
import { applyFull, repack, repackWherePays } from '../../electron/node/national/apply-full.ts';
import { openToLook } from '../../electron/node/national/database.ts';
import { Refused } from '../../electron/node/national/incoming.ts';
import type { Job } from '../../electron/node/national/job.ts';
import { nationalDatabaseKey } from '../../electron/node/national/keys.ts';
import { currentDatabase, makeFolder } from '../../electron/node/national/pointer.ts';
import { TestCentre } from './centre.ts';
import { DATABASE_KEY } from './desk.ts';

/**
 * Applies what lies in the folder `files`, whole rosters `full-<seq>` and deltas `delta-<seq>`, one after the other for as
 * long as there are any, and says each that is done: in words, and by a file `said-<seq>` beside its folder, which whoever
 * traces it sees in its place among everything else that it did. Its parent ends it in the middle.
 */
const [folder = '', files = ''] = process.argv.slice(2);
const centre = new TestCentre();
const key = nationalDatabaseKey(DATABASE_KEY);

function seqHere(): number {
  const current = currentDatabase(folder);
  if (current === null) return 0;
  const db = openToLook(current, key);
  try {
    return db.held().seq;
  } finally {
    db.close();
  }
}

function job(source: string): Job {
  const peppers = new Map([[1, centre.keys.pepper]]);
  const { publicKey } = centre.signer;
  return { what: 'full', folder, key, peppers, centreKey: publicKey, facilityCode: 'KPC01', isDamaged: false, source };
}

makeFolder(folder);
process.stdout.write('ready\n');
for (;;) {
  const next = seqHere() + 1;
  const [full, delta] = [join(files, `full-${next}`), join(files, `delta-${next}`)];
  try {
    if (existsSync(full)) applyFull(job(full));
    else if (existsSync(delta)) {
      applyDelta(job(delta));
      repackWherePays(job(''));
    } else break;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    process.stdout.write(`refused ${error.code}\n`);
    break;
  }
  process.stdout.write(`${next}\n`);
  writeFileSync(join(dirname(folder), `said-${next}`), '');
  if (next % 4 === 0) repack(job(''));
}
