import { type DumpLine, dumpLinesOf } from './desk-process.ts';
import { type Running, runProgram, startProgram } from './process.ts';

const CENTRE = 'build/central.ts';

/** A practice centre on PGlite: practice desks enrol at it by themselves. */
export function startCentre(data: string, port = 0): Promise<Running> {
  return startProgram(CENTRE, ['--data', data, '--port', String(port), '--practice']);
}

/** A centre for real desks: they enrol with one-time codes. */
export function startRealCentre(data: string): Promise<Running> {
  return startProgram(CENTRE, ['--data', data, '--port', '0']);
}

/** Runs one of the centre's commands beside the running centre; gives what it printed. */
export async function atCentre(data: string, ...words: string[]): Promise<string> {
  const { code, stdout, stderr } = await runProgram(CENTRE, [...words, '--data', data]);
  if (code !== 0) throw new Error(`${words[0]} failed at the centre: ${stderr}`);
  return stdout;
}

/** Every version of every record that came, beside what the centre holds as newest. */
export async function dumpCentre(data: string): Promise<DumpLine[]> {
  return dumpLinesOf(await atCentre(data, 'dump', '--history'));
}

/** Loads an invented register of so many members. */
export async function giveRegister(data: string, count: number, seed: number, file: string): Promise<void> {
  const made = await runProgram('build/make-members.ts', [
    '--count',
    String(count),
    '--seed',
    String(seed),
    '--out',
    file,
  ]);
  if (made.code !== 0) throw new Error(`no register was made: ${made.stderr}`);
  await atCentre(data, 'import-members', file);
}
