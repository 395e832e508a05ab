import { z } from 'zod';
import { COVER_PAYERS, HEF_GROUPS, MEMBER_CLASSES } from '../eligibility/record.ts';
import { dayText, FACILITY_LEVELS } from '../facility/record.ts';
import { riel } from './record.ts';

/** Words on screens and paper. */
export const words = z.strictObject({ km: z.string().max(200), en: z.string().max(200), fr: z.string().max(200) });
export type Words = z.infer<typeof words>;

const code = z.string().regex(/^[a-z0-9-]{1,40}$/);

/** One price: riel a case or a day. Where it was read and how sure that is stands beside it. */
export const rate = z.strictObject({
  payer: z.enum(COVER_PAYERS),
  level: z.enum(FACILITY_LEVELS),
  category: code,
  unit: z.enum(['case', 'day']),
  amountRiel: riel,
  source: z.string().max(200),
  confidence: z.enum(['A', 'B', 'C', 'D']),
});
export type Rate = z.infer<typeof rate>;

/** What a claim of a category has to say. */
export const NEEDS = ['diagnosis', 'stay', 'gestation', 'births'] as const;

export const claimCategory = z.strictObject({
  code,
  words,
  /** Services (`SERVICE_CATEGORIES`) whose visits begin with a line of this category. */
  services: z.array(z.string()),
  needs: z.array(z.enum(NEEDS)),
  /** Null: anybody. */
  sex: z.enum(['female', 'male']).nullable(),
  gestationWeeksMin: z.int().nullable(),
  /** At most one a patient, day and facility. */
  isOnceADay: z.boolean(),
});
export type ClaimCategory = z.infer<typeof claimCategory>;

export const checklistItem = z.strictObject({
  code,
  words,
  payers: z.array(z.enum(COVER_PAYERS)),
  /** Empty: every category. */
  categories: z.array(code),
  /** Without it the claim is held. */
  isRequired: z.boolean(),
});
export type ChecklistItem = z.infer<typeof checklistItem>;

/** A code of the national PMRS payment types. `for`: the member class or the group of the fund; null: any other. */
export const paymentCode = z.strictObject({
  code: z.string().max(40),
  payer: z.enum(COVER_PAYERS),
  for: z.enum([...MEMBER_CLASSES, ...HEF_GROUPS]).nullable(),
  words,
});
export type PaymentCode = z.infer<typeof paymentCode>;

/**
 * Begins at `fromDays` of age or at `fromYears` completed years (both inclusive) on the day of service, and goes on until
 * the next band begins. The days of a year are not counted: a birthday is no fixed number of them away. In the order of
 * age, the first from birth on.
 */
export const ageBand = z.union([
  z.strictObject({ code, words, fromDays: z.int().min(0) }),
  z.strictObject({ code, words, fromYears: z.int().min(1) }),
]);
export type AgeBand = z.infer<typeof ageBand>;

/** What a visit can be counted by. */
export const DIMENSIONS = [
  'sex',
  'age-band',
  'payer',
  'service',
  'department',
  'visit-type',
  'outcome',
  'discharge',
  'new-or-return',
  'referred',
  'day',
] as const;
export type Dimension = (typeof DIMENSIONS)[number];
export const MEASURES = ['visits', 'bed-days', 'deaths', 'live-births', 'still-births'] as const;
export type Measure = (typeof MEASURES)[number];

/** A table of the activity report, as data: the paper forms' sections above health-centre level are not known (domain 3). */
export const reportSection = z.strictObject({
  code,
  words,
  measure: z.enum(MEASURES),
  rows: z.enum(DIMENSIONS),
  /** Null: one column. */
  columns: z.enum(DIMENSIONS).nullable(),
  /** Only visits that say one of these for each named dimension. */
  where: z.partialRecord(z.enum(DIMENSIONS), z.array(z.string())),
});
export type ReportSection = z.infer<typeof reportSection>;

/** Where a figure goes in DHIS2: section, row and column name it here; `column` null where the section has none. */
export const dhis2Element = z.strictObject({
  section: code,
  row: z.string(),
  column: z.string().nullable(),
  dataElement: z.string().regex(/^[A-Za-z][A-Za-z0-9]{10}$/),
  categoryOptionCombo: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9]{10}$/)
    .nullable(),
});
export const dhis2Mapping = z.strictObject({
  dataSet: z.string().regex(/^[A-Za-z][A-Za-z0-9]{10}$/),
  /** By facility code. */
  orgUnits: z.record(z.string(), z.string().regex(/^[A-Za-z][A-Za-z0-9]{10}$/)),
  elements: z.array(dhis2Element),
});
export type Dhis2Mapping = z.infer<typeof dhis2Mapping>;

/**
 * Everything about claims and reports that is a number or a list and not a law of arithmetic: dated, signed by the
 * centre, sent like the rulesets. A visit is judged by the pack of its day of service and by no later one.
 */
export const referencePack = z.strictObject({
  id: z.string().min(1).max(80),
  validFrom: dayText,
  /** Null: until replaced. */
  validTo: dayText.nullable(),
  rates: z.array(rate).max(5_000),
  categories: z.array(claimCategory).max(200),
  checklist: z.array(checklistItem).max(100),
  paymentCodes: z.array(paymentCode).max(100),
  /** A claim that first reaches the centre later than this after its day of service is denied; null: never. */
  lateAfterDays: z.int().min(1).nullable(),
  ageBands: z.array(ageBand).min(1).max(40),
  /** A visit is a return where the patient was here within so many days before. */
  returnWithinDays: z.int().min(1).max(400),
  sections: z.array(reportSection).max(60),
  dhis2: dhis2Mapping.nullable(),
});
export type ReferencePack = z.infer<typeof referencePack>;
