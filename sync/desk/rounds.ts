import { dayAt, dayStartMs } from '../../shared/base/time.ts';
import { packsHeld } from '../../shared/claims/pack-store.ts';
import { judgedClock, readClock } from '../../shared/desk/clock-store.ts';
import { currentRoster } from '../../shared/eligibility/roster-store.ts';
import { centreOf, deskOf, placesIdOf, rulesetsHeld } from '../../shared/facility/store.ts';
import type { Change } from '../../shared/outbox/record.ts';
import type { ChangedArea } from '../../shared/wire/events.ts';
import type { SyncReply } from '../protocol/sync.ts';
import { PROTOCOL_VERSION } from '../protocol/version.ts';
import { type Exchanged, type ExchangeWorld, exchange, type Sender } from './exchange.ts';
import { type Lanes, openLanes } from './lanes.ts';
import { judgeStale, keepKeys, type NewsWorld } from './news.ts';
import { BATCH_AT_WORK, BATCH_FIRST, nextBatchSize } from './timing.ts';
import type { Transport } from './transport.ts';

/** One request stays under this many characters, unpacked; the older way packs nothing and has to be smaller. */
const BATCH_CHARS_MAX = 2_000_000;
const BATCH_CHARS_LEAST = 100_000;
const JSON_CHARS_MAX = 250_000;
const JSON_CHANGES_MAX = 500;
/** Names that a database is given in one contact. */
const FENCES_MAX = 2;

export interface RoundsWorld extends NewsWorld, ExchangeWorld {
  program: string;
  /** Whether somebody committed something just now. */
  isAtWork(): boolean;
  /** False once the desk is being closed or the plug was pulled. */
  mayGoOn(): boolean;
  /** The centre has answered; these areas changed. */
  onContact(changed: readonly ChangedArea[]): void;
}

export interface Rounds {
  /**
   * Sends all that waits, batch after batch, and takes what the answers bring. Returns the centre's last word, or null
   * when the line was taken away.
   */
  run(transport: Transport): Promise<SyncReply | null>;
  /** A failure: the next batch is smaller. */
  shrink(): void;
}

export function createRounds(world: RoundsWorld): Rounds {
  const { db, clock } = world;
  let size = BATCH_FIRST;
  let charsMax = BATCH_CHARS_MAX;

  /** Read before each request: a name may change between two. */
  function sender(): Sender | null {
    const desk = deskOf(db);
    const centre = centreOf(db);
    if (desk === null || centre === null) return null;
    return {
      deviceId: desk.deviceId,
      program: world.program,
      token: centre.deviceToken,
      rosterId: currentRoster(db)?.id ?? null,
      placesId: placesIdOf(db),
      rulesetsId: rulesetsHeld(db)?.id ?? null,
      packsId: packsHeld(db)?.id ?? null,
      national: world.national?.held() ?? null,
    };
  }

  const isOld = () => world.wire.version() < PROTOCOL_VERSION;

  function lanesOfToday(): Lanes {
    const today = dayAt(judgedClock(db, readClock(clock)).bestMs);
    return openLanes(db, dayStartMs(today), (change) => isOld() && !isKnownToOld(change));
  }

  function limits(): { most: number; charsMost: number } {
    const most = world.isAtWork() ? Math.min(size, BATCH_AT_WORK) : size;
    return isOld()
      ? { most: Math.min(most, JSON_CHANGES_MAX), charsMost: Math.min(charsMax, JSON_CHARS_MAX) }
      : { most, charsMost: charsMax };
  }

  function tell({ reply, sent, kept, rechecked, answered, hasRecords, isFacilityChanged, isFenced }: Exchanged): void {
    world.log('exchanged', { sent, kept, rechecked });
    if (isFenced) world.log('fenced', { why: reply.fence?.why ?? '' });
    world.onContact([
      'sync',
      ...(kept > 0 ? (['visits'] as const) : []),
      ...(rechecked > 0 ? (['eligibility'] as const) : []),
      ...(kept + rechecked + answered > 0 ? (['claims'] as const) : []),
      ...(hasRecords ? (['patients', 'eligibility', 'visits', 'claims', 'month'] as const) : []),
      ...(isFacilityChanged || isFenced ? (['facility'] as const) : []),
    ]);
  }

  return {
    async run(transport) {
      let lanes = lanesOfToday();
      let fences = 0;
      for (;;) {
        const who = sender();
        if (who === null) return null;
        const { most, charsMost } = limits();
        const batch = lanes.next(most, charsMost);
        const told = await exchange(world, transport, who, batch);
        const { reply } = told;
        if (reply.keys !== null) keepKeys(world, reply.keys);
        await judgeStale(world);
        if (!world.mayGoOn()) return null;
        size = sized(size, told.tookMs, batch.length >= most);
        charsMax = Math.min(BATCH_CHARS_MAX, charsMax * 2);
        tell(told);
        if (told.isFenced) {
          fences += 1;
          // A centre that gives name after name is not well; the next contact will show.
          if (fences > FENCES_MAX) return reply;
          // Under a new name everything that waits is sent from the beginning.
          lanes = lanesOfToday();
        } else if (lanes.isEmpty() && reply.records?.hasMore !== true && reply.claimAnswers?.hasMore !== true) {
          return reply;
        }
      }
    },
    shrink() {
      size = nextBatchSize(size, null);
      charsMax = Math.max(BATCH_CHARS_LEAST, charsMax / 2);
    },
  };
}

/** What a centre that speaks JSON alone has words for; anything else waits until it is brought up to date. */
function isKnownToOld({ kind, isWithdrawal }: Change): boolean {
  return !isWithdrawal && kind !== 'claim' && kind !== 'month-close';
}

/** A short batch says nothing about what the line would do with a full one. */
function sized(size: number, tookMs: number, wasFull: boolean): number {
  const next = nextBatchSize(size, tookMs);
  return wasFull ? next : Math.min(size, next);
}
