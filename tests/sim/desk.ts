import { cpSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { enrolAt } from '../../electron/node/enrol.ts';
import { faultOfSqlite, openSqlite } from '../../electron/node/sqlite.ts';
import { createSticks, type StickDesk } from '../../electron/node/sticks.ts';
import type { ReadDb } from '../../shared/base/db.ts';
import { sha256Hex } from '../../shared/base/hash.ts';
import { toHex } from '../../shared/base/ids.ts';
import { createCore } from '../../shared/core.ts';
import type { Host } from '../../shared/facility/host.ts';
import { deskOf } from '../../shared/facility/store.ts';
import { migrate } from '../../shared/migrations/index.ts';
import { createEngine, type Engine } from '../../sync/desk/engine.ts';
import type { Transport } from '../../sync/desk/transport.ts';
import { framesInPlace } from '../../sync/node/frame-port.ts';
import { verifyText } from '../../sync/node/signatures.ts';
import { type Clerk, clerkOver } from '../support/asks.ts';
import { hostWithoutLine } from '../support/desk.ts';
import type { Dice } from '../support/dice.ts';
import type { SimClock } from './clock.ts';
import { MortalDb } from './mortal-db.ts';
import type { SimWire } from './wire.ts';

export const MANAGER = { managerName: 'Chan Vuthy', userName: 'vuthy', pin: '604817' } as const;
const KEY = new Uint8Array(32).fill(7);
const PROGRAM = 'tonle simulated';
const frames = framesInPlace();

/** PINs are slow on purpose; here nobody guesses them. */
const fastPins: Host['pins'] = {
  hash: async (pin) => sha256Hex(pin),
  verify: async (pin, hash) => sha256Hex(pin) === hash,
};

/** What a desk needs of the simulation that it stands in. */
export interface DeskWorld {
  clock: SimClock;
  wire: SimWire;
  dice: Dice;
  /** For the names of devices, which are unique at a centre. */
  names: Dice;
  /** How the centre is reached while a desk is being set up, which nobody disturbs. */
  direct: Transport;
  /** A sabotage: starts are counted in the database and not drawn, so that two copies of it count the same ones. */
  hasNoIncarnations: boolean;
  /** A desk has written this into its log. */
  onEvent(event: string): void;
  /** Something happened in a desk that never may. */
  onFault(what: string): void;
}

interface Process {
  owner: object;
  db: MortalDb;
  engine: Engine;
  sticks: StickDesk;
  clerk: Clerk;
}

/** One PC with one database: the real core and the real engine on a real file, in processes that come and go. */
export class SimDesk {
  readonly name: string;
  readonly folder: string;
  readonly #world: DeskWorld;
  #process: Process;
  #clockOffsetMs = 0;
  #startedMs: number;
  #session: string | null = null;

  constructor(name: string, folder: string, world: DeskWorld) {
    this.name = name;
    this.folder = folder;
    this.#world = world;
    this.#startedMs = world.clock.nowMs();
    this.#process = this.#start();
  }

  /** Prepares the file that all databases begin as. */
  static makeTemplate(file: string): void {
    const db = openSqlite(file, KEY);
    migrate(db);
    db.close();
  }

  get owner(): object {
    return this.#process.owner;
  }

  get db(): MortalDb {
    return this.#process.db;
  }

  get engine(): Engine {
    return this.#process.engine;
  }

  get facility(): string {
    return deskOf(this.db)?.facility.code ?? '';
  }

  get deviceId(): string {
    return deskOf(this.db)?.deviceId ?? '';
  }

  /** Somebody makes a file of all that waits; null where the desk makes none. */
  async stickOut(): Promise<Uint8Array | null> {
    const reply = await (await this.clerk()).reply('sticks.export', {});
    if (!reply.ok || this.isDead()) return null;
    const made = this.#process.sticks.files.open((reply.value as { fileName: string }).fileName);
    return made === null ? null : new Uint8Array(readFileSync(made.path));
  }

  /** Somebody gives the desk the centre's answer to one. */
  async stickBack(answer: Uint8Array): Promise<void> {
    const upload = await this.#process.sticks.files.keepUpload(once(answer));
    await (await this.clerk()).reply('sticks.import', { upload });
  }

  isDead(): boolean {
    return this.#process.db.isDead;
  }

  /** Somebody who is signed in where that is possible. */
  async clerk(): Promise<Clerk> {
    const { clerk } = this.#process;
    clerk.session = this.#session;
    const seen = await clerk.reply('sync.status');
    if (!seen.ok && 'fault' in seen && seen.fault.code === 'unauthorised') {
      const { userName, pin } = MANAGER;
      const signedIn = await clerk.reply('staff.signIn', { userName, pin }, { session: null });
      if (signedIn.ok) this.#session = (signedIn.value as { session: string }).session;
      clerk.session = this.#session;
    }
    return clerk;
  }

  setClock(offsetMs: number): void {
    this.#clockOffsetMs = offsetMs;
  }

  /** The process dies, if it has not yet, and a new one starts on what is on the disk. */
  restart(): void {
    this.stop();
    this.#process = this.#start();
  }

  stop(): void {
    const { owner, db } = this.#process;
    this.#world.clock.forget(owner);
    this.#world.wire.abandon(owner);
    db.close();
  }

  /** A whole copy of the database as it is now, as the daily one is made. */
  copyTo(file: string): void {
    rmSync(file, { force: true });
    this.db.backupTo(file);
  }

  /** Somebody puts a copy in the place of the database. */
  replaceWith(file: string): void {
    this.stop();
    for (const end of ['', '-wal', '-shm']) rmSync(join(this.folder, `desk.db${end}`), { force: true });
    cpSync(file, join(this.folder, 'desk.db'));
    this.#process = this.#start();
  }

  #start(): Process {
    const { clock, wire, dice, names, direct, hasNoIncarnations, onFault } = this.#world;
    mkdirSync(this.folder, { recursive: true });
    const owner = {};
    const db = new MortalDb(openSqlite(join(this.folder, 'desk.db'), KEY));
    const startedMs = this.#startedMs;
    const ownClock = {
      nowMs: () => clock.nowMs() + this.#clockOffsetMs,
      monotonicMs: () => clock.nowMs() - startedMs,
    };
    const log = (event: string, details: Record<string, unknown> = {}) => {
      if (db.isDead) return;
      this.#world.onEvent(event);
      if (['bug', 'refusal-not-declared'].includes(event)) onFault(`${this.name}: ${event} ${JSON.stringify(details)}`);
    };
    const bytes = (count: number) => Uint8Array.from({ length: count }, () => dice.below(256));
    let isFirstDrawn = false;
    const random = {
      bytes: (count: number) => {
        // The first thing that a start draws is its incarnation.
        const isIncarnation = !isFirstDrawn && hasNoIncarnations;
        isFirstDrawn = true;
        return isIncarnation ? countedStart(db) : bytes(count);
      },
    };
    let engine: Engine | null = null;
    const shared = { db, clock: ownClock, log, program: PROGRAM, frames };
    const sticks = createSticks({ ...shared, folder: this.folder, places: null, national: () => null });
    const host: Host = {
      ...hostWithoutLine(),
      sticks: sticks.host,
      pins: fastPins,
      newToken: () => toHex(bytes(32)),
      link: {
        ...hostWithoutLine().link,
        syncNow: async () => engine?.syncNow(),
      },
      setUp: {
        startPractice: async () => undefined,
        enrol: async ({ code }) => {
          const deviceId = uuidOf(Uint8Array.from({ length: 16 }, () => names.below(256)));
          const wish = { mode: 'real', code, deviceId, program: PROGRAM } as const;
          const { deskNumber, facility, deviceToken, keys } = await enrolAt(db, frames, direct, wish);
          return { identity: { mode: 'real', deviceId, deskNumber, facility }, deviceToken, keys };
        },
      },
    };
    const core = createCore({ db, clock: ownClock, random, host, log, faultOf: faultOfSqlite });
    let isFromEngine = false;
    const transport = wire.transport(owner);
    const made = createEngine({
      ...{ ...shared, verify: verifyText, national: null, enrolFirst: null },
      transportTo: () => transport,
      emit: (areas) => {
        isFromEngine = true;
        core.events.emit(areas);
        isFromEngine = false;
      },
      random: () => dice.next(),
      after: (ms, run) => clock.after(owner, ms, run),
      breathe: async () => undefined,
      sealRest: {
        async make() {
          const sealed = await sticks.sealWaiting();
          return sealed === null ? null : new Uint8Array(readFileSync(sealed.path));
        },
        take: (answer) => sticks.takeAnswer(answer),
      },
    });
    engine = made;
    core.events.listen(({ changed }) => {
      if (!isFromEngine && !db.isDead && changed.some((area) => area !== 'sync')) made.nudge();
    });
    made.start();
    return { owner, db, engine: made, sticks, clerk: clerkOver(core.serve) };
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

function countedStart(db: ReadDb): Uint8Array {
  const starts = Number(db.get('SELECT count(*) AS n FROM run')?.n);
  return new Uint8Array(Buffer.from(String(starts).padStart(32, '0'), 'hex'));
}

/** A random UUID (version 4) of given bytes. */
export function uuidOf(bytes: Uint8Array): string {
  const hex = toHex(bytes);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
