import type { Column, Plan } from './columns.ts';
import { GROUPS_MAX } from './columns-forms.ts';
import { MIXED } from './columns-tree.ts';
import { type Coder, SIGNED, UNSIGNED } from './range-coder.ts';

/** The texts that are kept apart from the bits, column by column, in both directions. */
export interface Texts {
  /** A piece of text of a column; the reader is given none and returns what was written. */
  text(column: number, text: string | undefined): string;
  /** Spends some of what a message may come to. @throws Malformed when it is spent */
  spend(characters: number): void;
}

export type Scalar = string | number;

/** How many values of a context column are told apart; the rest are one. */
export const CONTEXTS_TOLD = 16;

/** A column while a message is written or read: what it has learnt, and what it said last. */
export class Track {
  readonly id: number;
  readonly plan: Plan;
  readonly keySets: number;
  /** What all values here are; null where they differ. */
  readonly onlyTag: number | null;
  last: string | null = null;
  /** What a steady column says, once it was said. */
  steady: Scalar | null = null;
  lastNumber: number | null = null;
  /** Whether another column counts from this one's numbers. */
  isBase = false;
  lastTag = 0;
  lastIndex = -1;
  /** What was seen, as places are counted; of whole parts their text. */
  readonly values: Scalar[] = [];
  readonly numbers: (number | null)[] = [];
  readonly places = new Map<Scalar, number>();
  words: string[] = [];
  readonly wordList: string[] = [];
  readonly wordPlaces = new Map<string, number>();
  readonly pairs = new Map<string, string>();
  readonly templates: string[] = [];
  readonly templatePlaces = new Map<string, number>();
  readonly groups: number[] = new Array<number>(GROUPS_MAX).fill(0);
  /** The value as it stands in JSON, for each place. */
  readonly shown: string[] = [];
  flags = 0;
  readonly tagContexts: number;
  readonly keySetContexts: number;
  readonly lengthContexts: number;
  readonly flagContexts: number;
  readonly placeContexts: number;
  readonly formContexts: number;
  readonly #coder: Coder;
  #numberContexts = -1;

  constructor(coder: Coder, id: number, column: Column) {
    this.id = id;
    const { plan } = column;
    this.plan = plan;
    this.keySets = column.keySets.length;
    this.onlyTag = column.tag === MIXED ? null : column.tag;
    this.tagContexts = this.onlyTag === null ? coder.contexts(8) : 0;
    this.keySetContexts = this.keySets > 1 ? coder.contexts(UNSIGNED) : 0;
    this.lengthContexts = column.element === null ? 0 : coder.contexts(UNSIGNED);
    this.flagContexts = coder.contexts(16);
    const told = plan.context < 0 ? 1 : CONTEXTS_TOLD + 1;
    this.placeContexts = plan.isRepeated || plan.isWhole ? coder.contexts(told << plan.width) : 0;
    this.#coder = coder;
    this.formContexts =
      plan.form === 'digits'
        ? coder.contexts(GROUPS_MAX * (SIGNED + UNSIGNED))
        : plan.form === 'words'
          ? coder.contexts(2 << plan.wordWidth)
          : 0;
  }

  /** For a signed number and, behind it, an unsigned one; most columns never need them. */
  get numberContexts(): number {
    if (this.#numberContexts < 0) this.#numberContexts = this.#coder.contexts(SIGNED + UNSIGNED);
    return this.#numberContexts;
  }
}
