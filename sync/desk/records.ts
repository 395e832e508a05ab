import type { WriteDb } from '../../shared/base/db.ts';
import { sha256Hex } from '../../shared/base/hash.ts';
import { canonicalJson, type Json } from '../../shared/base/json.ts';
import { restateChecked, restateVersion } from '../../shared/claims/feed-store.ts';
import { claimMergePolicy, unitsOfClaim } from '../../shared/claims/merge-rules.ts';
import { claim } from '../../shared/claims/record.ts';
import { claimLabel } from '../../shared/claims/store.ts';
import { eligibilityCheck } from '../../shared/eligibility/check.record.ts';
import { checkById } from '../../shared/eligibility/store.ts';
import { keepConflict } from '../../shared/exchange/conflict-store.ts';
import {
  answersGiven,
  type FeedHead,
  type ForeignRecord,
  feedVersionOf,
  giveBack,
  hasOwnUnsettled,
  isRefusedWhole,
  saveFeedRecord,
  saveFeedThrough,
  setAside,
  settleOlder,
  takeWaiting,
  tried,
  writeForeign,
} from '../../shared/exchange/feed-store.ts';
import { setVersion, syncedHead } from '../../shared/exchange/synced-store.ts';
import { monthClose } from '../../shared/month/record.ts';
import { CHANGE_KINDS, type WithdrawnRecord, withdrawnRecord } from '../../shared/outbox/record.ts';
import { keepWithdrawal } from '../../shared/outbox/withdrawal-store.ts';
import { patientMergePolicy, unitsOfPatient } from '../../shared/patients/merge-rules.ts';
import { patient } from '../../shared/patients/record.ts';
import { patientById } from '../../shared/patients/store.ts';
import { unitsOfVisit, visitMergePolicy } from '../../shared/visits/merge-rules.ts';
import { visit } from '../../shared/visits/record.ts';
import { visitById, visitLabel } from '../../shared/visits/store.ts';
import { type FeedRecord, feedRecord, type SyncReply } from '../protocol/sync.ts';

export interface FeedKept {
  /** Records that are new or newer here. */
  applied: number;
  /** Versions of this desk's own that it had lost. */
  givenBack: number;
  /** Kept as they came, because they wait for another record or cannot be read. */
  aside: number;
}

export interface FeedWorld {
  /** Names under which this database has made records before it was restored. */
  ownDevices: readonly string[];
  at: string;
}

/**
 * Keeps what the centre tells of the facility's other desks. Safe to repeat and in any order: a version that is here
 * already, or an older one, changes nothing; what waits for its patient is kept until he comes; what cannot be read is
 * set aside and stops nothing. A record on which this desk has something of its own under way is left alone: the centre
 * merges the two, and the result comes with a later number.
 */
export function keepFeed(tx: WriteDb, records: NonNullable<SyncReply['records']>, world: FeedWorld): FeedKept {
  const kept: FeedKept = { applied: 0, givenBack: 0, aside: 0 };
  for (const record of records.list) {
    const queue = [record];
    for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
      const came = keepOne(tx, next, world, kept);
      if (came === null) continue;
      for (const raw of takeWaiting(tx, came)) queue.push(feedRecord.parse(JSON.parse(raw)));
    }
  }
  saveFeedThrough(tx, records.through);
  return kept;
}

/** Returns the record that others may have waited for, or null where nothing new is here. */
function keepOne(tx: WriteDb, record: FeedRecord, world: FeedWorld, kept: FeedKept): string | null {
  const aside = (why: 'waits' | 'unreadable', waitsFor: string | null) => {
    setAside(tx, { feedSeq: record.feedSeq, why, waitsFor, raw: canonicalJson(record), at: world.at });
    kept.aside += 1;
    return null;
  };
  const read = readFeedRecord(record);
  if (read === null) return aside('unreadable', null);
  const { kind, recordId, version } = read.head;
  const needs = missingFor(tx, read);
  if (needs !== null) return aside('waits', needs);
  let isApplied = false;
  let isGiven = false;
  const fits = tried(tx, () => {
    const isOwn = becomesOwn(tx, record, read.head, world);
    // Written before it stands in the log: what needs fixing there would count as this desk's own work under way.
    isApplied = apply(tx, read);
    if (isOwn) isGiven = giveBack(tx, givenOf(tx, record, read), world.at);
    // Another desk's version may have the same number; which one was refused is what a fix is told by.
    if (isGiven && record.fault !== null && version === feedVersionOf(tx, kind, recordId))
      saveFeedRecord(tx, read.head);
    if (isApplied || isGiven) judgeClaim(tx, read, world.at);
    keepLosers(tx, record, read, world.at);
  });
  if (!fits) return aside('unreadable', null);
  if (isGiven) kept.givenBack += 1;
  if (isApplied) kept.applied += 1;
  return isApplied && version >= 1 ? `${kind} ${recordId}` : null;
}

/**
 * Versions of an earlier life of this database are its own. So is what another copy of it has to put right, which would be
 * in nobody's list where that copy does not run any more, and what was made from that; but not where this desk has an edit
 * of its own under way: that goes first, and the centre merges the two. Takes out of the list what the version answers.
 */
function becomesOwn(tx: WriteDb, { deviceId, fault }: FeedRecord, head: FeedHead, world: FeedWorld): boolean {
  const { kind, recordId, version } = head;
  const isEarlier = world.ownDevices.includes(deviceId);
  if (!isEarlier && fault === null && !isRefusedWhole(tx, kind, recordId) && !answersGiven(tx, head)) return false;
  settleOlder(tx, kind, recordId, version);
  return isEarlier || !hasOwnUnsettled(tx, kind, recordId);
}

/** What a claim's state follows from besides its content: what became of this version, of its visit and of its check. */
function judgeClaim(tx: WriteDb, { head, withdrawn }: Read, at: string): void {
  if (head.kind === 'eligibility-check' && withdrawn !== null)
    restateChecked(tx, head.recordId, at, withdrawn.withdrawn.by);
  const isAboutClaim = head.kind === 'claim' || (head.kind === 'visit' && withdrawn !== null);
  if (!isAboutClaim) return;
  const { by, reason } = withdrawn?.withdrawn ?? { by: 'centre', reason: null };
  restateVersion(tx, head.recordId, at, by, reason);
}

type Read = { head: FeedHead; patientId: string | null } & (
  | { foreign: ForeignRecord; withdrawn: null }
  | { foreign: null; withdrawn: WithdrawnRecord }
);

function readFeedRecord(record: FeedRecord): Read | null {
  const { recordId, version, hash, deviceId, deskNumber, feedSeq } = record;
  const kind = CHANGE_KINDS.find((one) => one === record.kind);
  if (kind === undefined || sha256Hex(record.content) !== hash) return null;
  const head: FeedHead = { kind, recordId, version, hash, deviceId, deskNumber, feedSeq };
  const content = parsed(record.content);
  const gone = withdrawnRecord.safeParse(content);
  if (gone.success) {
    const patientId = kind === 'patient' ? recordId : gone.data.patientId;
    return gone.data.id === recordId ? { head, patientId, foreign: null, withdrawn: gone.data } : null;
  }
  const foreign = foreignOf(kind, content);
  if (foreign === null || foreign.record.id !== recordId || foreign.record.version !== version) return null;
  const patientId = patientOf(foreign);
  return { head, patientId, foreign, withdrawn: null };
}

function patientOf({ kind, record }: ForeignRecord): string | null {
  if (kind === 'patient') return record.id;
  return kind === 'month-close' ? null : record.patientId;
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

function foreignOf(kind: FeedHead['kind'], content: unknown): ForeignRecord | null {
  switch (kind) {
    case 'patient': {
      const read = patient.safeParse(content);
      return read.success ? { kind, record: read.data } : null;
    }
    case 'eligibility-check': {
      const read = eligibilityCheck.safeParse(content);
      return read.success ? { kind, record: read.data } : null;
    }
    case 'visit': {
      const read = visit.safeParse(content);
      return read.success ? { kind, record: read.data } : null;
    }
    case 'claim': {
      const read = claim.safeParse(content);
      return read.success ? { kind, record: read.data } : null;
    }
    case 'month-close': {
      const read = monthClose.safeParse(content);
      return read.success ? { kind, record: read.data } : null;
    }
  }
}

/** The record that has to be here first, or null. */
function missingFor(tx: WriteDb, { head, foreign, patientId }: Read): string | null {
  if (foreign === null) {
    return syncedHead(tx, head.kind, head.recordId) === null ? `${head.kind} ${head.recordId}` : null;
  }
  if (foreign.kind === 'patient' || patientId === null) return null;
  if (patientById(tx, patientId) === null) return `patient ${patientId}`;
  const { kind, record } = foreign;
  if (kind === 'claim' && visitById(tx, record.visitId) === null) return `visit ${record.visitId}`;
  if (kind !== 'visit' && kind !== 'claim') return null;
  return checkById(tx, record.checkId) === null ? `eligibility-check ${record.checkId}` : null;
}

/** Returns whether this desk shows something newer for it. */
function apply(tx: WriteDb, { head, foreign, withdrawn }: Read): boolean {
  const { kind, recordId, version } = head;
  if (hasOwnUnsettled(tx, kind, recordId)) return false;
  const isNewer = version > (syncedHead(tx, kind, recordId)?.version ?? 0);
  if (isNewer) {
    if (foreign !== null) writeForeign(tx, foreign);
    else {
      keepWithdrawal(tx, kind, recordId, withdrawn.withdrawn);
      setVersion(tx, kind, recordId, version);
    }
  }
  if (version > feedVersionOf(tx, kind, recordId)) saveFeedRecord(tx, head);
  return isNewer;
}

function givenOf(tx: WriteDb, record: FeedRecord, { head, patientId, foreign, withdrawn }: Read) {
  const { incarnation, content, madeAt, hlc } = record;
  const { kind, recordId, version, hash } = head;
  return {
    ...{ incarnation, kind, recordId, version, hash, content, patientId, madeAt, hlc },
    label: foreign === null ? '' : labelOf(tx, foreign),
    isWithdrawal: withdrawn !== null,
    fault: record.fault,
  };
}

function labelOf(tx: WriteDb, { kind, record }: ForeignRecord): string {
  switch (kind) {
    case 'patient':
      return record.patientNumber;
    case 'eligibility-check':
      return '';
    case 'visit':
      return visitLabel(record);
    case 'claim':
      return claimLabel(tx, record);
    case 'month-close':
      return record.month;
  }
}

/** What lost in this version is kept beside what counts, so that somebody can look and nothing is dropped in silence. */
function keepLosers(tx: WriteDb, { losers, madeAt }: FeedRecord, { head, foreign }: Read, at: string): void {
  if (syncedHead(tx, head.kind, head.recordId) === null) return;
  for (const { field, value, deskNumber, madeAt: lostMadeAt } of losers) {
    const other = (parsed(value) ?? null) as Json;
    const { kept, needsPerson } = comparedTo(foreign, field, other);
    const { kind, recordId, version } = head;
    keepConflict(tx, {
      ...{ kind, recordId, version, field, kept, other, deskNumber, needsPerson },
      madeAt: lostMadeAt === '' ? madeAt : lostMadeAt,
      arrivedAt: at,
    });
  }
}

/** The value that counts, and whether the record's policy wants a person. Against a withdrawal a person always looks. */
function comparedTo(foreign: ForeignRecord | null, field: string, other: Json): { kept: Json; needsPerson: boolean } {
  if (foreign?.kind === 'patient') {
    const kept = unitsOfPatient(foreign.record)[field] ?? null;
    return { kept, needsPerson: patientMergePolicy(field).needsPerson(kept, other) };
  }
  if (foreign?.kind === 'visit') {
    const kept = unitsOfVisit(foreign.record)[field] ?? null;
    return { kept, needsPerson: visitMergePolicy(field).needsPerson(kept, other) };
  }
  if (foreign?.kind === 'claim') {
    const kept = unitsOfClaim(foreign.record)[field] ?? null;
    return { kept, needsPerson: claimMergePolicy(field).needsPerson(kept, other) };
  }
  return { kept: null, needsPerson: true };
}
