import { createEngine, type Engine, type EngineWorld } from '../../sync/desk/engine.ts';
import type { Clerk } from './asks.ts';
import type { TestDesk } from './desk.ts';

/** A desk's real engine, before a scripted centre; of what it needs, that which a test does not ask for does nothing. */
export function scriptedEngine(
  { db, clock, core }: TestDesk,
  parts: Pick<EngineWorld, 'transportTo' | 'after'> & Partial<EngineWorld>,
): Engine {
  return createEngine({
    db,
    clock,
    log: () => undefined,
    program: 'tonle test',
    emit: core.events.emit,
    random: () => 0.5,
    breathe: async () => undefined,
    verify: () => false,
    frames: null,
    national: null,
    enrolFirst: null,
    ...parts,
  });
}

/** A timer that never rings: a test is told of each that is set, and null where it is taken back. */
export function noting(note: (ms: number | null) => void): EngineWorld['after'] {
  return (ms) => {
    note(ms);
    return () => note(null);
  };
}

/** So many patients that wait to be sent. */
export async function registerSome(clerk: Clerk, count: number): Promise<void> {
  for (let index = 0; index < count; index += 1) {
    await clerk.ask('patients.register', {
      nameLatin: `Somebody ${index}`,
      sex: 'male',
      birthDate: '1980',
      birthDatePrecision: 'year',
      isSomebodyElse: true,
    });
  }
}
