import { z } from 'zod';
import type { ClockFlag } from '../base/clock.ts';

/** What is sent to the centre. */
export const CHANGE_KINDS = ['patient', 'eligibility-check', 'visit', 'claim', 'month-close'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/**
 * A record counts by the state of its newest version: waiting, accepted, needs fixing or withdrawn. `superseded` is said
 * of older versions that nobody has to do anything about any more; they are not counted again.
 */
export const CHANGE_STATES = ['waiting', 'accepted', 'needs-fixing', 'withdrawn', 'superseded'] as const;
export type ChangeState = (typeof CHANGE_STATES)[number];

/** One committed version of one record. Its identity for the centre is (device, incarnation, seq). */
export interface Change {
  seq: number;
  incarnation: string;
  kind: ChangeKind;
  recordId: string;
  version: number;
  /** SHA-256 of `content`. */
  hash: string;
  /** Canonical JSON of the record as committed. */
  content: string;
  /** Whose record it is, for the screen: a patient number or a slip number. */
  label: string;
  patientId: string | null;
  madeAt: string;
  /** Hybrid logical clock in milliseconds: greater than that of every earlier change of this desk. */
  hlc: number;
  clockFlag: ClockFlag;
  /** First eight digits of the hash of the version that this one was made from; null for a first version. */
  baseHash: string | null;
  /** This version says that the record is withdrawn, and nothing else. */
  isWithdrawal: boolean;
  state: ChangeState;
}

/** Whether the centre has the newest version of a record. */
export const SYNC_STATES = ['waiting', 'accepted', 'needs-fixing', 'withdrawn'] as const;
export type SyncState = (typeof SYNC_STATES)[number];

/** Who withdrew a record, when and why; it is kept for ever. */
export const withdrawal = z.object({
  reason: z.string(),
  at: z.string(),
  by: z.string(),
});
export type Withdrawal = z.infer<typeof withdrawal>;

/** A version of any kind that says that the record is withdrawn. What was recorded stays in the versions before it. */
export const withdrawnRecord = z.object({
  id: z.string(),
  version: z.int().min(2),
  patientId: z.string().nullable(),
  withdrawn: withdrawal,
});
export type WithdrawnRecord = z.infer<typeof withdrawnRecord>;

/**
 * What a person can do about a record that needs fixing.
 * - `correct`: change the named field (`patients.correct`, `visits.correct`); it is sent again with that.
 * - `resend`: look at it and send it again as it is (`changes.resend`).
 * - `withdraw`: it cannot be set right; withdraw it with a reason (`changes.withdraw`) and enter it anew.
 * - `tell-centre`: nothing at the desk helps; tell the centre, and send it again when they say so.
 */
export const TODOS = ['correct', 'resend', 'withdraw', 'tell-centre'] as const;
export type Todo = (typeof TODOS)[number];

export const attentionItem = z.object({
  kind: z.enum(CHANGE_KINDS),
  recordId: z.string(),
  version: z.number(),
  code: z.string(),
  /** Path of the field in the record, such as `birthDate` or `identifiers.nssf`; the form opens there. */
  field: z.string().nullable(),
  /** The centre's English sentence, for a code that this program has no words for. */
  sentence: z.string(),
  /** What the words of the code speak of: `identifier` is the kind of a number. */
  params: z.record(z.string(), z.string()),
  todo: z.enum(TODOS),
  at: z.string(),
  /** Whose record it is, for the screen: a patient number or a slip number. */
  label: z.string(),
  patientId: z.string().nullable(),
  patientNumber: z.string().nullable(),
  visitId: z.string().nullable(),
});
export type AttentionItem = z.infer<typeof attentionItem>;

export const waitingItem = z.object({
  kind: z.enum(CHANGE_KINDS),
  recordId: z.string(),
  madeAt: z.string(),
  label: z.string(),
  /** What the centre wants first, by the code of its words; null for what simply was not sent yet. */
  waitsFor: z.object({ code: z.string(), patientNumber: z.string().nullable() }).nullable(),
  /** The newest stick that it went out on without an answer so far; null for none. */
  stick: z.number().nullable(),
});
export type WaitingItem = z.infer<typeof waitingItem>;
