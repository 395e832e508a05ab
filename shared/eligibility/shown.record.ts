import { z } from 'zod';
import { dayText, scannedText, writtenText } from '../facility/record.ts';
import { SEXES } from '../patients/record.ts';
import { eligibilityCheck } from './check.record.ts';
import { eligibilityDecision, HEF_GROUPS, OUTCOMES, SERVICE_CATEGORIES, WORK_RELATED } from './record.ts';

/** What a desk asks of a check. */
export const checkInput = z.strictObject({
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
  cardText: scannedText().max(500).nullable().default(null),
});
export type CheckInput = z.output<typeof checkInput>;

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
  /** The national list was not looked in, because this desk or this person has done so too often on that day. */
  isLookUpWithheld: z.boolean(),
});
export type ShownCheck = z.infer<typeof shownCheck>;
