import { z } from 'zod';
import { eligibilityDecision } from '../../shared/eligibility/record.ts';
import { centreKeys, facility } from '../../shared/facility/record.ts';

/** At most this many changes in one request, and at most this many bytes of body. */
export const BATCH_CHANGES_MAX = 500;
export const SYNC_BODY_BYTES_MAX = 4 * 1024 * 1024;

/** One committed version of one record. (device, incarnation, seq) is its identity; `content` is canonical JSON. */
export const wireChange = z.strictObject({
  incarnation: z.string().regex(/^[0-9a-f]{32}$/),
  seq: z.int().min(1),
  kind: z.string().max(40),
  recordId: z.string().min(1).max(64),
  version: z.int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  content: z.string().max(64 * 1024),
  madeAt: z.string().max(40),
});
export type WireChange = z.infer<typeof wireChange>;

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
  changes: z.array(wireChange).max(BATCH_CHANGES_MAX),
});
export type SyncRequest = z.output<typeof syncRequest>;

/**
 * - `accepted`: stored now. `already-had`: the very same change was stored before; nothing was written.
 * - `needs-fixing`: stored as it came, and somebody at the desk has to correct it: code, field and sentence say what.
 * - `try-later`: not stored; send it again.
 */
export const VERDICT_OUTCOMES = ['accepted', 'already-had', 'needs-fixing', 'try-later'] as const;

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
});
export type SyncReply = z.infer<typeof syncReply>;

/** A desk that only wants to know whether this is a Tonle centre asks `GET /health`. */
export const centreHealth = z.object({
  tonle: z.literal('centre'),
  ok: z.literal(true),
  protocol: z.int(),
  mode: z.enum(['practice', 'real', 'undecided']),
});
