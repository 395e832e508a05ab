import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { paperFontsBeside } from '../../electron/node/build.ts';
import { type Desk, openDesk } from '../../electron/node/desk.ts';
import { dumpFolder } from '../../electron/node/dump.ts';
import { readKey } from '../../electron/node/folder.ts';
import { openSqlite, type SqliteDb } from '../../electron/node/sqlite.ts';
import { must } from '../../shared/base/assert.ts';
import type { Reply } from '../../shared/wire/errors.ts';
import { TestCentre } from '../../sync/central/tests/centre.ts';
import { startEngines } from '../../sync/central/tests/engines.ts';
import { type CentreProblem, centreProblem } from '../../sync/protocol/enrol.ts';
import { SEALED_TYPE } from '../../sync/protocol/stick.ts';
import { type Clerk, clerkOver } from './asks.ts';
import { type BothEnds, compareDumps } from './both-ends.ts';
import { serveMany } from './clerk-work.ts';
import { type DumpLine, dumpLinesOf, PRACTICE_REGISTRAR } from './desk-process.ts';
import type { Dice } from './dice.ts';
import { newFolder, removeFolder } from './folder.ts';

const program = (path: string) => ({
  file: process.execPath,
  args: [fileURLToPath(new URL(path, import.meta.url))],
  env: {},
});

/** A practice desk in this process, as its door opens it, whose line a test holds and whose dialogs it answers. */
export interface StickDesk {
  clerk: Clerk;
  desk: Desk;
  /** The desk's own folder, which outlives the desk in this test file. */
  folder: string;
  /** What the next dialog is answered with; null closes it. */
  place: string | null;
  /** One contact over the line, and then no line again. */
  contact(): Promise<void>;
  path(name: string): string;
  dump(): DumpLine[];
  /** Ends the program and starts it again, with the centre at this address. */
  restart(centreUrl?: string): Promise<void>;
  /** The folder stays until the process ends. */
  close(): Promise<void>;
}

export interface StickDeskWish {
  way?: 'window' | 'browser';
  folder?: string;
}

const roots: string[] = [];
process.on('exit', () => roots.forEach(removeFolder));

export async function openStickDesk(centreUrl: string, wish: StickDeskWish = {}): Promise<StickDesk> {
  const { way = 'window', folder = join(newRoot(), 'desk') } = wish;
  const choose = async () => self.place;
  const open = (url: string) =>
    openDesk({
      data: folder,
      isPractice: true,
      centreUrl: url,
      centreProgram: program('../../build/central.ts'),
      deskProgram: program('../../electron/desk.ts'),
      nationalWorker: new URL('../../electron/node/national/worker.ts', import.meta.url),
      packingWorker: new URL('../../electron/node/packing/worker.ts', import.meta.url),
      readerWorker: new URL('../../electron/node/reader/worker.ts', import.meta.url),
      paperFonts: paperFontsBeside(import.meta.url),
      keyWrap: null,
      stickPlaces: way === 'browser' ? null : { chooseSave: choose, chooseOpen: choose },
      version: '0.0.0',
      shell: way,
      log: () => undefined,
      onStartPractice: async () => undefined,
    });
  const signIn = async () => {
    self.clerk = clerkOver(self.desk.serve);
    await self.clerk.signIn(PRACTICE_REGISTRAR.userName, PRACTICE_REGISTRAR.pin);
    await self.clerk.ask('practice.setLink', { isUp: false });
  };
  const desk = await open(centreUrl);
  const self: StickDesk = {
    clerk: clerkOver(desk.serve),
    desk,
    folder,
    place: null,
    path: (name) => join(folder, '..', name),
    async contact() {
      await self.clerk.ask('practice.setLink', { isUp: true });
      const { link } = await self.clerk.ask('sync.now', {});
      await self.clerk.ask('practice.setLink', { isUp: false });
      if (link.state !== 'up') throw new Error(`the desk did not meet its centre: ${link.problem}`);
    },
    dump() {
      const lines: string[] = [];
      dumpFolder(folder, (line) => lines.push(line));
      return dumpLinesOf(lines.join(''));
    },
    async restart(url = centreUrl) {
      await self.desk.close();
      self.desk = await open(url);
      await signIn();
    },
    close: () => self.desk.close(),
  };
  await signIn();
  return self;
}

function newRoot(): string {
  const root = newFolder('stick-desk');
  roots.push(root);
  return root;
}

/** Looks into the database of an open desk, beside it. */
export async function withDb<T>({ folder }: StickDesk, work: (db: SqliteDb) => T): Promise<T> {
  const db = openSqlite(join(folder, 'desk.db'), readKey(folder));
  try {
    return work(db);
  } finally {
    db.close();
  }
}

/** Posts a sealed file as any PC may. */
export async function bring(
  centreUrl: string,
  file: Uint8Array,
): Promise<{ status: number; answer: Buffer; problem: CentreProblem | null }> {
  const response = await fetch(`${centreUrl}/v1/sealed`, {
    method: 'POST',
    headers: { 'content-type': SEALED_TYPE },
    body: new Uint8Array(file),
  });
  const answer = Buffer.from(await response.arrayBuffer());
  const problem = response.status === 200 ? null : centreProblem.parse(JSON.parse(answer.toString()));
  return { status: response.status, answer, problem };
}

export interface PracticeCentre {
  centre: TestCentre;
  stop(): Promise<void>;
}

/** A practice centre on PGlite in this process, at today's time. */
export async function startPracticeCentre(): Promise<PracticeCentre> {
  const engines = await startEngines();
  const centre = await TestCentre.start(must(engines[0], 'PGlite is always there'), { isPractice: true });
  centre.clock.ms = Date.now();
  return {
    centre,
    async stop() {
      await centre.stop();
      for (const engine of engines) await engine.stop();
    },
  };
}

/** What a desk that has met its centre puts on a stick after serving so many people: three records each. */
export async function stickOf(desk: StickDesk, dice: Dice, people: number): Promise<Buffer> {
  await desk.contact();
  await serveMany(desk.clerk, dice, people);
  desk.place = desk.path('stick.tonle');
  await desk.clerk.ask('sticks.export', {});
  return readFileSync(desk.place);
}

/** Lets a desk read this file as the answer to a stick. */
export function takeAt(desk: StickDesk, answer: Uint8Array): Promise<Reply> {
  desk.place = desk.path('answer.tonle');
  writeFileSync(desk.place, answer);
  return desk.clerk.reply('sticks.import', { upload: null });
}

/** What both ends have of a desk, version by version. */
export async function endsOf(desk: StickDesk, centre: TestCentre): Promise<BothEnds> {
  const { lines } = await centre.command('dump', { hasHistory: true });
  return compareDumps(desk.dump(), dumpLinesOf(lines.join('\n')));
}
