import type { Db } from '../../shared/base/db.ts';
import { type Clock, dayAt, instantOf, monthOf } from '../../shared/base/time.ts';
import { currentRoster } from '../../shared/eligibility/roster-store.ts';
import { type LinkState, UNTRIED_LINK } from '../../shared/facility/host.ts';
import { centreOf, deskOf, meterOf, placesIdOf, rulesetsHeld, saveMeter } from '../../shared/facility/store.ts';
import type { Log } from '../../shared/wire/act.ts';
import type { ChangedArea } from '../../shared/wire/events.ts';
import type { SyncReply } from '../protocol/sync.ts';
import { CentreRefusal, exchange, type Sender, takeBatch } from './exchange.ts';
import type { Breathe } from './files.ts';
import { hasNews, importNews, keepKeys, type NationalPort, type NewsWorld } from './news.ts';
import type { Verify } from './rulesets.ts';
import { AFTER_CHANGE_MS, BATCH_FIRST, HEARTBEAT_MS, nextBatchSize, retryMs } from './timing.ts';
import { LineProblem, type Transport } from './transport.ts';

export interface EngineWorld {
  db: Db;
  clock: Clock;
  log: Log;
  program: string;
  /** For the centre at this address. */
  transportTo(url: string): Transport;
  emit(areas: readonly ChangedArea[]): void;
  /** In [0, 1). */
  random(): number;
  /** Calls back once after that time; returns how to stop it. */
  after(ms: number, run: () => void): () => void;
  breathe: Breathe;
  verify: Verify;
  national: NationalPort | null;
  /** Practice: gets the token that is missing before the first exchange. */
  enrolFirst: (() => Promise<void>) | null;
}

export interface Engine {
  start(): void;
  stop(): Promise<void>;
  syncNow(): Promise<void>;
  /** Something was committed: it goes out soon, together with what follows it. */
  nudge(): void;
  state(): LinkState;
  setPlug(isUp: boolean): void;
}

/**
 * The desk's end of the wire. It never asks the system whether there is a network: it tries, and what it says about the
 * link is what the last try has shown. One exchange at a time; after a failure the rest grows with full jitter.
 */
export function createEngine(world: EngineWorld): Engine {
  const { db, clock, log, emit } = world;
  const transports = new Map<string, Transport>();
  const link: LinkState = { ...UNTRIED_LINK };
  let failures = 0;
  let batchSize = BATCH_FIRST;
  let running: Promise<void> | null = null;
  /** Files come beside the exchanges: over a slow line a roster takes an hour, and no record waits for it. */
  let fetching: Promise<void> | null = null;
  let cancelTimer: (() => void) | null = null;
  let isStopped = false;
  /** Something was committed during an exchange that had already taken its batch. */
  let isNudged = false;
  const now = () => instantOf(clock.nowMs());
  const { bytesSent, bytesReceived } = meterOf(db, monthOf(dayAt(clock.nowMs())));
  Object.assign(link, { bytesSent, bytesReceived });
  const counted = new Map<Transport, { sent: number; received: number }>();
  const news: NewsWorld = { db, log, now, breathe, emit, verify: world.verify, national: world.national };

  function become(state: LinkState['state'], problem: string | null): void {
    if (link.state !== state) {
      link.state = state;
      link.since = now();
      log('link', { state });
    }
    link.problem = problem;
  }

  function plan(ms: number): void {
    cancelTimer?.();
    if (isStopped || link.state === 'unplugged') return;
    link.nextTryAt = instantOf(clock.nowMs() + ms);
    cancelTimer = world.after(ms, () => void syncNow());
  }

  function transportOf(url: string): Transport {
    let transport = transports.get(url);
    if (transport === undefined) {
      transport = world.transportTo(url);
      transports.set(url, transport);
    }
    return transport;
  }

  async function syncNow(): Promise<void> {
    if (isStopped || link.state === 'unplugged') return;
    running ??= contact().finally(() => {
      running = null;
      link.isBusy = fetching !== null;
      emit(['sync']);
    });
    return running;
  }

  /** Lets every waiting ask run, and ends an import whose desk is being closed. */
  async function breathe(): Promise<void> {
    await world.breathe();
    if (isStopped) throw new LineProblem('The desk was closed while a file was coming in; it is fetched again.');
  }

  async function contact(): Promise<void> {
    link.isBusy = true;
    link.nextTryAt = null;
    isNudged = false;
    const startedMs = clock.nowMs();
    try {
      if (centreOf(db) === null && world.enrolFirst !== null) await world.enrolFirst();
      const centre = centreOf(db);
      const desk = deskOf(db);
      if (centre === null || desk === null) return;
      const transport = transportOf(centre.url);
      const who = { deviceId: desk.deviceId, program: world.program, token: centre.deviceToken };
      const reply = await talk(transport, who).finally(() => countBytes(transport));
      failures = 0;
      plan(isNudged ? AFTER_CHANGE_MS : HEARTBEAT_MS);
      if (reply !== null) fetchFiles(transport, centre.deviceToken, reply);
    } catch (error) {
      failed(error, clock.nowMs() - startedMs);
    }
  }

  function failed(error: unknown, tookMs: number): void {
    batchSize = nextBatchSize(batchSize, null);
    failures += 1;
    const isKnown = error instanceof LineProblem || error instanceof CentreRefusal;
    log('exchange-failed', {
      error: error instanceof Error ? error.name : 'unknown',
      code: error instanceof CentreRefusal ? error.code : null,
      tookMs,
    });
    // The plug may have been pulled while the answer was awaited; that says more than the failure does.
    if (readState() === 'unplugged') return;
    become('down', isKnown ? error.message : 'The exchange with the centre failed; nothing was lost.');
    plan(retryMs(failures, error instanceof CentreRefusal ? error.retryAfterMs : null, world.random()));
  }

  function readState(): LinkState['state'] {
    return link.state;
  }

  /** What the line has cost this month, over restarts too: people pay for it by the megabyte. */
  function countBytes(transport: Transport): void {
    const { sent, received } = transport.bytes();
    const before = counted.get(transport) ?? { sent: 0, received: 0 };
    counted.set(transport, { sent, received });
    const meter = meterOf(db, monthOf(dayAt(clock.nowMs())));
    meter.bytesSent += sent - before.sent;
    meter.bytesReceived += received - before.received;
    db.write((tx) => saveMeter(tx, meter));
    link.bytesSent = meter.bytesSent;
    link.bytesReceived = meter.bytesReceived;
  }

  /** Sends all that waits, batch after batch; returns the centre's last word, or null when the line was taken away. */
  async function talk(
    transport: Transport,
    who: Pick<Sender, 'deviceId' | 'program' | 'token'>,
  ): Promise<SyncReply | null> {
    let afterSeq = 0;
    for (;;) {
      const batch = takeBatch(db, batchSize, afterSeq);
      const sender: Sender = {
        ...who,
        rosterId: currentRoster(db)?.id ?? null,
        placesId: placesIdOf(db),
        rulesetsId: rulesetsHeld(db)?.id ?? null,
        national: world.national?.held() ?? null,
      };
      const startedMs = clock.nowMs();
      const { reply, sent, kept, rechecked, lastSeq, isFacilityChanged } = await exchange(
        db,
        transport,
        sender,
        batch,
        now,
      );
      if (reply.keys !== null) keepKeys(news, reply.keys);
      if (isStopped || readState() === 'unplugged') return null;
      batchSize = nextBatchSize(batchSize, clock.nowMs() - startedMs);
      link.lastContactAt = now();
      become('up', null);
      log('exchanged', { sent, kept, rechecked });
      emit([
        'sync',
        ...(kept > 0 ? (['visits'] as const) : []),
        ...(rechecked > 0 ? (['eligibility'] as const) : []),
        ...(isFacilityChanged ? (['facility'] as const) : []),
      ]);
      if (batch.length === 0 || takeBatch(db, 1, lastSeq).length === 0) return reply;
      afterSeq = lastSeq;
    }
  }

  /** Records first: files are fetched when nothing waits that could go, and one after the other. */
  function fetchFiles(transport: Transport, token: string, reply: SyncReply): void {
    if (fetching !== null || !hasNews(reply)) return;
    const startedMs = clock.nowMs();
    link.isBusy = true;
    fetching = importNews(news, transport, token, reply)
      .then((mayBeMore) => {
        if (mayBeMore) plan(AFTER_CHANGE_MS);
      })
      .catch((error: unknown) => failed(error, clock.nowMs() - startedMs))
      .finally(() => {
        countBytes(transport);
        fetching = null;
        link.isBusy = running !== null;
        emit(['sync']);
      });
  }

  return {
    start: () => plan(0),
    async stop() {
      isStopped = true;
      cancelTimer?.();
      for (const transport of transports.values()) transport.close();
      await running?.catch(() => undefined);
      await fetching;
    },
    syncNow,
    nudge() {
      isNudged = true;
      // While the line is down the next try stands already; a desk that was just set up has none yet.
      if (running === null && (link.state === 'up' || link.nextTryAt === null)) plan(AFTER_CHANGE_MS);
    },
    state: () => ({ ...link }),
    setPlug(isUp) {
      if (!isUp) {
        cancelTimer?.();
        link.nextTryAt = null;
        become('unplugged', null);
      } else if (link.state === 'unplugged') {
        failures = 0;
        become('unknown', null);
      }
      emit(['sync']);
    },
  };
}
