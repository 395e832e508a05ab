import { z } from 'zod';
import { type RosterMember, rosterMember } from '../../shared/eligibility/roster.record.ts';
import { place } from '../../shared/facility/record.ts';

/**
 * Roster and places travel as gzipped JSON lines: a header, the rows, and an end line whose `rows` is their count, so
 * that a file cut anywhere is recognised even without its hash.
 */
export const fileHeader = z.object({
  file: z.enum(['roster', 'places']),
  format: z.literal(1),
  id: z.string(),
  asOf: z.string(),
});
export type FileHeader = z.infer<typeof fileHeader>;

export const fileEnd = z.object({ end: z.literal(true), rows: z.int() });

/** A member of the register as the desk needs it to decide. */
export const rosterRow = rosterMember;
export type RosterRow = RosterMember;

export const placesRow = place;
