import { z } from 'zod';
import { dayText, writtenText } from '../facility/record.ts';
import { SEXES } from '../patients/record.ts';
import { command, query } from '../wire/contract.ts';
import { eligibilityCheck } from './check.record.ts';
import { HEF_GROUPS, SERVICE_CATEGORIES, WORK_RELATED } from './record.ts';

/** Somebody in the roster who is not registered here yet: enough to fill the form. */
export const rosterMatch = z.object({
  nssfNumber: z.string(),
  nameKm: z.string().nullable(),
  nameLatin: z.string().nullable(),
  sex: z.enum(SEXES).nullable(),
  birthDate: z.string().nullable(),
  birthDatePrecision: z.string(),
  villageCode: z.string().nullable(),
});
export type RosterMatch = z.infer<typeof rosterMatch>;

/** A check as a screen shows it: the stored facts and decision, and what helps to explain them. */
export const shownCheck = z.object({
  check: eligibilityCheck,
  /** The day that the answer speaks for, and where it comes from. */
  asOf: z.string().nullable(),
  /** The last twelve months for cover that rests on paid months; empty otherwise. */
  months: z.array(z.object({ month: z.string(), state: z.enum(['paid', 'unpaid', 'not-due']) })),
  /** Self-employed: the first day on which cover is lost for good. */
  coverLostOn: z.string().nullable(),
  /** Employee: months that would have to be paid. */
  missingMonths: z.array(z.string()),
  cashHints: z.array(z.enum(['sickness-allowance', 'maternity-allowance'])),
  tasks: z.array(z.enum(['tell-nssf-1286'])),
});
export type ShownCheck = z.infer<typeof shownCheck>;

export const eligibilityContract = {
  'eligibility.check': command({
    allow: 'register',
    says: 'Answers from what this desk knows whether and by whom a visit is paid, and keeps the answer with its grounds for ever.',
    input: z.strictObject({
      patientId: z.string().max(64),
      serviceDate: dayText.optional(),
      serviceCategory: z.enum(SERVICE_CATEGORIES).default('outpatient'),
      isEmergency: z.boolean().default(false),
      workRelated: z.enum(WORK_RELATED).default('no'),
      /** An identity that NSSF recognises was shown. Without a default: what was not looked at is not shown. */
      isIdentityShown: z.boolean(),
      /** Why staff vouch for the person, where no identity was shown. */
      vouchedReason: writtenText().min(3).max(200).nullable().default(null),
      /** A Health Equity Fund or IDPoor card as shown. */
      hefCard: z
        .strictObject({ group: z.enum(HEF_GROUPS), validFrom: dayText.nullable(), validTo: dayText.nullable() })
        .nullable()
        .default(null),
      daysRequested: z.int().min(0).max(366).default(0),
    }),
    output: shownCheck,
    refusals: {
      'patient-not-found': 'No patient with this id is kept at this desk.',
      'not-set-up': 'This desk has no facility yet.',
      'service-date-wrong': 'The day of the visit lies in the future or too far back.',
    },
  }),
  'eligibility.findMembers': query({
    allow: 'see-patients',
    says: 'People of the roster with this NSSF number, or with this name, to fill the form of a new patient.',
    input: z.strictObject({ text: z.string().max(200), limit: z.int().min(1).max(20).default(5) }),
    output: z.object({ members: z.array(rosterMatch), rosterAsOf: z.string().nullable() }),
    refusals: {},
  }),
  'eligibility.get': query({
    allow: 'see-patients',
    says: 'A stored check.',
    input: z.strictObject({ checkId: z.string().max(64) }),
    output: shownCheck,
    refusals: { 'check-not-found': 'No check with this id is kept at this desk.' },
  }),
};
