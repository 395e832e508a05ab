import { existsSync, readFileSync } from 'node:fs';
import { canonicalJson } from '../../shared/base/json.ts';
import { eligibilityFacts, ruleset } from '../../shared/eligibility/record.ts';
import { decide } from '../../shared/eligibility/rules.ts';
import { isWronglyCovered, LINE_NAMES, LinkCombinations } from '../support/link-combinations.ts';

const CASES = new URL('../../../shared/data/eligibility-cases.json', import.meta.url);

/** Every line of `tests/sync/link-failures.test.ts` times every person, through the public port of a desk. */
export async function measureLinks() {
  const combinations = await LinkCombinations.open();
  try {
    const said = [];
    for (const line of LINE_NAMES) said.push(...(await combinations.over(line)));
    return {
      combinations: said.length,
      wronglyCovered: said.filter(isWronglyCovered).length,
      slowestMs: Math.max(...said.map(({ ms }) => ms)),
    };
  } finally {
    await combinations.close();
  }
}

/** The worked cases of the decision; a sentence in their place where they do not lie beside the project. */
export function measureCases() {
  if (!existsSync(CASES)) return { skipped: 'The worked cases do not lie beside this project, so none was run.' };
  const file = JSON.parse(readFileSync(CASES, 'utf8')) as {
    ruleset: unknown;
    cases: { name: string; facts: unknown; expect: unknown }[];
  };
  const rules = ruleset.parse(file.ruleset);
  const differing = file.cases.filter(
    ({ facts, expect }) => canonicalJson(decide(eligibilityFacts.parse(facts), rules)) !== canonicalJson(expect),
  );
  return { cases: file.cases.length, differing: differing.map(({ name }) => name) };
}
