import type { NationalHolding } from '../../../sync/protocol/national-refusals.ts';
import type { HeldRoster } from './database.ts';
import type { Source } from './incoming.ts';

/** What a worker is given: everything, since it shares nothing with the thread that answers asks. */
export interface Job {
  what: 'full' | 'delta' | 'repack' | 'verify';
  folder: string;
  /** Of the national roster, not of the desk's own database. */
  key: Uint8Array;
  /** By key version. */
  peppers: ReadonlyMap<number, Uint8Array>;
  centreKey: Uint8Array;
  facilityCode: string;
  /** The roster that is there cannot be read, so the same one is welcome again. */
  isDamaged: boolean;
  /** Empty where the job needs none. */
  source: Source;
}

/** `isRepacked`: the roster's file was written anew, by itself or after changes that had made it too large. */
export type JobResult = { ok: true; roster: HeldRoster; isRepacked: boolean } | { ok: false; code: string };

export function holdingOf({ rosterId, keyVersion, seq, asOf, stateHash }: HeldRoster): NationalHolding {
  return { rosterId, keyVersion, seq, asOf, stateHash };
}
