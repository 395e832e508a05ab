import { canonicalJson } from '../../shared/base/json.ts';
import { type DatedRuleset, datedRuleset } from '../../shared/eligibility/record.ts';
import { BUILT_IN_RULESETS, rulesetFor } from '../../shared/eligibility/rulesets.ts';
import { type RulesetsBody, type RulesetsFile, rulesetsBody, SIGNED_FOR_RULESETS } from '../protocol/rulesets.ts';
import type { CentreReadDb } from './db.ts';
import { CentreFault } from './faults.ts';
import { allOf } from './series.store.ts';
import { notOne, type Series } from './series.ts';

export const RULESETS: Series<DatedRuleset> = {
  ...({ family: 'rulesets', table: 'ruleset', seqColumn: 'rulesetsSeq', atColumn: 'rulesetsPublishedAt' } as const),
  words: { one: 'ruleset', judged: 'Checks made' },
  builtIn: BUILT_IN_RULESETS,
  contentOf: ({ ruleset }) => ruleset,
  of: (dated, ruleset) => datedRuleset.parse({ ...dated, ruleset }),
  read: readRuleset,
  on: rulesetFor,
  signed: (body, rulesets, sign) => signedRulesets({ ...body, rulesets }, sign),
};

export function allRulesets(db: CentreReadDb): Promise<DatedRuleset[]> {
  return allOf(db, RULESETS);
}

function readRuleset(given: unknown): DatedRuleset {
  const read = datedRuleset.safeParse(given);
  if (!read.success) throw notOne('ruleset', read.error.issues[0]);
  const { id, ruleset } = read.data;
  if (ruleset.id !== id) {
    throw new CentreFault(`The ruleset names itself ${ruleset.id} inside and ${id} outside; give it one name.`);
  }
  return read.data;
}

export function signedRulesets(given: RulesetsBody, sign: (text: string) => string): RulesetsFile {
  const body = canonicalJson(rulesetsBody.parse(given));
  return { body, signature: sign(`${SIGNED_FOR_RULESETS}${body}`) };
}
