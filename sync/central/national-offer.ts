import type { Facility } from '../../shared/facility/record.ts';
import type { FileNews, SyncReply, SyncRequest } from '../protocol/sync.ts';
import { editionsOf, latestEdition, type NationalEdition } from './national-editions.store.ts';
import type { World } from './world.ts';

/** A desk that is further behind than this many editions takes the whole roster. */
export const EDITIONS_KEPT = 28;

/** Every file of a national roster begins so. */
export const NATIONAL_FAMILY = 'national';

/** Which file of the national roster a desk needs next. */
export class NationalOffer {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  /**
   * Null where the desk is up to date, or nothing is published for it. A desk that can come up with deltas that weigh
   * less than the newest whole file gets the next of them, one at a time.
   */
  async next(facility: Facility, held: SyncRequest['national']): Promise<SyncReply['national']> {
    const latest = await latestEdition(this.#world.db);
    if (latest === null || !isInScope(latest, facility)) return null;
    const editions = await editionsOf(this.#world.db, latest.rosterId, EDITIONS_KEPT);
    const full = await this.#newestFull(editions);
    if (held === null || held.rosterId !== latest.rosterId || held.seq > latest.seq) {
      return full === null ? null : { ...full.news, kind: 'full' };
    }
    if (held.seq === latest.seq) return null;
    const deltas = await this.#deltasAfter(editions, held.seq);
    const next = deltas?.[0];
    const bytes = (deltas ?? []).reduce((sum, delta) => sum + delta.bytes, 0);
    if (next !== undefined && (full === null || full.seq <= held.seq || bytes < full.news.bytes)) {
      return { ...next, kind: 'delta' };
    }
    return full === null || full.seq <= held.seq ? null : { ...full.news, kind: 'full' };
  }

  /** True for a national file that this facility's desks may fetch here. */
  async has(facility: Facility, id: string): Promise<boolean> {
    if (!id.startsWith(`${NATIONAL_FAMILY}-`)) return false;
    const latest = await latestEdition(this.#world.db);
    if (latest === null || !isInScope(latest, facility)) return false;
    const editions = await editionsOf(this.#world.db, latest.rosterId, EDITIONS_KEPT);
    const isPublished = editions.some(({ fullId, deltaId }) => fullId === id || deltaId === id);
    return isPublished && (await this.#world.files.find(id)) !== null;
  }

  async #newestFull(editions: readonly NationalEdition[]): Promise<{ seq: number; news: FileNews } | null> {
    for (const { seq, fullId } of editions) {
      const news = fullId === null ? null : await this.#world.files.find(fullId);
      if (news !== null) return { seq, news };
    }
    return null;
  }

  /** The deltas that lead from this edition to the newest one, in turn; null where one of them is missing. */
  async #deltasAfter(editions: readonly NationalEdition[], seq: number): Promise<FileNews[] | null> {
    const later = editions.filter((edition) => edition.seq > seq).reverse();
    const deltas: FileNews[] = [];
    for (const [index, edition] of later.entries()) {
      const isNext = edition.seq === seq + index + 1;
      const news = isNext && edition.deltaId !== null ? await this.#world.files.find(edition.deltaId) : null;
      if (news === null) return null;
      deltas.push(news);
    }
    return deltas;
  }
}

function isInScope({ scope }: NationalEdition, { code }: Facility): boolean {
  return scope === 'all' || scope.split(',').includes(code);
}
