import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { toHex } from '../../../shared/base/ids.ts';
import { recordsIn } from '../../../shared/eligibility/national/bucket.rules.ts';
import { emptyStateHash, toggleBucket, toggleClass } from '../../../shared/eligibility/national/state-hash.rules.ts';
import type { FullHeader } from '../../../sync/protocol/national.ts';
import { decodeChunk, type FullChunk } from '../../../sync/protocol/national-body.ts';
import { type NationalHolding, refusalOfFull } from '../../../sync/protocol/national-refusals.ts';
import { Malformed } from '../../../sync/protocol/varint.ts';
import { sha256 } from './crypto.ts';
import { finishMaking, heldRoster, NationalWriter, openToLook, openToMake } from './database.ts';
import { Incoming, Refused, takeChunks, takeHead } from './incoming.ts';
import { holdingOf, type Job } from './job.ts';
import { PagesUnderWay } from './pages-under-way.ts';
import { currentDatabase, newDatabaseName, setCurrent } from './pointer.ts';

/**
 * Builds a whole roster into a database of its own and makes it the current one when all of it has proved genuine. A cut
 * at any moment leaves the old roster: the new one is on the disk before the one file that names it is replaced.
 * @throws Refused
 */
export function applyFull(job: Job): void {
  const incoming = new Incoming(job.source);
  try {
    const header = takeHead(incoming, job.centreKey);
    if (header.kind !== 'full') throw new Refused('not-a-roster');
    const refusal = refusalOfFull(header, {
      facilityCode: job.facilityCode,
      hasKey: (version) => job.peppers.has(version),
      holding: holdingIn(job),
    });
    const pepper = job.peppers.get(header.keyVersion);
    if (refusal !== null || pepper === undefined) throw new Refused(refusal ?? 'wrong-key-version');
    make(job, header, chunksOf(incoming, header, pepper));
  } finally {
    incoming.close();
  }
}

/** Writes the current roster anew, without the half-empty pages that months of changes leave. */
export function repack(job: Job): void {
  const current = currentDatabase(job.folder);
  if (current === null) throw new Refused('no-roster');
  const db = openToLook(current, job.key);
  try {
    const header = { ...db.held(), kind: 'full', salt: '', bodyBytes: 0, bodySha256: '' } as const;
    make(job, header, storedChunks(db));
  } finally {
    db.close();
  }
}

/**
 * Repacks the current roster where changes have made its file so much larger that it pays. Whatever stops that (a disk
 * with no room for a second file) leaves the roster that is in use as it is, until the next changes come.
 * @returns true where the roster was repacked
 */
export function repackWherePays(job: Job): boolean {
  const current = currentDatabase(job.folder);
  if (current === null) return false;
  try {
    const db = openToLook(current, job.key);
    try {
      if (!db.isLoose()) return false;
    } finally {
      db.close();
    }
    repack(job);
    return true;
  } catch {
    return false;
  }
}

function holdingIn(job: Job): NationalHolding | null {
  const current = currentDatabase(job.folder);
  if (current === null) return null;
  try {
    const db = openToLook(current, job.key);
    try {
      const holding = holdingOf(db.held());
      return job.isDamaged ? { ...holding, seq: holding.seq - 1 } : holding;
    } finally {
      db.close();
    }
  } catch {
    // A damaged roster is none: a whole new one is exactly what it needs.
    return null;
  }
}

function* chunksOf(incoming: Incoming, header: FullHeader, pepper: Uint8Array): Generator<FullChunk> {
  try {
    for (const plain of takeChunks(incoming, header, pepper)) yield decodeChunk(plain);
  } catch (error) {
    throw error instanceof Malformed ? new Refused('not-a-roster') : error;
  }
}

function* storedChunks(db: ReturnType<typeof openToLook>): Generator<FullChunk> {
  yield { holds: 'classes', classes: [...db.classes()] };
  for (const { id, records } of db.buckets()) yield { holds: 'buckets', first: id, buckets: [records] };
}

function make(job: Job, header: FullHeader, chunks: Iterable<FullChunk>): void {
  const name = newDatabaseName();
  const file = join(job.folder, name);
  const db = openToMake(file, job.key);
  try {
    const pages = new PagesUnderWay(db, file);
    try {
      fill(new NationalWriter(db), header, chunks, () => pages.afterBucket());
    } finally {
      pages.close();
    }
    finishMaking(db, file);
  } catch (error) {
    db.close();
    rmSync(file, { force: true });
    throw error;
  }
  setCurrent(job.folder, name);
}

function fill(writer: NationalWriter, header: FullHeader, chunks: Iterable<FullChunk>, afterBucket: () => void): void {
  const state = emptyStateHash();
  let members = 0;
  let nextBucket = 0;
  for (const chunk of chunks) {
    if (chunk.holds === 'classes') {
      for (const entry of chunk.classes) {
        toggleClass(state, entry, sha256);
        writer.setClass(entry.id, entry.is);
      }
      continue;
    }
    if (chunk.first < nextBucket || chunk.first + chunk.buckets.length > 2 ** header.bucketBits)
      throw new Refused('not-a-roster');
    nextBucket = chunk.first;
    for (const bucket of chunk.buckets) {
      toggleBucket(state, nextBucket, bucket, sha256);
      writer.setBucket(nextBucket, bucket);
      members += recordsIn(bucket);
      nextBucket += 1;
      afterBucket();
    }
  }
  if (toHex(state) !== header.stateHash || members !== header.membersCount) throw new Refused('state-mismatch');
  writer.setHeld(heldRoster.strip().parse(header));
}
