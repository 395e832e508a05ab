import type { Host } from '../facility/host.ts';
import { centreKeysOf, centreOf } from '../facility/store.ts';
import { stickByNumber, sticksMade, waitingCount } from '../outbox/stick-store.ts';
import type { Handlers } from '../wire/handlers.ts';
import type { stickContract } from './stick-contract.ts';

const LISTED_MAX = 50;

export const stickHandlers: Handlers<typeof stickContract, Host> = {
  'sticks.list': (db, _input, _act, _refuse, host) => ({
    way: host.sticks.way,
    isReady: centreOf(db) !== null && centreKeysOf(db)?.sealing != null,
    waiting: waitingCount(db),
    sticks: sticksMade(db, LISTED_MAX).map((stick) => ({ ...stick, isKept: host.sticks.isKept(stick.fileName) })),
  }),

  'sticks.export': async (db, _input, act, refuse, host) => {
    if (centreOf(db) === null) return refuse('not-enrolled');
    const made = await host.sticks.make(act.caller?.staffId ?? null);
    act.changed('sync');
    return 'refused' in made ? refuse(made.refused) : made;
  },

  'sticks.save': async (db, input, _act, refuse, host) => {
    if (host.sticks.way === 'browser') return refuse('saved-by-browser');
    const stick = stickByNumber(db, input.number);
    if (stick === null || !host.sticks.isKept(stick.fileName)) return refuse('not-kept');
    const saved = await host.sticks.save(stick.fileName);
    return 'refused' in saved ? refuse(saved.refused) : saved;
  },

  'sticks.import': async (db, input, act, refuse, host) => {
    if (centreOf(db) === null) return refuse('not-enrolled');
    const taken = await host.sticks.take(input.upload);
    if ('refused' in taken) return refuse(taken.refused);
    for (const area of ['sync', 'visits', 'eligibility', 'patients'] as const) act.changed(area);
    return { ...taken, stillWaiting: stickByNumber(db, taken.number)?.waiting ?? 0 };
  },
};
