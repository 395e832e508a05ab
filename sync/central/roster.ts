import { must } from '../../shared/base/assert.ts';
import { dayAt, type Instant, msOf } from '../../shared/base/time.ts';
import type { Facility } from '../../shared/facility/record.ts';
import type { FileHeader } from '../protocol/files.ts';
import type { FileNews } from '../protocol/sync.ts';
import type { CentreReadDb } from './db.ts';
import { districtPage, hasMembers, membersCount, membersPage } from './members.store.ts';
import { rosterRowOf } from './members.ts';
import { placesPage } from './places.store.ts';
import { type CentreSettings, readSettings } from './settings.store.ts';
import type { World } from './world.ts';

/** Above this many members a facility with a district gets the members of its district. */
export const WHOLE_REGISTER_MEMBERS_MAX = 500_000;
/** While an import runs, desks are offered the file from before it; one that is silent for so long was broken off. */
const LOADING_SILENCE_MS = 30_000;
/** A desk's request waits this long for a file that is being made; the next request finds it. */
const WAIT_MS = 10_000;
const ROWS_A_PAGE = 2_000;

/** What a file is made of. The family is the same for every version, and so is the place of its files. */
interface Source {
  family: string;
  file: FileHeader['file'];
  version: number;
  changedAt: Instant;
  isLoading: boolean;
  rows(db: CentreReadDb): AsyncIterable<string>;
}

/** The files of the centre, each made once for each version of what it is made of, however many desks ask for it. */
export class Offers {
  readonly #world: World;
  readonly #making = new Map<string, Promise<FileNews | null>>();

  readonly #wholeRegisterMembersMax: number;
  #counted: { version: number; isLarge: boolean } | null = null;

  constructor(world: World, wholeRegisterMembersMax = WHOLE_REGISTER_MEMBERS_MAX) {
    this.#world = world;
    this.#wholeRegisterMembersMax = wholeRegisterMembersMax;
  }

  /** The roster for a facility, or null while there is none. */
  async roster(facility: Facility): Promise<FileNews | null> {
    return this.#offer(await this.#rosterSource(facility), WAIT_MS);
  }

  async places(): Promise<FileNews | null> {
    return this.#offer(placesSource(await readSettings(this.#world.db)), WAIT_MS);
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
    return false;
  }

  async #rosterSource({ placeCode }: Facility): Promise<Source | null> {
    const { db } = this.#world;
    const { registerVersion, registerChangedAt, isRegisterLoading } = await readSettings(db);
    if (registerChangedAt === null || !(await hasMembers(db))) return null;
    const district = placeCode !== null && /^\d{4}$/.test(placeCode) ? placeCode : null;
    const isWhole = district === null || !(await this.#isLarge(registerVersion));
    return {
      family: isWhole ? 'roster-all' : `roster-${district}`,
      file: 'roster',
      version: registerVersion,
      changedAt: registerChangedAt,
      isLoading: isRegisterLoading,
      rows: (from) => (isWhole ? allMembers(from) : districtMembers(from, district)),
    };
  }

  /** Counting a large register takes a while, so that each version is counted once. */
  async #isLarge(version: number): Promise<boolean> {
    if (this.#counted?.version !== version) {
      const isLarge = (await membersCount(this.#world.db)) > this.#wholeRegisterMembersMax;
      this.#counted = { version, isLarge };
    }
    return this.#counted.isLarge;
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
    log('info', 'file-made', { id, rows: made.rows, bytes: made.bytes });
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
function idOf({ family, version, changedAt }: Source): string {
  return `${family}-v${version}-${msOf(changedAt).toString(36)}`;
}

function placesSource({ placesVersion, placesChangedAt, isPlacesLoading }: CentreSettings): Source | null {
  if (placesChangedAt === null) return null;
  const at = { version: placesVersion, changedAt: placesChangedAt, isLoading: isPlacesLoading };
  return { family: 'places', file: 'places', ...at, rows: allPlaces };
}

async function* allMembers(db: CentreReadDb): AsyncGenerator<string> {
  let after = '';
  for (;;) {
    const page = await membersPage(db, after, ROWS_A_PAGE);
    for (const member of page) yield JSON.stringify(rosterRowOf(member));
    if (page.length < ROWS_A_PAGE) return;
    after = must(page.at(-1), 'a full page has a last row').nssfKey;
  }
}

async function* districtMembers(db: CentreReadDb, district: string): AsyncGenerator<string> {
  let after = { villageCode: '', nssfKey: '' };
  for (;;) {
    const page = await districtPage(db, district, after, ROWS_A_PAGE);
    for (const member of page) yield JSON.stringify(rosterRowOf(member));
    if (page.length < ROWS_A_PAGE) return;
    const last = must(page.at(-1), 'a full page has a last row');
    after = { villageCode: last.villageCode ?? '', nssfKey: last.nssfKey };
  }
}

async function* allPlaces(db: CentreReadDb): AsyncGenerator<string> {
  let after = '';
  for (;;) {
    const page = await placesPage(db, after, ROWS_A_PAGE);
    for (const place of page) yield JSON.stringify(place);
    if (page.length < ROWS_A_PAGE) return;
    after = must(page.at(-1), 'a full page has a last row').code;
  }
}
