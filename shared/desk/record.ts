import { z } from 'zod';
import { CLOCK_FLAGS } from '../base/clock.ts';

export const FENCE_REASONS = ['restored', 'cloned'] as const;

/** A name that this database had before the centre gave it another, because there was a second copy of it. */
export const fencedLife = z.object({
  number: z.number(),
  why: z.enum(FENCE_REASONS),
  /** When it went on under its new name. */
  at: z.string(),
  oldDeviceId: z.string(),
  oldDeskNumber: z.number(),
  newDeviceId: z.string(),
  newDeskNumber: z.number(),
  /** A manager has seen the notice. */
  isSeen: z.boolean(),
});
export type FencedLife = z.infer<typeof fencedLife>;

/** What the centre gives a second copy to go on with. */
export interface NewName {
  why: (typeof FENCE_REASONS)[number];
  deviceId: string;
  deskNumber: number;
  deviceToken: string;
  epoch: string;
  /** Drawn here; null for a desk that signs nothing. */
  keys: { privateKey: string; publicKey: string } | null;
}

export const clockState = z.object({
  flag: z.enum(CLOCK_FLAGS),
  /** What the PC's clock shows. */
  wallAt: z.string(),
  /** The best that is known: the same where the clock is not flagged. Days are counted by it. */
  bestAt: z.string(),
  today: z.string(),
  /** It is certainly later than this: the centre, its lists or the program prove it. */
  knownAt: z.string(),
  /** How far the centre's time was ahead at the last contact, in milliseconds. */
  offsetMs: z.number(),
});
export type ClockState = z.infer<typeof clockState>;
