import { z } from 'zod';
import { attentionItem, CHANGE_KINDS } from '../outbox/record.ts';

export const waitingItem = z.object({
  kind: z.enum(CHANGE_KINDS),
  recordId: z.string(),
  madeAt: z.string(),
  label: z.string(),
});

export const syncStatus = z.object({
  isEnrolled: z.boolean(),
  centreUrl: z.string().nullable(),
  link: z.object({
    /** `unknown` until the first contact of this run was tried. */
    state: z.enum(['up', 'down', 'unknown', 'unplugged']),
    since: z.string().nullable(),
    lastContactAt: z.string().nullable(),
    /** Why the last try failed, in one English sentence; null after a good one. */
    problem: z.string().nullable(),
    isBusy: z.boolean(),
    nextTryAt: z.string().nullable(),
    bytesSent: z.number(),
    bytesReceived: z.number(),
  }),
  /** entered = accepted + needsFixing + waiting + superseded, always. */
  counts: z.object({
    entered: z.number(),
    accepted: z.number(),
    needsFixing: z.number(),
    waiting: z.number(),
    superseded: z.number(),
  }),
  oldestWaitingAt: z.string().nullable(),
  waiting: z.array(waitingItem),
  attention: z.array(attentionItem),
  roster: z.object({ id: z.string(), asOf: z.string(), membersCount: z.number(), importedAt: z.string() }).nullable(),
  /** The blinded national list, beside the roster of the catchment. */
  national: z.object({ asOf: z.string(), membersCount: z.number() }).nullable(),
});
export type SyncStatus = z.infer<typeof syncStatus>;
