import { randomBytes, randomUUID } from 'node:crypto';
import { readdirSync, rmSync, statSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type Clock, instantOf } from '../../shared/base/time.ts';
import { createCore } from '../../shared/core.ts';
import { type Host, UNTRIED_LINK } from '../../shared/facility/host.ts';
import { centreKeysOf, deskOf, noteBackup } from '../../shared/facility/store.ts';
import { migrate, NewerDatabase, pendingMigrations, schemaNumber } from '../../shared/migrations/index.ts';
import type { Log } from '../../shared/wire/act.ts';
import type { Events } from '../../shared/wire/events.ts';
import type { Serve } from '../../shared/wire/serve.ts';
import { createEngine, type Engine } from '../../sync/desk/engine.ts';
import { SPREAD_MS } from '../../sync/desk/timing.ts';
import type { FramePort } from '../../sync/desk/wire.ts';
import { framesInPlace } from '../../sync/node/frame-port.ts';
import { verifyText } from '../../sync/node/signatures.ts';
import { keepBackups } from './backups.ts';
import { createCover } from './cover.ts';
import { enrolAt, refusalCodeOf } from './enrol.ts';
import { createExports, type ExportFiles, type PaperFonts } from './exports/exports.ts';
import { type DataFolder, type KeyWrap, openFolder } from './folder.ts';
import { type NationalDesk, openNationalDesk } from './national-desk.ts';
import { packInThreads } from './packing/threads.ts';
import { pins } from './pins.ts';
import { PRACTICE_PEOPLE, type PracticeCentre, type Program, startPracticeCentre } from './practice.ts';
import { enrolPractice, moveCentre, seedPractice } from './practice-desk.ts';
import { countAhead } from './reader/count-ahead.ts';
import { readInThreads } from './reader/threads.ts';
import { faultOfSqlite, openSqlite, type SqliteDb, StoreProblem } from './sqlite.ts';
import { createSticks, type StickFiles, type StickPlaces } from './sticks.ts';
import { createTransports } from './transport.ts';

export interface DeskOptions {
  data: string;
  isPractice: boolean;
  /** Where the centre is; in practice without one, a practice centre is started. */
  centreUrl: string | null;
  centreProgram: Program;
  /** The plain desk's own program, which makes the daily copy beside the running desk. */
  deskProgram: Program;
  /** The program of the thread that applies national lists. */
  nationalWorker: URL;
  /** The program of the threads that pack and unpack batches. */
  packingWorker: URL;
  /** The program of the threads that read what is long. */
  readerWorker: URL;
  /** The font files of what is printed. */
  paperFonts: PaperFonts;
  keyWrap: KeyWrap | null;
  /** Where a window saves and opens the files of a stick; null where the browser does. */
  stickPlaces: StickPlaces | null;
  version: string;
  /** The name of the door: 'window' or 'browser'. */
  shell: string;
  log: Log;
  /** Closes this desk and opens the practice one in its place. */
  onStartPractice(): Promise<void>;
}

export interface Desk {
  serve: Serve;
  events: Events;
  isPractice: boolean;
  people: readonly { name: string; pin: string; role: string }[];
  /** Files of a stick on their way to and from a browser. */
  stickFiles: StickFiles;
  /** Files of months on their way to a browser. */
  exportFiles: ExportFiles;
  close(): Promise<void>;
}

/** How batches are packed and signed; the tools keep nothing between two batches. */
const FRAMES = framesInPlace();

/**
 * A desk on its folder: the core on its database, the exchange with the centre, and in practice the centre itself.
 * @throws StoreProblem with a sentence when the folder or the database cannot be used
 */
export async function openDesk(options: DeskOptions): Promise<Desk> {
  const { log, isPractice } = options;
  const folder = openFolder(options.data, isPractice ? 'practice' : 'real', options.keyWrap);
  let db: SqliteDb | null = null;
  try {
    removeScratch(folder);
    db = openSqlite(folder.databaseFile, folder.key);
    bringUpToDate(db, folder, log);
    folder.markMade();
    if (isPractice) await seedPractice(db, options.centreUrl === null);
    const store = db;
    const national = await openNationalDesk({
      folder: folder.path,
      databaseKey: folder.key,
      facilityCode: () => deskOf(store)?.facility.code ?? '',
      worker: options.nationalWorker,
      keys: centreKeysOf(db),
      log,
    });
    return assemble(options, folder, db, national);
  } catch (error) {
    db?.close();
    folder.release();
    throw error;
  }
}

function assemble(options: DeskOptions, folder: DataFolder, db: SqliteDb, national: NationalDesk): Desk {
  const { log, version, isPractice } = options;
  const program = `tonle ${version}`;
  const transports = createTransports(folder.path);
  const packing = packInThreads({ worker: options.packingWorker, tools: FRAMES.tools, log });
  const frames: FramePort = { ...FRAMES, packing };
  const reading = readInThreads({ worker: options.readerWorker, file: folder.databaseFile, key: folder.key, log });
  const transportTo = transports.to;
  // What counts from the start of the PC goes on while it sleeps, unlike the counter of this process.
  const clock: Clock = { nowMs: () => Date.now(), monotonicMs: () => uptime() * 1_000 };
  let engine: Engine | null = null;
  let centre: PracticeCentre | null = null;
  let centreProblem: string | null = null;
  let isClosed = false;
  /** What the engine itself brought in is no reason to send. */
  let isFromEngine = false;
  const sticks = createSticks({
    db,
    folder: folder.path,
    clock,
    log,
    frames,
    places: options.stickPlaces,
    program,
    national: () => national.held(),
  });
  const exported = createExports({
    ...{ db, folder: folder.path, reading, log },
    ...{ places: options.stickPlaces, fonts: options.paperFonts },
  });
  const host: Host = {
    program: {
      version,
      shell: options.shell,
      runtime: { node: process.versions.node, electron: process.versions.electron ?? '' },
    },
    practicePeople: isPractice ? PRACTICE_PEOPLE : [],
    pins,
    newToken: () => randomBytes(32).toString('hex'),
    link: {
      state: () => ({
        ...(engine?.state() ?? UNTRIED_LINK),
        ...(centreProblem === null ? {} : { state: 'down', problem: centreProblem }),
      }),
      syncNow: async () => {
        await centre?.url.catch(() => undefined);
        await engine?.syncNow();
      },
      setPlug: (isUp) => engine?.setPlug(isUp),
    },
    cover: createCover({
      db,
      transportTo,
      national: () => national.store(),
      isUnplugged: () => engine?.state().state === 'unplugged',
    }),
    sticks: sticks.host,
    exports: exported.host,
    reading,
    setUp: {
      startPractice: options.onStartPractice,
      async enrol({ centreUrl: url, code }) {
        const deviceId = randomUUID();
        try {
          const reply = await enrolAt(db, frames, transportTo(url), { mode: 'real', code, deviceId, program });
          const { deskNumber, facility, deviceToken, keys } = reply;
          return { identity: { mode: 'real', deviceId, deskNumber, facility }, deviceToken, keys };
        } catch (error) {
          return { refused: refusalCodeOf(error) };
        }
      },
    },
  };
  const { serve, events } = createCore({
    db,
    clock,
    random: { bytes: (count) => new Uint8Array(randomBytes(count)) },
    host,
    log,
    faultOf: faultOfSqlite,
  });
  engine = createEngine({
    db,
    clock,
    log,
    program,
    transportTo,
    emit: (areas) => {
      isFromEngine = true;
      events.emit(areas);
      isFromEngine = false;
    },
    random: Math.random,
    after: (ms, run) => {
      const timer = setTimeout(run, ms);
      return () => clearTimeout(timer);
    },
    breathe: () => nextTurn(),
    verify: verifyText,
    frames,
    national,
    // A practice centre is this desk's own: nobody else comes back at the same moment.
    spreadMs: isPractice && options.centreUrl === null ? 0 : SPREAD_MS,
    sealRest: {
      async make() {
        const sealed = await sticks.sealWaiting();
        return sealed === null ? null : new Uint8Array(await readFile(sealed.path));
      },
      take: (answer) => sticks.takeAnswer(answer),
    },
    enrolFirst: isPractice ? () => enrolPractice(db, frames, transportTo, program) : null,
  });
  const forget = events.listen(({ changed }) => {
    if (!isFromEngine && changed.some((area) => area !== 'sync')) engine?.nudge();
  });
  // The desk does not wait for its practice centre: it is a desk, and a centre is somebody else far away.
  centre =
    isPractice && options.centreUrl === null ? startPracticeCentre(options.centreProgram, folder.path, log) : null;
  if (centre === null) goToCentre(options.centreUrl);
  else {
    centre.url.then(goToCentre, (error: Error) => {
      centreProblem = error.message;
      if (!isClosed) log('practice-centre-failed');
    });
  }

  /** A practice centre gets another port at each start, and a real one may move. */
  function goToCentre(url: string | null): void {
    if (isClosed) return;
    if (url !== null) db.write((tx) => moveCentre(tx, url, isPractice));
    engine?.start();
  }
  const stopBackups = keepBackups(options.deskProgram, folder.path, folder.key, log, (isGood) => {
    if (isClosed) return;
    db.write((tx) => noteBackup(tx, isGood, instantOf(clock.nowMs())));
    events.emit(['sync']);
  });
  const stopCounting = countAhead(db, reading, clock, log);
  return {
    serve,
    events,
    isPractice,
    stickFiles: sticks.files,
    exportFiles: exported.files,
    people: isPractice ? PRACTICE_PEOPLE.map(({ name, pin, role }) => ({ name, pin, role })) : [],
    async close() {
      isClosed = true;
      forget();
      stopBackups();
      await engine?.stop();
      transports.close();
      await packing.close();
      await centre?.stop();
      national.close();
      await exported.close();
      stopCounting();
      await reading.close();
      db.close();
      folder.release();
    },
  };
}

/** Migrates, after a copy of what was there has been put beside it. */
function bringUpToDate(db: SqliteDb, folder: DataFolder, log: Log): void {
  try {
    const pending = pendingMigrations(db);
    if (pending.length > 0 && schemaNumber(db) > 0) {
      db.backupTo(join(folder.path, 'backups', `before-${pending[0]?.number}-${Date.now()}.db`));
    }
    const done = migrate(db);
    if (done.length > 0) log('migrated', { steps: done.join(' ') });
  } catch (error) {
    throw error instanceof NewerDatabase ? new StoreProblem(error.message) : error;
  }
}

/** A file that is still wanted after so long has been replaced by a newer one. */
const PART_KEPT_MS = 7 * 24 * 3_600_000;

function removeScratch(folder: DataFolder): void {
  for (const name of readdirSync(folder.path)) {
    if (!/^download-.*\.part$/.test(name)) continue;
    const file = join(folder.path, name);
    if (Date.now() - statSync(file).mtimeMs > PART_KEPT_MS) rmSync(file, { force: true });
  }
}
