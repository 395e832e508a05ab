import { assert } from '../base/assert.ts';
import type { ReadDb, WriteDb } from '../base/db.ts';
import type { Day } from '../base/time.ts';
import { type DatedRuleset, datedRuleset } from './record.ts';
import { BUILT_IN_RULESETS, rulesetFor } from './rulesets.ts';

/** All rulesets this desk knows: the centre's, once it has published any, and before that those of the program. */
export function rulesetsOf(db: ReadDb): DatedRuleset[] {
  const rows = db.all('SELECT content FROM ruleset ORDER BY validFrom');
  if (rows.length === 0) return [...BUILT_IN_RULESETS];
  return rows.map((row) => datedRuleset.parse(JSON.parse(String(row.content))));
}

/** The one in force on a day; a visit is judged by it and by no later one. */
export function rulesetOn(db: ReadDb, day: Day): DatedRuleset | null {
  return rulesetFor(day, rulesetsOf(db));
}

/** By the id that a check was stored with, also when a publication no longer names it. */
export function rulesetById(db: ReadDb, id: string): DatedRuleset | null {
  return [...rulesetsOf(db), ...BUILT_IN_RULESETS].find((dated) => dated.ruleset.id === id) ?? null;
}

/**
 * Takes over what the centre has published. Whatever was in force once stays, under its own id, so that an old check can
 * be explained; what the publication says of the same id replaces it.
 */
export function saveRulesets(db: WriteDb, rulesets: readonly DatedRuleset[]): void {
  for (const dated of rulesets) {
    const count = db.run(
      `INSERT INTO ruleset (id, validFrom, validTo, content) VALUES (@id, @validFrom, @validTo, @content)
       ON CONFLICT (id) DO UPDATE SET validFrom = excluded.validFrom, validTo = excluded.validTo, content = excluded.content`,
      { id: dated.ruleset.id, validFrom: dated.validFrom, validTo: dated.validTo, content: JSON.stringify(dated) },
    );
    assert(count === 1, 'a ruleset is written');
  }
}
