import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Answered, isWronglyCovered, LINE_NAMES, LinkCombinations } from '../support/link-combinations.ts';

describe('a check over every kind of line', () => {
  let combinations: LinkCombinations;
  const said: Answered[] = [];
  beforeAll(async () => {
    combinations = await LinkCombinations.open();
  });
  afterAll(async () => {
    const slowest = said.reduce((a, b) => (a.ms > b.ms ? a : b));
    process.stdout.write(
      `${said.length} combinations; the slowest answer took ${Math.round(slowest.ms)} ms (${slowest.line}).\n`,
    );
    await combinations.close();
  });

  it.each(LINE_NAMES)('%s', async (line) => {
    const answers = await combinations.over(line);
    said.push(...answers);
    for (const answered of answers) {
      const { policy, isLineGood, isCoveredAtFirst, isCoveredConfirmed } = answered;
      expect(isCoveredAtFirst, `${line}, ${policy.name}, at first`).toBe(policy.isCoveredHere);
      expect(isCoveredConfirmed, `${line}, ${policy.name}, afterwards`).toBe(isLineGood ? policy.isCoveredThere : null);
      expect(isWronglyCovered(answered)).toBe(false);
    }
  });

  it('is of all 120 combinations', () => expect(said).toHaveLength(120));
});
