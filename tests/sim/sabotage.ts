import type { SimDesk } from './desk.ts';

/**
 * Ways to break the design on purpose, in the simulation's own wiring: a check that passes with one of them proves
 * nothing.
 */
export const SABOTAGES = [
  /** What was sent counts as accepted, whether or not it arrived. */
  'acknowledge-on-send',
  /** Whoever gets no answer asks again as if it were something new. */
  'new-request-id',
  /** Two copies of a database number their changes as one. */
  'no-incarnation',
  /** The centre does not know what it has. The last one, because the store of its process is of no more use. */
  'no-deduplication',
] as const;
export type Sabotage = (typeof SABOTAGES)[number];

/** A desk that believes that sending is enough. */
export function acknowledgeAll(desk: SimDesk): void {
  if (desk.isDead()) return;
  desk.db.write((tx) => tx.run("UPDATE change SET state = 'accepted' WHERE state = 'waiting'"));
}
