import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Clerk, clerkOver, sendOver } from '../support/asks.ts';
import { NO_CENTRE, PRACTICE_REGISTRAR, startDesk } from '../support/desk-process.ts';
import { type Dice, seededDice } from '../support/dice.ts';
import { somebody } from '../support/people.ts';
import { Disk } from './disk.ts';
import { type Act, readActs, type Saved, savedIn } from './trace.ts';

export const DURABILITIES = ['FULL', 'NORMAL', 'OFF'] as const;
/** FULL is the product as it is; the others are the same desk with SQLite made weaker underneath. */
export type Durability = (typeof DURABILITIES)[number];

/** A desk's whole life with its disk: everything it did, and what it said was saved and when. */
export interface Trace {
  acts: Act[];
  saved: { at: number; records: Saved[] }[];
}

/** How the runs of one trace end; each next one begins with what the last one left. */
const RUN_ENDS = ['killed', 'stopped', 'killed'] as const;
const CLERKS = 2;

export interface TraceWish {
  durability: Durability;
  library: string;
  /** Empty; the desk's own folder is made in it, so that the making of the folder is followed too. */
  root: string;
  /** Below `root` lies nothing of this. */
  logs: string;
  /** About so many commands are acknowledged. */
  asks: number;
  seed: number;
}

/** Runs a real desk three times in a row under the tracer, asks it all the time, and reads what it did. */
export async function traceDesk(wish: TraceWish): Promise<Trace> {
  const dice = seededDice(wish.seed);
  const commands = new Set<string>();
  const acts: Act[] = [];
  let answered = 0;
  for (const [index, end] of RUN_ENDS.entries()) {
    const log = join(wish.logs, `${wish.durability}-${index}.log`);
    const desk = await startDesk({
      data: join(wish.root, 'desk'),
      centreUrl: NO_CENTRE,
      env: environmentOf(wish, log),
    });
    try {
      const clerks = Array.from({ length: CLERKS }, () => clerkOver(sendOver(desk.url)));
      const each = Math.ceil(wish.asks / RUN_ENDS.length / CLERKS);
      const work = clerks.map(async (clerk) => {
        await clerk.signIn(PRACTICE_REGISTRAR.userName, PRACTICE_REGISTRAR.pin);
        return askOften(clerk, dice, each, commands);
      });
      answered += sum(await Promise.all(work));
    } finally {
      await (end === 'killed' ? desk.kill() : desk.stop());
    }
    acts.push(...readActs(log));
    checkReplay(acts, wish.root);
  }
  const saved = acts.flatMap((act, at) => {
    const records = act.op === 'A' ? savedIn(act.data, commands) : [];
    return records.length === 0 ? [] : [{ at, records }];
  });
  if (saved.length !== answered)
    throw new Error(`${answered} commands were answered and ${saved.length} of the answers are in the trace`);
  return { acts, saved };
}

const sum = (numbers: readonly number[]): number => numbers.reduce((one, other) => one + other, 0);

function environmentOf({ durability, library, root }: TraceWish, log: string): NodeJS.ProcessEnv {
  const weaken = new URL('weaken.ts', import.meta.url).href;
  return {
    LD_PRELOAD: library,
    TRACE_FOLDER: root,
    TRACE_LOG: log,
    ...(durability === 'FULL' ? {} : { TONLE_WEAKENED_TO: durability, NODE_OPTIONS: `--import=${weaken}` }),
  };
}

/** People are registered, checked and served until so many commands have been answered; gives that number. */
async function askOften(clerk: Clerk, dice: Dice, count: number, commands: Set<string>): Promise<number> {
  let answered = 0;
  const tell = async (name: string, input: Record<string, unknown>) => {
    const id = randomUUID();
    commands.add(id);
    const reply = await clerk.reply(name, input, { id });
    if (!reply.ok) throw new Error(`${name} said no: ${JSON.stringify(reply)}`);
    answered += 1;
    return reply.value as Record<string, { id: string }>;
  };
  while (answered < count) {
    const patientId = (await tell('patients.register', { ...somebody(dice) })).patient?.id;
    const checkId = (await tell('eligibility.check', { patientId, isIdentityShown: true })).check?.id;
    const visitId = (await tell('visits.open', { patientId, checkId })).visit?.id;
    if (dice.below(2) === 0) await tell('visits.close', { visitId, outcome: 'improved' });
  }
  return answered;
}

/** Everything kept, the replay gives the very folder that is there: so nothing was done that the tracer does not see. */
function checkReplay(acts: readonly Act[], root: string): void {
  const disk = new Disk();
  for (const act of acts) disk.act(act);
  for (const [path, bytes] of disk.files()) {
    const real = readFileSync(join(root, path));
    if (!real.equals(bytes))
      throw new Error(`${path} is not what its trace says (${real.length} bytes, ${bytes.length} in the trace)`);
  }
}
