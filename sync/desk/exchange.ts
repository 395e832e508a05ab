import type { Db, ReadDb, WriteDb } from '../../shared/base/db.ts';
import { type Clock, instantOf } from '../../shared/base/time.ts';
import { keepAnswers, restateChecked, restateSent } from '../../shared/claims/feed-store.ts';
import { answersThrough } from '../../shared/claims/store.ts';
import { learnCentreTime, readClock } from '../../shared/desk/clock-store.ts';
import { livesOf, rechecksBefore, takeNewName } from '../../shared/desk/life-store.ts';
import { confirmRuns, epochOf, unconfirmedRuns } from '../../shared/desk/run-store.ts';
import { keepRecheck, lastRecheckSeq } from '../../shared/eligibility/recheck-store.ts';
import { feedThrough, markFeed, rewindFeed } from '../../shared/exchange/feed-store.ts';
import { deskOf, saveFacility } from '../../shared/facility/store.ts';
import type { Change } from '../../shared/outbox/record.ts';
import { claimOfChange, keepVerdict, noteWait } from '../../shared/outbox/store.ts';
import { RUNS_MAX, type SyncReply, type SyncRequest, type Verdict, type WireChange } from '../protocol/sync.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { keepFeed } from './records.ts';
import { renumberTaken } from './renumber.ts';
import type { Transport } from './transport.ts';
import type { Wire } from './wire.ts';

export interface Sender {
  deviceId: string;
  program: string;
  token: string;
  rosterId: string | null;
  placesId: string | null;
  rulesetsId: string | null;
  packsId: string | null;
  national: { rosterId: string; seq: number } | null;
}

export interface ExchangeWorld {
  db: Db;
  clock: Clock;
  wire: Wire;
  /** A new pair of keys for a database that goes on under another name; null for a desk that signs nothing. */
  newKeys: (() => { privateKey: string; publicKey: string }) | null;
}

export interface Exchanged extends KeptReply {
  reply: SyncReply;
  sent: number;
  tookMs: number;
}

/**
 * One request with a batch up and verdicts down. All that the answer brings is kept in one transaction; a change without
 * a verdict, or with `try-later`, goes on waiting. Sending twice is harmless, because the centre knows each change by its
 * identity.
 */
export async function exchange(
  world: ExchangeWorld,
  transport: Transport,
  sender: Sender,
  batch: Change[],
): Promise<Exchanged> {
  const { db, clock } = world;
  const before = readClock(clock);
  const request = requestOf(db, sender, batch, instantOf(before.wallMs));
  const reply = await world.wire.ask(transport, sender.token, request);
  const after = readClock(clock);
  // The wall clock may have been set meanwhile; what counts from the start of the PC cannot.
  const isCounted = after.monotonicMs !== null && before.monotonicMs !== null;
  const tookMs = isCounted ? Number(after.monotonicMs) - Number(before.monotonicMs) : after.wallMs - before.wallMs;
  const kept = db.write((tx) => {
    learnCentreTime(tx, after, reply.serverTime, tookMs);
    return keepReply(tx, reply, instantOf(after.wallMs), world.newKeys);
  });
  return { reply, sent: request.changes.length, tookMs, ...kept };
}

/** What this desk says to its centre as it stands now, with these changes, by whichever way it goes. */
export function requestOf(db: ReadDb, sender: Sender, batch: readonly Change[], sentAt: string): SyncRequest {
  const { token: _secret, ...names } = sender;
  return {
    protocol: PROTOCOL_VERSION,
    ...names,
    sentAt,
    rechecksAfter: Math.max(0, lastRecheckSeq(db) - rechecksBefore(db)),
    epoch: epochOf(db),
    runs: unconfirmedRuns(db, RUNS_MAX),
    recordsAfter: feedThrough(db),
    answersAfter: answersThrough(db),
    deviceKey: null,
    changes: batch.map(wireChangeOf),
  };
}

/** A desk that was restored more often is looked after by somebody. */
const LIVES_MAX = 100;

/** What of a reply was new here. */
export interface KeptReply {
  kept: number;
  /** Decisions of the centre about earlier checks. */
  rechecked: number;
  /** Answers of the centre to claims. */
  answered: number;
  isFacilityChanged: boolean;
  /** Records of the facility's other desks, or of an earlier life of this one. */
  hasRecords: boolean;
  /** The database goes on under another name from here on. */
  isFenced: boolean;
}

/** Keeps everything that a reply brings but the centre's time: one that came on a stick is old by now. */
export function keepReply(
  tx: WriteDb,
  reply: SyncReply,
  at: string,
  newKeys: (() => { privateKey: string; publicKey: string }) | null,
): KeptReply {
  const isFacilityChanged = saveFacility(tx, reply.facility);
  const rechecked = keepRechecks(tx, reply, at);
  const kept = keepVerdicts(tx, reply.verdicts, at);
  renumberTaken(tx, reply.verdicts, at);
  // After the verdicts: a merged version takes the place of one that was accepted just now.
  const ownDevices = livesOf(tx, LIVES_MAX).flatMap(({ why, oldDeviceId }) =>
    why === 'restored' ? [oldDeviceId] : [],
  );
  const feed = reply.records === null ? null : keepFeed(tx, reply.records, { ownDevices, at });
  // After the records: an answer may speak of a version that came just now.
  const answered = reply.claimAnswers === null ? 0 : keepAnswers(tx, reply.claimAnswers, at);
  if (reply.runsThrough !== null) {
    confirmRuns(tx, reply.runsThrough);
    // The answer to a stick may speak of a run of before this database was restored, and count as told what was lost then.
    if (unconfirmedRuns(tx, 1).length === 0) markFeed(tx);
  }
  const isFenced = reply.fence !== null && reply.fence.deviceId !== deskOf(tx)?.deviceId;
  if (reply.fence !== null && isFenced) {
    takeNewName(tx, { ...reply.fence, keys: newKeys?.() ?? null }, at);
    rewindFeed(tx);
  }
  return {
    kept,
    rechecked,
    answered,
    isFacilityChanged,
    isFenced,
    hasRecords: feed !== null && feed.applied + feed.givenBack > 0,
  };
}

function keepRechecks(tx: WriteDb, { rechecks }: SyncReply, at: string): number {
  const before = rechecksBefore(tx);
  const fresh = rechecks.filter((recheck) => keepRecheck(tx, { ...recheck, seq: recheck.seq + before }));
  for (const { checkId } of fresh) restateChecked(tx, checkId, at);
  return fresh.length;
}

/** A change as it travels: nothing of what this desk thinks of it. */
export function wireChangeOf(change: Change): WireChange {
  const { incarnation, seq, kind, recordId, version, hash, content, madeAt, hlc, clockFlag, baseHash } = change;
  return { incarnation, seq, kind, recordId, version, hash, content, madeAt, hlc, clockFlag, baseHash };
}

/** Keeps the verdicts of an answer, by whichever way it came; returns on how many changes. */
export function keepVerdicts(tx: WriteDb, verdicts: readonly Verdict[], at: string): number {
  const fresh = verdicts.filter((verdict) => {
    if (verdict.outcome !== 'try-later') return keepVerdict(tx, keptOf(verdict), at);
    if (verdict.code !== null) noteWait(tx, verdict, verdict.code, at);
    return false;
  });
  for (const { seq, incarnation } of fresh) {
    const claimId = claimOfChange(tx, seq, incarnation);
    if (claimId !== null) restateSent(tx, claimId, at);
  }
  return fresh.length;
}

function keptOf(verdict: Verdict) {
  const { seq, incarnation, outcome, code, field, sentence } = verdict;
  const state = outcome === 'needs-fixing' || outcome === 'superseded' ? outcome : ('accepted' as const);
  return { seq, incarnation, state, code, field, sentence };
}
