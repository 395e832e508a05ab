import type { Db } from './base/db.ts';
import { type Randomness, toHex, uuidv7 } from './base/ids.ts';
import type { Clock } from './base/time.ts';
import { contract } from './contract.ts';
import { deskHandlers } from './desk/handlers.ts';
import { eligibilityHandlers } from './eligibility/handlers.ts';
import { laterHandlers } from './eligibility/later-handlers.ts';
import { exchangeHandlers } from './exchange/handlers.ts';
import { facilityHandlers } from './facility/handlers.ts';
import type { Host } from './facility/host.ts';
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
      ...visitsHandlers,
      ...exchangeHandlers,
    },
    db,
    host,
    log,
    nowMs: () => clock.nowMs(),
    newId: () => uuidv7(clock.nowMs(), random),
    incarnation,
    findCaller: callerOf,
    emit: events.emit,
    faultOf,
  });
  return { serve, events, incarnation };
}
