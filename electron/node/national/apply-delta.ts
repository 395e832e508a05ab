import { toHex } from '../../../shared/base/ids.ts';
import {
  afterEdits,
  type BucketEdits,
  EMPTY_BUCKET,
  recordsIn,
} from '../../../shared/eligibility/national/bucket.rules.ts';
import { afterRule } from '../../../shared/eligibility/national/member-class.record.ts';
import { type StateHash, toggleBucket, toggleClass } from '../../../shared/eligibility/national/state-hash.rules.ts';
import type { DeltaHeader } from '../../../sync/protocol/national.ts';
import { type DeltaChanges, decodeDelta } from '../../../sync/protocol/national-body.ts';
import { refusalOfDelta } from '../../../sync/protocol/national-refusals.ts';
import { Malformed } from '../../../sync/protocol/varint.ts';
import { sha256 } from './crypto.ts';
import { type NationalDb, NationalWriter, openToChange } from './database.ts';
import { Incoming, Refused, takeChunks, takeHead } from './incoming.ts';
import { holdingOf, type Job } from './job.ts';
import { PagesUnderWay } from './pages-under-way.ts';
import { currentDatabase } from './pointer.ts';

/**
 * Applies the changes since the roster that this desk has, in one transaction: readers see the roster before or the one
 * after, and nothing is kept unless the whole has the hash that the centre signed.
 * @throws Refused
 */
export function applyDelta(job: Job): void {
  const incoming = new Incoming(job.source);
  try {
    const header = takeHead(incoming, job.centreKey);
    if (header.kind !== 'delta') throw new Refused('not-a-roster');
    const current = currentDatabase(job.folder);
    const db = current === null ? null : openToChange(current, job.key);
    try {
      change(job, incoming, header, db);
    } finally {
      db?.close();
    }
  } finally {
    incoming.close();
  }
}

function change(job: Job, incoming: Incoming, header: DeltaHeader, db: NationalDb | null): void {
  const refusal = refusalOfDelta(header, {
    facilityCode: job.facilityCode,
    hasKey: (version) => job.peppers.has(version),
    holding: db === null ? null : holdingOf(db.held()),
  });
  const pepper = job.peppers.get(header.keyVersion);
  if (refusal !== null || pepper === undefined || db === null) throw new Refused(refusal ?? 'wrong-key-version');
  const changes = decoded(Buffer.concat([...takeChunks(incoming, header, pepper)]));
  db.raw.exec('BEGIN IMMEDIATE');
  try {
    write(db, header, changes);
    db.raw.exec('COMMIT');
  } catch (error) {
    if (db.raw.inTransaction) db.raw.exec('ROLLBACK');
    throw error;
  }
  // Where somebody looks at this very moment a part stays in the WAL, which loses nothing.
  db.raw.pragma('wal_checkpoint(TRUNCATE)');
}

function decoded(plain: Uint8Array): DeltaChanges {
  try {
    return decodeDelta(plain);
  } catch (error) {
    throw error instanceof Malformed ? new Refused('not-a-roster') : error;
  }
}

function write(db: NationalDb, header: DeltaHeader, changes: DeltaChanges): void {
  const held = db.held();
  const writer = new NationalWriter(db);
  const state: StateHash = Buffer.from(held.stateHash, 'hex');
  let members = held.membersCount;
  for (const rule of changes.rules) {
    const before = db.memberClass(rule.id);
    const after = afterRule(before, rule);
    if (after === null) throw new Refused('state-mismatch');
    if (before !== null) toggleClass(state, { id: rule.id, is: before }, sha256);
    toggleClass(state, { id: rule.id, is: after }, sha256);
    writer.setClass(rule.id, after);
  }
  const pages = new PagesUnderWay(db, `${db.raw.name}-wal`);
  try {
    for (const [id, edits] of byBucket(changes)) {
      if (id >= 2 ** held.bucketBits) throw new Refused('state-mismatch');
      const before = db.bucket(id);
      const after = afterEdits(before, edits) ?? EMPTY_BUCKET;
      toggleBucket(state, id, before, sha256);
      toggleBucket(state, id, after, sha256);
      writer.setBucket(id, after);
      members += recordsIn(after) - recordsIn(before);
      pages.afterBucket();
    }
  } finally {
    pages.close();
  }
  if (toHex(state) !== header.stateHash || members !== header.membersCount) throw new Refused('state-mismatch');
  const { seq, asOf, madeAt, membersCount, classesCount, stateHash } = header;
  writer.setHeld({ ...held, seq, asOf, madeAt, membersCount, classesCount, stateHash });
}

/** In the order of the buckets, so that pages are visited once. */
function byBucket(changes: DeltaChanges): [number, BucketEdits][] {
  const edits = new Map<number, BucketEdits>();
  const of = (bucket: number) => {
    const found = edits.get(bucket) ?? { updates: [], removals: [], additions: [] };
    edits.set(bucket, found);
    return found;
  };
  for (const update of changes.updates) of(update.bucket).updates.push(update);
  for (const { bucket, index } of changes.removals) of(bucket).removals.push(index);
  for (const { bucket, record } of changes.additions) of(bucket).additions.push(record);
  return [...edits].sort(([a], [b]) => a - b);
}
