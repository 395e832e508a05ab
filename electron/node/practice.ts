import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, existsSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { PracticePerson } from '../../shared/facility/host.ts';
import type { Log } from '../../shared/wire/act.ts';

/** Whom a newcomer signs in as. The PINs are no secret: practice data are nobody's. */
export const PRACTICE_PEOPLE: readonly PracticePerson[] = [
  { name: 'sokha', pin: '1111', role: 'registrar', fullName: 'សុខ សុខា · Sok Sokha' },
  { name: 'dara', pin: '2222', role: 'manager', fullName: 'ចាន់ ដារ៉ា · Chan Dara' },
  { name: 'bopha', pin: '3333', role: 'nssf-officer', fullName: 'លី បុប្ផា · Ly Bopha' },
];

const READY_MS = 60_000;
const STOP_MS = 8_000;

export interface PracticeCentre {
  /** Its address once it is ready; rejects when it never is. */
  url: Promise<string>;
  stop(): Promise<void>;
}

/** How another program of Tonle's is started in this build: the runtime, its first arguments, what its environment adds. */
export interface Program {
  file: string;
  args: readonly string[];
  env: Record<string, string>;
}

/** Where the practice centre says what it does; the log of the start before lies beside it. */
const LOG_FILE = 'centre.log';

/**
 * Starts the real central server, in practice mode, as a child process on loopback with a folder of its own inside the
 * desk's. Its log goes into a file: it is somebody else's, far away, and not for the person at this terminal.
 */
export function startPracticeCentre(program: Program, deskFolder: string, log: Log): PracticeCentre {
  const data = join(deskFolder, 'centre');
  const logFile = join(deskFolder, LOG_FILE);
  if (existsSync(logFile)) renameSync(logFile, `${logFile}.before`);
  const logged = openSync(logFile, 'w', 0o600);
  const env: NodeJS.ProcessEnv = { ...process.env, ...program.env };
  // A database that is configured for a real centre is not for practice.
  delete env.DATABASE_URL;
  const child = spawn(program.file, [...program.args, '--data', data, '--port', '0', '--practice'], {
    env,
    stdio: ['ignore', 'pipe', logged, 'ipc'],
  });
  closeSync(logged);
  const url = readyUrl(child).then((address) => {
    log('practice-centre', { url: address });
    return address;
  });
  return { url, stop: () => stopChild(child) };
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (sentence: string) => {
      clearTimeout(timer);
      child.kill('SIGKILL');
      reject(new Error(sentence));
    };
    const timer = setTimeout(() => fail('The practice centre did not become ready in a minute.'), READY_MS);
    child.once('error', () => fail('The practice centre could not be started.'));
    child.once('exit', (code) =>
      fail(
        `The practice centre stopped at once (code ${code ?? 'none'}); its reason stands in ${LOG_FILE} of the practice folder.`,
      ),
    );
    if (child.stdout === null) return fail('The practice centre has no output.');
    createInterface({ input: child.stdout }).on('line', (line) => {
      const url = urlOf(line);
      if (url === null) return;
      clearTimeout(timer);
      child.removeAllListeners('exit');
      resolve(url);
    });
  });
}

function urlOf(line: string): string | null {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== 'object' || value === null || !('ready' in value) || !('url' in value)) return null;
    return typeof value.url === 'string' ? value.url : null;
  } catch {
    return null;
  }
}

function stopChild(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.once('exit', () => {
      clearTimeout(timer);
      resolve();
    });
    child.kill('SIGTERM');
  });
}
