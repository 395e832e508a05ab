import { type Clerk, clerkOver, sendOver } from './asks.ts';
import { type Launched, launchProgram, type Running, runProgram, startProgram } from './process.ts';

const DESK = 'electron/desk.ts';

/** The people of a practice desk with their PINs. */
export const PRACTICE_REGISTRAR = { userName: 'sokha', pin: '1111' } as const;

export interface DeskProcess extends Running {
  clerk(): Clerk;
}

export interface DeskWish {
  data: string;
  /** Practice desks are tested against a centre that the test started. */
  centreUrl?: string;
  isPractice?: boolean;
  port?: number;
  env?: NodeJS.ProcessEnv;
  /** Another file of the program than its source: what it was bundled into. */
  program?: string;
}

export function deskWords({ data, centreUrl, isPractice = true, port = 0 }: DeskWish): string[] {
  const centre = centreUrl === undefined ? [] : ['--centre', centreUrl];
  return ['--data', data, '--port', String(port), ...(isPractice ? ['--practice'] : []), ...centre];
}

/** An address where nobody listens: a desk without a line. */
export const NO_CENTRE = 'http://127.0.0.1:9';

export async function startDesk(wish: DeskWish): Promise<DeskProcess> {
  const running = await startProgram(wish.program ?? DESK, deskWords(wish), wish.env);
  return { ...running, clerk: () => clerkOver(sendOver(running.url)) };
}

/** A desk that nobody waits for. */
export function launchDesk(wish: DeskWish): Launched {
  return launchProgram(wish.program ?? DESK, deskWords(wish), wish.env);
}

/** A clerk of a practice desk, signed in. */
export async function signedIn(desk: DeskProcess): Promise<Clerk> {
  const clerk = desk.clerk();
  await clerk.signIn(PRACTICE_REGISTRAR.userName, PRACTICE_REGISTRAR.pin);
  return clerk;
}

/** One line of a dump, of either end. */
export interface DumpLine {
  kind: string;
  id: string;
  version: number;
  device: string | null;
  state: string;
  content: Record<string, unknown>;
  hash?: string;
}

export async function dumpDesk(data: string): Promise<DumpLine[]> {
  const { code, stdout, stderr } = await runProgram(DESK, ['dump', '--data', data]);
  if (code !== 0) throw new Error(`the dump of the desk failed: ${stderr}`);
  return dumpLinesOf(stdout);
}

export function dumpLinesOf(text: string): DumpLine[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as DumpLine);
}

/** The kinds that travel to the centre. */
export const SENT_KINDS: readonly string[] = ['patient', 'eligibility-check', 'visit', 'claim', 'month-close'];
