import type { Db } from '../../shared/base/db.ts';
import { type Clock, instantOf } from '../../shared/base/time.ts';
import { type LinkState, UNTRIED_LINK } from '../../shared/facility/host.ts';
import { centreOf, deskOf, revocationOf } from '../../shared/facility/store.ts';
import { waitingChanges } from '../../shared/outbox/store.ts';
import type { Log } from '../../shared/wire/act.ts';
import type { ChangedArea } from '../../shared/wire/events.ts';
import type { SyncReply } from '../protocol/sync.ts';
import type { Breathe } from './files.ts';
import { createMeter } from './meter.ts';
import { hasNews, importNews, type NationalPort, type NewsWorld } from './news.ts';
import { CentreRefusal } from './refusal.ts';
import { createRevoked, type Revoked, type SealRest } from './revoked.ts';
import { createRounds, type Rounds } from './rounds.ts';
import type { Verify } from './rulesets.ts';
import { AFTER_CHANGE_MS, AT_WORK_MS, HEARTBEAT_MS, REVOKED_MS, retryMs, SPREAD_MS } from './timing.ts';
import { LineProblem, type Transport } from './transport.ts';
import { createWire, type FramePort } from './wire.ts';

export interface EngineWorld {
  db: Db;
  clock: Clock;
  log: Log;
  program: string;
  /** For the centre at this address; the same one each time. */
  transportTo(url: string): Transport;
  emit(areas: readonly ChangedArea[]): void;
  /** In [0, 1). */
  random(): number;
  /** Calls back once after that time; returns how to stop it. */
  after(ms: number, run: () => void): () => void;
  breathe: Breathe;
  verify: Verify;
  /** Packs and signs batches; null for a desk that speaks plain JSON. */
  frames: FramePort | null;
  national: NationalPort | null;
  /** Practice: gets the token that is missing before the first exchange. */
  enrolFirst: (() => Promise<void>) | null;
  /** Over how long the first contact of a start with a backlog is spread; 0 for a centre of this desk's own. */
  spreadMs?: number;
  /** Seals what a revoked desk has not sent; null where nothing can. */
  sealRest?: SealRest | null;
}

export interface Engine {
  start(): void;
  stop(): Promise<void>;
  /** Somebody asks by hand, or the time has come: tries at once. */
  syncNow(): Promise<void>;
  /** Something was committed: it goes out soon, together with what follows it. */
  nudge(): void;
  state(): LinkState;
  setPlug(isUp: boolean): void;
}

/**
 * The desk's end of the wire. It never asks the system whether there is a network: it tries, and what it says about the
 * link is what the last try has shown. One exchange at a time; after a failure the rest grows with full jitter. The unit
 * is the batch, so that a cut costs one batch at most and the next try goes on where the verdicts end.
 */
export function createEngine(world: EngineWorld): Engine {
  const { db, clock, log, emit } = world;
  const link: LinkState = { ...UNTRIED_LINK };
  const used = new Set<Transport>();
  const meter = createMeter(db, clock);
  const now = () => instantOf(clock.nowMs());
  const news: NewsWorld = {
    db,
    clock,
    log,
    now,
    breathe,
    emit,
    verify: world.verify,
    national: world.national,
  };
  const wire = createWire(db, world.frames, () => clock.nowMs());
  const rounds: Rounds = createRounds({
    ...news,
    wire,
    program: world.program,
    newKeys: world.frames === null ? null : world.frames.newKeys,
    isAtWork: () => Math.abs(clock.nowMs() - workedAtMs) < AT_WORK_MS,
    mayGoOn: () => !isStopped && readState() !== 'unplugged',
    onContact(told) {
      link.lastContactAt = now();
      become('up', null);
      emit(told);
    },
  });
  const revoked: Revoked = createRevoked({ ...news, seal: world.sealRest ?? null });
  let failures = 0;
  let downSinceMs = 0;
  let running: Promise<void> | null = null;
  /** Files come beside the exchanges: over a slow line a roster takes an hour, and no record waits for it. */
  let fetching: Promise<void> | null = null;
  let cancelTimer: (() => void) | null = null;
  let isStopped = false;
  /** Something was committed during an exchange that had already taken its batch. */
  let isNudged = false;
  let workedAtMs = Number.NEGATIVE_INFINITY;
  showMeter();

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
      if (centre === null || deskOf(db) === null) return;
      const transport = world.transportTo(centre.url);
      used.add(transport);
      const reply = await rounds.run(transport).finally(() => countBytes(transport));
      failures = 0;
      revoked.lift();
      plan(isNudged ? AFTER_CHANGE_MS : HEARTBEAT_MS);
      const token = centreOf(db)?.deviceToken ?? centre.deviceToken;
      if (reply !== null) fetchFiles(transport, token, reply);
    } catch (error) {
      await failed(error, clock.nowMs() - startedMs);
    }
  }

  async function failed(error: unknown, tookMs: number): Promise<void> {
    rounds.shrink();
    if (failures === 0) downSinceMs = clock.nowMs();
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
    if (error instanceof CentreRefusal && error.code === 'device-revoked') {
      await handOver(error.message);
      return plan(REVOKED_MS);
    }
    const outageMs = clock.nowMs() - downSinceMs;
    const retryAfterMs = error instanceof CentreRefusal ? error.retryAfterMs : null;
    plan(retryMs(failures, outageMs, retryAfterMs, world.random()));
  }

  /** The centre takes no batches of this desk any more: what waits goes to it sealed. */
  async function handOver(sentence: string): Promise<void> {
    const centre = centreOf(db);
    if (centre === null) return;
    const transport = world.transportTo(centre.url);
    try {
      await revoked.handOver(transport, centre.deviceToken, sentence);
    } catch (error) {
      log('hand-over-failed', { error: error instanceof Error ? error.name : 'unknown' });
    } finally {
      countBytes(transport);
    }
  }

  function readState(): LinkState['state'] {
    return link.state;
  }

  function countBytes(transport: Transport): void {
    meter.count(transport);
    showMeter();
  }

  function showMeter(): void {
    const { sent, received } = meter.total();
    link.bytesSent = sent;
    link.bytesReceived = received;
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
    start() {
      // After a power cut of a whole province nobody should come first.
      const isBacklog = waitingChanges(db, 1).length > 0;
      plan(isBacklog ? Math.round(world.random() * (world.spreadMs ?? SPREAD_MS)) : 0);
    },
    async stop() {
      isStopped = true;
      cancelTimer?.();
      for (const transport of used) transport.close();
      await running?.catch(() => undefined);
      await fetching;
      for (const transport of used) meter.count(transport);
    },
    syncNow,
    nudge() {
      isNudged = true;
      workedAtMs = clock.nowMs();
      // While the line is down the next try stands already; a desk that was just set up has none yet.
      const mayGo = link.state === 'up' || link.nextTryAt === null;
      if (running === null && mayGo && revocationOf(db) === null) plan(AFTER_CHANGE_MS);
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
