import { z } from 'zod';
import type { ClaimDetails, ClaimLine, ClaimState } from '../claims/record.ts';
import { unplacedLine } from './record.ts';

/** A visit with what a month counts it by. */
export interface VisitFacts {
  visitId: string;
  version: number;
  serviceDate: string;
  deskNumber: number;
  dayNumber: number;
  visitType: string;
  service: string;
  department: string;
  isReferredIn: boolean;
  payer: string;
  status: string;
  outcome: string | null;
  discharge: string | null;
  isSecond: boolean;
  patientNumber: string;
  nameKm: string | null;
  nameLatin: string | null;
  sex: 'female' | 'male';
  birthDate: string;
  hasIdentifier: boolean;
  /** The patient was here within the pack's days before. */
  isReturn: boolean;
  /** As told at the desk, and as decided now. */
  toldOutcome: string;
  coverOutcome: string;
  isOverturned: boolean;
  isOverridden: boolean;
  isOnStaleList: boolean;
  isCardOnly: boolean;
  /** What its claim says beside the lines, on whichever day that stands; null where it has none. */
  claimDetails: ClaimDetails | null;
  sync: SyncFacts;
}

export interface ClaimFacts {
  claimId: string;
  version: number;
  serviceFrom: string;
  payer: string;
  paymentCode: string | null;
  memberNumber: string | null;
  lines: ClaimLine[];
  state: ClaimState;
  visit: VisitFacts;
  sync: SyncFacts;
}

/** `state` of the newest change of this desk; null where the centre has accepted it, or it is another desk's. */
export interface SyncFacts {
  state: string | null;
  isWithdrawn: boolean;
}

/** All visits and claims of a day of service, by slip number. */
export interface DayFacts {
  day: string;
  visits: VisitFacts[];
  claims: ClaimFacts[];
}

/** A line of the list with what a figure on the screen may be narrowed by and the paper does not show. */
export const monthRow = z.object({
  line: unplacedLine,
  /** Of the visit: what the figures by payer count. */
  visitPayer: z.string(),
  ageBand: z.string(),
  coverOutcome: z.string(),
  isOverturned: z.boolean(),
});
export type MonthRow = z.infer<typeof monthRow>;
export type UnplacedLine = z.infer<typeof unplacedLine>;

/**
 * Counts by name, so that the figures of a month are those of its days added up. The names are made and read in
 * `tally-rules.ts` and nowhere else.
 */
export type Tally = Record<string, number>;

/** What something counts for in a month's sums. A visit counts while it stands; a claim while it is claimed. */
export const counts = z.object({
  payer: z.string(),
  visits: z.int(),
  claims: z.int(),
  amountRiel: z.int(),
});
export type Counts = z.infer<typeof counts>;

export type BookKind = 'visit' | 'claim';

/** What a record counts for now. */
export interface BookEntry extends Counts {
  kind: BookKind;
  recordId: string;
  version: number;
  /** Cancelled, or withdrawn. */
  isGone: boolean;
  /** Returned or denied by the centre. */
  isRefused: boolean;
}

/** What the book says of a record on a day; all closings together, one for each payer. */
export interface BookSum extends Counts {
  kind: BookKind;
  recordId: string;
  version: number;
}

/** What a record counts for on a day, more or less than the book says of it. */
export interface BookDifference extends BookSum {
  day: string;
  why: 'late' | 'corrected' | 'withdrawn' | 'decided';
}

/** A day of service, counted. */
export interface CountedDay {
  day: string;
  /** How often the day was touched before it was counted: the count holds while that is so. */
  stamp: number;
  tally: Tally;
  linesCount: number;
  /** Visits that the lines are of. */
  visitsCount: number;
  /** SHA-256 over the day's lines. */
  digest: string;
  /** By payer; what months are compared by. */
  totals: Counts[];
  /** Against the book, where the day's month is closed and its book is kept here; empty otherwise. */
  differences: BookDifference[];
}
