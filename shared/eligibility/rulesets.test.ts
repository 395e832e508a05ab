import { expect, it } from 'vitest';
import { exampleRuleset } from './facts.fixture.ts';
import { datedRuleset } from './record.ts';
import { BUILT_IN_RULESETS, rulesetFor } from './rulesets.ts';

const dated = (id: string, validFrom: string, validTo: string | null) => ({
  id,
  validFrom,
  validTo,
  ruleset: exampleRuleset({ id }),
});

it('carries well-formed rulesets under their own id', () => {
  for (const one of BUILT_IN_RULESETS) {
    expect(datedRuleset.parse(one)).toEqual(one);
    expect(one.ruleset.id).toBe(one.id);
  }
});

it('finds the ruleset of a day, both ends included, and none outside', () => {
  const rulesets = [dated('a', '2026-01-01', '2026-06-30'), dated('b', '2026-07-01', null)];
  const idOn = (day: string) => rulesetFor(day, rulesets)?.id ?? null;
  expect(['2025-12-31', '2026-01-01', '2026-06-30', '2026-07-01', '2040-01-01'].map(idOn)).toEqual([
    null,
    'a',
    'a',
    'b',
    'b',
  ]);
});

it('lets the later start replace the earlier, in whatever order they are listed, and a correction its original', () => {
  const [open, later] = [dated('open', '2026-01-01', null), dated('later', '2026-05-01', null)];
  expect(rulesetFor('2026-05-01', [open, later])?.id).toBe('later');
  expect(rulesetFor('2026-05-01', [later, open])?.id).toBe('later');
  expect(rulesetFor('2026-05-01', [later, dated('corrected', '2026-05-01', null)])?.id).toBe('corrected');
});
