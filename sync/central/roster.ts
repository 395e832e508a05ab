import { dayAt, type Instant, instantOf, msOf } from '../../shared/base/time.ts';
import type { ReferencePack } from '../../shared/claims/pack.record.ts';
import type { DatedRuleset } from '../../shared/eligibility/record.ts';
import type { Facility } from '../../shared/facility/record.ts';
import type { FileHeader } from '../protocol/files.ts';
import type { FileNews, SyncReply, SyncRequest } from '../protocol/sync.ts';
import { servedPlaces, villageRanges } from './catchment.ts';
import type { CentreReadDb } from './db.ts';
import { NationalOffer } from './national-offer.ts';
import { PACKS } from './packs.ts';
import { allMembers, allPlaces, membersInPlace, membersSeen } from './roster-rows.ts';
import { RULESETS } from './rulesets.ts';
import { hasUncountedSeen, seenState, takeInSeen } from './seen.store.ts';
import { SeriesOffer } from './series-offer.ts';
import { type CentreSettings, readSettings } from './settings.store.ts';
import type { World } from './world.ts';

/** Up to this many members a facility that serves no place gets all of them, above only those whom it has seen. */
export const WHOLE_REGISTER_MEMBERS_MAX = 200_000;
/** While an import runs, desks are offered the file from before it; one that is silent for so long was broken off. */
const LOADING_SILENCE_MS = 30_000;
/** A desk's request waits this long for a file that is being made; the next request finds it. */
const WAIT_MS = 10_000;
/** Somebody seen for the first time makes a new roster at most so often, unless the roster is small. */
const SEEN_PAUSE_MS = 3_600_000;
const SMALL_FILE_BYTES = 256 * 1024;

/** What a file is made of. The family is the same for every version, and so is the place of its files. */
interface Source {
  family: string;
  file: FileHeader['file'];
  version: number;
  changedAt: Instant;
  isLoading: boolean;
  /** Whom a roster has in it, for the log. */
  scope: 'all' | 'places-and-seen' | 'seen' | null;
  /** Of a facility's own roster, how far it has taken in whom the facility has seen; 0 for files that take in nobody. */
  epoch: number;
  rows(db: CentreReadDb): AsyncIterable<string>;
}

/** The files of the centre, each made once for each version of what it is made of, however many desks ask for it. */
export class Offers {
  readonly #world: World;
  readonly #making = new Map<string, Promise<FileNews | null>>();
  #begun = 0;
  readonly #rulesets: SeriesOffer<DatedRuleset>;
  readonly #packs: SeriesOffer<ReferencePack>;
  readonly #national: NationalOffer;
  readonly #wholeRegisterMembersMax: number;
  readonly #smallFileBytes: number;

  constructor(world: World, wholeRegisterMembersMax = WHOLE_REGISTER_MEMBERS_MAX, smallFileBytes = SMALL_FILE_BYTES) {
    this.#smallFileBytes = smallFileBytes;
    this.#world = world;
    this.#rulesets = new SeriesOffer(world, RULESETS);
    this.#packs = new SeriesOffer(world, PACKS);
    this.#national = new NationalOffer(world);
    this.#wholeRegisterMembersMax = wholeRegisterMembersMax;
  }

  /** Whether a file is being made just now, and how many were begun to be made. */
  get making(): { isNow: boolean; count: number } {
    return { isNow: this.#making.size > 0, count: this.#begun };
  }

  /** The roster for a facility, or null while there is none. */
  async roster(facility: Facility): Promise<FileNews | null> {
    await this.#lookAtSeen(facility);
    return this.#offer(await this.#rosterSource(facility), WAIT_MS);
  }

  async places(): Promise<FileNews | null> {
    return this.#offer(placesSource(await readSettings(this.#world.db)), WAIT_MS);
  }

  rulesets(): Promise<FileNews> {
    return this.#rulesets.news();
  }

  packs(): Promise<FileNews> {
    return this.#packs.news();
  }

  async national(facility: Facility, held: SyncRequest['national']): Promise<SyncReply['national']> {
    return this.#national.next(facility, held);
  }

  /** As `roster`, but waits until the file of the very latest version is there. */
  async latestRoster(facility: Facility): Promise<FileNews | null> {
    const source = await this.#rosterSource(facility);
    return source === null ? null : this.#made(source);
  }

  /** True for the id of a file that this facility's desks may fetch. Makes the file where another process offered it. */
  async isFor(facility: Facility, id: string): Promise<boolean> {
    const source = await this.#rosterSource(facility);
    const places = placesSource(await readSettings(this.#world.db));
    for (const one of [source, places]) {
      if (one === null) continue;
      if (idOf(one) === id) return (await this.#made(one)) !== null;
      if (id.startsWith(`${one.family}-v`)) return (await this.#world.files.find(id)) !== null;
    }
    return (await this.#rulesets.has(id)) || (await this.#packs.has(id)) || this.#national.has(facility, id);
  }

  async #rosterSource(facility: Facility): Promise<Source | null> {
    const { db } = this.#world;
    const { registerVersion, registerChangedAt, registerCount, isRegisterLoading } = await readSettings(db);
    if (registerChangedAt === null || registerCount === 0) return null;
    const of = {
      ...({
        file: 'roster',
        version: registerVersion,
        changedAt: registerChangedAt,
        isLoading: isRegisterLoading,
      } as const),
    };
    const places = servedPlaces(facility);
    if (places.length === 0 && registerCount <= this.#wholeRegisterMembersMax) {
      return { ...of, family: 'roster-all', scope: 'all', epoch: 0, rows: allMembers };
    }
    const { seenEpoch: epoch } = await seenState(db, facility.code);
    const seen = { facility: facility.code, epoch, ranges: villageRanges(places) };
    return {
      ...of,
      family: `roster-of-${facility.code.toLowerCase()}`,
      scope: places.length === 0 ? 'seen' : 'places-and-seen',
      epoch,
      rows: async function* (from) {
        for (const place of places) yield* membersInPlace(from, place);
        yield* membersSeen(from, seen);
      },
    };
  }

  /**
   * People seen for the first time come into the roster when a desk next asks for it. A roster that is long to fetch is
   * not made anew for each of them.
   */
  async #lookAtSeen(facility: Facility): Promise<void> {
    const { db, clock } = this.#world;
    const { seenEpoch, seenAt } = await seenState(db, facility.code);
    if (!(await hasUncountedSeen(db, facility.code, seenEpoch))) return;
    const isPausing = seenAt !== null && clock.nowMs() - msOf(seenAt) < SEEN_PAUSE_MS;
    if (isPausing && (await this.#isLong(facility))) return;
    const ranges = villageRanges(servedPlaces(facility));
    await db.write((tx) => takeInSeen(tx, facility.code, ranges, instantOf(clock.nowMs())));
  }

  async #isLong(facility: Facility): Promise<boolean> {
    const source = await this.#rosterSource(facility);
    if (source === null) return false;
    const news = (await this.#world.files.find(idOf(source))) ?? (await this.#latestBefore(source));
    return news !== null && news.bytes > this.#smallFileBytes;
  }

  async #offer(source: Source | null, waitMs: number): Promise<FileNews | null> {
    if (source === null) return null;
    const found = await this.#world.files.find(idOf(source));
    if (found !== null) return found;
    const before = await this.#latestBefore(source);
    const silenceMs = this.#world.clock.nowMs() - msOf(source.changedAt);
    if (before !== null && source.isLoading && silenceMs < LOADING_SILENCE_MS) return before;
    return Promise.race([this.#made(source), afterMs(waitMs, before)]);
  }

  #made(source: Source): Promise<FileNews | null> {
    const id = idOf(source);
    const running = this.#making.get(id);
    if (running !== undefined) return running;
    this.#begun += 1;
    const making = this.#make(source).finally(() => this.#making.delete(id));
    this.#making.set(id, making);
    return making;
  }

  /** Null where what it is made of changed while it was made: the next who asks gets the newer one made. */
  async #make(source: Source): Promise<FileNews | null> {
    const { db, files, log } = this.#world;
    const id = idOf(source);
    const found = await files.find(id);
    if (found !== null) return found;
    const header: FileHeader = { file: source.file, format: 1, id, asOf: dayAt(msOf(source.changedAt)) };
    const rows = source.rows(db);
    const made = await files.make(header, this.#whileUnchanged(source, rows));
    if (made === null) return null;
    log('info', 'file-made', { id, scope: source.scope, rows: made.rows, bytes: made.bytes });
    const before = await this.#latestBefore(source);
    await files.keepOnly(source.family, before === null ? [id] : [id, before.id]);
    return made;
  }

  /** The rows, and after the last of them a look at whether they are still of one version. */
  async *#whileUnchanged(source: Source, rows: AsyncIterable<string>): AsyncGenerator<string> {
    yield* rows;
    const settings = await readSettings(this.#world.db);
    const version = source.file === 'roster' ? settings.registerVersion : settings.placesVersion;
    if (version !== source.version) throw new SourceChanged();
  }

  async #latestBefore(source: Source): Promise<FileNews | null> {
    return this.#world.files.latest(source.family, idOf(source));
  }
}

/** What a file is made of changed while it was made, so the file would be half old and half new. */
export class SourceChanged extends Error {
  override name = 'SourceChanged';
}

function afterMs<T>(ms: number, value: T): Promise<T> {
  return new Promise((resolve) => setTimeout(() => resolve(value), ms).unref());
}

/** Versions are of one store; the moment tells them from those that a restored store gives a second time. */
function idOf({ family, version, changedAt, epoch }: Source): string {
  const id = `${family}-v${version}-${msOf(changedAt).toString(36)}`;
  return epoch === 0 ? id : `${id}-${epoch}`;
}

function placesSource({ placesVersion, placesChangedAt, isPlacesLoading }: CentreSettings): Source | null {
  if (placesChangedAt === null) return null;
  const at = { version: placesVersion, changedAt: placesChangedAt, isLoading: isPlacesLoading };
  return { family: 'places', file: 'places', scope: null, epoch: 0, ...at, rows: allPlaces };
}
