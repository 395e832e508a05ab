import type { Facility } from '../../shared/facility/record.ts';
import type { FileNews, SyncReply, SyncRequest } from '../protocol/sync.ts';
import { keysForDesk } from './keys.ts';
import { CLAIMS_SINCE_PROTOCOL, COVER_SINCE_PROTOCOL } from './replies.ts';
import type { Offers } from './roster.ts';
import { offeredState } from './settings.store.ts';
import type { World } from './world.ts';

type Asked = Omit<SyncRequest, 'changes'>;
type Files = Pick<SyncReply, 'roster' | 'places' | 'rulesets' | 'national' | 'packs'>;

const FACILITIES_MAX = 20_000;

/**
 * What a desk does not have yet. Most desks are up to date at most contacts, so that the answer to the last that asked
 * the same is kept for each facility, with the state of the store that it follows from: one small question instead of a
 * dozen. It is only ever kept where no file is being made and nothing loaded.
 */
export class Offering {
  readonly #world: World & { offers: Offers };
  readonly #kept = new Map<string, { from: string; files: Files }>();

  constructor(world: World & { offers: Offers }) {
    this.#world = world;
  }

  /** A desk of the first protocol knows of roster and places alone. */
  async for(facility: Facility, asked: Asked): Promise<Files & Pick<SyncReply, 'keys'>> {
    const files = await this.#files(facility, asked);
    if (asked.protocol < COVER_SINCE_PROTOCOL) return { ...files, keys: null };
    // A desk that has no rulesets cannot have had the key that they are signed with, and a whole roster may be under a new
    // key. And one that has just been started may be a newer program, which knows of keys that the one before left aside.
    const isBehind = asked.rulesetsId === null || files.national?.kind === 'full' || asked.runs.length > 0;
    return { ...files, keys: isBehind ? await keysForDesk(this.#world.db) : null };
  }

  async #files(facility: Facility, asked: Asked): Promise<Files> {
    const { db, offers } = this.#world;
    const { isStill, ...state } = await offeredState(db, facility.code);
    const { protocol, rosterId, placesId, rulesetsId, national, packsId } = asked;
    const from = JSON.stringify([facility, state, protocol, rosterId, placesId, rulesetsId, national, packsId]);
    const kept = this.#kept.get(facility.code);
    if (kept?.from === from) return kept.files;
    const before = offers.making;
    const files = await this.#looked(facility, asked);
    const after = offers.making;
    if (isStill && before.count === after.count && before.isNow === false && after.isNow === false) {
      if (this.#kept.size >= FACILITIES_MAX) this.#kept.clear();
      this.#kept.set(facility.code, { from, files });
    }
    return files;
  }

  async #looked(facility: Facility, asked: Asked): Promise<Files> {
    const { offers } = this.#world;
    const roster = unlessHad(await offers.roster(facility), asked.rosterId);
    const places = unlessHad(await offers.places(), asked.placesId);
    if (asked.protocol < COVER_SINCE_PROTOCOL) return { roster, places, rulesets: null, national: null, packs: null };
    const rulesets = unlessHad(await offers.rulesets(), asked.rulesetsId);
    const packs = asked.protocol < CLAIMS_SINCE_PROTOCOL ? null : unlessHad(await offers.packs(), asked.packsId);
    return { roster, places, rulesets, packs, national: await offers.national(facility, asked.national) };
  }
}

function unlessHad(news: FileNews | null, hadId: string | null): FileNews | null {
  return news === null || news.id === hadId ? null : news;
}
