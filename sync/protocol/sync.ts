import { z } from 'zod';
import { CLOCK_FLAGS } from '../../shared/base/clock.ts';
import { claimAnswer } from '../../shared/claims/record.ts';
import { eligibilityDecision } from '../../shared/eligibility/record.ts';
import { centreKeys, facility } from '../../shared/facility/record.ts';

/** At most this many changes in one request, and at most this many bytes of body. */
export const BATCH_CHANGES_MAX = 1_500;
export const SYNC_BODY_BYTES_MAX = 4 * 1024 * 1024;

const hex32 = z.string().regex(/^[0-9a-f]{32}$/);

/** One committed version of one record. (device, incarnation, seq) is its identity; `content` is canonical JSON. */
export const wireChange = z.strictObject({
  incarnation: hex32,
  seq: z.int().min(1),
  kind: z.string().max(40),
  recordId: z.string().min(1).max(64),
  version: z.int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  content: z.string().max(64 * 1024),
  madeAt: z.string().max(40),
  /** Hybrid logical clock in milliseconds: greater than that of every earlier change of this desk, whatever its clock said. */
  hlc: z.int().min(0).default(0),
  /** What the desk thought of its own clock when it wrote `madeAt`. */
  clockFlag: z.enum(CLOCK_FLAGS).default('ok'),
  /**
   * First eight digits of the hash of the version that this one was made from, so that the centre can tell an edit of the
   * newest version from one of an older; null for a first version.
   */
  baseHash: z
    .string()
    .regex(/^[0-9a-f]{8}$/)
    .nullable()
    .default(null),
});
export type WireChange = z.output<typeof wireChange>;

/** At most this many runs in one request; the rest follow once these are noted. */
export const RUNS_MAX = 200;

/**
 * One start of a desk's program. `previous` is the run before it in this database and the last change made in that run;
 * two runs with one predecessor, or one that forgets changes the centre has, mean a restored or a cloned database.
 */
export const deskRun = z.strictObject({
  incarnation: hex32,
  previous: z.strictObject({ incarnation: hex32, seq: z.int().min(0) }).nullable(),
});
export type DeskRun = z.infer<typeof deskRun>;

/** `POST /v1/sync` with `Authorization: Bearer <device token>`. */
export const syncRequest = z.strictObject({
  protocol: z.int(),
  deviceId: z.uuid(),
  program: z.string().max(60),
  sentAt: z.string().max(40),
  rosterId: z.string().max(80).nullable(),
  placesId: z.string().max(80).nullable(),
  rulesetsId: z.string().max(80).nullable().default(null),
  /** The national roster that this desk holds. */
  national: z
    .object({ rosterId: z.string().max(80), seq: z.int().min(1) })
    .nullable()
    .default(null),
  /** The last recheck that this desk has kept; 0 before the first. */
  rechecksAfter: z.int().min(0).default(0),
  /** Drawn when the database was made, and again when it was fenced off from another copy of itself. */
  epoch: hex32.nullable().default(null),
  /** The runs that the centre has not confirmed yet, oldest first. */
  runs: z.array(deskRun).max(RUNS_MAX).default([]),
  /** The last record of the facility's feed that this desk has kept; null for a desk that takes none. */
  recordsAfter: z.int().min(0).nullable().default(null),
  /** The raw Ed25519 public key of this desk, until the centre knows it. */
  deviceKey: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .nullable()
    .default(null),
  /** The publication of reference packs that this desk holds. */
  packsId: z.string().max(80).nullable().default(null),
  /** The last answer to a claim of the facility that this desk has kept; null for a desk that takes none. */
  answersAfter: z.int().min(0).nullable().default(null),
  changes: z.array(wireChange).max(BATCH_CHANGES_MAX),
});
export type SyncRequest = z.output<typeof syncRequest>;
/** As a desk of any served version says it: what it leaves out has its default. */
export type AnyRequest = z.input<typeof syncRequest>;

/**
 * - `accepted`: stored now. `already-had`: the very same change was stored before; nothing was written.
 * - `needs-fixing`: stored as it came, and somebody at the desk has to correct it: code, field and sentence say what.
 * - `try-later`: not stored; send it again.
 * - `superseded`: stored, and a newer version of the same record was there already, so that nothing has to be done.
 */
export const VERDICT_OUTCOMES = ['accepted', 'already-had', 'needs-fixing', 'try-later', 'superseded'] as const;

export const verdict = z.object({
  incarnation: z.string(),
  seq: z.int(),
  outcome: z.enum(VERDICT_OUTCOMES),
  code: z.string().nullable(),
  field: z.string().nullable(),
  sentence: z.string().nullable(),
});
export type Verdict = z.infer<typeof verdict>;

/** A file that the desk may fetch: `GET /v1/files/<id>` with the device token. */
export const fileNews = z.object({
  id: z.string(),
  asOf: z.string(),
  rows: z.int(),
  bytes: z.int(),
  /** SHA-256 of the file as it travels. */
  sha256: z.string(),
});
export type FileNews = z.infer<typeof fileNews>;

/** At most this many rechecks in one answer; the rest follow with the next. */
export const RECHECKS_MAX = 200;

/** At most this many records of the feed in one answer. */
export const FEED_MAX = 500;

/** At most this many answers to claims in one reply; the rest follow with the next. */
export const ANSWERS_MAX = 500;

/** A record of the facility as the centre has it, made at another desk, merged at the centre, or given back to its own. */
export const feedRecord = z.object({
  /** Counts what a facility's centre accepted from 1. */
  feedSeq: z.int().min(1),
  /** The desk that made this version; 'centre' for one that was merged there. */
  deviceId: z.string(),
  deskNumber: z.int(),
  incarnation: z.string(),
  seq: z.int(),
  kind: z.string(),
  recordId: z.string(),
  version: z.int().min(1),
  hash: z.string(),
  content: z.string(),
  madeAt: z.string(),
  hlc: z.int(),
  /** What lost against another desk's value when this version was merged; nothing is dropped in silence. */
  losers: z.array(z.object({ field: z.string(), value: z.string(), deskNumber: z.int(), madeAt: z.string() })),
  /** For a record that is given back to its own desk and still needs fixing: what the centre said of it. */
  fault: z.object({ code: z.string(), field: z.string().nullable(), sentence: z.string() }).nullable().default(null),
});
export type FeedRecord = z.output<typeof feedRecord>;

/** Another name for a desk whose database turned out to be a second copy: it goes on under this one. */
export const fence = z.object({
  why: z.enum(['restored', 'cloned']),
  deviceId: z.uuid(),
  deskNumber: z.int().min(1).max(99),
  deviceToken: z.string().min(32),
  epoch: hex32,
});
export type Fence = z.infer<typeof fence>;

/** What the centre decided, from its own register, about a check that a desk could only answer for the time being. */
export const recheck = z.object({
  /** Counts a device's rechecks from 1, so that a desk can say which it has. */
  seq: z.int().min(1),
  checkId: z.string(),
  decidedAt: z.string(),
  /** The ruleset that the check was made under: a later one never re-judges it. */
  rulesetId: z.string(),
  asOf: z.string(),
  decision: eligibilityDecision,
});
export type Recheck = z.infer<typeof recheck>;

export const syncReply = z.object({
  protocol: z.int(),
  serverTime: z.string(),
  facility,
  verdicts: z.array(verdict),
  /** Present where the desk names another one in its request. */
  roster: fileNews.nullable(),
  places: fileNews.nullable(),
  rulesets: fileNews.nullable(),
  /** The next step of the national roster: whole, or from the one that the desk holds to the one after it. */
  national: fileNews.extend({ kind: z.enum(['full', 'delta']) }).nullable(),
  rechecks: z.array(recheck).max(RECHECKS_MAX),
  /** Present where the keys are others than at enrolment (a new key version). */
  keys: centreKeys.nullable(),
  /** Newest of the runs that the centre has noted. */
  runsThrough: z.string().nullable().default(null),
  fence: fence.nullable().default(null),
  /** Null for a desk that takes none. `hasMore`: ask again at once. */
  records: z
    .object({ through: z.int(), hasMore: z.boolean(), list: z.array(feedRecord).max(FEED_MAX) })
    .nullable()
    .default(null),
  /** Rate tables, categories and reports of every day, as one signed file; present where the desk names another one. */
  packs: fileNews.nullable().default(null),
  /**
   * What the centre said of the facility's claims, whichever desk sent them, in the order of their numbers. Null for a desk
   * that takes none. `hasMore`: ask again at once.
   */
  claimAnswers: z
    .object({ through: z.int().min(0), hasMore: z.boolean(), list: z.array(claimAnswer).max(ANSWERS_MAX) })
    .nullable()
    .default(null),
});
export type SyncReply = z.output<typeof syncReply>;
/** As it is said to a desk of any served version. */
export type AnyReply = z.input<typeof syncReply>;

/** A desk that only wants to know whether this is a Tonle centre asks `GET /health`. */
export const centreHealth = z.object({
  tonle: z.literal('centre'),
  ok: z.literal(true),
  protocol: z.int(),
  mode: z.enum(['practice', 'real', 'undecided']),
});
