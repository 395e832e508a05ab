import { z } from 'zod';

const use = z.object({ sent: z.number(), received: z.number() });

/** What the line has cost this month: bytes as nearly as they are known on the wire, headers and encryption included. */
export const lineCost = z.object({
  month: z.string(),
  sent: z.number(),
  received: z.number(),
  by: z.object({ records: use, roster: use, files: use, checks: use }),
  /** Riel for a megabyte (1,000,000 bytes) both ways; null where nobody has said. */
  rielPerMb: z.number().nullable(),
  /** Rounded up to the riel; null without a price. */
  riel: z.number().nullable(),
});
export type LineCost = z.infer<typeof lineCost>;

/** What somebody at this desk should know about its own life. */
export const deskTrouble = z.object({
  /** Names that this database gave up because there was a second copy of it, and that no manager has seen yet. */
  livesUnseen: z.number(),
  /** The centre has revoked this desk. `isHandedOver`: it has confirmed all that had not been sent. */
  revoked: z.object({ at: z.string(), sentence: z.string(), isHandedOver: z.boolean() }).nullable(),
  /** The daily copy: the last one that succeeded, and since when it fails. */
  backup: z.object({ lastAt: z.string().nullable(), failedAt: z.string().nullable() }),
});
export type DeskTrouble = z.infer<typeof deskTrouble>;
