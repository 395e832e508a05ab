import { type Dice, seededDice } from '../support/dice.ts';

/** What can happen in a facility and on its lines. */
export const STEP_KINDS = [
  /** Somebody asks a desk for something. */
  'work',
  /** A desk contacts the centre now. */
  'sync',
  /** Something that is under way arrives. */
  'carry',
  /** Something that is under way never arrives, and its desk hears that the line broke. */
  'lose',
  /** An answer arrives cut or garbled. */
  'garble',
  /** A request arrives once more, out of order and maybe much later. */
  'repeat',
  /** Time passes, and desks do what they do by themselves. */
  'wait',
  /** A desk's clock is set wrong, or right. */
  'clock',
  /** A desk's process dies and starts again on what is on its disk. */
  'crash',
  /** The same in the middle of whatever writes next: before its COMMIT or after it. */
  'crash-writing',
  /** The centre dies in the middle of the next request: at some statement, or after its COMMIT. */
  'centre-crash',
  /** A copy of a desk's database is put by. */
  'backup',
  /** A desk's database is replaced by its copy. */
  'restore',
  /** A second PC begins to run on the copy. */
  'clone',
  /** A device is shut out at the centre. */
  'revoke',
  /** What waits is sealed into a file on a stick. */
  'stick-out',
  /** A file that lies about is taken to the centre, maybe again. */
  'stick-in',
  /** The centre's answer to a file is taken to its desk, maybe again. */
  'stick-back',
] as const;
export type StepKind = (typeof STEP_KINDS)[number];

export interface Step {
  kind: StepKind;
  /** Which of what there is when the step comes: desks, messages, copies. Read modulo their number. */
  which: number;
  /** What else the step has to choose. */
  roll: number;
}

const WEIGHTS: Record<StepKind, number> = {
  work: 30,
  sync: 14,
  carry: 30,
  lose: 3,
  garble: 2,
  repeat: 3,
  wait: 6,
  clock: 2,
  crash: 2,
  'crash-writing': 3,
  'centre-crash': 3,
  backup: 2,
  restore: 1,
  clone: 1,
  revoke: 0.3,
  'stick-out': 1.5,
  'stick-in': 2,
  'stick-back': 2,
};

const ROLLS = 1_000_000;

/** The steps of a seed: the same for the same numbers, whatever happens in them. */
export function stepsOf(seed: number, count: number): Step[] {
  const dice = seededDice(seed);
  return Array.from({ length: count }, () => ({
    kind: kindOf(dice),
    which: dice.below(ROLLS),
    roll: dice.below(ROLLS),
  }));
}

function kindOf(dice: Dice): StepKind {
  const all = STEP_KINDS.reduce((sum, kind) => sum + WEIGHTS[kind], 0);
  let at = dice.next() * all;
  for (const kind of STEP_KINDS) {
    at -= WEIGHTS[kind];
    if (at < 0) return kind;
  }
  return 'work';
}
