import { z } from 'zod';
import { dayText, writtenText } from '../facility/record.ts';
import { SYNC_STATES } from '../outbox/record.ts';
import { command, query } from '../wire/contract.ts';
import { ageBand, checklistItem, claimCategory, paymentCode, rate } from './pack.record.ts';
import {
  CLAIM_STATES,
  claim,
  claimAnswer,
  claimDetails,
  claimEvent,
  claimFault,
  LINES_MAX,
  QUANTITY_MAX,
  riel,
} from './record.ts';

/** A claim as a list shows it: no names, but the numbers that lead to the patient and the slip. */
export const listedClaim = z.object({
  claim,
  state: z.enum(CLAIM_STATES),
  syncState: z.enum(SYNC_STATES),
  /** What keeps it back, or the centre's reasons: the first is the one to begin with. */
  faults: z.array(claimFault),
  /** Whether it is to be put right here: held for something that a person can do, returned, or denied. */
  needsPerson: z.boolean(),
  patientNumber: z.string(),
  nameKm: z.string().nullable(),
  nameLatin: z.string().nullable(),
  slipNumber: z.string(),
});
export type ListedClaim = z.infer<typeof listedClaim>;

const NOT_FOUND = 'No claim with this id is kept at this desk.';
const CHANGED = 'This claim was changed meanwhile. Open it again, look, and correct what is still wrong.';

export const claimsContract = {
  'claims.list': query({
    allow: 'see-patients',
    says: 'The claims of a month or a day, or those that wait for a person, newest first, with counts and sums by state.',
    input: z.strictObject({
      /** By day of service. */
      month: z
        .string()
        .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
        .optional(),
      serviceDate: dayText.optional(),
      state: z.enum(CLAIM_STATES).optional(),
      /** Only what a person here has to do something about. */
      needsPerson: z.boolean().default(false),
      patientId: z.string().max(64).optional(),
      limit: z.int().min(1).max(500).default(100),
      offset: z.int().min(0).max(1_000_000).default(0),
    }),
    output: z.object({
      claims: z.array(listedClaim),
      /** Of the month, the day or the patient, whatever the state that was asked for; all months where none was named. */
      counts: z.array(z.object({ state: z.enum(CLAIM_STATES), claims: z.int(), amountRiel: z.int() })),
      needsPerson: z.int(),
    }),
    refusals: {},
  }),
  'claims.get': query({
    allow: 'see-patients',
    says: 'One claim with all that is known of it: faults, answers, and every change of its state.',
    input: z.strictObject({ claimId: z.string().max(64) }),
    output: z.object({
      listed: listedClaim,
      answers: z.array(claimAnswer),
      events: z.array(claimEvent),
      /** Full names of those people in it who work at this desk, by id. */
      people: z.record(z.string(), z.string()),
      /** What the pack of its day offers for its payer and this facility's level. */
      reference: z.object({
        packId: z.string().nullable(),
        rates: z.array(rate),
        categories: z.array(claimCategory),
        checklist: z.array(checklistItem),
        paymentCodes: z.array(paymentCode),
        ageBands: z.array(ageBand),
      }),
    }),
    refusals: { 'claim-not-found': NOT_FOUND },
  }),
  'claims.correct': command({
    allow: 'register',
    says: 'Completes or corrects a claim; what is not named stays. A returned one is sent again with that.',
    input: z.strictObject({
      claimId: z.string().max(64),
      /** The version that the form was opened on. */
      version: z.int().min(1),
      /** Amounts follow from the rate table; only category and quantity are told. */
      lines: z
        .array(z.strictObject({ category: z.string().min(1).max(40), quantity: z.int().min(1).max(QUANTITY_MAX) }))
        .min(1)
        .max(LINES_MAX)
        .optional(),
      details: claimDetails
        .extend({ diagnosis: writtenText().max(20).nullable() })
        .partial()
        .optional(),
      documents: z.array(z.string().max(40)).max(40).optional(),
      patientPaidRiel: riel.optional(),
      /** What was put right, for the centre's officer. */
      note: writtenText().max(500).nullable().optional(),
    }),
    output: z.object({ listed: listedClaim }),
    refusals: {
      'claim-not-found': NOT_FOUND,
      withdrawn: 'This claim was withdrawn; what is kept of it is not changed any more.',
      'changed-meanwhile': CHANGED,
      'nothing-changed': 'Nothing is different from what is kept, so there is nothing to save.',
      'already-decided': 'The centre has accepted or paid this claim; it is not changed here any more.',
      'claim-denied': 'The centre has denied this claim. A manager can appeal, or it can be withdrawn.',
      'category-unknown': 'The rate table of this day has no such category for this payer and this level of facility.',
      'document-unknown': 'The checklist of this day has no such document.',
      'dates-wrong': 'The day of leaving lies before the day of admission, or one of them in the future.',
    },
  }),
  'claims.appeal': command({
    allow: 'manage',
    says: 'Appeals against a denied claim with a reason.',
    input: z.strictObject({
      claimId: z.string().max(64),
      version: z.int().min(1),
      reason: writtenText().min(10).max(500),
    }),
    output: z.object({ listed: listedClaim }),
    refusals: {
      'claim-not-found': NOT_FOUND,
      'changed-meanwhile': CHANGED,
      'not-denied': 'Only a claim that the centre has denied can be appealed.',
    },
  }),
};
