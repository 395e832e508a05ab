import { z } from 'zod';
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

/** A member of the register as the desk needs it to decide; months are 'YYYY-MM'. */
export const rosterRow = z.object({
  nssfNumber: z.string(),
  nameKm: z.string().nullable(),
  nameLatin: z.string().nullable(),
  sex: z.enum(['female', 'male']),
  birthDate: z.string().nullable(),
  birthDatePrecision: z.enum(['day', 'month', 'year', 'unknown']),
  villageCode: z.string().nullable(),
  class: z.enum(['employee', 'public-servant', 'former-civil-servant', 'veteran', 'self-employed', 'dependant']),
  relation: z.enum(['child', 'spouse']).nullable(),
  principalNssfNumber: z.string().nullable(),
  isDisabledOrChronic: z.boolean(),
  isMarriageRegistered: z.boolean(),
  isActive: z.boolean(),
  validFrom: z.string().nullable(),
  validTo: z.string().nullable(),
  paidMonths: z.array(z.string()),
});
export type RosterRow = z.infer<typeof rosterRow>;

export const placesRow = place;
