import type { ClockFlag } from '../base/clock.ts';
import type { Role } from '../base/permission.ts';
import type { Day, Instant } from '../base/time.ts';
import type { ChangedArea } from './events.ts';

/** Who asks: the person behind the session. */
export interface Caller {
  staffId: string;
  userName: string;
  role: Role;
  /** Hash of the session's token, so that a sign-out ends just this session. */
  sessionHash: string;
}

/** One ask being answered: when, for whom, and what a handler may use of the world besides the database. */
export interface Act {
  nowMs: number;
  now: Instant;
  today: Day;
  /** 32 hex digits, drawn at the start of the process; half of the identity of everything written in this run. */
  incarnation: string;
  /** What this desk thinks of the clock that `now` was read from; it is kept with what is written, and refuses nothing. */
  clockFlag: ClockFlag;
  /** The best that is known of the time: `nowMs` where the clock is not flagged. Days and logical clocks come from it. */
  bestMs: number;
  /** What counts from the start of the PC, read together with `nowMs`; null where nothing does. */
  monotonicMs: number | null;
  caller: Caller | null;
  newId(): string;
  /** Says what changed; sent to listeners only after COMMIT. */
  changed(area: ChangedArea): void;
}

/** The staff member behind the act; handlers of asks that need a session may rely on it. */
export function staffIdOf(act: Act): string {
  return act.caller?.staffId ?? 'nobody';
}

/** JSON lines of events: a code and ids, never a patient's data. */
export type Log = (event: string, details?: Record<string, string | number | boolean | null>) => void;
