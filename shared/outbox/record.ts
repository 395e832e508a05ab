import { z } from 'zod';

/** What is sent to the centre. */
export const CHANGE_KINDS = ['patient', 'eligibility-check', 'visit'] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

export const CHANGE_STATES = ['waiting', 'accepted', 'needs-fixing', 'superseded'] as const;
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
  state: ChangeState;
}

export const attentionItem = z.object({
  kind: z.enum(CHANGE_KINDS),
  recordId: z.string(),
  version: z.number(),
  code: z.string(),
  field: z.string().nullable(),
  sentence: z.string(),
  at: z.string(),
  /** Whose record it is, for the screen: a patient number or a slip number. */
  label: z.string(),
  patientId: z.string().nullable(),
});
export type AttentionItem = z.infer<typeof attentionItem>;
