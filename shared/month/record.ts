import { z } from 'zod';
import { ageBand, reportSection, words } from '../claims/pack.record.ts';
import { CLAIM_STATES } from '../claims/record.ts';
import { monthText, PAYERS } from '../eligibility/record.ts';
import { facility } from '../facility/record.ts';

/** Records by where they stand with the centre: entered = accepted + needsFixing + waiting + withdrawn. */
export const standing = z.object({
  entered: z.int(),
  accepted: z.int(),
  needsFixing: z.int(),
  waiting: z.int(),
  withdrawn: z.int(),
});
export type Standing = z.infer<typeof standing>;

/** `reopened`: it was closed before, and is open again with a reason. */
export const MONTH_STATES = ['open', 'closed', 'reopened'] as const;
export type MonthState = (typeof MONTH_STATES)[number];

export const stateSum = z.object({ state: z.enum(CLAIM_STATES), claims: z.int(), amountRiel: z.int() });

/** One row of the claim summary. `amountRiel` is the sum of the lines that are claimed; a line's unit is that of its day. */
export const summaryRow = z.object({
  payer: z.string(),
  paymentCode: z.string().nullable(),
  category: z.string(),
  unitRiel: z.int(),
  /** Claims with such a line, and the sum of its quantities (days where the rate is by day). */
  cases: z.int(),
  quantity: z.int(),
  amountRiel: z.int(),
  /** Lines that are not claimed now, by why. */
  held: z.int(),
  returned: z.int(),
  denied: z.int(),
  resent: z.int(),
});
export type SummaryRow = z.infer<typeof summaryRow>;

/** What changed since an earlier month was closed, as it counts in this month. */
export const ADJUSTMENTS = ['late', 'corrected', 'withdrawn', 'decided'] as const;
export const adjustment = z.object({
  /** The month of the day of service. */
  month: monthText,
  /** `late`: entered after the closing. `decided`: the centre's word came after it. */
  why: z.enum(ADJUSTMENTS),
  payer: z.string(),
  /** Records concerned; a difference may be negative. */
  records: z.int(),
  visits: z.int(),
  claims: z.int(),
  amountRiel: z.int(),
});
export type Adjustment = z.infer<typeof adjustment>;

/**
 * Shares on the quality page, of visits that stand unless it says otherwise. `provisional`: as told at the desk, whatever
 * the centre said later; `overridden`: decided otherwise than the rules, by staff; `stale-list`: the check rested on an
 * old list; `card-only`: on the card in hand alone; `overturned`: the centre decided that somebody else pays;
 * `no-identifier`: no NSSF number at the check, and no number of any kind
 * with the patient; `second-visit`: a second one in a department on a day;
 * `left-open`: not closed; `without-claim`: closed, somebody may have to pay for it, and there is no claim;
 * `not-sent`: visits and claims, of all that were entered, that the centre has not answered; `needs-fixing`: of the same.
 */
export const QUALITY_CODES = [
  'provisional',
  'overridden',
  'stale-list',
  'card-only',
  'overturned',
  'no-identifier',
  'second-visit',
  'left-open',
  'without-claim',
  'not-sent',
  'needs-fixing',
] as const;
export type QualityCode = (typeof QUALITY_CODES)[number];

/** Figures of one section: rows by columns, the section's own keys; zero cells are there. */
export const sectionFigures = z.object({
  section: reportSection,
  rowKeys: z.array(z.string()),
  columnKeys: z.array(z.string()),
  /** cells[row][column]. */
  cells: z.array(z.array(z.int())),
});
export type SectionFigures = z.infer<typeof sectionFigures>;

/**
 * A month of a facility: the one value that dashboard, workbook, paper and files are made from, so that they cannot
 * differ. Of a closed month it is kept as it was; of an open one it is counted from the records as of `asOf`.
 */
export const monthReport = z.object({
  month: monthText,
  facility,
  isPractice: z.boolean(),
  deskNumber: z.int(),
  asOf: z.string(),
  state: z.enum(MONTH_STATES),
  /** 0 before the first closing. */
  revision: z.int(),
  closing: z
    .object({
      at: z.string(),
      by: z.string(),
      byName: z.string(),
      /**
       * What a closing told whose lines are not kept here: another desk made it, or this one did before it was restored.
       * Lines and figures of the report are then counted anew from the records and may differ; null where they are kept.
       */
      told: z
        .object({
          deskNumber: z.int(),
          digest: z.string(),
          visits: z.int(),
          claims: z.int(),
          claimedRiel: z.int(),
          adjustmentsRiel: z.int(),
        })
        .nullable(),
    })
    .nullable(),
  reopening: z.object({ at: z.string(), by: z.string(), byName: z.string(), reason: z.string() }).nullable(),
  /** SHA-256 over the lines and figures, without `asOf`: the same records give the same digest. */
  digest: z.string(),
  linesCount: z.int(),
  standing: z.object({ visits: standing, claims: standing }),
  /** Not cancelled and not withdrawn. */
  visits: z.object({ total: z.int(), open: z.int(), closed: z.int(), cancelled: z.int() }),
  byDay: z.array(z.object({ day: z.string(), visits: z.int() })),
  byPayer: z.array(z.object({ payer: z.enum(PAYERS), visits: z.int() })),
  byService: z.array(z.object({ service: z.string(), visits: z.int() })),
  byAgeSex: z.array(z.object({ band: z.string(), female: z.int(), male: z.int() })),
  ageBands: z.array(ageBand),
  /** As it is decided now: by the centre's last word on the check, or else as it was told at the desk. */
  cover: z.object({
    eligible: z.int(),
    provisional: z.int(),
    review: z.int(),
    notEligible: z.int(),
    otherScheme: z.int(),
    overturned: z.int(),
  }),
  claims: z.object({
    byState: z.array(stateSum),
    summary: z.array(summaryRow),
    /** Claims and riel that are asked for: the sum of the summary's amounts. */
    claimed: z.object({ claims: z.int(), amountRiel: z.int() }),
  }),
  adjustments: z.array(adjustment),
  /** Claimed of this month and adjustments of earlier ones: what the payers are asked for. */
  payableRiel: z.int(),
  sections: z.array(sectionFigures),
  /** One for each of `QUALITY_CODES`, in that order. */
  quality: z.array(z.object({ code: z.string(), count: z.int(), of: z.int() })),
  categoryWords: z.record(z.string(), words),
  paymentCodeWords: z.record(z.string(), words),
  packId: z.string().nullable(),
});
export type MonthReport = z.infer<typeof monthReport>;

/** One line of the list of lines: a claim's line with what a reader of the paper needs; or a visit without a claim. */
export const monthLine = z.object({
  /** Position in the list, from 1; the order is by day, slip number and line. */
  position: z.int(),
  serviceDate: z.string(),
  slipNumber: z.string(),
  visitId: z.string(),
  patientNumber: z.string(),
  nameKm: z.string().nullable(),
  nameLatin: z.string().nullable(),
  sex: z.enum(['female', 'male']),
  ageYears: z.int(),
  service: z.string(),
  visitStatus: z.string(),
  payer: z.string(),
  claimId: z.string().nullable(),
  paymentCode: z.string().nullable(),
  memberNumber: z.string().nullable(),
  category: z.string().nullable(),
  quantity: z.int(),
  unitRiel: z.int(),
  amountRiel: z.int(),
  /** Null where there is no claim. */
  state: z.enum(CLAIM_STATES).nullable(),
  /** What counts: the amount where the state is claimed, else 0. */
  claimedRiel: z.int(),
  /** Of the claim, or of the visit where it has none. */
  syncState: z.string(),
});
export type MonthLine = z.infer<typeof monthLine>;

/** A line before it has its place; what the digest is taken of. */
export const unplacedLine = monthLine.omit({ position: true });

/**
 * What one closing counted, by month of service and payer: its own month, and the adjustments of earlier ones. `visits`
 * stand; `claims` and riel are claimed. All closings that stand together say what the payers were told.
 */
export const counted = z.object({
  month: monthText,
  payer: z.string(),
  visits: z.int(),
  claims: z.int(),
  amountRiel: z.int(),
});
export type Counted = z.infer<typeof counted>;

/** Synced record of kind `month-close`: one for each month and desk that closed it; a reopening is its next version. */
export const monthClose = z.object({
  id: z.string(),
  version: z.int().min(1),
  month: monthText,
  facilityCode: z.string(),
  revision: z.int().min(1),
  isOpenAgain: z.boolean(),
  /** Why it was opened again. */
  reason: z.string().nullable(),
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  visits: z.int(),
  claims: z.int(),
  claimedRiel: z.int(),
  adjustmentsRiel: z.int(),
  standing: z.object({ visits: standing, claims: standing }),
  counted: z.array(counted).max(2_000),
  deskNumber: z.int(),
  closedAt: z.string(),
  closedBy: z.string(),
  madeAt: z.string(),
  madeBy: z.string(),
});
export type MonthClose = z.infer<typeof monthClose>;

/** How a list behind a figure is narrowed; all that are named hold together. */
export const rowsWish = z.object({
  day: z.string().optional(),
  payer: z.string().optional(),
  service: z.string().optional(),
  ageBand: z.string().optional(),
  sex: z.enum(['female', 'male']).optional(),
  claimState: z.enum(CLAIM_STATES).optional(),
  coverOutcome: z.string().optional(),
  isOverturned: z.boolean().optional(),
  /** Whether the claim asks to be paid. */
  isClaimed: z.boolean().optional(),
  syncState: z.string().optional(),
});
export type RowsWish = z.infer<typeof rowsWish>;
