import { canonicalJson } from '../../shared/base/json.ts';
import { type ReferencePack, referencePack } from '../../shared/claims/pack.record.ts';
import { packOn } from '../../shared/claims/pack-rules.ts';
import { BUILT_IN_PACKS } from '../../shared/claims/packs.ts';
import { PRACTICE_PACKS } from '../../shared/claims/practice-pack.rules.ts';
import { type PacksBody, type PacksFile, packsBody, SIGNED_FOR_PACKS } from '../protocol/packs.ts';
import type { CentreReadDb } from './db.ts';
import { CentreFault } from './faults.ts';
import { wrongInPack } from './pack-rules.ts';
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

/** Publishes the packs that the program carries, where there are none yet; at a practice centre those for practice. */
export async function ensurePacks(world: World): Promise<void> {
  const { mode } = await readSettings(world.db);
  await ensureSeries(world, PACKS, mode === 'practice' ? PRACTICE_PACKS : BUILT_IN_PACKS);
}

function readPack(given: unknown): ReferencePack {
  const read = referencePack.safeParse(given);
  if (!read.success) throw notOne('reference pack', read.error.issues[0]);
  const wrong = wrongInPack(read.data);
  if (wrong === null) return read.data;
  throw new CentreFault(`This is no reference pack: ${wrong}. Nothing was changed.`);
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
