import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Db } from '../../../shared/base/db.ts';
import { type Reading, ReadingCancelled } from '../../../shared/base/reading.ts';
import type { ExportFile, Exports } from '../../../shared/facility/host.ts';
import {
  archiveKeysOf,
  centreKeysOf,
  deskOf,
  deviceKeysOf,
  saveArchiveKeys,
  saveDeviceKeys,
} from '../../../shared/facility/store.ts';
import type { Log } from '../../../shared/wire/act.ts';
import { newKeyPair } from '../../../sync/node/hpke.ts';
import { newSigningKeys } from '../../../sync/node/signatures.ts';
import { ARCHIVE_ENDING } from '../../../sync/protocol/month-archive.ts';
import type { StickPlaces } from '../sticks.ts';
import { FILE_KINDS } from './archive.ts';
import { exportJob } from './job.ts';
import type { FontFiles } from './pdf/report.ts';
import { fileNameOf } from './source.ts';

/** Where the two files of the paper's font lie. */
export interface PaperFonts {
  regular: string;
  bold: string;
}

export interface ExportsWorld {
  db: Db;
  /** The desk's folder; the files lie in `exports` inside until the program ends. */
  folder: string;
  reading: Reading;
  /** Null in a browser. */
  places: Pick<StickPlaces, 'chooseSave'> | null;
  fonts: PaperFonts;
  log: Log;
}

/** What the port of a browser desk needs. */
export interface ExportFiles {
  /** A file that was written and lies here, with the name that it goes out under. */
  open(exportId: string): { path: string; bytes: number; fileName: string } | null;
}

export interface ExportDesk {
  host: Exports;
  files: ExportFiles;
  /** Stops what is under way and removes the files: they tell everything, and lie here in clear. */
  close(): Promise<void>;
}

/** So many files are listed and kept for the browser to fetch. */
const LISTED_MAX = 20;

interface Running {
  file: ExportFile;
  stop: AbortController;
  ended: Promise<void>;
}

export function createExports(world: ExportsWorld): ExportDesk {
  const { db, reading, places, fonts, log } = world;
  const folder = join(world.folder, 'exports');
  const empty = () => rmSync(folder, { recursive: true, force: true });
  empty();
  const list: ExportFile[] = [];
  const pathOf = (exportId: string) => join(folder, exportId);
  let isBusy = false;
  let running: Running | null = null;
  let read: FontFiles | null = null;
  const fontFiles = () => {
    read ??= { regular: readFileSync(fonts.regular), bold: readFileSync(fonts.bold) };
    return read;
  };

  async function begin(wish: Parameters<Exports['start']>[0]): ReturnType<Exports['start']> {
    const { month, kind, lines } = wish;
    if (kind === 'archive' && !makeArchiveKeys(db)) return { refused: 'no-sealing-key' };
    const name = nameOf(wish, wish.digest);
    const place = places === null ? null : await places.chooseSave(name);
    if (place === null && places !== null) return { refused: 'cancelled' };
    const exportId = randomUUID();
    const file: ExportFile = {
      ...{ exportId, month, kind, state: 'running', done: 0, of: lines, fileName: name },
      ...{ bytes: null, sha256: null, digest: null, problem: null },
      savedAs: place === null ? null : basename(place),
    };
    list.unshift(file);
    for (const old of list.splice(LISTED_MAX)) rmSync(pathOf(old.exportId), { force: true });
    const stop = new AbortController();
    const ended = write(file, wish, place ?? pathOf(exportId), stop.signal).finally(() => {
      running = null;
      isBusy = false;
    });
    running = { file, stop, ended };
    return { ...file };
  }

  async function write(
    file: ExportFile,
    { month, kind, asOf, firstAsOf, digest, today, facility }: Parameters<Exports['start']>[0],
    path: string,
    signal: AbortSignal,
  ): Promise<void> {
    const startedMs = performance.now();
    // What lies at the chosen place already is replaced at the end, and not touched where there is none.
    const making = `${path}.making`;
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      const hasPaper = kind === 'pdf' || kind === 'archive';
      const paper = hasPaper ? fontFiles() : null;
      const wish = { month, kind, asOf, known: { digest, asOf: firstAsOf }, today, path: making, fonts: paper };
      const onProgress = (done: number) => {
        file.done = done;
      };
      const made = await reading.run(db, exportJob, wish, { signal, onProgress });
      await rename(making, path);
      // Records may have come since the name was proposed; in a browser the name is still ours to give.
      const fileName = file.savedAs === null ? nameOf({ month, kind, facility }, made.digest) : file.fileName;
      Object.assign(file, { state: 'done', done: file.of, fileName, ...made });
      log('export-made', { kind, bytes: made.bytes, tookMs: Math.round(performance.now() - startedMs) });
    } catch (error) {
      // A thread that had to be ended could not tidy up, and a file may be whole when nobody wants it any more.
      for (const left of [making, `${making}.part`]) await rm(left, { force: true }).catch(() => undefined);
      if (error instanceof ReadingCancelled) {
        Object.assign(file, { state: 'cancelled' });
        return;
      }
      const problem = problemOf(error);
      Object.assign(file, { state: 'failed', problem });
      log('export-failed', { kind, problem, error: error instanceof Error ? error.name : 'unknown' });
    }
  }

  return {
    host: {
      list: () => list.map((file) => ({ ...file })),
      async start(wish) {
        if (isBusy) return { refused: 'export-busy' };
        isBusy = true;
        try {
          return await begin(wish);
        } finally {
          if (running === null) isBusy = false;
        }
      },
      async cancel(exportId) {
        const stopped = running;
        if (stopped === null || stopped.file.exportId !== exportId) return null;
        stopped.stop.abort();
        await stopped.ended;
        return { ...stopped.file };
      },
    },
    files: {
      open(exportId) {
        const file = list.find((one) => one.exportId === exportId);
        if (file === undefined || file.state !== 'done' || file.savedAs !== null) return null;
        const path = pathOf(exportId);
        return existsSync(path) ? { path, bytes: statSync(path).size, fileName: file.fileName } : null;
      },
    },
    async close() {
      running?.stop.abort();
      await running?.ended;
      empty();
    },
  };
}

function nameOf(
  { facility, month, kind }: Pick<Parameters<Exports['start']>[0], 'facility' | 'month' | 'kind'>,
  digest: string,
): string {
  const of = { facility, month, digest };
  return kind === 'archive' ? fileNameOf(of, ['month', ARCHIVE_ENDING]) : fileNameOf(of, FILE_KINDS[kind]);
}

/** The keys that an archive is signed with and sealed to; false where the centre has not told its own. */
function makeArchiveKeys(db: Db): boolean {
  if (deskOf(db) === null || (centreKeysOf(db)?.sealing ?? null) === null) return false;
  if (archiveKeysOf(db) !== null && deviceKeysOf(db) !== null) return true;
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');
  db.write((tx) => {
    const { privateKey, publicKey } = newKeyPair();
    if (archiveKeysOf(tx) === null) saveArchiveKeys(tx, { privateKey: hex(privateKey), publicKey: hex(publicKey) });
    if (deviceKeysOf(tx) === null) saveDeviceKeys(tx, { ...newSigningKeys(), isKnown: false });
  });
  return true;
}

/** Why a file was not written, as the screens have words for it. */
function problemOf(error: unknown): 'disk-full' | 'not-written' | 'failed' {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') return 'disk-full';
  return /^E[A-Z]+$/.test(code) ? 'not-written' : 'failed';
}
