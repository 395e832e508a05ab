import type { VerdictCode } from '../../shared/outbox/verdict.record.ts';
import { verdictSentence } from '../../shared/outbox/verdict.rules.ts';
import type { WireChange } from '../protocol/sync.ts';

/** What the centre holds against a record: which code, which field, and a sentence that says what to do. */
export interface Fault {
  code: VerdictCode;
  field: string | null;
  sentence: string;
}

/** With the English sentence that goes with the code; a desk has it in its own languages. */
export function faultOf(code: VerdictCode, field: string | null): Fault {
  return { code, field, sentence: verdictSentence(code) };
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
  /** Visits and checks that the facility has sent, in whatever state, as far as claims speak of them, by `recordKey`. */
  records: Set<string>;
  /** Version of each patient the facility has sent; 0 where it was only set aside. */
  patients: Map<string, number>;
  /** Who holds a number at this facility, by `holderKey`. */
  holders: Map<string, string>;
  members: Map<string, MemberPerson>;
  hasPlaces: boolean;
  villages: Set<string>;
}

/** A change as it came. `content()` is its content as a value, read once; undefined where it is no JSON. Read only. */
export interface Arrived {
  change: WireChange;
  content: () => unknown;
  /** Its place in the batch in which it came. */
  position: number;
  /** True where its hash is known to be that of its content. */
  isHashed: boolean;
}

/**
 * A change that was stored and accepted just now, or that the centre made of two of them. `no` is its number at the
 * facility and in the feed.
 */
export interface AcceptedChange {
  change: Pick<WireChange, 'kind' | 'recordId' | 'version'>;
  content: Arrived['content'];
  no: number;
  /** Where its content is kept. */
  batch: number;
  position: number;
}

export function arrivedOf(change: WireChange, position: number, content?: () => unknown, isHashed = false): Arrived {
  let read: { value: unknown } | null = null;
  return {
    change,
    position,
    isHashed,
    content: () => {
      read ??= { value: content?.() ?? parsed(change.content) };
      return read.value;
    },
  };
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined;
  }
}

export function holderKey({ kind, value }: WantedKey): string {
  return `${kind}:${value}`;
}

export function recordKey({ kind, recordId }: { kind: string; recordId: string }): string {
  return `${kind} ${recordId}`;
}

export type Judged =
  | { is: 'good'; keys: WantedKey[]; isWithdrawal: boolean }
  | { is: 'faulty'; fault: Fault }
  | { is: 'waiting'; fault: Fault };
