import { z } from 'zod';
import { attentionItem, waitingItem } from '../outbox/record.ts';
import { deskTrouble, lineCost } from './line.record.ts';

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
  /** Records, each by its newest version: entered = accepted + needsFixing + waiting + withdrawn, at every moment. */
  counts: z.object({
    entered: z.number(),
    accepted: z.number(),
    needsFixing: z.number(),
    waiting: z.number(),
    withdrawn: z.number(),
  }),
  /** Of the records that wait: how many are on a stick and not confirmed. */
  onStick: z.number(),
  oldestWaitingAt: z.string().nullable(),
  waiting: z.array(waitingItem),
  attention: z.array(attentionItem),
  /** Fields that two desks changed differently and that somebody has to look at. */
  conflicts: z.number(),
  roster: z.object({ id: z.string(), asOf: z.string(), membersCount: z.number(), importedAt: z.string() }).nullable(),
  /** The blinded national list, beside the roster of the catchment. */
  national: z.object({ asOf: z.string(), membersCount: z.number() }).nullable(),
  cost: lineCost,
  trouble: deskTrouble,
});
export type SyncStatus = z.infer<typeof syncStatus>;
