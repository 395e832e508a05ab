import { takeClaims } from './claims.ts';
import type { CentreWriteDb } from './db.ts';
import type { AcceptedChange } from './judgement.ts';
import { mentionsOf } from './known.ts';
import type { Ledger } from './ledger.ts';
import { takeClosings } from './months.ts';
import { recheckNew } from './rechecks.ts';
import { noteSeen } from './seen.store.ts';
import type { World } from './world.ts';

/**
 * What follows from what was stored and accepted, in the same transaction and behind the lock of the facility: people
 * who were seen, checks that the centre answers from its own register, closed months, claims.
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
  await takeClosings(tx, ledger.facility, accepted);
  await takeClaims(world, tx, ledger, accepted);
}
