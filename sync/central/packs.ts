import { canonicalJson } from '../../shared/base/json.ts';
import { type ReferencePack, referencePack } from '../../shared/claims/pack.record.ts';
import { packOn } from '../../shared/claims/pack-rules.ts';
import { BUILT_IN_PACKS } from '../../shared/claims/packs.ts';
import { PRACTICE_PACKS } from '../../shared/claims/practice-pack.rules.ts';
import { LINES_MAX, QUANTITY_MAX, RIEL_MAX } from '../../shared/claims/record.ts';
import { type PacksBody, type PacksFile, packsBody, SIGNED_FOR_PACKS } from '../protocol/packs.ts';
import type { CentreReadDb } from './db.ts';
import { CentreFault } from './faults.ts';
import { allOf } from './series.store.ts';
import { ensureSeries, notOne, type Series } from './series.ts';
import { readSettings } from './settings.store.ts';
import type { PublishedPacks, World } from './world.ts';

export const PACKS: Series<ReferencePack> = {
  ...({ family: 'packs', table: 'pack', seqColumn: 'packsSeq', atColumn: 'packsPublishedAt' } as const),
  words: { one: 'reference pack', judged: 'Claims judged' },
  builtIn: BUILT_IN_PACKS,
  contentOf: ({ id: _id, validFrom: _from, validTo: _to, ...content }) => content,
  of: (dated, content) => referencePack.parse({ ...(content as object), ...dated }),
  read: readPack,
  on: packOn,
  signed: (body, packs, sign) => signedPacks({ ...body, packs }, sign),
};

function hasUnreadable(value: unknown): boolean {
  if (typeof value === 'string') return /[\p{Cc}\p{Cs}]/u.test(value);
  return typeof value === 'object' && value !== null && Object.values(value).some(hasUnreadable);
}

/** Publishes the packs that the program carries, where there are none yet; at a practice centre those for practice. */
export async function ensurePacks(world: World): Promise<void> {
  const { mode } = await readSettings(world.db);
  await ensureSeries(world, PACKS, mode === 'practice' ? PRACTICE_PACKS : BUILT_IN_PACKS);
}

function readPack(given: unknown): ReferencePack {
  const read = referencePack.safeParse(given);
  if (!read.success) throw notOne('reference pack', read.error.issues[0]);
  const wrong = wrongIn(read.data);
  if (wrong === null) return read.data;
  throw new CentreFault(`This is no reference pack: ${wrong}. Nothing was changed.`);
}

/** So that the dearest claim that can be written is a sum that can be written. */
const RATE_RIEL_MAX = RIEL_MAX / (LINES_MAX * QUANTITY_MAX);

/** What cannot be used of a pack, and what two rows of it say against each other: one of them would count in silence. */
function wrongIn(pack: ReferencePack): string | null {
  const { id, rates, categories, checklist, paymentCodes, ageBands, sections } = pack;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(id)) return 'id cannot be used (letters, digits, dots and dashes)';
  if (hasUnreadable(pack)) return 'there are characters in it that nobody can read';
  const dear = rates.findIndex(({ amountRiel }) => amountRiel > RATE_RIEL_MAX);
  if (dear >= 0) return `rates.${dear}.amountRiel cannot be used (at most ${RATE_RIEL_MAX})`;
  const known = new Set(categories.map(({ code }) => code));
  const lists: Record<string, readonly string[]> = {
    rates: rates.map(({ payer, level, category }) => `${payer} ${level} ${category}`),
    categories: categories.map(({ code }) => code),
    checklist: checklist.map(({ code }) => code),
    paymentCodes: paymentCodes.map(({ payer, for: of }) => `${payer} ${of}`),
    ageBands: ageBands.map(({ code }) => code),
    sections: sections.map(({ code }) => code),
  };
  for (const [list, keys] of Object.entries(lists)) {
    const twice = keys.findIndex((key, index) => keys.indexOf(key) < index);
    if (twice >= 0) return `${list}.${twice} is there twice (${keys[twice]})`;
  }
  const nowhere = rates.findIndex(({ category }) => !known.has(category));
  return nowhere < 0 ? null : `rates.${nowhere} is for a category that it does not have (${rates[nowhere]?.category})`;
}

export function signedPacks(given: PacksBody, sign: (text: string) => string): PacksFile {
  const body = canonicalJson(packsBody.parse(given));
  return { body, signature: sign(`${SIGNED_FOR_PACKS}${body}`) };
}

/** The published packs, read once for each publication: every batch with claims asks for them. */
export class KeptPacks implements PublishedPacks {
  #kept: { seq: number; packs: readonly ReferencePack[] } = { seq: 0, packs: [] };

  async all(db: CentreReadDb): Promise<readonly ReferencePack[]> {
    const { packsSeq: seq } = await readSettings(db);
    if (seq !== this.#kept.seq) this.#kept = { seq, packs: await allOf(db, PACKS) };
    return this.#kept.packs;
  }
}
