import { z } from 'zod';
import { COVER_PAYERS } from '../eligibility/record.ts';
import { dayText, FACILITY_LEVELS } from '../facility/record.ts';

/** Amounts are whole riel: the riel has no smaller coin in use. */
export const RIEL_MAX = 1_000_000_000_000;
export const riel = z.int().min(0).max(RIEL_MAX);

/** Of one claim: lines, and cases or days a line. */
export const LINES_MAX = 20;
export const QUANTITY_MAX = 400;

/** What a version of a claim asks of the centre. */
export const CLAIM_ASKS = ['payment', 'correction', 'appeal'] as const;
export type ClaimAsk = (typeof CLAIM_ASKS)[number];

/**
 * Where a claim stands. `ready`: nothing keeps it back, the centre does not have it yet. `held`: something is missing, or
 * the cover is not decided. `sent`: the centre has it. `accepted`, `returned` (correct and send again), `denied` (may be
 * appealed), `paid`: the centre's word. `resent`, `appealed`: sent again after such a word. `withdrawn`: by the desk.
 */
export const CLAIM_STATES = [
  'ready',
  'held',
  'sent',
  'accepted',
  'returned',
  'denied',
  'resent',
  'appealed',
  'paid',
  'withdrawn',
] as const;
export type ClaimState = (typeof CLAIM_STATES)[number];

/** In these states the facility asks to be paid; in the others the claim counts for nothing in the month's sum. */
export const CLAIMED_STATES: readonly ClaimState[] = ['ready', 'sent', 'accepted', 'resent', 'appealed', 'paid'];

/** One case that is paid for: amount = quantity x unit, always. */
export const claimLine = z.object({
  /** A category of the rate table. */
  category: z.string().min(1).max(40),
  /** Cases, or days where the rate is by day. */
  quantity: z.int().min(1).max(QUANTITY_MAX),
  unitRiel: riel,
  amountRiel: riel,
});
export type ClaimLine = z.infer<typeof claimLine>;

/** What a category may ask for beyond the visit. Null: not written down. */
export const claimDetails = z.object({
  /** ICD-10, as written. */
  diagnosis: z.string().max(20).nullable(),
  admittedOn: dayText.nullable(),
  dischargedOn: dayText.nullable(),
  /** Completed weeks; from 26 on a birth is a delivery (Prakas 184, article 2). */
  gestationWeeks: z.int().min(1).max(45).nullable(),
  liveBirths: z.int().min(0).max(9).nullable(),
  stillBirths: z.int().min(0).max(9).nullable(),
});
export type ClaimDetails = z.infer<typeof claimDetails>;

/** What the facility asks the payer for one closed visit. Payer, member and check are frozen from the visit. */
export const claim = z.object({
  id: z.string(),
  version: z.int().min(1),
  visitId: z.string(),
  patientId: z.string(),
  checkId: z.string(),
  facilityCode: z.string(),
  facilityLevel: z.enum(FACILITY_LEVELS),
  serviceFrom: dayText,
  serviceTo: dayText,
  /** Of the visit; `undecided` until the centre has said who pays. */
  payer: z.enum([...COVER_PAYERS, 'undecided']),
  /** Of the national PMRS list (domain 2.3); null where the payer is not decided. */
  paymentCode: z.string().nullable(),
  /** 14 digits of the NSSF card, or the number of the equity card; null where none was told. */
  memberNumber: z.string().nullable(),
  sex: z.enum(['female', 'male']),
  /** The rate table and pack that the amounts come from; null where there was none for the day. */
  packId: z.string().nullable(),
  lines: z.array(claimLine).min(1).max(LINES_MAX),
  totalRiel: riel,
  patientPaidRiel: riel,
  details: claimDetails,
  /** Codes of the checklist that somebody has seen. */
  documents: z.array(z.string().max(40)).max(40),
  asks: z.enum(CLAIM_ASKS),
  /** Why it is sent again or appealed. */
  note: z.string().max(500).nullable(),
  madeAt: z.string(),
  madeBy: z.string(),
});
export type Claim = z.infer<typeof claim>;

/**
 * Something that keeps a claim back, or that the centre finds wrong. Its words in three languages stand in
 * `claim-text-*.record.ts`. `line` counts from 0 and is null where the whole claim is meant.
 */
export const claimFault = z.object({
  code: z.string().max(40),
  /** Path in the claim, such as `details.gestationWeeks` or `documents`; the form opens there. */
  field: z.string().max(60).nullable(),
  line: z.int().min(0).nullable(),
  /** What the words speak of: a document's code, an amount. Never a patient's data. */
  params: z.record(z.string(), z.string()).default({}),
});
export type ClaimFault = z.infer<typeof claimFault>;

export const ANSWER_RESULTS = ['accepted', 'returned', 'denied', 'paid'] as const;
export type AnswerResult = (typeof ANSWER_RESULTS)[number];

/** The centre's word on one version of a claim. */
export const claimAnswer = z.object({
  /** Counts a facility's answers from 1. */
  seq: z.int().min(1),
  claimId: z.string(),
  /** The version that was answered. */
  version: z.int().min(1),
  result: z.enum(ANSWER_RESULTS),
  /** Why, one for each line at least where it was returned or denied; empty where it was accepted or paid. */
  faults: z.array(claimFault),
  /** Accepted, or paid with this payment: where something was paid before, the rest. 0 otherwise. */
  amountRiel: riel,
  at: z.string(),
  /** `centre` for the rules, else the name of the officer. */
  by: z.string(),
  /** What an officer wrote, or the number of the payment. */
  note: z.string().nullable(),
});
export type ClaimAnswer = z.infer<typeof claimAnswer>;

/** One change of a claim's state, as this desk learned of it. */
export const claimEvent = z.object({
  state: z.enum(CLAIM_STATES),
  version: z.int(),
  at: z.string(),
  /** A member of staff, or `centre`. */
  by: z.string(),
  note: z.string().nullable(),
});
export type ClaimEvent = z.infer<typeof claimEvent>;
