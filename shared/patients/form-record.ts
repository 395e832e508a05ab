import { z } from 'zod';
import { scannedText, writtenText } from '../facility/record.ts';
import { IDENTIFIER_KINDS } from './identifiers.ts';
import { BIRTH_PRECISIONS, SEXES } from './record.ts';

const name = writtenText().max(120).nullable().default(null);

/** What a clerk fills in about a person, whether new or known. */
export const patientForm = z.strictObject({
  nameKm: name,
  nameLatin: name,
  sex: z.enum(SEXES),
  /** 'YYYY-MM-DD', 'YYYY-MM' or 'YYYY' according to the precision; null with precision `age`. */
  birthDate: z
    .string()
    .regex(/^\d{4}(-\d{2}(-\d{2})?)?$/)
    .nullable()
    .default(null),
  birthDatePrecision: z.enum(BIRTH_PRECISIONS),
  /** Completed years today; only with precision `age`. */
  ageYears: z.int().min(0).max(130).nullable().default(null),
  phone: writtenText().max(40).nullable().default(null),
  villageCode: z
    .string()
    .regex(/^\d{8}$/)
    .nullable()
    .default(null),
  identifiers: z
    .array(z.strictObject({ kind: z.enum(IDENTIFIER_KINDS), raw: scannedText().max(100) }))
    .max(IDENTIFIER_KINDS.length)
    .default([]),
  /** True once the clerk has looked at the people named by `possible-duplicate` and says that this is somebody else. */
  isSomebodyElse: z.boolean().default(false),
});
export type PatientForm = z.output<typeof patientForm>;
