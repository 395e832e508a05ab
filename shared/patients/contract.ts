import { z } from 'zod';
import { placeWithPath } from '../facility/record.ts';
import { SYNC_STATES, withdrawal } from '../outbox/record.ts';
import { command, query } from '../wire/contract.ts';
import { patientForm } from './form-record.ts';
import { patient } from './record.ts';

const NOT_FOUND = 'No patient with this id is kept at this desk.';

const FORM_REFUSALS = {
  'name-missing': 'A name is needed, in Khmer or in Latin letters; one of the two is enough.',
  'birth-date-missing': 'A birth date is needed: a day, a month, a year, or the age in years.',
  'birth-date-wrong': 'This birth date is not in the calendar, lies in the future or more than 130 years back.',
  'identifier-wrong': 'This number does not have the shape of its kind. Look at the card again, or leave it empty.',
  'identifier-twice': 'The same kind of number is given twice.',
  'village-unknown': 'This village code is not in the gazetteer.',
  'already-registered': 'Somebody with this number is already registered here. Open that patient instead.',
  'possible-duplicate':
    'Somebody very similar is already registered here. Look first; if it is somebody else, say so and register.',
} as const;

export const patientHit = z.object({
  patient,
  /** What the text was found in. */
  matchedBy: z.enum(['patient-number', 'identifier', 'phone', 'name', 'village']),
  ageYears: z.number(),
  village: placeWithPath.nullable(),
  lastVisitOn: z.string().nullable(),
  lastPayer: z.string().nullable(),
  withdrawn: withdrawal.nullable(),
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
      withdrawn: withdrawal.nullable(),
      /** Whether the centre has this version. */
      syncState: z.enum(SYNC_STATES),
      /** Registered at another desk of the facility. */
      isOtherDesk: z.boolean(),
    }),
    refusals: { 'patient-not-found': NOT_FOUND },
  }),
  'patients.register': command({
    allow: 'register',
    says: 'Registers a new patient and gives the facility’s own patient number, offline.',
    input: patientForm,
    output: z.object({ patient }),
    refusals: {
      ...FORM_REFUSALS,
      'not-set-up': 'This desk has no facility yet.',
    },
  }),
  'patients.correct': command({
    allow: 'register',
    says: 'Corrects what is kept of a patient; the id and the number stay, and the centre is told.',
    input: patientForm.extend({
      patientId: z.string().max(64),
      /** The version that the form was opened on. */
      version: z.int().min(1),
    }),
    output: z.object({ patient }),
    refusals: {
      ...FORM_REFUSALS,
      'patient-not-found': NOT_FOUND,
      withdrawn: 'This patient was withdrawn; what is kept of him is not changed any more.',
      'changed-meanwhile': 'This patient was changed meanwhile. Open him again, look, and correct what is still wrong.',
      'nothing-changed': 'Nothing is different from what is kept, so there is nothing to save.',
    },
  }),
};
