import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Log } from '../../shared/wire/act.ts';
import { backUp } from './backups.ts';
import { openDoor } from './door.ts';
import { dumpFolder } from './dump.ts';
import type { PaperFonts } from './exports/exports.ts';
import { readKey } from './folder.ts';
import { openHttpPort } from './http-port.ts';
import { createLog } from './log.ts';
import type { Program } from './practice.ts';
import { restoreBackup } from './restore.ts';
import { readScreens } from './screens.ts';
import { StoreProblem } from './sqlite.ts';

/** Where this build keeps what the door needs. */
export interface Build {
  screens: URL;
  desk: URL;
  nationalWorker: URL;
  packingWorker: URL;
  readerWorker: URL;
  paperFonts: PaperFonts;
  centre: URL;
  version: string;
}

const USAGE = `Tonle's desk.
  desk --data DIR --port N [--practice] [--centre URL]   serves the screens and POST /ask on this PC
  desk dump --data DIR                                   writes every stored record as JSON lines
  desk backup --data DIR                                 copies the database into DIR/backups
  desk restore BACKUP --data DIR                         puts a copy in place of the database of a desk that is not
                                                         running; the old one is kept beside it`;

/** Reads the words after the program's name and runs what they ask for; sets the exit code and never throws. */
export async function runDesk(words: string[], build: Build): Promise<void> {
  const log = createLog('desk');
  try {
    const { values, positionals } = readWords(words);
    if (values.help) return void process.stdout.write(`${USAGE}\n`);
    if (values.data === undefined) throw new StoreProblem(`Say where the records are kept: --data DIR.\n${USAGE}`);
    const data = resolve(values.data);
    const [command = 'serve', ...rest] = positionals;
    const wordsMax = command === 'restore' ? 1 : 0;
    if (rest.length > wordsMax) throw new StoreProblem(`"${rest[wordsMax]}" is not understood.\n${USAGE}`);
    switch (command) {
      case 'dump':
        dumpFolder(data, (line) => process.stdout.write(line));
        return;
      case 'backup':
        process.stdout.write(
          `${JSON.stringify({ backup: backUp(data, values['key-from-input'] ? keyFromInput() : readKey(data), new Date()) })}\n`,
        );
        return;
      case 'restore':
        process.stdout.write(`${JSON.stringify(restore(data, rest[0]))}\n`);
        return;
      case 'serve':
        await serveDesk(
          {
            data,
            practiceData: `${data}-practice`,
            port: portOf(values.port),
            isPractice: values.practice,
            centreUrl: urlOf(values.centre),
            onReady: (ready) => process.stdout.write(`${JSON.stringify(ready)}\n`),
          },
          build,
          log,
        );
        return;
      default:
        throw new StoreProblem(`"${command}" is not a command of the desk.\n${USAGE}`);
    }
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : 'The desk could not start.'}\n`);
    process.exitCode = 1;
  }
}

function restore(data: string, backup: string | undefined): { restored: string; oldIn: string | null } {
  if (backup === undefined) throw new StoreProblem(`Say which copy is put in place: desk restore BACKUP.\n${USAGE}`);
  return { restored: resolve(backup), oldIn: restoreBackup(data, backup, readKey(data), new Date()) };
}

/** The running desk hands the key of its own database over; nobody else needs this. */
function keyFromInput(): Uint8Array {
  return new Uint8Array(Buffer.from(readFileSync(process.stdin.fd, 'utf8').trim(), 'hex'));
}

const programOf = (file: URL): Program => ({ file: process.execPath, args: [fileURLToPath(file)], env: {} });

function readWords(words: string[]) {
  try {
    return parseArgs({
      args: words,
      allowPositionals: true,
      options: {
        data: { type: 'string' },
        port: { type: 'string', default: '0' },
        practice: { type: 'boolean', default: false },
        centre: { type: 'string' },
        'key-from-input': { type: 'boolean', default: false },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new StoreProblem(`${error instanceof Error ? error.message : 'The words are not understood.'}\n${USAGE}`);
  }
}

export function portOf(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    throw new StoreProblem(`"${text}" is not a port: give a number from 0 (any free one) to 65535.`);
  return port;
}

function urlOf(text: string | undefined): string | null {
  if (text === undefined) return null;
  if (!/^https?:\/\/[^\s]+$/.test(text) || !URL.canParse(text))
    throw new StoreProblem(`"${text}" is not an address of a centre: it starts with http:// or https://.`);
  return text;
}

/** What a program that started the desk may want to know. */
export interface Ready {
  ready: true;
  url: string;
  pid: number;
  /** In practice: whom to sign in as. */
  people?: readonly { name: string; pin: string; role: string }[];
}

export interface Serving {
  data: string;
  practiceData: string;
  port: number;
  isPractice: boolean;
  centreUrl: string | null;
  onReady(ready: Ready): void;
}

/** Opens the desk and its port and stays until SIGTERM or SIGINT. */
export async function serveDesk(serving: Serving, build: Build, log: Log): Promise<void> {
  const { data, practiceData, port, isPractice, centreUrl } = serving;
  const door = await openDoor(
    {
      data,
      isPractice,
      centreUrl,
      centreProgram: programOf(build.centre),
      deskProgram: programOf(build.desk),
      nationalWorker: build.nationalWorker,
      packingWorker: build.packingWorker,
      readerWorker: build.readerWorker,
      paperFonts: build.paperFonts,
      keyWrap: null,
      stickPlaces: null,
      version: build.version,
      shell: 'browser',
      log,
    },
    practiceData,
  );
  const http = await openHttpPort({
    serve: door.serve,
    events: door.events,
    screens: readScreens(fileURLToPath(build.screens)),
    port,
    version: build.version,
    mode: () => (door.desk().isPractice ? 'practice' : 'real'),
    log,
    stickFiles: () => door.desk().stickFiles,
    exportFiles: () => door.desk().exportFiles,
  }).catch(async (error: unknown) => {
    await door.close();
    throw error;
  });
  let isStopping = false;
  const stop = async () => {
    if (isStopping) return;
    isStopping = true;
    await http.close();
    await door.close();
    log('stopped');
    process.exit(0);
  };
  process.on('SIGTERM', () => void stop());
  process.on('SIGINT', () => void stop());
  // Started by another program of Tonle's, the desk ends with it.
  if (process.send !== undefined) process.on('disconnect', () => void stop());
  const { people } = door.desk();
  serving.onReady({ ready: true, url: http.url, pid: process.pid, ...(people.length > 0 ? { people } : {}) });
}
