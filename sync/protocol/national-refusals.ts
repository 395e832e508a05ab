import type { Day } from '../../shared/base/time.ts';
import type { DeltaHeader, FullHeader, NationalHeader } from './national.ts';

/** Why a desk does not take a roster or a delta, each with a sentence for whoever brings it. */
export const NATIONAL_REFUSALS = {
  'not-a-roster': 'This is not a national list that this version of Tonle can read.',
  tampered: 'This list was changed or damaged after the centre signed it, so nothing of it was used.',
  'wrong-facility': 'This list was made for other facilities than this one.',
  'wrong-key-version':
    'This desk does not have the key of this list yet; it comes from the centre with the next connection.',
  'no-roster': 'This holds only changes, and there is no whole list on this desk that they could change.',
  'other-roster': 'This holds changes of another list than the one on this desk; a new whole list is needed.',
  gap: 'A part between the list on this desk and this one is missing; fetch the missing one first.',
  replay: 'This desk already has exactly this list.',
  older: 'This list is older than the one on this desk.',
  'state-mismatch':
    'The list on this desk is not the one that these changes were made for; a new whole list is needed.',
  'disk-full': 'The disk is full, so the list was left as it was. Free some space on this PC, then try again.',
  'disk-failed': 'The disk does not write properly, so the list was left as it was.',
} as const;
export type NationalRefusal = keyof typeof NATIONAL_REFUSALS;

/** The roster that a desk has. */
export interface NationalHolding {
  rosterId: string;
  keyVersion: number;
  seq: number;
  asOf: Day;
  stateHash: string;
}

/** What a desk knows when a file arrives. */
export interface NationalDesk {
  facilityCode: string;
  hasKey(keyVersion: number): boolean;
  holding: NationalHolding | null;
}

/** Whether a verified full file may take the place of what the desk has; null where it may. */
export function refusalOfFull(header: FullHeader, desk: NationalDesk): NationalRefusal | null {
  const { holding } = desk;
  if (holding !== null) {
    if (header.seq === holding.seq && header.rosterId === holding.rosterId) return 'replay';
    if (header.seq <= holding.seq || header.keyVersion < holding.keyVersion) return 'older';
  }
  return refusalOfAny(header, desk);
}

/** Whether a verified delta fits what the desk has; null where it does. */
export function refusalOfDelta(header: DeltaHeader, desk: NationalDesk): NationalRefusal | null {
  const { holding } = desk;
  if (!isInScope(header, desk)) return 'wrong-facility';
  if (holding === null) return 'no-roster';
  if (header.keyVersion !== holding.keyVersion) return 'wrong-key-version';
  if (header.rosterId !== holding.rosterId) return 'other-roster';
  if (header.seq === holding.seq) return 'replay';
  if (header.seq < holding.seq) return 'older';
  if (header.fromSeq !== holding.seq) return 'gap';
  if (header.fromStateHash !== holding.stateHash) return 'state-mismatch';
  return desk.hasKey(header.keyVersion) ? null : 'wrong-key-version';
}

function refusalOfAny(header: NationalHeader, desk: NationalDesk): NationalRefusal | null {
  if (!isInScope(header, desk)) return 'wrong-facility';
  return desk.hasKey(header.keyVersion) ? null : 'wrong-key-version';
}

function isInScope({ scope }: NationalHeader, { facilityCode }: NationalDesk): boolean {
  return scope === 'all' || scope.includes(facilityCode);
}
