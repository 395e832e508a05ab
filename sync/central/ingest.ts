import { AssertionFailure } from '../../shared/base/assert.ts';
import { sha256Hex } from '../../shared/base/hash.ts';
import { instantOf } from '../../shared/base/time.ts';
import type { Facility } from '../../shared/facility/record.ts';
import { type Fence, RECHECKS_MAX, type Recheck, type SyncReply, type Verdict } from '../protocol/sync.ts';
import { afterAccepted } from './accepted.ts';
import type { Arrival, KeyOnly, Sent } from './arrival.ts';
import { setAsideOf, storeBatch, verdictOf } from './batch.ts';
import { insertSetAside } from './changes.store.ts';
import { answersFor } from './claim-answers.ts';
import { type CentreWriteDb, sqlState, together } from './db.ts';
import { recordsFor } from './feed.ts';
import { incarnationsIn, noteRuns } from './fences.ts';
import { type Arrived, type Fault, faultOf } from './judgement.ts';
import { Ledger } from './ledger.ts';
import { rechecksAfter } from './rechecks.store.ts';
import { type Device, livesBefore, lockFacility, seeDevice } from './registry.store.ts';
import { revoked, unknownDevice } from './registry.ts';
import { CLAIMS_SINCE_PROTOCOL, COVER_SINCE_PROTOCOL, RUNS_SINCE_PROTOCOL } from './replies.ts';
import { runsOf } from './runs.store.ts';
import type { World } from './world.ts';

/** What a request came to. With a fence there are no verdicts: the desk sends the same again under its other name. */
export interface Ingested {
  facility: Facility;
  verdicts: Verdict[];
  rechecks: Recheck[];
  runsThrough: string | null;
  fence: Fence | null;
  /** Of the facility's other desks; null for a desk that takes none. */
  records: SyncReply['records'];
  /** To claims of the facility; null for a desk that takes none. */
  claimAnswers: SyncReply['claimAnswers'];
}

/**
 * Stores a batch and answers each change. Everything is on the disk when this resolves. `isRevokedTaken`: what a revoked
 * desk had not sent is still its patients' and is stored. `token` is the one that was shown, if one has to be. Throws
 * `Refused`.
 */
export async function ingest(
  world: World,
  device: Device,
  arrival: Arrival,
  { isRevokedTaken, token }: { isRevokedTaken: boolean; token?: string | null },
): Promise<Ingested> {
  const { request, sent, body } = arrival;
  const at = { device: device.deviceId, receivedAt: instantOf(world.clock.nowMs()) };
  return world.db.write(async (tx) => {
    const changes = sent.map(({ change }) => change);
    const runs = request.protocol >= RUNS_SINCE_PROTOCOL ? request.runs : [];
    const { program, rosterId, rechecksAfter: lastRecheck } = request;
    // Sent together, answered in this order: the facility is locked before anything of it is read.
    const [locked, now, known] = await together([
      lockFacility(tx, device.facility),
      seeDevice(tx, device.deviceId, { program, rosterId, at: at.receivedAt }),
      runsOf(tx, device.facility, device.deviceId, incarnationsIn(runs, changes)),
    ]);
    if (locked === null || now === null) throw unknownDevice();
    if (token !== undefined && (token === null || sha256Hex(token) !== now.tokenHash)) throw unknownDevice();
    if (now.revokedAt !== null && !isRevokedTaken) throw revoked();
    const { facility } = locked;
    const ledger = new Ledger(locked, at, known);
    if (now.splitFrom !== null) for (const life of await livesBefore(tx, now.deviceId)) ledger.livesBefore.add(life);
    // A revoked desk goes on under no name at all: what it had not sent is taken as it is.
    const isTold = request.protocol >= RUNS_SINCE_PROTOCOL && now.revokedAt === null;
    const fence = isTold ? await noteRuns(world, tx, ledger, now, { runs, changes, rechecksAfter: lastRecheck }) : null;
    const asking = runs.at(-1)?.incarnation ?? null;
    // One that another run has followed is confirmed to nobody: a copy that asks in it counts nothing as told for good.
    const isFollowed = asking !== null && ledger.run(asking)?.next != null;
    const runsThrough = isFollowed ? null : asking;
    if (fence !== null) {
      await ledger.close(tx, null);
      return { facility, verdicts: [], rechecks: [], runsThrough: null, fence, records: null, claimAnswers: null };
    }
    const verdicts = sent.length === 0 ? [] : await storeAll(world, tx, ledger, sent);
    const closing = ledger.close(tx, body);
    const isNewer = request.protocol >= COVER_SINCE_PROTOCOL;
    const rechecking = isNewer
      ? rechecksAfter(tx, facility.code, device.deviceId, request.rechecksAfter, RECHECKS_MAX)
      : [];
    const { recordsAfter, answersAfter } = request;
    const hasClaims = request.protocol >= CLAIMS_SINCE_PROTOCOL;
    const asker = { facility: facility.code, device: device.deviceId, hasClaims };
    const news = { ...asker, after: recordsAfter ?? 0, last: ledger.changeNo };
    const telling = isTold && recordsAfter !== null ? recordsFor(world, tx, news) : null;
    const answering = isTold && hasClaims && answersAfter !== null ? answersFor(tx, facility.code, answersAfter) : null;
    const [, rechecks, records, claimAnswers] = await together([closing, rechecking, telling, answering]);
    return { facility, verdicts, rechecks, runsThrough, fence, records, claimAnswers };
  });
}

/** The whole batch at once; one by one where something in it cannot be stored, so that it stops no other. */
async function storeAll(world: World, tx: CentreWriteDb, ledger: Ledger, sent: readonly Sent[]): Promise<Verdict[]> {
  const whole = sent.flatMap((one) => (one.is === 'whole' ? [one.arrived] : []));
  for (const { change, position } of whole) ledger.held.set(position, change);
  if (whole.length === sent.length) {
    try {
      return await stored(world, tx, ledger, whole);
    } catch (error) {
      if (!isOfTheRecord(error)) throw error;
      world.log('warn', 'batch-one-by-one', { device: ledger.device, changes: sent.length, why: sqlState(error) });
    }
  }
  const verdicts: Verdict[] = [];
  for (const one of sent) verdicts.push(await storeOne(world, tx, ledger, one));
  return verdicts;
}

/** What was stored and what followed from it, or nothing of either. */
async function stored(world: World, tx: CentreWriteDb, ledger: Ledger, whole: readonly Arrived[]): Promise<Verdict[]> {
  const forget = ledger.mark();
  try {
    return await tx.savepoint(async () => {
      const { verdicts, accepted } = await storeBatch(world, tx, ledger, whole);
      if (accepted.length > 0) await afterAccepted(world, tx, ledger, accepted);
      return verdicts;
    });
  } catch (error) {
    forget();
    throw error;
  }
}

async function storeOne(world: World, tx: CentreWriteDb, ledger: Ledger, one: Sent): Promise<Verdict> {
  if (one.is === 'misshapen') return quarantine(tx, ledger, one.change, one.fault);
  try {
    const [verdict] = await stored(world, tx, ledger, [one.arrived]);
    if (verdict !== undefined) return verdict;
    throw new AssertionFailure('one change has one verdict');
  } catch (error) {
    if (!isOfTheRecord(error)) throw error;
    const { incarnation, seq } = one.change;
    world.log('warn', 'change-quarantined', { device: ledger.device, incarnation, seq, why: sqlState(error) });
    return quarantine(tx, ledger, one.change, faultOf('not-storable', null));
  }
}

async function quarantine(tx: CentreWriteDb, ledger: Ledger, change: KeyOnly, fault: Fault): Promise<Verdict> {
  await insertSetAside(tx, [setAsideOf(change, 'quarantine', fault, ledger)]);
  return verdictOf(change, 'needs-fixing', fault);
}

/**
 * True for an error that comes of what is in a record (data exceptions, broken constraints, program limits, a bug met
 * while judging it) and not of the store being out of reach, full or shutting down: those are tried again as a whole.
 */
function isOfTheRecord(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== null) return ['21', '22', '23', '54'].includes(state.slice(0, 2));
  return [AssertionFailure, TypeError, RangeError, SyntaxError].some((kind) => error instanceof kind);
}
