import { describe, expect, it } from 'vitest';
import { runProgram } from '../support/process.ts';

async function figuresOf(program: string, ...words: string[]): Promise<Record<string, unknown>> {
  const { code, stdout, stderr } = await runProgram(program, words);
  expect(stderr).toBe('');
  expect(code).toBe(0);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('the figures that the project prints', () => {
  it('are of a day with a bad line, on which nothing is lost or doubled', async () => {
    const day = await figuresOf('tests/bench/practice-day.ts', '--visits', '30', '--seed', '7', '--members', '500');
    expect(day).toMatchObject({
      visits: 30,
      seed: 7,
      lost: 0,
      doubled: 0,
      strange: 0,
      waiting: 0,
      checked: 30,
      opened: 30,
    });
    expect(day.members).toBeGreaterThanOrEqual(500);
    expect(day.visitsWithoutLine).toBeGreaterThan(0);
    expect(day.sent).toBe(day.entered);
    expect(Number(day.accepted) + Number(day.refused)).toBe(day.sent);
    const outcomes = Object.values(day.checkedByOutcome as Record<string, number>);
    expect(outcomes.reduce((sum, count) => sum + count, 0)).toBe(30);
  });

  it('are of every kind of search, of saves beside the disk’s own time, of the start and of the memory', async () => {
    const figures = await figuresOf('tests/bench/bench.ts', '--patients', '600', '--rounds', '10');
    const spread = { p50: expect.any(Number), p95: expect.any(Number), max: expect.any(Number) };
    expect(figures).toMatchObject({
      patients: 600,
      startMs: { empty: { ready: spread, health: spread }, full: { ready: spread, health: spread } },
      saveMs: { http: spread, inProcess: spread, fsync: spread },
      searchMs: { all: spread },
      residentMb: expect.any(Number),
    });
    expect(Object.keys((figures.searchMs as { http: object }).http).length).toBeGreaterThan(10);
  });
});
