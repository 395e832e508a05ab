import { parentPort, workerData } from 'node:worker_threads';
import { toHex } from '../../../shared/base/ids.ts';
import { emptyStateHash, toggleBucket, toggleClass } from '../../../shared/eligibility/national/state-hash.rules.ts';
import { applyDelta } from './apply-delta.ts';
import { applyFull, repack, repackWherePays } from './apply-full.ts';
import { sha256 } from './crypto.ts';
import { type HeldRoster, openToLook } from './database.ts';
import { Refused } from './incoming.ts';
import type { Job, JobResult } from './job.ts';
import { currentDatabase } from './pointer.ts';

/** The program of a worker thread: one job on the national roster, whose result is posted once. */
function run(job: Job): JobResult {
  try {
    if (job.what === 'full') applyFull(job);
    if (job.what === 'delta') applyDelta(job);
    if (job.what === 'repack') repack(job);
    const isRepacked = job.what === 'repack' || (job.what === 'delta' && repackWherePays(job));
    return { ok: true, roster: looked(job), isRepacked };
  } catch (error) {
    return { ok: false, code: codeOf(error) };
  }
}

/** The roster as it is now; for `verify` with every bucket read and hashed again. */
function looked(job: Job): HeldRoster {
  const current = currentDatabase(job.folder);
  if (current === null) throw new Refused('no-roster');
  const db = openToLook(current, job.key);
  try {
    const roster = db.atOneMoment(() => {
      if (job.what !== 'verify') return db.held();
      const state = emptyStateHash();
      for (const entry of db.classes()) toggleClass(state, entry, sha256);
      for (const { id, records } of db.buckets()) toggleBucket(state, id, records, sha256);
      if (toHex(state) !== db.held().stateHash) throw new Refused('state-mismatch');
      return db.held();
    });
    return roster;
  } finally {
    db.close();
  }
}

function codeOf(error: unknown): string {
  if (error instanceof Refused) return error.code;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'SQLITE_FULL' || code === 'ENOSPC') return 'disk-full';
  if (code.startsWith('SQLITE_CORRUPT') || code === 'SQLITE_NOTADB') return 'state-mismatch';
  if (code.startsWith('SQLITE_IOERR') || code === 'EIO' || code === 'EROFS') return 'disk-failed';
  if (code === 'ENOENT') return 'not-a-roster';
  throw error;
}

parentPort?.postMessage(run(workerData as Job));
