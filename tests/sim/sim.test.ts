import { describe, expect, it } from 'vitest';
import { runProgram } from '../support/process.ts';
import { KEPT_SEEDS } from './kept-seeds.ts';
import { SABOTAGES } from './sabotage.ts';
import { stepsOf } from './steps.ts';

const SEEDS = 30;

describe('a facility, simulated', () => {
  it('keeps and counts everything whatever happens, and the checks find what is broken on purpose', async () => {
    const words = ['--seeds', String(SEEDS), '--seed', '20260310', '--sabotages', '--no-shrink'];
    const { code, stdout, stderr } = await runProgram('tests/sim/sim.ts', words);
    expect(stderr).toBe('');
    const found = JSON.parse(stdout) as {
      failed: unknown[];
      did: Record<string, number>;
      sabotages: Record<string, { problem: string } | null>;
    };
    expect(found).toMatchObject({ failed: [], kept: KEPT_SEEDS.length, seeds: SEEDS });
    // The seeds are worth something: all of this happened in them.
    for (const what of [
      'exchanged',
      'fenced',
      'desk-restored',
      'desk-cloned',
      'desk-crashed',
      'centre-crashed',
      'stick-taken',
    ])
      expect(found.did).toHaveProperty(what);
    expect(Object.keys(found.sabotages)).toEqual([...SABOTAGES]);
    for (const name of SABOTAGES) expect(found.sabotages[name]?.problem).toMatch(/^Violation: /);
    expect(code).toBe(0);
  }, 600_000);

  it('has the same steps for the same seed', () => {
    expect(stepsOf(7, 50)).toEqual(stepsOf(7, 50));
    expect(stepsOf(7, 50)).not.toEqual(stepsOf(8, 50));
  });
});
