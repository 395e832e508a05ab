import type { WireChange } from '../protocol/sync.ts';

/**
 * Codes of accepted versions, told to no desk: one that says that the record is withdrawn, and those that went into a
 * merged version and do not stand for the record themselves.
 */
export const NOTES = { withdrawn: 'withdrawn', merged: 'merged', withdrawnMerged: 'withdrawn-merged' } as const;
export type Note = (typeof NOTES)[keyof typeof NOTES];

export function isMergedCode(code: string | null): boolean {
  return code === NOTES.merged || code === NOTES.withdrawnMerged;
}

/** A version of a record as far as its place among the others goes. */
export interface LineageRow {
  version: number;
  hash: string;
  baseHash: string | null;
  device: string;
  /** Whether it is or was what the centre has of the record. */
  isInChain: boolean;
  /** Whether it went into a merged version, and so counts as a base of later ones. */
  isMerged: boolean;
  /** Not later than when it was received. */
  hlc: number;
  madeAt: string;
  /** Null where nobody had to look. */
  content: (() => unknown) | null;
}

/**
 * - `next`: made from what the centre has. `late`: an earlier version than that, made from no other.
 * - `beside`: made from an older version, while another desk changed the record too: both go into a merged one.
 * - `waits`: made from a version that has not come yet.
 */
export type Place = { is: 'next' } | { is: 'late' } | { is: 'waits' } | { is: 'beside'; base: LineageRow | null };

const BASE_HASH_DIGITS = 8;
/** Steps back from a version to one that the chain knows; a record is not corrected more often while it is refused. */
const STEPS_MAX = 1_000;

/** The versions of one record that a facility has sent, in whatever order. */
export class Lineage {
  readonly #rows: LineageRow[];
  /** Versions that were set aside: they will not come any more under their key, and what was made from them goes on. */
  readonly #asideHashes: ReadonlySet<string>;

  constructor(rows: readonly LineageRow[], asideHashes: Iterable<string> = []) {
    this.#rows = [...rows];
    this.#asideHashes = new Set([...asideHashes].map((hash) => hash.slice(0, BASE_HASH_DIGITS)));
  }

  get rows(): readonly LineageRow[] {
    return this.#rows;
  }

  /** What the centre has of the record: its newest accepted version. */
  get head(): LineageRow | null {
    return this.#rows.filter(({ isInChain }) => isInChain).sort((a, b) => b.version - a.version)[0] ?? null;
  }

  add(row: LineageRow): void {
    this.#rows.push(row);
  }

  place(change: Pick<WireChange, 'version' | 'baseHash'>): Place {
    const { head } = this;
    if (change.baseHash === null) return this.#placeByNumber(change.version, head);
    const base = this.#byPrefix(change.baseHash);
    if (base === null && !this.#asideHashes.has(change.baseHash)) return { is: 'waits' };
    if (head === null) return { is: 'next' };
    if (base === null) return change.version > head.version ? { is: 'next' } : { is: 'beside', base: null };
    const common = this.#inChain(base);
    return common === head ? { is: 'next' } : { is: 'beside', base: common };
  }

  /** Desks of before said only the number of a version. */
  #placeByNumber(version: number, head: LineageRow | null): Place {
    if (head === null || version > head.version) return { is: 'next' };
    const holder = this.#rows.find((row) => row.isInChain && row.version === version);
    if (holder === undefined) return { is: 'late' };
    return { is: 'beside', base: this.#rows.find((row) => row.isInChain && row.version === version - 1) ?? null };
  }

  #byPrefix(prefix: string): LineageRow | null {
    return this.#rows.find(({ hash }) => hash.startsWith(prefix)) ?? null;
  }

  /** The nearest version that the chain has or has taken in, back from one that was refused; null where there is none. */
  #inChain(from: LineageRow): LineageRow | null {
    let row: LineageRow | null = from;
    for (let step = 0; row !== null && step < STEPS_MAX; step += 1) {
      if (row.isInChain || row.isMerged) return row;
      row = row.baseHash === null ? null : this.#byPrefix(row.baseHash);
    }
    return null;
  }
}
