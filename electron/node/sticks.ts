import { createReadStream, existsSync, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db } from '../../shared/base/db.ts';
import { type Clock, instantOf } from '../../shared/base/time.ts';
import { packsHeld } from '../../shared/claims/pack-store.ts';
import { currentRoster } from '../../shared/eligibility/roster-store.ts';
import type { MadeStick, Sticks } from '../../shared/facility/host.ts';
import type { DeskIdentity } from '../../shared/facility/record.ts';
import {
  centreKeysOf,
  centreOf,
  deskOf,
  deviceKeysOf,
  placesIdOf,
  rulesetsHeld,
  saveDeviceKeys,
} from '../../shared/facility/store.ts';
import type { StickPlan } from '../../shared/outbox/stick.record.ts';
import { dropStick, finishStick, planStick, sticksMade, stickWithAll } from '../../shared/outbox/stick-store.ts';
import type { Log } from '../../shared/wire/act.ts';
import type { Sender } from '../../sync/desk/exchange.ts';
import { AnswerRefused, takeAnswer } from '../../sync/desk/stick-answer.ts';
import { stickFile } from '../../sync/desk/stick-export.ts';
import type { FramePort } from '../../sync/desk/wire.ts';
import { sealTools } from '../../sync/node/seal-tools.ts';
import { bytesOfHex } from '../../sync/protocol/seal.ts';
import { SEALED_BYTES_MAX } from '../../sync/protocol/stick.ts';
import { Bounded, isOfTheDisk, writeWhole } from './stick-files.ts';

/** Where a window lets a person choose a place; null answers for a dialog that was closed. */
export interface StickPlaces {
  chooseSave(fileName: string): Promise<string | null>;
  chooseOpen(): Promise<string | null>;
}

export interface SticksWorld {
  db: Db;
  /** The desk's folder; the files lie in `sticks` inside. */
  folder: string;
  clock: Clock;
  log: Log;
  frames: FramePort;
  /** Null in a browser. */
  places: StickPlaces | null;
  program: string;
  /** The national list that this desk holds. */
  national(): { rosterId: string; seq: number } | null;
}

/** What the port of a browser desk needs: files that go out and one that comes in. */
export interface StickFiles {
  open(fileName: string): { path: string; bytes: number } | null;
  /** Keeps what a browser sends; null where it is larger than any answer. */
  keepUpload(body: AsyncIterable<Uint8Array>): Promise<string | null>;
}

export interface StickDesk {
  host: Sticks;
  files: StickFiles;
  /**
   * Seals what waits into a file that stays here until the centre's word on it has come; a file from before is given again
   * where nothing new waits. Null where nothing waits, where the centre has told no key yet, or while a stick is being made.
   */
  sealWaiting(): Promise<{ number: number; path: string } | null>;
  /** Takes an answer that came over the line. @throws AnswerRefused */
  takeAnswer(answer: Uint8Array): Promise<void>;
}

interface Owner {
  desk: DeskIdentity;
  token: string;
  centreKey: string;
}

/** So many sealed files stay, the newest ones, while anything in them waits. */
const KEPT_MAX = 5;

type MakeRefusal = { refused: 'no-sealing-key' | 'nothing-waits' | 'cancelled' | 'not-written' };
type Taken = Awaited<ReturnType<Sticks['take']>>;

export function createSticks(world: SticksWorld): StickDesk {
  const { db, log, places } = world;
  const folder = join(world.folder, 'sticks');
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(folder)) if (name.endsWith('.part')) rmSync(join(folder, name), { force: true });

  const now = () => instantOf(world.clock.nowMs());
  const pathOf = (fileName: string) => join(folder, basename(fileName));
  const uploadOf = (id: string) => join(folder, `upload-${id}.part`);
  const isKept = (fileName: string) => existsSync(pathOf(fileName));
  const { tools: frames, packing } = world.frames;
  const shared = { db, frames, packing, seals: sealTools, breathe: () => nextTurn(), now };
  const alone = oneAtATime();

  /** Removes files that nobody needs any more: everything in them has the centre's word. */
  function sweep(): void {
    const needed = sticksMade(db, KEPT_MAX).filter(({ waiting }) => waiting > 0);
    const names = new Set(needed.map(({ fileName }) => fileName));
    for (const name of readdirSync(folder)) {
      if (name.endsWith('.tonle') && !names.has(name)) rmSync(join(folder, name), { force: true });
    }
  }

  /** The file here, and the copy at the chosen place: the stick counts only when both are on their disks. */
  async function write(plan: StickPlan, who: Owner, savedAs: string | null): Promise<number> {
    const frames: string[] = [];
    const file = stickFile({ ...shared, ...who, ...signer(), sender: senderOf(who) }, plan, frames);
    const bytes = await writeWhole(file, pathOf(plan.fileName));
    if (savedAs !== null) await writeWhole(createReadStream(pathOf(plan.fileName)), savedAs);
    db.write((tx) => finishStick(tx, plan.number, { bytes, frames }));
    return bytes;
  }

  function signer() {
    const keys = deviceKeysOf(db) ?? { ...world.frames.newKeys(), isKnown: false };
    if (deviceKeysOf(db) === null) db.write((tx) => saveDeviceKeys(tx, keys));
    return { keys, sign: world.frames.signerOf(keys.privateKey) };
  }

  function senderOf({ desk, token }: Owner): Sender {
    const rosterId = currentRoster(db)?.id ?? null;
    const rulesetsId = rulesetsHeld(db)?.id ?? null;
    const packsId = packsHeld(db)?.id ?? null;
    const held = { rosterId, placesId: placesIdOf(db), rulesetsId, packsId, national: world.national() };
    return { deviceId: desk.deviceId, program: world.program, token, ...held };
  }

  async function make(by: string | null, isAsked: boolean): Promise<MadeStick | MakeRefusal> {
    const desk = deskOf(db);
    const token = centreOf(db)?.deviceToken ?? null;
    const centreKey = centreKeysOf(db)?.sealing ?? null;
    if (desk === null || token === null || centreKey === null) return { refused: 'no-sealing-key' };
    const { facility, deviceId, deskNumber } = desk;
    const maker = { madeAt: now(), madeBy: by, facility: facility.code, deviceId, deskNumber };
    const plan = db.write((tx) => planStick(tx, maker, { bytes: (count) => sealTools.random(count) }));
    if (plan === null) return { refused: 'nothing-waits' };
    const { number, fileName, records } = plan;
    let isMade = false;
    try {
      const path = places === null || !isAsked ? null : await places.chooseSave(fileName);
      if (path === null && places !== null && isAsked) return { refused: 'cancelled' };
      const startedMs = performance.now();
      const bytes = await write(plan, { desk, token, centreKey }, path);
      isMade = true;
      const tookMs = Math.round(performance.now() - startedMs);
      log('stick-made', { number, records, bytes, tookMs });
      return { number, fileName, records, bytes, tookMs, savedAs: path === null ? null : basename(path) };
    } catch (error) {
      if (!isOfTheDisk(error)) throw error;
      log('stick-not-written', { number, code: error.code ?? null });
      return { refused: 'not-written' };
    } finally {
      if (!isMade) db.write((tx) => dropStick(tx, number));
      sweep();
    }
  }

  async function take(file: () => AsyncIterable<Uint8Array>) {
    const signingKey = bytesOfHex(centreKeysOf(db)?.signing ?? '');
    const taken = await takeAnswer({ ...shared, signingKey, newKeys: world.frames.newKeys }, file);
    log('stick-answered', { ...taken });
    sweep();
    return taken;
  }

  async function takeFile(path: string): Promise<Taken> {
    try {
      if (statSync(path).size > SEALED_BYTES_MAX) return { refused: 'not-read' };
      return await take(() => createReadStream(path));
    } catch (error) {
      if (error instanceof AnswerRefused) return { refused: error.code };
      if (isOfTheDisk(error)) return { refused: 'not-read' };
      throw error;
    }
  }

  async function takeChosen(upload: string | null): Promise<Taken> {
    const path = upload === null ? ((await places?.chooseOpen()) ?? null) : uploadOf(upload);
    if (path === null) return { refused: 'cancelled' };
    try {
      return await takeFile(path);
    } finally {
      if (upload !== null) await rm(path, { force: true });
    }
  }

  return {
    host: {
      way: places === null ? 'browser' : 'window',
      isKept,
      make: (by) => alone(() => make(by, true)),
      async save(fileName) {
        const path = (await places?.chooseSave(fileName)) ?? null;
        if (path === null) return { refused: 'cancelled' };
        try {
          await writeWhole(createReadStream(pathOf(fileName)), path);
          return { savedAs: basename(path) };
        } catch (error) {
          if (isOfTheDisk(error)) return { refused: 'not-written' };
          throw error;
        }
      },
      take: (upload) => alone(() => takeChosen(upload)),
    },
    files: {
      open: (fileName) =>
        isKept(fileName) ? { path: pathOf(fileName), bytes: statSync(pathOf(fileName)).size } : null,
      async keepUpload(body) {
        const id = Buffer.from(sealTools.random(16)).toString('hex');
        const bounded = new Bounded(body, SEALED_BYTES_MAX);
        await writeWhole(bounded, uploadOf(id));
        if (bounded.isTooLarge) await rm(uploadOf(id), { force: true });
        return bounded.isTooLarge ? null : id;
      },
    },
    async sealWaiting() {
      const before = stickWithAll(db, deskOf(db)?.deviceId ?? '');
      if (before !== null && isKept(before.fileName)) return { number: before.number, path: pathOf(before.fileName) };
      const made = await alone(() => make(null, false));
      return 'refused' in made ? null : { number: made.number, path: pathOf(made.fileName) };
    },
    async takeAnswer(answer) {
      await take(() => once(answer));
    },
  };
}

/** Files are made and read one at a time; whoever comes meanwhile is told so. */
function oneAtATime() {
  let isBusy = false;
  return async <T>(work: () => Promise<T>): Promise<T | { refused: 'stick-busy' }> => {
    if (isBusy) return { refused: 'stick-busy' };
    isBusy = true;
    try {
      return await work();
    } finally {
      isBusy = false;
    }
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
