import type { WireChange } from '../protocol/sync.ts';

/** What the centre holds against a record: which code, which field, and a sentence that says what to do. */
export interface Fault {
  code: string;
  field: string | null;
  sentence: string;
}

/** What the centre has to look up before it can judge a change. */
export interface WantedKey {
  kind: string;
  value: string;
}

/** The member of the register whom a card's number belongs to, as far as it takes to compare two people. */
export interface MemberPerson {
  nssfKey: string;
  nameKm: string | null;
  nameLatin: string | null;
  birthDate: string | null;
}

/**
 * What the centre knows while it judges a batch. It is loaded once for the whole batch and kept up with every change of
 * the batch that is stored, so that a patient sent in the same batch as his visit is known by then.
 */
export interface Known {
  facility: string;
  device: string;
  receivedAt: string;
  /** Version of each patient the facility has sent; 0 where it was only set aside. */
  patients: Map<string, number>;
  /** Who holds a number at this facility, by `holderKey`. */
  holders: Map<string, string>;
  members: Map<string, MemberPerson>;
  hasPlaces: boolean;
  villages: Set<string>;
}

export function holderKey({ kind, value }: WantedKey): string {
  return `${kind}:${value}`;
}

export type Judged =
  | { is: 'good'; keys: WantedKey[] }
  | { is: 'faulty'; fault: Fault }
  | { is: 'waiting'; fault: Fault };

export type JudgeRecord = (change: WireChange, content: unknown, known: Known) => Judged;
