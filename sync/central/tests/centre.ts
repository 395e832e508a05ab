import { Readable } from 'node:stream';
import type { Clock } from '../../../shared/base/time.ts';
import { type CommandName, runCommand } from '../commands.ts';
import type { DumpLine } from '../dump.ts';
import type { Limits } from '../limits.ts';
import { askRunning } from '../node/ask-running.ts';
import { openCentre } from '../node/open.ts';
import { type RunningCentre, startCentre } from '../node/start.ts';
import type { Log, LogFields } from '../world.ts';
import type { Engine } from './engines.ts';

export class FakeClock implements Clock {
  ms = Date.parse('2026-03-10T03:00:00.000Z');
  nowMs(): number {
    return this.ms;
  }
}

export const NATIONAL_JOB = new URL('../node/national-job.ts', import.meta.url);

interface StartOver {
  isPractice?: boolean;
  host?: string;
  publishAt?: string;
  limits?: Partial<Limits>;
}

/** A centre in this process, listening, with a clock of its own. */
export class TestCentre {
  readonly clock = new FakeClock();
  readonly logged: { event: string; fields: LogFields }[] = [];
  readonly data: string;
  readonly databaseUrl: string | null;
  #running: RunningCentre | null = null;

  constructor(store: { data: string; databaseUrl: string | null }) {
    this.data = store.data;
    this.databaseUrl = store.databaseUrl;
  }

  static async start(engine: Engine, over: StartOver = {}): Promise<TestCentre> {
    const centre = new TestCentre(await engine.freshStore());
    await centre.start(over);
    return centre;
  }

  async start(over: StartOver = {}): Promise<void> {
    const log: Log = (_level, event, fields = {}) => void this.logged.push({ event, fields });
    const where = { data: this.data, databaseUrl: this.databaseUrl, clock: this.clock, log, nationalJob: NATIONAL_JOB };
    this.#running = await startCentre({ ...where, port: 0, host: '127.0.0.1', isPractice: false, ...over });
  }

  get url(): string {
    if (this.#running === null) throw new Error('the centre is not running');
    return this.#running.url;
  }

  async stop(): Promise<void> {
    await this.#running?.stop();
    this.#running = null;
  }

  /** As the command line does it: asks the running process on PGlite, opens the database on PostgreSQL. */
  async command(
    name: CommandName,
    given: unknown = {},
    csv = '',
  ): Promise<{ result: unknown; lines: string[]; refused: object[] }> {
    const lines: string[] = [];
    const refused: object[] = [];
    const output = {
      line: async (text: string) => void lines.push(text),
      refused: async (row: object) => void refused.push(row),
    };
    const input = Readable.from([Buffer.from(csv)]);
    if (this.databaseUrl === null && this.#running !== null) {
      return { result: await askRunning(this.data, name, given, input, output), lines, refused };
    }
    const opened = await openCentre({
      data: this.data,
      databaseUrl: this.databaseUrl,
      log: () => {},
      nationalJob: NATIONAL_JOB,
      clock: this.clock,
    });
    try {
      return { result: await runCommand(opened.world, name, given, input, output), lines, refused };
    } finally {
      await opened.close();
    }
  }

  /** Waits for something that the centre does in the background. */
  async logs(event: string, times = 1): Promise<LogFields> {
    for (;;) {
      const found = this.logged.filter((one) => one.event === event)[times - 1];
      if (found !== undefined) return found.fields;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  }

  async dump(hasHistory = false): Promise<DumpLine[]> {
    const { lines } = await this.command('dump', { hasHistory });
    return lines.map((line) => JSON.parse(line) as DumpLine);
  }

  addFacility(code: string, over: Record<string, unknown> = {}): Promise<unknown> {
    const facility = {
      ...{ code, nameKm: 'មណ្ឌលសុខភាព', nameLatin: `Health centre ${code}`, level: 'MPA', isPublic: true },
      ...{ contractedFrom: '2018-01-01', contractedTo: null, placeCode: null },
      ...over,
    };
    return this.command('add-facility', { facility, isPractice: false });
  }

  async enrolCode(facility: string, hours = 72): Promise<string> {
    const { result } = await this.command('enrol-code', { facility, hours, isPractice: false });
    return (result as { code: string }).code;
  }
}
