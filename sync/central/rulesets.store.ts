import { assert } from '../../shared/base/assert.ts';
import type { Day, Instant } from '../../shared/base/time.ts';
import { type DatedRuleset, datedRuleset } from '../../shared/eligibility/record.ts';
import type { CentreReadDb, CentreWriteDb } from './db.ts';

/** A ruleset as it was published. */
export interface PublishedRuleset extends DatedRuleset {
  publishedAt: Instant;
  /** Why it was let change days that are past; null where it did not. */
  correctsWhy: string | null;
}

interface Row {
  id: string;
  validFrom: Day;
  validTo: Day | null;
  content: string;
  publishedAt: Instant;
  correctsWhy: string | null;
}

/** All that were ever published, in that order. */
export async function allRulesets(db: CentreReadDb): Promise<PublishedRuleset[]> {
  const rows = await db.query<Row>(
    'SELECT id, "validFrom", "validTo", content, "publishedAt", "correctsWhy" FROM ruleset ORDER BY position',
  );
  return rows.map(({ content, publishedAt, correctsWhy, ...dated }) => ({
    ...datedRuleset.parse({ ...dated, ruleset: JSON.parse(content) }),
    publishedAt,
    correctsWhy,
  }));
}

export async function insertRuleset(tx: CentreWriteDb, one: PublishedRuleset): Promise<void> {
  const touched = await tx.run(
    `INSERT INTO ruleset (position, id, "validFrom", "validTo", content, "publishedAt", "correctsWhy")
     SELECT coalesce(max(position), 0) + 1, $1::text, $2::text, $3::text, $4::text, $5::text, $6::text FROM ruleset`,
    [one.id, one.validFrom, one.validTo, JSON.stringify(one.ruleset), one.publishedAt, one.correctsWhy],
  );
  assert(touched === 1, 'a new ruleset is stored');
}

export async function endRuleset(tx: CentreWriteDb, id: string, validTo: Day): Promise<void> {
  const touched = await tx.run('UPDATE ruleset SET "validTo" = $2 WHERE id = $1', [id, validTo]);
  assert(touched === 1, 'a ruleset that ends is known');
}

/** Counts one more publication. */
export async function markRulesetsPublished(tx: CentreWriteDb, at: Instant): Promise<void> {
  const touched = await tx.run(
    'UPDATE centre SET "rulesetsSeq" = "rulesetsSeq" + 1, "rulesetsPublishedAt" = $1 WHERE id = 1',
    [at],
  );
  assert(touched === 1, 'the centre has its row');
}
