import type { WireChange } from '../protocol/sync.ts';
import type { CentreWriteDb } from './db.ts';
import type { Arrived } from './judgement.ts';
import { mentionsOf } from './known.ts';
import type { Ledger } from './ledger.ts';
import { recheckNew } from './rechecks.ts';
import { noteSeen } from './seen.store.ts';
import type { World } from './world.ts';

/** A change that was stored and accepted just now. `no` is its number at the facility and in the feed. */
export interface AcceptedChange {
  change: WireChange;
  content: Arrived['content'];
  no: number;
  /** Where its content is kept. */
  batch: number;
  position: number;
}

/**
 * What follows from what was stored and accepted, in the same transaction and behind the lock of the facility: people
 * who were seen, checks that the centre answers from its own register.
 */
export async function afterAccepted(
  world: World,
  tx: CentreWriteDb,
  ledger: Ledger,
  accepted: readonly AcceptedChange[],
): Promise<void> {
  const { nssfKeys } = mentionsOf(accepted);
  await noteSeen(tx, ledger.facility, [...nssfKeys]);
  const checks = accepted.filter(({ change }) => change.kind === 'eligibility-check');
  if (checks.length > 0) await recheckNew(world, tx, ledger, checks);
}
