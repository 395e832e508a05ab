import { z } from 'zod';
import { isMonth } from '../base/time.ts';
import { dayText, FACILITY_LEVELS } from '../facility/record.ts';

/**
 * The records of the eligibility decision. A field that is optional here may be absent in a roster or on a card; what
 * its absence means is written beside it, and never is "covered".
 */
export const monthText = z.string().refine(isMonth, 'a month of the calendar, like 2026-03');

export const OUTCOMES = ['eligible', 'provisional', 'not-eligible', 'review', 'other-scheme'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** What judging one cover can give; `other-scheme` is only ever said of the whole visit. */
export const COVER_OUTCOMES = ['eligible', 'provisional', 'review', 'not-eligible'] as const;
export type CoverOutcome = (typeof COVER_OUTCOMES)[number];

export const PAYERS = ['nssf', 'hef', 'occupational-risk', 'self', 'undecided'] as const;
export type Payer = (typeof PAYERS)[number];

export const COVER_PAYERS = ['nssf', 'hef'] as const;
export type CoverPayer = (typeof COVER_PAYERS)[number];

export const WORK_RELATED = ['no', 'single-faint', 'mass-event', 'injury'] as const;
export const MISMATCHES = ['name', 'birth-date'] as const;
export const BIRTH_DATE_PRECISIONS = ['day', 'month', 'year', 'unknown'] as const;
export const SNAPSHOT_SOURCES = ['server', 'roster', 'card-only'] as const;
export const DAYS_SCOPES = ['national', 'this-facility'] as const;
export const RELATIONS = ['child', 'spouse'] as const;
export const ANCHORS = ['latest-due', 'any-in-window'] as const;
export const MEMBER_CLASSES = [
  'employee',
  'public-servant',
  'former-civil-servant',
  'veteran',
  'self-employed',
  'dependant',
] as const;
export type MemberClass = (typeof MEMBER_CLASSES)[number];

/** The categories a desk offers; a category is data (a ruleset or a rate table may name others), so any text parses. */
export const SERVICE_CATEGORIES = [
  'outpatient',
  'emergency',
  'delivery',
  'inpatient',
  'birth-spacing',
  'minor-surgery',
  'general-check-up',
  'other',
] as const;

/** Groups of the Health Equity Fund as its payment codes name them. */
export const HEF_GROUPS = ['poor', 'at-risk', 'informal', 'child-nutrition'] as const;

/** Every reason code, in the order in which the rules can give them. */
export const REASON_CODES = [
  'SCHEME_OCC_RISK',
  'SCHEME_HC_FAINT',
  'SVC_EXCLUDED',
  'FAC_NOT_CONTRACTED',
  'EMERG_NOTIFY_NSSF',
  'ID_VOUCHED',
  'ID_NOT_SHOWN',
  'MEMBER_NOT_FOUND',
  'MEMBER_NOT_IN_CACHE',
  'NAME_MISMATCH',
  'DOB_MISMATCH',
  'Q_2_CONSEC',
  'Q_6_OF_12',
  'Q_PENDING_DUE',
  'Q_SHORT',
  'PUB_ACTIVE',
  'PUB_INACTIVE',
  'DEP_CHILD_OK',
  'DEP_AGE_OUT',
  'DEP_NOT_REGISTERED',
  'DEP_SPOUSE_OK',
  'DEP_SPOUSE_AGE',
  'AGE_UNCERTAIN',
  'VOL_WAITING',
  'VOL_ABANDONED',
  'VOL_ARREARS',
  'VOL_OK',
  'DAYS_180_EXCEEDED',
  'DAYS_180_NEAR',
  'SNAPSHOT_STALE',
  'HEF_PRIVATE_FAC',
  'HEF_EXPIRED',
  'HEF_OK',
  'DUAL_COVER',
  'NO_COVER',
] as const;
export type ReasonCode = (typeof REASON_CODES)[number];

const count = z.int().min(0);
const countFromOne = z.int().min(1);

/** One dated set of the scheme's numbers. Why each is what it is: docs of the scheme, Prakas 109/184, Sub-Decree 280. */
export const ruleset = z.object({
  id: z.string().min(1),
  /** Contributions for a month are due on this day of the next month. */
  dueDay: z.int().min(1).max(31),
  consecutiveMonths: countFromOne,
  anchor: z.enum(ANCHORS),
  windowMonths: countFromOne,
  minInWindow: countFromOne,
  maternityConsecutiveMonths: countFromOne,
  voluntaryWaitingMonths: count,
  voluntaryAbandonAfterMonths: count,
  voluntaryArrearsOutcome: z.enum(COVER_OUTCOMES),
  childAgeUnder: countFromOne,
  spouseAgeUnder: countFromOne,
  staleWarnDays: count,
  staleStopDays: count,
  treatmentDaysMax: count,
  payerOrder: z.array(z.enum(COVER_PAYERS)),
  excludedCategories: z.array(z.string()),
  hefRequiresPublicFacility: z.boolean(),
  /** The State's childbirth grant in riel for one, two, three children; absent where the ruleset does not say. */
  childbirthGrantRiel: z.array(countFromOne).optional(),
  /** How often a desk, and one person at it, may look in the national list on a day; absent: `LOOK_UPS_A_DAY`. */
  nationalLookUpsADay: z.object({ desk: countFromOne, person: countFromOne }).optional(),
});
export type Ruleset = z.infer<typeof ruleset>;

/** A ruleset with the days on which it is in force, both included; `validTo` null: until replaced. */
export const datedRuleset = z.object({
  id: z.string().min(1),
  validFrom: dayText,
  validTo: dayText.nullable(),
  ruleset,
});
export type DatedRuleset = z.infer<typeof datedRuleset>;

export const membership = z.object({
  class: z.enum(MEMBER_CLASSES),
  /** Of a dependant to the member. Absent: which age limit applies is unknown, so a person decides. */
  relation: z.enum(RELATIONS).nullish(),
  /** Absent: not so. */
  isDisabledOrChronic: z.boolean().nullish(),
  /** Absent: no registered marriage is on record. */
  isMarriageRegistered: z.boolean().nullish(),
  /** Public servants, former civil servants and veterans only. Absent: not active. */
  isActive: z.boolean().nullish(),
  /** Absent: no such bound; the public registers give none for most people. */
  validFrom: dayText.nullish(),
  validTo: dayText.nullish(),
});
export type Membership = z.infer<typeof membership>;

/** A Health Equity Fund entitlement. A card always has both dates, so a missing one means "not known to be valid". */
export const hefEntitlement = z.object({
  /** One of `HEF_GROUPS`, or what a later list of the fund names: the group never changes the decision. */
  group: z.string().nullish(),
  validFrom: dayText.nullish(),
  validTo: dayText.nullish(),
});
export type HefEntitlement = z.infer<typeof hefEntitlement>;

export const eligibilityFacts = z.object({
  serviceDate: dayText,
  serviceCategory: z.string().min(1),
  isEmergency: z.boolean(),
  workRelated: z.enum(WORK_RELATED),
  facility: z.object({
    level: z.enum(FACILITY_LEVELS),
    isPublic: z.boolean(),
    /** Absent: no contract. */
    contractedFrom: dayText.nullish(),
    /** Absent: the contract has no end yet. */
    contractedTo: dayText.nullish(),
  }),
  identity: z.object({
    isShown: z.boolean(),
    /** The id of the staff member who vouches for the person. */
    vouchedBy: z.string().min(1).nullish(),
    mismatches: z.array(z.enum(MISMATCHES)),
  }),
  person: z.object({
    /** Digits beyond the precision carry no meaning. Absent: unknown. */
    birthDate: dayText.nullish(),
    /** Absent: unknown, because a bare date may be a placeholder. */
    birthDatePrecision: z.enum(BIRTH_DATE_PRECISIONS).nullish(),
  }),
  /** Found in the roster or by the centre. */
  isKnown: z.boolean(),
  membership: membership.nullish(),
  paidMonths: z.array(monthText),
  hef: hefEntitlement.nullish(),
  snapshot: z.object({
    /** Absent: of unknown age, so as old as can be. */
    asOf: dayText.nullish(),
    source: z.enum(SNAPSHOT_SOURCES),
  }),
  /** Treatment days already used in the last twelve months, as far as `daysScope` can see, and asked for now. */
  daysUsed: count,
  daysRequested: count,
  daysScope: z.enum(DAYS_SCOPES),
});
export type EligibilityFacts = z.infer<typeof eligibilityFacts>;

/** `reasons` are in the order in which they arose. */
export const eligibilityDecision = z.object({
  outcome: z.enum(OUTCOMES),
  payer: z.enum(PAYERS),
  reasons: z.array(z.enum(REASON_CODES)),
});
export type EligibilityDecision = z.infer<typeof eligibilityDecision>;

/** What a reason says to whoever sits at the desk and to the person in front of it. */
export interface ReasonText {
  clerk: string;
  patient: string;
}
export type ReasonTexts = Record<ReasonCode, ReasonText>;
