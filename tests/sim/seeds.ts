import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../support/folder.ts';
import { SimCentre } from './centre.ts';
import { SimDesk } from './desk.ts';
import type { Sabotage } from './sabotage.ts';
import { Simulation } from './simulation.ts';
import type { Step } from './steps.ts';

export interface SeedRun {
  seed: number;
  /** Its place among those that this centre has seen, from 1; names differ from one place to the next. */
  nth: number;
  steps: number;
  acknowledged: number;
  /** How often what has happened. */
  did: Record<string, number>;
  /** What is wrong, or null. */
  problem: string | null;
}

/** At most this many runs to find fewer steps that fail as well. */
const SHRINK_RUNS_MAX = 120;

/** Runs seeds one after the other over one centre. */
export class Seeds {
  readonly #centre: SimCentre;
  readonly #folder: string;
  readonly #template: string;

  private constructor(centre: SimCentre, folder: string, template: string) {
    this.#centre = centre;
    this.#folder = folder;
    this.#template = template;
  }

  static async open(): Promise<Seeds> {
    const folder = mkdtempSync(join(tmpdir(), 'tonle-seeds-'));
    const template = join(folder, 'desk.db');
    SimDesk.makeTemplate(template);
    return new Seeds(await SimCentre.open(), folder, template);
  }

  async run(seed: number, steps: readonly Step[], sabotage: Sabotage | null = null): Promise<SeedRun> {
    const simulation = new Simulation(this.#centre, seed, this.#template, sabotage);
    let problem: string | null = null;
    try {
      await simulation.begin();
      for (const step of steps) await simulation.step(step);
      await simulation.heal();
      await simulation.compare();
    } catch (error) {
      const faults = simulation.faults().map((fault) => `; ${fault}`);
      problem =
        error instanceof Error ? `${error.name}: ${error.message}${placeOf(error)}${faults.join('')}` : 'unknown';
    } finally {
      simulation.end();
    }
    return {
      seed,
      nth: this.#centre.begun,
      steps: steps.length,
      acknowledged: simulation.ledger.size,
      did: simulation.did,
      problem,
    };
  }

  /** Fewer steps of a failing seed that still fail, found by leaving out more and more of them. */
  async shrink(seed: number, steps: readonly Step[], sabotage: Sabotage | null = null): Promise<Step[]> {
    let left = [...steps];
    let runs = 0;
    for (let size = Math.ceil(left.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
      for (let from = 0; from < left.length && runs < SHRINK_RUNS_MAX; ) {
        const fewer = [...left.slice(0, from), ...left.slice(from + size)];
        runs += 1;
        if ((await this.run(seed, fewer, sabotage)).problem === null) from += size;
        else left = fewer;
      }
    }
    return left;
  }

  /** The next one runs as the nth. */
  skipTo(nth: number): void {
    this.#centre.skipTo(nth - 1);
  }

  async close(): Promise<void> {
    await this.#centre.close();
    removeFolder(this.#folder);
  }
}

/** Where it broke, for what nobody expected. */
function placeOf(error: Error): string {
  return error.name === 'Violation' ? '' : ` ${(error.stack ?? '').split('\n').slice(1, 4).join(' ')}`;
}

export const STEPS = 120;
