import type { NationalRow } from '../members.store.ts';
import type { EditionMade } from './national-edition.ts';

/** What the centre tells the thread that makes a national roster. */
export type ToJob = { kind: 'page'; rows: NationalRow[] } | { kind: 'end' } | { kind: 'stop' };

/** What the thread tells the centre. `more`: a page was taken, the next may come. */
export type FromJob =
  | { kind: 'more' }
  | { kind: 'progress'; derived: number }
  | { kind: 'made'; made: EditionMade }
  | { kind: 'failed'; error: string };
