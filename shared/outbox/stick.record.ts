import { z } from 'zod';

/** A file for the centre that this desk has made. What is on it waits as before until the centre's word comes. */
export const stick = z.object({
  /** Counts the files of this desk from 1; some numbers may be missing. */
  number: z.int().min(1),
  fileName: z.string(),
  madeAt: z.string(),
  madeBy: z.string().nullable(),
  /** How many records waited when it was made, each counted once. */
  records: z.int(),
  bytes: z.int(),
  /** How many of them wait still; 0 for a stick that is confirmed, whichever way the centre's word came. */
  waiting: z.int(),
  /** When the newest answer to it was read here. */
  answeredAt: z.string().nullable(),
});
export type Stick = z.infer<typeof stick>;

/** What a new file is made with. */
export interface StickPlan {
  number: number;
  /** 32 hex digits. */
  stickId: string;
  /** 64 hex digits: the key that the answer is sealed under. A secret. */
  answerKey: string;
  fileName: string;
  /** The last change that may be in it. */
  throughSeq: number;
  records: number;
}
