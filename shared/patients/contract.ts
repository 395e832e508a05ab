import { z } from 'zod';
import { placeWithPath, scannedText, writtenText } from '../facility/record.ts';
import { command, query } from '../wire/contract.ts';
import { IDENTIFIER_KINDS } from './identifiers.ts';
import { BIRTH_PRECISIONS, patient, SEXES } from './record.ts';

const name = writtenText().max(120).nullable().default(null);

export const patientHit = z.object({
  patient,
  /** What the text was found in. */
  matchedBy: z.enum(['patient-number', 'identifier', 'phone', 'name', 'village']),
  ageYears: z.number(),
  village: placeWithPath.nullable(),
  lastVisitOn: z.string().nullable(),
  lastPayer: z.string().nullable(),
});
export type PatientHit = z.infer<typeof patientHit>;

export const patientsContract = {
  'patients.search': query({
    allow: 'see-patients',
    says: 'Finds patients by any of name (Khmer or Latin), birth year or date, age, phone, village, identifier or patient number, from one box.',
    input: z.strictObject({ text: z.string().max(200), limit: z.int().min(1).max(50).default(20) }),
    output: z.object({
      hits: z.array(patientHit),
      hasMore: z.boolean(),
    }),
    refusals: {},
  }),
  'patients.get': query({
    allow: 'see-patients',
    says: 'One patient.',
    input: z.strictObject({ patientId: z.string().max(64) }),
    output: z.object({
      patient,
      ageYears: z.number(),
      village: placeWithPath.nullable(),
    }),
    refusals: { 'patient-not-found': 'No patient with this id is kept at this desk.' },
  }),
  'patients.register': command({
    allow: 'register',
    says: 'Registers a new patient and gives the facility’s own patient number, offline.',
    input: z.strictObject({
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
    }),
    output: z.object({ patient }),
    refusals: {
      'name-missing': 'A name is needed, in Khmer or in Latin letters; one of the two is enough.',
      'birth-date-missing': 'A birth date is needed: a day, a month, a year, or the age in years.',
      'birth-date-wrong': 'This birth date is not in the calendar, lies in the future or more than 130 years back.',
      'identifier-wrong': 'This number does not have the shape of its kind. Look at the card again, or leave it empty.',
      'identifier-twice': 'The same kind of number is given twice.',
      'village-unknown': 'This village code is not in the gazetteer.',
      'already-registered': 'Somebody with this number is already registered here. Open that patient instead.',
      'possible-duplicate':
        'Somebody very similar is already registered here. Look first; if it is somebody else, say so and register.',
      'not-set-up': 'This desk has no facility yet.',
    },
  }),
};
