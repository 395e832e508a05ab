import { z } from 'zod';
import { AssertionFailure } from '../../shared/base/assert.ts';
import { instantOf } from '../../shared/base/time.ts';
import type { Facility } from '../../shared/facility/record.ts';
import {
  RECHECKS_MAX,
  type Recheck,
  type SyncRequest,
  type Verdict,
  type WireChange,
  wireChange,
} from '../protocol/sync.ts';
import { setAsideOf, storeBatch, verdictOf } from './batch.ts';
import { insertSetAside } from './changes.store.ts';
import { type CentreWriteDb, sqlState } from './db.ts';
import { Refused } from './faults.ts';
import type { Fault } from './judgement.ts';
import { mentionsOf } from './known.ts';
import { rechecksAfter } from './rechecks.store.ts';
import { recheckNew } from './rechecks.ts';
import { type Device, lockDevice, lockFacility, markSeen } from './registry.store.ts';
import { revoked } from './registry.ts';
import { noteSeen } from './seen.store.ts';
import type { World } from './world.ts';

/** From this version of the protocol on a desk knows of keys, rulesets, the national roster and rechecks. */
export const COVER_SINCE_PROTOCOL = 2;

/** A change that has a key and so can be answered, though the rest of it cannot be read. */
const keyOnly = z.looseObject({ incarnation: wireChange.shape.incarnation, seq: wireChange.shape.seq });
type KeyOnly = z.infer<typeof keyOnly>;

type Sent = { is: 'whole'; change: WireChange } | { is: 'misshapen'; change: KeyOnly; fault: Fault };

/** The request with its changes not looked at yet: one of them may be misshapen without stopping the others. */
export type LooseSyncRequest = Omit<SyncRequest, 'changes'> & { changes: unknown[] };

/**
 * Stores a batch and answers each change. Everything is on the disk when this resolves. Throws `Refused` where a change
 * cannot even be named in an answer.
 */
export async function ingest(
  world: World,
  device: Device,
  request: LooseSyncRequest,
): Promise<{ facility: Facility; verdicts: Verdict[]; rechecks: Recheck[] }> {
  const sent = request.changes.map(readChange);
  const at = { facility: device.facility, device: device.deviceId, receivedAt: instantOf(world.clock.nowMs()) };
  return world.db.write(async (tx) => {
    const facility = await lockFacility(tx, device.facility);
    if (facility === null || (await lockDevice(tx, device.deviceId)) === null) throw revoked();
    const { program, rosterId } = request;
    await markSeen(tx, device.deviceId, { program, rosterId, at: at.receivedAt });
    const verdicts = sent.length === 0 ? [] : await storeAll(world, tx, at, sent);
    await afterwards(world, tx, at, storedOf(sent, verdicts));
    const isNewer = request.protocol >= COVER_SINCE_PROTOCOL;
    const rechecks = isNewer ? await rechecksAfter(tx, device.deviceId, request.rechecksAfter, RECHECKS_MAX) : [];
    return { facility, verdicts, rechecks };
  });
}

/** The changes that were stored and accepted just now. */
function storedOf(sent: readonly Sent[], verdicts: readonly Verdict[]): WireChange[] {
  const accepted = sent.filter((_, index) => verdicts[index]?.outcome === 'accepted');
  return accepted.flatMap((one) => (one.is === 'whole' ? [one.change] : []));
}

/** What follows from what was stored, in the same transaction. */
async function afterwards(world: World, tx: CentreWriteDb, at: At, stored: readonly WireChange[]): Promise<void> {
  const { nssfKeys } = mentionsOf(stored);
  await noteSeen(tx, at.facility, [...nssfKeys]);
  const checks = stored.filter(({ kind }) => kind === 'eligibility-check');
  if (checks.length > 0) await recheckNew(world, tx, at, checks);
}

function readChange(raw: unknown, index: number): Sent {
  const read = wireChange.safeParse(raw);
  if (read.success) return { is: 'whole', change: read.data };
  const key = keyOnly.safeParse(raw);
  if (!key.success) {
    const sentence = `Change ${index + 1} of this batch has no readable identity (incarnation, seq), so nothing was stored.`;
    throw new Refused(400, 'invalid', sentence);
  }
  const field = read.error.issues[0]?.path.join('.') || null;
  const isTooLarge = field === 'content' && read.error.issues[0]?.code === 'too_big';
  return { is: 'misshapen', change: key.data, fault: isTooLarge ? TOO_LARGE : { ...MISSHAPEN, field } };
}

interface At {
  facility: string;
  device: string;
  receivedAt: string;
}

/** The whole batch at once; one by one where something in it cannot be stored, so that it stops no other. */
async function storeAll(world: World, tx: CentreWriteDb, at: At, sent: readonly Sent[]): Promise<Verdict[]> {
  if (sent.every(({ is }) => is === 'whole')) {
    try {
      return await tx.savepoint(() =>
        storeBatch(
          tx,
          at,
          sent.map(({ change }) => change as WireChange),
        ),
      );
    } catch (error) {
      if (!isOfTheRecord(error)) throw error;
      world.log('warn', 'batch-one-by-one', { device: at.device, changes: sent.length, why: sqlState(error) });
    }
  }
  const verdicts: Verdict[] = [];
  for (const one of sent) verdicts.push(await storeOne(world, tx, at, one));
  return verdicts;
}

async function storeOne(world: World, tx: CentreWriteDb, at: At, one: Sent): Promise<Verdict> {
  if (one.is === 'misshapen') return quarantine(tx, at, one.change, one.fault);
  try {
    const [verdict] = await tx.savepoint(() => storeBatch(tx, at, [one.change]));
    if (verdict !== undefined) return verdict;
    throw new AssertionFailure('one change has one verdict');
  } catch (error) {
    if (!isOfTheRecord(error)) throw error;
    const { incarnation, seq } = one.change;
    world.log('warn', 'change-quarantined', { device: at.device, incarnation, seq, why: sqlState(error) });
    return quarantine(tx, at, one.change, NOT_STORABLE);
  }
}

async function quarantine(tx: CentreWriteDb, at: At, change: KeyOnly | WireChange, fault: Fault): Promise<Verdict> {
  await insertSetAside(tx, [setAsideOf(change, 'quarantine', fault, at)]);
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

const MISSHAPEN: Omit<Fault, 'field'> = {
  code: 'record-misshapen',
  sentence:
    'The centre cannot read this record’s envelope. It is kept as it came; open the record, look at it, and save it again.',
};
const TOO_LARGE: Fault = {
  code: 'record-too-large',
  field: 'content',
  sentence:
    'This record is larger than the centre takes. It is kept as it came; shorten its longest text and save it again.',
};
const NOT_STORABLE: Fault = {
  code: 'not-storable',
  field: null,
  sentence:
    'This record has something in it that the centre cannot store. It is kept as it came; open the record, type its texts anew, and save it again.',
};
