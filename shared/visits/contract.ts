import { z } from 'zod';
import { OUTCOMES, PAYERS } from '../eligibility/record.ts';
import { dayText, writtenText } from '../facility/record.ts';
import { SYNC_STATES, withdrawal } from '../outbox/record.ts';
import { command, query } from '../wire/contract.ts';
import { DEPARTMENTS, DISCHARGE_TYPES, VISIT_OUTCOMES, VISIT_STATUSES, VISIT_TYPES, visit } from './record.ts';

/** What is printed on the 58 mm slip. */
export const slip = z.object({
  /** DESK-NUMBER of the day, like 1-017: unique at the facility on that day. */
  slipNumber: z.string(),
  patientNumber: z.string(),
  nameKm: z.string().nullable(),
  nameLatin: z.string().nullable(),
  sex: z.string(),
  ageYears: z.number(),
  department: z.enum(DEPARTMENTS),
  payer: z.enum(PAYERS),
  outcome: z.enum(OUTCOMES),
  asOf: z.string().nullable(),
  facilityNameKm: z.string(),
  facilityNameLatin: z.string(),
  serviceDate: z.string(),
  openedAt: z.string(),
  isPractice: z.boolean(),
});
export type Slip = z.infer<typeof slip>;

export const listedVisit = z.object({
  visit,
  slip,
  /** `accepted` once the centre has this version. */
  syncState: z.enum(SYNC_STATES),
  withdrawn: withdrawal.nullable(),
});
export type ListedVisit = z.infer<typeof listedVisit>;

const NOT_FOUND = 'No visit with this id is kept at this desk.';
const WITHDRAWN = 'This visit was withdrawn; what is kept of it is not changed any more.';
const CONTRADICTS = 'The outcome and the way of discharge contradict each other: deceased goes with deceased only.';

export const visitsContract = {
  'visits.open': command({
    allow: 'register',
    says: 'Opens a visit under a check of the same day and gives the slip.',
    input: z.strictObject({
      patientId: z.string().max(64),
      checkId: z.string().max(64),
      department: z.enum(DEPARTMENTS).default('general'),
      visitType: z.enum(VISIT_TYPES).default('outpatient'),
      referredFrom: writtenText().max(120).nullable().default(null),
      /** Why there is a second visit to the same department on one day. */
      secondVisitReason: writtenText().min(3).max(200).nullable().default(null),
    }),
    output: z.object({ visit, slip }),
    refusals: {
      'patient-not-found': 'No patient with this id is kept at this desk.',
      'patient-withdrawn': 'This patient was withdrawn; no visit is opened for him any more.',
      'check-not-found': 'No check with this id is kept at this desk for this patient.',
      'check-out-of-date': 'This check was made for another day. Check again, then open the visit.',
      'visit-already-open':
        'This patient already has a visit to this department on this day. Give a reason if a second one is meant.',
      'not-set-up': 'This desk has no facility yet.',
    },
  }),
  'visits.close': command({
    allow: 'register',
    says: 'Closes an open visit with its outcome.',
    input: z.strictObject({
      visitId: z.string().max(64),
      outcome: z.enum(VISIT_OUTCOMES),
      dischargeType: z.enum(DISCHARGE_TYPES).default('authorised'),
    }),
    output: z.object({ visit }),
    refusals: {
      'visit-not-found': NOT_FOUND,
      withdrawn: WITHDRAWN,
      'visit-not-open': 'This visit is already closed or cancelled.',
      'outcome-contradicts': CONTRADICTS,
    },
  }),
  'visits.cancel': command({
    allow: 'register',
    says: 'Cancels an open visit with a reason; the visit stays in the records.',
    input: z.strictObject({ visitId: z.string().max(64), reason: writtenText().min(3).max(200) }),
    output: z.object({ visit }),
    refusals: {
      'visit-not-found': NOT_FOUND,
      withdrawn: WITHDRAWN,
      'visit-not-open': 'This visit is already closed or cancelled.',
    },
  }),
  'visits.correct': command({
    allow: 'register',
    says: 'Corrects what is kept of a visit; what is not named stays, and the centre is told.',
    input: z.strictObject({
      visitId: z.string().max(64),
      /** The version that the form was opened on. */
      version: z.int().min(1),
      /** Another day gives the visit a new number of that day; its check and payer stay. */
      serviceDate: dayText.optional(),
      department: z.enum(DEPARTMENTS).optional(),
      visitType: z.enum(VISIT_TYPES).optional(),
      referredFrom: writtenText().max(120).nullable().optional(),
      secondVisitReason: writtenText().min(3).max(200).nullable().optional(),
      outcome: z.enum(VISIT_OUTCOMES).optional(),
      dischargeType: z.enum(DISCHARGE_TYPES).optional(),
      cancelReason: writtenText().min(3).max(200).optional(),
    }),
    output: z.object({ visit }),
    refusals: {
      'visit-not-found': NOT_FOUND,
      withdrawn: WITHDRAWN,
      'changed-meanwhile': 'This visit was changed meanwhile. Open it again, look, and correct what is still wrong.',
      'nothing-changed': 'Nothing is different from what is kept, so there is nothing to save.',
      'service-date-wrong': 'The day of this visit is not in the calendar or lies in the future.',
      'outcome-missing': 'A closed visit needs an outcome and a way of discharge.',
      'outcome-contradicts': CONTRADICTS,
      'reason-missing': 'A cancelled visit needs a reason.',
      'other-desk':
        'Only the desk that opened a visit can move it to another day, because the day gives it another number.',
      'not-of-this-state': 'Only a closed visit has an outcome, and only a cancelled one a reason for it.',
    },
  }),
  'visits.list': query({
    allow: 'see-patients',
    says: 'The visits of a day or of a patient, latest first, with their slip and whether the centre has them.',
    input: z.strictObject({
      /** Today where neither a day nor a patient is named. */
      serviceDate: dayText.optional(),
      patientId: z.string().max(64).optional(),
      status: z.enum(VISIT_STATUSES).optional(),
      limit: z.int().min(1).max(500).default(100),
      offset: z.int().min(0).max(1_000_000).default(0),
    }),
    output: z.object({
      serviceDate: z.string().nullable(),
      visits: z.array(listedVisit),
      counts: z.object({ open: z.number(), closed: z.number(), cancelled: z.number() }),
    }),
    refusals: {},
  }),
};
