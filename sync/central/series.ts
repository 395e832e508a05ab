import { canonicalJson } from '../../shared/base/json.ts';
import { addDays, type Day, dayAt, instantOf } from '../../shared/base/time.ts';
import type { SignedFile } from '../protocol/signed-file.ts';
import { CentreFault } from './faults.ts';
import { allOf, type Dated, endOne, insertOne, markPublished, publishedOf, type SeriesTable } from './series.store.ts';
import { lockSettings } from './settings.store.ts';
import type { World } from './world.ts';

/** Of one that an operator gives. */
export const SERIES_BYTES_MAX = 2 * 1024 * 1024;
const REASON_CHARS_MIN = 10;

/** What one is called, and what is judged by it. */
interface Words {
  one: string;
  judged: string;
}

/**
 * Dated data that the centre publishes, signed, and that desks and centre judge by: rulesets, reference packs. What was
 * judged under one keeps its name and is never judged by a later one.
 */
export interface Series<One extends Dated> extends SeriesTable<One> {
  /** Of the files that the desks fetch. */
  family: 'rulesets' | 'packs';
  words: Words;
  builtIn: readonly One[];
  /** What an operator gives. Throws `CentreFault`. */
  read(given: unknown): One;
  /** The one in force on a day, or null. */
  on(day: Day, all: readonly One[]): Dated | null;
  /** The file as it travels, before it is gzipped. `sign` signs the UTF-8 bytes of a text with the centre's key. */
  signed(
    body: { id: string; seq: number; publishedAt: string },
    all: One[],
    sign: (text: string) => string,
  ): SignedFile;
}

/** Publishes what the program carries, where there are none yet. */
export async function ensureSeries<One extends Dated>(
  { db, clock }: World,
  series: Series<One>,
  given: readonly One[] = series.builtIn,
): Promise<void> {
  if ((await allOf(db, series)).length > 0) return;
  const publishedAt = instantOf(clock.nowMs());
  await db.write(async (tx) => {
    await lockSettings(tx);
    if ((await allOf(tx, series)).length > 0) return;
    for (const one of given) await insertOne(tx, series, one, { publishedAt, correctsWhy: null });
    await markPublished(tx, series, publishedAt);
  });
}

export interface Publication {
  id: string;
  validFrom: Day;
  validTo: Day | null;
  /** False where this very one was published before: nothing was changed then. */
  isNew: boolean;
  /** Earlier ones that now end on the day before it. */
  ended: { id: string; validTo: Day }[];
}

/**
 * Puts one in force from its first day on. One without an end ends those that were in force on that day; one with an end
 * only stands before them while it lasts. Days that are past keep what people were told their answers by, unless the
 * operator says why not. Throws `CentreFault`.
 */
export async function publishOne<One extends Dated>(
  world: World,
  series: Series<One>,
  given: unknown,
  correctsWhy: string | null,
): Promise<Publication> {
  const one = series.read(given);
  refuseWrongDays(series.words, one);
  const publishedAt = instantOf(world.clock.nowMs());
  const isPast = one.validFrom <= dayAt(world.clock.nowMs());
  return world.db.write(async (tx) => {
    await lockSettings(tx);
    const before = await allOf(tx, series);
    const { id, validFrom, validTo } = one;
    const same = before.find((earlier) => earlier.id === id);
    if (same !== undefined) return asBefore(series, one, same);
    if (isPast) refuseThePast(series.words, one, correctsWhy);
    const ended: Publication['ended'] = [];
    for (const earlier of before.filter((published) => isEndedBy(published, one))) {
      const lastDay = addDays(validFrom, -1);
      await endOne(tx, series, earlier.id, lastDay);
      ended.push({ id: earlier.id, validTo: lastDay });
    }
    await insertOne(tx, series, one, { publishedAt, correctsWhy: isPast ? correctsWhy : null });
    await markPublished(tx, series, publishedAt);
    world.log('info', `${series.table}-published`, { id, validFrom, validTo, isCorrection: isPast });
    return { id, validFrom, validTo, isNew: true, ended };
  });
}

/** A sentence for what cannot be read: which field, and why. */
export function notOne(what: string, issue: { path: PropertyKey[]; message: string } | undefined): CentreFault {
  const where = issue?.path.map(String).join('.') || 'the file';
  return new CentreFault(`This is no ${what}: ${where} cannot be used (${issue?.message ?? ''}). Nothing was changed.`);
}

function refuseWrongDays(words: Words, { validFrom, validTo }: Dated): void {
  if (validTo === null || validTo >= validFrom) return;
  throw new CentreFault(`A ${words.one} ends on or after the day on which it starts; give both days in that order.`);
}

/** The end of a published one may have come later, with another one, and is not part of what it says. */
function asBefore<One extends Dated>(series: Series<One>, one: One, published: One): Publication {
  const { words, contentOf } = series;
  const isSame =
    one.validFrom === published.validFrom && canonicalJson(contentOf(one)) === canonicalJson(contentOf(published));
  if (!isSame) {
    const sentence = `A ${words.one} ${one.id} with another content was published before. ${words.judged} under it keep its name, so give the new one a new id.`;
    throw new CentreFault(sentence);
  }
  const { id, validFrom, validTo } = published;
  return { id, validFrom, validTo, isNew: false, ended: [] };
}

function refuseThePast(words: Words, { validFrom }: Dated, correctsWhy: string | null): void {
  if (correctsWhy === null) {
    const sentence = `This ${words.one} starts on ${validFrom}, and people were answered under another one since. Let it start tomorrow or later; to correct those days nevertheless, say why with --correct-past "REASON".`;
    throw new CentreFault(sentence);
  }
  if (correctsWhy.trim().length < REASON_CHARS_MIN) {
    throw new CentreFault(
      `The reason for correcting days that are past needs at least ${REASON_CHARS_MIN} characters.`,
    );
  }
}

function isEndedBy(earlier: Dated, one: Dated): boolean {
  const startsBefore = earlier.validFrom < one.validFrom;
  const reachesInto = earlier.validTo === null || earlier.validTo >= one.validFrom;
  const reachesBeyond = one.validTo !== null && (earlier.validTo === null || earlier.validTo > one.validTo);
  return startsBefore && reachesInto && !reachesBeyond;
}

/** Each as the operator sees it, in the order of publication. */
export async function listSeries<One extends Dated>({ db, clock }: World, series: Series<One>): Promise<object[]> {
  const all = await publishedOf(db, series);
  const inForce = series.on(
    dayAt(clock.nowMs()),
    all.map(({ one }) => one),
  );
  return all.map(({ one, how }) => ({ ...one, ...how, isInForceToday: one.id === inForce?.id }));
}
