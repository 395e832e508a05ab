import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../../build/central.ts', import.meta.url));

export interface Store {
  data: string;
  databaseUrl: string | null;
}

/** What a failed test leaves running ends with the tests. */
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

function run(args: readonly string[], databaseUrl: string | null): ChildProcess {
  const env = { ...process.env, DATABASE_URL: databaseUrl ?? '' };
  const child = spawn(process.execPath, [PROGRAM, ...args], { env, stdio: ['pipe', 'pipe', 'pipe'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

export interface Ended {
  code: number | null;
  out: string;
  err: string;
}

/** Runs the command line to its end. */
export async function central(args: readonly string[], databaseUrl: string | null = null, input = ''): Promise<Ended> {
  const child = run(args, databaseUrl);
  child.stdin?.end(input);
  const [out, err] = await Promise.all([read(child.stdout), read(child.stderr), once(child, 'close')]);
  return { code: child.exitCode, out, err };
}

function read(stream: NodeJS.ReadableStream | null): Promise<string> {
  return stream === null ? Promise.resolve('') : text(stream as NodeJS.ReadableStream & AsyncIterable<string>);
}

/** A centre in a process of its own, as it runs in the field. */
export class CentreProcess {
  readonly url: string;
  readonly line: Record<string, unknown>;
  readonly #child: ChildProcess;
  readonly #err: Promise<string>;

  private constructor(child: ChildProcess, line: Record<string, unknown>, err: Promise<string>) {
    this.#child = child;
    this.line = line;
    this.url = String(line.url);
    this.#err = err;
  }

  static async start({ data, databaseUrl }: Store, ...more: string[]): Promise<CentreProcess> {
    const child = run(['--data', data, '--port', '0', ...more], databaseUrl);
    const err = read(child.stderr);
    const ready = await Promise.race([
      new Promise<string>((resolve) => child.stdout?.once('data', (chunk) => resolve(String(chunk)))),
      err.then((said) => Promise.reject(new Error(`the centre did not start: ${said}`))),
    ]);
    return new CentreProcess(child, JSON.parse(ready) as Record<string, unknown>, err);
  }

  async end(signal: 'SIGTERM' | 'SIGINT' | 'SIGKILL'): Promise<{ code: number | null; err: string }> {
    const closed = this.#child.exitCode === null && this.#child.signalCode === null ? once(this.#child, 'close') : null;
    this.#child.kill(signal);
    await closed;
    return { code: this.#child.exitCode, err: await this.#err };
  }
}
