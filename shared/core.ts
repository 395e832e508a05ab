import type { Db } from './base/db.ts';
import { idsOfRun, type Randomness, toHex } from './base/ids.ts';
import { type Clock, instantOf } from './base/time.ts';
import { claimsHandlers } from './claims/handlers.ts';
import { contract } from './contract.ts';
import { judgedClock, readClock, startClock } from './desk/clock-store.ts';
import { deskHandlers } from './desk/handlers.ts';
import { startRun } from './desk/run-store.ts';
import { eligibilityHandlers } from './eligibility/handlers.ts';
import { laterHandlers } from './eligibility/later-handlers.ts';
import { changeHandlers } from './exchange/change-handlers.ts';
import { conflictHandlers } from './exchange/conflict-handlers.ts';
import { exchangeHandlers } from './exchange/handlers.ts';
import { stickHandlers } from './exchange/stick-handlers.ts';
import { facilityHandlers } from './facility/handlers.ts';
import type { Host } from './facility/host.ts';
import { exportHandlers } from './month/export-handlers.ts';
import { monthHandlers } from './month/handlers.ts';
import { patientsHandlers } from './patients/handlers.ts';
import { staffHandlers } from './staff/handlers.ts';
import { callerOf } from './staff/store.ts';
import { visitsHandlers } from './visits/handlers.ts';
import type { Log } from './wire/act.ts';
import type { FaultCode } from './wire/errors.ts';
import { createEvents, type Events } from './wire/events.ts';
import { forgetOldReplies } from './wire/recorded.ts';
import { createServe, type Serve } from './wire/serve.ts';

export interface World {
  db: Db;
  clock: Clock;
  random: Randomness;
  host: Host;
  log: Log;
  faultOf(error: unknown): { code: FaultCode; sentence: string } | null;
}

export interface Core {
  serve: Serve;
  events: Events;
  /** Half of the identity of everything this run writes. */
  incarnation: string;
}

/** The whole application: a migrated database and the world go in, the one function that answers every ask comes out. */
export function createCore(world: World): Core {
  const { db, clock, random, host, log, faultOf } = world;
  const events = createEvents();
  const incarnation = toHex(random.bytes(16));
  // Before anything else is written: what follows stands in this run, and under this clock.
  db.write((tx) => {
    startClock(tx, readClock(clock));
    startRun(tx, incarnation, instantOf(clock.nowMs()), random);
  });
  db.write((tx) => {
    forgetOldReplies(tx, clock.nowMs());
  });
  const serve = createServe({
    contract,
    handlers: {
      ...facilityHandlers,
      ...staffHandlers,
      ...deskHandlers,
      ...patientsHandlers,
      ...eligibilityHandlers,
      ...laterHandlers,
      ...claimsHandlers,
      ...visitsHandlers,
      ...monthHandlers,
      ...exportHandlers,
      ...exchangeHandlers,
      ...changeHandlers,
      ...conflictHandlers,
      ...stickHandlers,
    },
    db,
    host,
    log,
    nowMs: () => clock.nowMs(),
    newId: idsOfRun(incarnation, () => clock.nowMs(), random),
    incarnation,
    judgeClock: () => {
      const reading = readClock(clock);
      return { ...judgedClock(db, reading), monotonicMs: reading.monotonicMs };
    },
    findCaller: callerOf,
    emit: events.emit,
    faultOf,
  });
  return { serve, events, incarnation };
}
