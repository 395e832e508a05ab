import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { extractAll } from '@electron/asar';
import type { Reply } from '../shared/wire/errors.ts';

const READY_MS = 90_000;
const STOP_MS = 15_000;

export interface Proof {
  /** Bytes of what is in the archive and beside it, after unpacking. */
  bytes: number;
  files: number;
  readyMs: number;
  /** From the start of a practice desk until its own centre has answered it. */
  metCentreMs: number;
  centreReadyMs: number;
}

/** Every file under a folder, relative to it. */
export function filesUnder(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
}

export const bytesOf = (folder: string) =>
  filesUnder(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);

/** The compiled files among them must be the target's SQLite and nothing else. */
export function checkCompiled(files: readonly string[], wanted: string): void {
  const found = files.filter((name) => name.endsWith('.node')).map((name) => name.replaceAll('\\', '/'));
  const expected = `node_modules/better-sqlite3/prebuilds/${wanted}.node`;
  if (found.length !== 1 || found[0] !== expected) {
    throw new Error(
      `The package should have ${expected} as its only compiled file, but has: ${found.join(', ') || 'none'}.`,
    );
  }
}

/**
 * Starts what was packed, from nothing but the packed files: unpacks the archive into a folder of its own, far from the
 * sources and their node_modules, runs it as the plain desk on this Node, and asks it over HTTP, once as a new desk and
 * once in practice until its link to the packed centre on PGlite is up.
 * @throws an error with a sentence when anything is missing
 */
export async function provePackage(archive: string, platform: string): Promise<Proof> {
  const home = mkdtempSync(join(tmpdir(), 'tonle-dist-'));
  try {
    const app = join(home, 'app');
    extractAll(archive, app);
    const desk = join(app, 'electron/desk.js');
    const files = filesUnder(app);
    checkCompiled(files, platform);
    const real = await withProgram(desk, ['--data', join(home, 'real')], async (url) => {
      await expectAnswer(`${url}/health`, '"ok":true');
      await expectAnswer(`${url}/`, '<div id="root">');
    });
    let metCentreMs = 0;
    const startedMs = Date.now();
    await withProgram(desk, ['--data', join(home, 'practice'), '--practice'], async (url) => {
      const about = await ask(url, 'system.about', {});
      if (about.mode !== 'practice') throw new Error('The packed desk does not say that it is in practice.');
      const { session } = await ask(url, 'staff.signIn', { userName: 'dara', pin: '2222' });
      await untilLinkIsUp(url, session);
      metCentreMs = Date.now() - startedMs;
    });
    // As the window starts it: from what lies beside the archive, without the archive.
    const beside = join(home, 'beside');
    cpSync(`${archive}.unpacked`, beside, { recursive: true });
    const centre = await withProgram(
      join(beside, 'build/central.js'),
      ['--data', join(home, 'centre'), '--practice'],
      async (url) => {
        await expectAnswer(`${url}/health`, '"ok":true');
      },
    );
    return {
      bytes: bytesOf(app),
      files: files.length,
      readyMs: real,
      metCentreMs,
      centreReadyMs: centre,
    };
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** Runs a packed program while `look` looks; gives the time it took to be ready, and fails when it does not end cleanly. */
async function withProgram(program: string, words: string[], look: (url: string) => Promise<void>): Promise<number> {
  const { NODE_PATH: _sources, NODE_OPTIONS: _flags, ...env } = process.env;
  const startedMs = Date.now();
  const child = spawn(process.execPath, [program, ...words, '--port', '0'], {
    cwd: dirname(program),
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr?.on('data', (part: Buffer) => {
    log += part.toString();
  });
  try {
    const url = await readyUrl(child);
    const readyMs = Date.now() - startedMs;
    await look(url);
    const code = await stop(child);
    if (code !== 0) throw new Error(`The packed program ended with code ${code}.`);
    return readyMs;
  } catch (error) {
    child.kill('SIGKILL');
    throw new Error(`${error instanceof Error ? error.message : String(error)}\n${log}`);
  }
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const fail = (sentence: string) => {
      clearTimeout(timer);
      reject(new Error(sentence));
    };
    const timer = setTimeout(() => fail(`The packed program was not ready after ${READY_MS / 1000} s.`), READY_MS);
    child.once('exit', (code) => fail(`The packed program stopped at once with code ${code}.`));
    if (child.stdout === null) return fail('The packed program has no output.');
    createInterface({ input: child.stdout }).once('line', (line) => {
      const { url } = JSON.parse(line) as { url?: unknown };
      if (typeof url !== 'string') return fail(`The packed program said "${line}" instead of its address.`);
      clearTimeout(timer);
      resolve(url);
    });
  });
}

async function expectAnswer(url: string, wanted: string): Promise<void> {
  const answer = await fetch(url);
  const text = await answer.text();
  if (answer.ok && text.includes(wanted)) return;
  throw new Error(`The packed program answered ${answer.status} at ${new URL(url).pathname}, without ${wanted}.`);
}

/** An ask that has to be answered with a value. */
async function ask(url: string, name: string, input: unknown, session?: unknown): Promise<Record<string, unknown>> {
  const body = JSON.stringify({ id: crypto.randomUUID(), name, input, ...(session === undefined ? {} : { session }) });
  const answer = await fetch(`${url}/ask`, { method: 'POST', body, headers: { 'content-type': 'application/json' } });
  const reply = (await answer.json()) as Reply;
  if (!reply.ok) throw new Error(`The packed desk answered ${name} with ${JSON.stringify(reply)}.`);
  return reply.value as Record<string, unknown>;
}

async function untilLinkIsUp(url: string, session: unknown): Promise<void> {
  for (const untilMs = Date.now() + READY_MS; Date.now() < untilMs; await pause(200)) {
    const { link } = (await ask(url, 'sync.status', {}, session)) as { link?: { state?: string } };
    if (link?.state === 'up') return;
  }
  throw new Error(`The packed desk did not meet its practice centre in ${READY_MS / 1000} s.`);
}

function stop(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
    child.once('exit', (code) => {
      clearTimeout(timer);
      resolve(code);
    });
    child.kill('SIGTERM');
  });
}
