import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const READY_MS = 120_000;
const STOP_MS = 40_000;
const LAST_WORDS_MS = 1_000;

export interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A program of Tonle's as a process of its own. */
export interface Launched {
  pid: number;
  /** Its address once it says that it is ready; rejects with `DidNotStart` when it ends before. */
  ready: Promise<string>;
  /** Everything it has written to stderr so far. */
  stderr(): string;
  isAlive(): boolean;
  ended: Promise<Ended>;
  /** SIGTERM, and SIGKILL when it does not stop; resolves when it is gone. */
  stop(): Promise<Ended>;
  /** SIGKILL at once; resolves when it is gone. */
  kill(): Promise<Ended>;
}

/** One that said that it is ready. */
export interface Running extends Launched {
  url: string;
}

/** What a program that did not become ready has said. */
export class DidNotStart extends Error {
  override name = 'DidNotStart';
  readonly code: number | null;
  readonly stderr: string;
  constructor(code: number | null, stderr: string) {
    super(`it ended with code ${code}: ${stderr.slice(-2_000)}`);
    this.code = code;
    this.stderr = stderr;
  }
}

function spawnProgram(program: string, words: readonly string[], env: NodeJS.ProcessEnv): ChildProcess {
  const inherited = { ...process.env };
  // A test never meets a database that somebody has configured for a real centre.
  delete inherited.DATABASE_URL;
  return spawn(process.execPath, [program, ...words], {
    cwd: root,
    env: { ...inherited, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

/** Starts a program that prints one JSON line with `ready` and `url`. */
export function launchProgram(program: string, words: readonly string[], env: NodeJS.ProcessEnv = {}): Launched {
  const child = spawnProgram(program, words, env);
  let stderr = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const ended = new Promise<Ended>((resolve) => {
    // Whoever inherited its output may live on; what it wrote itself is read by then.
    child.once('exit', (code, signal) => setTimeout(() => resolve({ code, signal }), LAST_WORDS_MS).unref());
    child.once('close', (code, signal) => resolve({ code, signal }));
  });
  const isAlive = () => child.exitCode === null && child.signalCode === null;
  const end = (signal: NodeJS.Signals) => {
    if (isAlive()) child.kill(signal);
    return ended;
  };
  return {
    pid: child.pid ?? 0,
    ready: readyUrl(child, ended, () => stderr),
    stderr: () => stderr,
    isAlive,
    ended,
    async stop() {
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_MS);
      const how = await end('SIGTERM');
      clearTimeout(timer);
      return how;
    },
    kill: () => end('SIGKILL'),
  };
}

function readyUrl(child: ChildProcess, ended: Promise<Ended>, stderr: () => string): Promise<string> {
  const ready = new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`a program was not ready within a minute: ${stderr().slice(-2_000)}`));
    }, READY_MS);
    void ended.then(({ code }) => {
      clearTimeout(timer);
      reject(new DidNotStart(code, stderr()));
    });
    if (child.stdout === null) return;
    createInterface({ input: child.stdout }).on('line', (line) => {
      const said = JSON.parse(line) as { ready?: boolean; url?: string };
      if (said.ready !== true || said.url === undefined) return;
      clearTimeout(timer);
      resolve(said.url);
    });
  });
  // Whoever does not wait for it to be ready hears of its end by `ended`.
  ready.catch(() => undefined);
  return ready;
}

/** @throws DidNotStart with its exit code and what it wrote to stderr */
export async function startProgram(
  program: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<Running> {
  const launched = launchProgram(program, words, env);
  return { ...launched, url: await launched.ready };
}

export interface RanProgram {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs a program to its end. */
export function runProgram(
  program: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<RanProgram> {
  const child = spawnProgram(program, words, env);
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      texts[name] += text;
    });
  }
  return new Promise((resolve) => {
    child.once('close', (code) => resolve({ code, ...texts }));
  });
}
