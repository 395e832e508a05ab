import { must } from '../../shared/base/assert.ts';
import { sha256Hex } from '../../shared/base/hash.ts';
import { toHex, uuidv7 } from '../../shared/base/ids.ts';
import { instantOf } from '../../shared/base/time.ts';
import type { DeskRun, Fence, SyncRequest } from '../protocol/sync.ts';
import type { CentreWriteDb } from './db.ts';
import { DESKS_MAX } from './enrol.ts';
import { Refused } from './faults.ts';
import { readSecrets } from './keys.store.ts';
import type { Ledger } from './ledger.ts';
import { inheritRechecks } from './rechecks.store.ts';
import { type Device, deviceById, insertDevice, nextDeskNumber, setToken } from './registry.store.ts';
import type { Run } from './runs.store.ts';
import type { World } from './world.ts';

/** What stands before the first run of a database. */
const NO_RUN = '';
const EPOCH_BYTES = 16;

/** The incarnations that have to be known before the runs of a request can be judged. */
export function incarnationsIn(runs: readonly DeskRun[], changes: readonly { incarnation: string }[]): string[] {
  const all = runs.flatMap(({ incarnation, previous }) => [incarnation, previous?.incarnation ?? NO_RUN]);
  return [...new Set([...all, ...changes.map(({ incarnation }) => incarnation)])];
}

/**
 * Notes the runs that a desk announces, and recognises a database that is a second copy of another one: a restored
 * backup, a cloned disk. A database has one line of runs, so
 *
 *     a run with a second run after it           restored or cloned: the one that came later is the copy
 *     a run that forgets changes stored here     restored from before them
 *     changes of a run beyond where it ended     the other copy has been here already and gone on from there
 *
 * The copy gets another name and goes on under it; the first goes on under theirs. Nothing of a request that is answered
 * with a fence is stored, so that no change of two copies ever stands under one key. Asked again, because the answer was
 * lost, the same run gets the same fence; after another start it gets another, because only one copy may take a name up.
 * Behind the lock of the facility.
 */
export async function noteRuns(
  world: World,
  tx: CentreWriteDb,
  ledger: Ledger,
  device: Device,
  sent: Pick<SyncRequest, 'runs' | 'rechecksAfter'> & { changes: readonly { incarnation: string; seq: number }[] },
): Promise<Fence | null> {
  const { rechecksAfter } = sent;
  for (const run of sent.runs) {
    const why = announce(ledger, run);
    if (why === null) continue;
    // By the run that asks: another copy of this copy has the same runs before it, and needs a name of its own.
    const copy = ledger.openRun((sent.runs.at(-1) ?? run).incarnation);
    const made = await fenceOff(world, tx, ledger, device, { why, rechecksAfter, goesOnAs: copy.fencedTo });
    copy.fencedTo = made.deviceId;
    return made;
  }
  for (const { incarnation, seq } of sent.changes) {
    const run = ledger.run(incarnation);
    if (run === null || run.next === null || seq <= (run.nextSeq ?? 0)) continue;
    const stray = ledger.openRun(incarnation);
    const made = await fenceOff(world, tx, ledger, device, { why: 'cloned', rechecksAfter, goesOnAs: stray.strayTo });
    stray.strayTo = made.deviceId;
    return made;
  }
  return null;
}

/** Null where the run is of the one line of this database. */
function announce(ledger: Ledger, { incarnation, previous }: DeskRun): Fence['why'] | null {
  const known = ledger.run(incarnation);
  const before = ledger.run(previous?.incarnation ?? NO_RUN);
  const knownSeq = previous?.seq ?? 0;
  if (known?.fencedTo != null) return before === null ? 'cloned' : copyOf(before, knownSeq);
  if (known?.isAnnounced === true) return null;
  const isSecond = before?.next != null && before.next !== incarnation;
  const isForgetful = before !== null && before.lastSeq > knownSeq;
  if (before !== null && (isSecond || isForgetful)) return copyOf(before, knownSeq);
  const run = ledger.openRun(incarnation);
  run.isAnnounced = true;
  run.previous = previous?.incarnation ?? null;
  run.previousSeq = previous?.seq ?? null;
  const ended = ledger.openRun(previous?.incarnation ?? NO_RUN);
  ended.next = incarnation;
  ended.nextSeq = knownSeq;
  return null;
}

function copyOf(before: Run, knownSeq: number): Fence['why'] {
  return before.lastSeq > knownSeq || (before.nextSeq ?? 0) > knownSeq ? 'restored' : 'cloned';
}

async function fenceOff(
  world: World,
  tx: CentreWriteDb,
  ledger: Ledger,
  device: Device,
  { why, rechecksAfter, goesOnAs }: { why: Fence['why']; rechecksAfter: number; goesOnAs: string | null },
): Promise<Fence> {
  const other =
    goesOnAs === null ? await newName(world, tx, ledger, device, rechecksAfter) : await deviceById(tx, goesOnAs);
  const { deviceId, deskNumber, epoch } = must(other, 'a copy goes on as a device that is stored');
  const deviceToken = await tokenOf(tx, deviceId, must(epoch, 'the device of a copy has an epoch'));
  await setToken(tx, deviceId, sha256Hex(deviceToken));
  const from = device.deviceId;
  world.log('warn', 'copy-fenced', {
    from,
    device: deviceId,
    facility: ledger.facility,
    why,
    isAgain: goesOnAs !== null,
  });
  return { why, deviceId, deskNumber, deviceToken, epoch: must(epoch, 'the device of a copy has an epoch') };
}

async function newName(
  world: World,
  tx: CentreWriteDb,
  ledger: Ledger,
  device: Device,
  rechecksAfter: number,
): Promise<Device> {
  const deskNumber = await nextDeskNumber(tx, ledger.facility);
  if (deskNumber > DESKS_MAX) {
    const sentence = `This desk is a copy of another one and needs a number of its own, but its facility has ${DESKS_MAX} desks already. Nothing it keeps is lost; tell the centre.`;
    throw new Refused(409, 'code-refused', sentence);
  }
  const nowMs = world.clock.nowMs();
  const made: Device = {
    ...{ deviceId: uuidv7(nowMs, world.random), facility: ledger.facility, deskNumber, program: device.program },
    ...{ rosterId: null, enrolledAt: instantOf(nowMs), lastSeenAt: null, revokedAt: null },
    ...{ signingKey: null, epoch: toHex(world.random.bytes(EPOCH_BYTES)), splitFrom: device.deviceId },
  };
  await insertDevice(tx, made, sha256Hex(made.deviceId));
  await inheritRechecks(tx, ledger.facility, { from: device.deviceId, after: rechecksAfter, to: made.deviceId });
  return made;
}

/** Follows from the centre's secret, so that the same one can be given again though only its hash is stored. */
async function tokenOf(tx: CentreWriteDb, deviceId: string, epoch: string): Promise<string> {
  const { hiddenSecret } = await readSecrets(tx);
  return sha256Hex(`${hiddenSecret}|token of a copy|${sha256Hex(`${hiddenSecret}|${deviceId}|${epoch}`)}`);
}
