import { parseArgs } from 'node:util';
import { KEPT_SEEDS } from './kept-seeds.ts';
import { DeskDied } from './mortal-db.ts';
import { SABOTAGES, type Sabotage } from './sabotage.ts';
import { type SeedRun, Seeds, STEPS } from './seeds.ts';
import { type Step, stepsOf } from './steps.ts';

/**
 * `npm run sim -- --seeds 200 [--seed 1] [--steps 120] [--minutes 60] [--nth N] [--sabotages]`: the seeds that have failed
 * before, then so many from one on, or as many as there is time for; each is the life of a facility in one process, on a
 * clock of its own. A failing seed prints itself with as few steps as were found, and the run ends with an error; with the
 * `--nth` that it prints it runs again alone, under the names that it had. With `--sabotages` the design is then broken on
 * purpose, one way after the other, until each is found. Prints one JSON object.
 */
const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    seed: { type: 'string', default: '1' },
    steps: { type: 'string', default: String(STEPS) },
    minutes: { type: 'string', default: '1440' },
    nth: { type: 'string' },
    sabotages: { type: 'boolean', default: false },
    'no-shrink': { type: 'boolean', default: false },
  },
});
const first = Number(values.seed);
const stepsEach = Number(values.steps);
/** After so many the reason is plain. */
const FAILED_MAX = 5;
/** A sabotage that stays unseen for so long is not found. */
const SABOTAGED_SEEDS_MAX = 40;

interface Tally {
  kept: number;
  seeds: number;
  steps: number;
  acknowledged: number;
  /** How often what happened, over all seeds. */
  did: Record<string, number>;
  failed: (Omit<SeedRun, 'did'> & { fewest: Step[] | null })[];
}

// What a process of a desk still tries after it died ends nowhere: in the world there is nobody left to hear of it.
process.on('unhandledRejection', (error) => {
  if (!(error instanceof DeskDied)) throw error;
});

async function runOne(seeds: Seeds, tally: Tally, seed: number, steps: readonly Step[]): Promise<void> {
  const { did, ...run } = await seeds.run(seed, steps);
  tally.steps += steps.length;
  tally.acknowledged += run.acknowledged;
  for (const [what, n] of Object.entries(did)) tally.did[what] = (tally.did[what] ?? 0) + n;
  if (run.problem === null) return;
  process.stderr.write(`seed ${seed} --nth ${run.nth}: ${run.problem}\n`);
  tally.failed.push({ ...run, fewest: values['no-shrink'] ? null : await seeds.shrink(seed, steps) });
}

interface Caught {
  /** How many seeds it took. */
  seeds: number;
  problem: string;
}

/** What gave each sabotage away; null for one that nothing did. */
async function sabotageAll(seeds: Seeds): Promise<Record<string, Caught | null>> {
  const found: Record<string, Caught | null> = {};
  for (const sabotage of SABOTAGES) found[sabotage] = await caughtAt(seeds, sabotage);
  return found;
}

async function caughtAt(seeds: Seeds, sabotage: Sabotage): Promise<Caught | null> {
  for (let count = 1; count <= SABOTAGED_SEEDS_MAX; count += 1) {
    const seed = first + count - 1;
    const { problem } = await seeds.run(seed, stepsOf(seed, stepsEach), sabotage);
    if (problem !== null) return { seeds: count, problem };
  }
  return null;
}

const startMs = performance.now();
const tally: Tally = { kept: 0, seeds: 0, steps: 0, acknowledged: 0, did: {}, failed: [] };
const seeds = await Seeds.open();
if (values.nth !== undefined) seeds.skipTo(Number(values.nth));
for (const { seed, steps } of values.nth === undefined ? KEPT_SEEDS : []) {
  await runOne(seeds, tally, seed, steps);
  tally.kept += 1;
}
const isTime = () => performance.now() - startMs < Number(values.minutes) * 60_000;
for (let seed = first; seed < first + Number(values.seeds) && isTime(); seed += 1) {
  if (tally.failed.length >= FAILED_MAX) break;
  await runOne(seeds, tally, seed, stepsOf(seed, stepsEach));
  tally.seeds += 1;
}
const seconds = (performance.now() - startMs) / 1_000;
const sabotages = values.sabotages ? await sabotageAll(seeds) : null;
await seeds.close();
const result = {
  firstSeed: first,
  ...tally,
  sabotages,
  seconds: Math.round(seconds * 10) / 10,
  seedsPerMinute: Math.round((tally.seeds / seconds) * 600) / 10,
};
process.stdout.write(`${JSON.stringify(result, null, 2)}\n`);
const isUnseen = Object.values(sabotages ?? {}).includes(null);
if (tally.failed.length > 0 || isUnseen) process.exitCode = 1;
