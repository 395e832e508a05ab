import { type Clock, dayAt, dayStartMs, instantOf, msOf } from '../../../shared/base/time.ts';
import type { CommandWorld } from '../commands.ts';
import { CentreFault, whatIsSafe } from '../faults.ts';
import { latestEdition } from '../national-editions.store.ts';
import { CHECKS_A_ROUND_MAX, recheckOpen } from '../rechecks.ts';
import { readSettings } from '../settings.store.ts';

const LOOK_EVERY_MS = 30_000;
const AWAY_MOST_MS = 36 * 3_600_000;
/** Any numbers will do, as long as every process on a database uses the same ones. */
const RECHECK_LOCK = 7_266_002;
const PUBLISH_LOCK = 7_266_003;

/**
 * What a centre does beside answering: it answers open checks anew when the register has changed, and makes the national
 * roster, at its hour in a real centre and at once in a practice centre. One thing at a time; what fails is logged and
 * tried again with the next look.
 */
export class Background {
  readonly #world: CommandWorld;
  readonly #publishAt: string | null;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #isWantedAgain = false;
  #lookedAtMs: number;

  constructor(world: CommandWorld, publishAt: string | null) {
    this.#world = world;
    this.#publishAt = publishAt;
    this.#lookedAtMs = world.clock.nowMs();
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.look();
  }

  /** Looks now whether something is to be done. */
  look(): void {
    if (this.#running !== null) {
      this.#isWantedAgain = true;
      return;
    }
    this.#running = this.#round().finally(() => {
      this.#running = null;
      if (this.#isWantedAgain && this.#timer !== null) {
        this.#isWantedAgain = false;
        this.look();
      }
    });
  }

  /** Waits for what is under way, of which a publication gives up at once. */
  async stop(): Promise<void> {
    if (this.#timer !== null) clearInterval(this.#timer);
    this.#timer = null;
    await this.#world.publisher.close();
    await this.#running;
  }

  async #round(): Promise<void> {
    await this.#tried('recheck', RECHECK_LOCK, async () => {
      while (this.#timer !== null && (await recheckOpen(this.#world)) >= CHECKS_A_ROUND_MAX);
    });
    const isDue = this.#isHourPassed(this.#world.clock);
    await this.#tried('publish', PUBLISH_LOCK, async () => {
      if (await this.#isToBePublished(isDue)) {
        await this.#world.publisher.publish({ facilities: null, isWhole: false });
      }
    });
  }

  async #isToBePublished(isDue: boolean): Promise<boolean> {
    const { db, clock } = this.#world;
    const { mode, registerVersion, registerCompleteAt, isRegisterLoading } = await readSettings(db);
    if (this.#timer === null || registerCompleteAt === null || isRegisterLoading) return false;
    if (!isDue && mode !== 'practice') return false;
    const latest = await latestEdition(db);
    if (latest?.registerVersion === registerVersion) return false;
    // The process that made the last edition makes the next one from it; another begins anew only where that one is gone.
    const ageMs = clock.nowMs() - msOf(latest?.madeAt ?? instantOf(clock.nowMs()));
    return mode === 'practice' || ageMs > AWAY_MOST_MS || (await this.#world.publisher.isAtHome());
  }

  /** True once for each day, at the first look after the hour. */
  #isHourPassed(clock: Clock): boolean {
    if (this.#publishAt === null) return false;
    const nowMs = clock.nowMs();
    const [hours, minutes] = this.#publishAt.split(':').map(Number);
    const dueMs = dayStartMs(dayAt(nowMs)) + ((hours ?? 0) * 60 + (minutes ?? 0)) * 60_000;
    const isPassed = this.#lookedAtMs < dueMs && dueMs <= nowMs;
    this.#lookedAtMs = nowMs;
    return isPassed;
  }

  /** Of several processes on one database one does it. */
  async #tried(what: string, lock: number, work: () => Promise<void>): Promise<void> {
    try {
      await this.#world.db.alone(lock, work);
    } catch (error) {
      const why = error instanceof CentreFault ? { error: error.message } : whatIsSafe(error);
      this.#world.log('warn', 'background-failed', { what, ...why });
    }
  }
}
