import { canonicalJson } from '../../shared/base/json.ts';
import { addDays, type Day, dayAt, instantOf } from '../../shared/base/time.ts';
import { type DatedRuleset, datedRuleset } from '../../shared/eligibility/record.ts';
import { BUILT_IN_RULESETS, rulesetFor } from '../../shared/eligibility/rulesets.ts';
import { CentreFault } from './faults.ts';
import { allRulesets, endRuleset, insertRuleset, markRulesetsPublished } from './rulesets.store.ts';
import { lockSettings } from './settings.store.ts';
import type { World } from './world.ts';

export const RULESET_BYTES_MAX = 256 * 1024;
const REASON_CHARS_MIN = 10;

/** Publishes the rulesets that the program carries, where there are none yet. */
export async function ensureRulesets({ db, clock }: World): Promise<void> {
  if ((await allRulesets(db)).length > 0) return;
  const at = instantOf(clock.nowMs());
  await db.write(async (tx) => {
    await lockSettings(tx);
    if ((await allRulesets(tx)).length > 0) return;
    for (const dated of BUILT_IN_RULESETS) await insertRuleset(tx, { ...dated, publishedAt: at, correctsWhy: null });
    await markRulesetsPublished(tx, at);
  });
}

export interface Publication {
  id: string;
  validFrom: Day;
  validTo: Day | null;
  /** False where this very ruleset was published before: nothing was changed then. */
  isNew: boolean;
  /** Earlier rulesets that now end on the day before it. */
  ended: { id: string; validTo: Day }[];
}

/**
 * Puts a ruleset in force from its first day on. A ruleset without an end ends those that were in force on that day; one
 * with an end only stands before them while it lasts. Days that are past keep the rules under which people were told
 * their answers, unless the operator says why not. Throws `CentreFault`.
 */
export async function publishRuleset(world: World, given: unknown, correctsWhy: string | null): Promise<Publication> {
  const dated = readRuleset(given);
  const at = instantOf(world.clock.nowMs());
  const isPast = dated.validFrom <= dayAt(world.clock.nowMs());
  return world.db.write(async (tx) => {
    await lockSettings(tx);
    const before = await allRulesets(tx);
    const { id, validFrom, validTo } = dated;
    const same = before.find((one) => one.id === id);
    if (same !== undefined) return asBefore(dated, same);
    refuseThePast(dated, isPast, correctsWhy);
    const ended: Publication['ended'] = [];
    for (const one of before.filter((earlier) => isEndedBy(earlier, dated))) {
      const lastDay = addDays(validFrom, -1);
      await endRuleset(tx, one.id, lastDay);
      ended.push({ id: one.id, validTo: lastDay });
    }
    await insertRuleset(tx, { ...dated, publishedAt: at, correctsWhy: isPast ? correctsWhy : null });
    await markRulesetsPublished(tx, at);
    world.log('info', 'ruleset-published', { id, validFrom, validTo, isCorrection: isPast });
    return { id, validFrom, validTo, isNew: true, ended };
  });
}

function readRuleset(given: unknown): DatedRuleset {
  const read = datedRuleset.safeParse(given);
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue?.path.join('.') || 'the file';
    throw new CentreFault(
      `This is no ruleset: ${where} cannot be used (${issue?.message ?? ''}). Nothing was changed.`,
    );
  }
  const { id, validFrom, validTo, ruleset } = read.data;
  if (ruleset.id !== id) {
    throw new CentreFault(`The ruleset names itself ${ruleset.id} inside and ${id} outside; give it one name.`);
  }
  if (validTo !== null && validTo < validFrom) {
    throw new CentreFault('A ruleset ends on or after the day on which it starts; give both days in that order.');
  }
  return read.data;
}

/** The end of a published ruleset may have come later, with another one, and is not part of what it says. */
function asBefore(dated: DatedRuleset, published: DatedRuleset): Publication {
  const isSame =
    dated.validFrom === published.validFrom && canonicalJson(dated.ruleset) === canonicalJson(published.ruleset);
  if (!isSame) {
    const sentence = `A ruleset ${dated.id} with another content was published before. Checks made under it keep its name, so give the new one a new id.`;
    throw new CentreFault(sentence);
  }
  const { id, validFrom, validTo } = published;
  return { id, validFrom, validTo, isNew: false, ended: [] };
}

function refuseThePast({ validFrom }: DatedRuleset, isPast: boolean, correctsWhy: string | null): void {
  if (!isPast) return;
  if (correctsWhy === null) {
    const sentence = `This ruleset starts on ${validFrom}, and people were answered under other rules since. Let it start tomorrow or later; to correct those days nevertheless, say why with --correct-past "REASON".`;
    throw new CentreFault(sentence);
  }
  if (correctsWhy.trim().length < REASON_CHARS_MIN) {
    throw new CentreFault(
      `The reason for correcting days that are past needs at least ${REASON_CHARS_MIN} characters.`,
    );
  }
}

function isEndedBy(earlier: DatedRuleset, dated: DatedRuleset): boolean {
  const startsBefore = earlier.validFrom < dated.validFrom;
  const reachesInto = earlier.validTo === null || earlier.validTo >= dated.validFrom;
  const reachesBeyond = dated.validTo !== null && (earlier.validTo === null || earlier.validTo > dated.validTo);
  return startsBefore && reachesInto && !reachesBeyond;
}

/** Each ruleset as the operator sees it, in the order of publication. */
export async function listRulesets({ db, clock }: World): Promise<Record<string, unknown>[]> {
  const all = await allRulesets(db);
  const inForce = rulesetFor(dayAt(clock.nowMs()), all);
  return all.map((one) => ({ ...one, isInForceToday: one.id === inForce?.id }));
}
