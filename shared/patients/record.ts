import { z } from 'zod';
import { IDENTIFIER_KINDS } from './identifiers.ts';

export const SEXES = ['female', 'male'] as const;
export const BIRTH_PRECISIONS = ['day', 'month', 'year', 'age'] as const;

export const patientIdentifier = z.object({
  kind: z.enum(IDENTIFIER_KINDS),
  /** As typed or scanned. */
  raw: z.string(),
  /** As matched: for an NSSF number its first 14 digits. */
  normalised: z.string(),
});
export type PatientIdentifier = z.infer<typeof patientIdentifier>;

/**
 * A person registered at this facility. `birthDate` is always a day; what lies beyond its precision is filled with 01
 * and is never evidence. With precision `age` it is the 1 January that the stated age points to.
 */
export const patient = z.object({
  id: z.string(),
  version: z.int().min(1),
  /** The facility's own number, FACILITY-DESK-COUNTER-CHECK. */
  patientNumber: z.string(),
  nameKm: z.string().nullable(),
  nameLatin: z.string().nullable(),
  sex: z.enum(SEXES),
  birthDate: z.string(),
  birthDatePrecision: z.enum(BIRTH_PRECISIONS),
  phone: z.string().nullable(),
  villageCode: z.string().nullable(),
  registeredAt: z.string(),
  registeredBy: z.string(),
  identifiers: z.array(patientIdentifier),
});
export type Patient = z.infer<typeof patient>;
