import { z } from 'zod';
import { dayText, writtenText } from '../facility/record.ts';
import { SEXES } from '../patients/record.ts';
import { command, query, task } from '../wire/contract.ts';
import { eligibilityCheck } from './check.record.ts';
import { eligibilityDecision, HEF_GROUPS, OUTCOMES, PAYERS, SERVICE_CATEGORIES, WORK_RELATED } from './record.ts';

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

/** The centre's later word on a check. `isOverturned`: somebody else pays, or nobody does, than was said at the desk. */
export const shownRecheck = z.object({
  checkId: z.string(),
  decidedAt: z.string(),
  asOf: z.string(),
  decision: eligibilityDecision,
  isOverturned: z.boolean(),
});

/** A line of the clerk's list of overturned checks. */
export const overturnedCheck = z.object({
  recheck: shownRecheck,
  before: eligibilityDecision,
  patientId: z.string(),
  patientNumber: z.string(),
  serviceDate: z.string(),
  /** The visit that was opened under the check, where there is one. */
  visitId: z.string().nullable(),
  isSeen: z.boolean(),
});
export type OverturnedCheck = z.infer<typeof overturnedCheck>;

/** Counts of a span of service dates for the quality page. */
export const checkQuality = z.object({
  from: z.string(),
  to: z.string(),
  checks: z.number(),
  byOutcome: z.record(z.enum(OUTCOMES), z.number()),
  /** Answered by the centre itself at the desk. */
  confirmed: z.number(),
  stale: z.number(),
  overridden: z.number(),
  rechecked: z.number(),
  overturned: z.number(),
});
export type CheckQuality = z.infer<typeof checkQuality>;

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
  /** One of the four lines that a screen says first. */
  headline: z.enum(['covered-confirmed', 'covered-as-of', 'not-covered', 'provisional']),
  /** When the centre itself answered; null for an answer of this desk. */
  confirmedAt: z.string().nullable(),
  /** Dependant child: the day of the 18th birthday (or whatever age the ruleset names). */
  childLimitOn: z.string().nullable(),
  /** Treatment days left of the ruleset's 180, as known here. */
  daysLeft: z.number(),
  /** What the centre decided afterwards, where it has. */
  recheck: shownRecheck.nullable(),
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
      /** What the scanner or a paste gave, where it was more than the number. */
      cardText: z.string().max(500).nullable().default(null),
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
  'eligibility.confirm': task({
    allow: 'register',
    says: 'Asks the centre about a check, for two seconds at most; a better founded answer is stored in its place and given.',
    input: z.strictObject({ checkId: z.string().max(64) }),
    output: z.discriminatedUnion('status', [
      z.object({ status: z.literal('confirmed'), shown: shownCheck }),
      /** No answer in time, no line, no number to ask about: the local answer stands. */
      z.object({ status: z.literal('not-reached') }),
    ]),
    refusals: { 'check-not-found': 'No check with this id is kept at this desk.' },
  }),
  'eligibility.override': command({
    allow: 'register',
    says: 'Staff decide otherwise than the rules, with a reason; the check that results is marked for ever.',
    input: z.strictObject({
      checkId: z.string().max(64),
      payer: z.enum(PAYERS),
      reason: z.string().trim().min(5).max(300),
    }),
    output: shownCheck,
    refusals: {
      'check-not-found': 'No check with this id is kept at this desk.',
      'nothing-to-override': 'The check already says that this payer pays.',
    },
  }),
  'eligibility.latest': query({
    allow: 'see-patients',
    says: 'The latest check of a patient, for whoever may look but not register.',
    input: z.strictObject({ patientId: z.string().max(64) }),
    output: z.object({ shown: shownCheck.nullable() }),
    refusals: {},
  }),
  'eligibility.overturned': query({
    allow: 'see-patients',
    says: 'Checks that the centre has overturned, those not yet seen first.',
    input: z.strictObject({ limit: z.int().min(1).max(200).default(50) }),
    output: z.object({ items: z.array(overturnedCheck), unseen: z.number() }),
    refusals: {},
  }),
  'eligibility.markSeen': command({
    allow: 'register',
    says: 'Notes that somebody has dealt with an overturned check.',
    input: z.strictObject({ checkId: z.string().max(64) }),
    output: z.object({ unseen: z.number() }),
    refusals: { 'check-not-found': 'No overturned check with this id is kept at this desk.' },
  }),
  'eligibility.quality': query({
    allow: 'see-patients',
    says: 'How well founded the answers of a span of days were: provisional, confirmed, overridden, overturned.',
    input: z.strictObject({ from: dayText, to: dayText }),
    output: checkQuality,
    refusals: { 'span-wrong': 'The first day lies after the last one, or the span is longer than 400 days.' },
  }),
  'eligibility.get': query({
    allow: 'see-patients',
    says: 'A stored check.',
    input: z.strictObject({ checkId: z.string().max(64) }),
    output: shownCheck,
    refusals: { 'check-not-found': 'No check with this id is kept at this desk.' },
  }),
};
