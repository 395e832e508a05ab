import { sha256Hex } from '../../shared/base/hash.ts';
import { canonicalJson } from '../../shared/base/json.ts';
import { dayAt, msOf } from '../../shared/base/time.ts';
import type { FileNews } from '../protocol/sync.ts';
import { readSecrets } from './keys.store.ts';
import { allOf, type Dated } from './series.store.ts';
import type { Series } from './series.ts';
import { readSettings } from './settings.store.ts';
import type { World } from './world.ts';

/** The signed file of all that was published of a series: the same bytes under the same id wherever it is made. */
export class SeriesOffer<One extends Dated> {
  readonly #world: World;
  readonly #series: Series<One>;
  /** Of the newest publication; everything in it is in its id. */
  #newest: { seq: number; news: FileNews } | null = null;

  constructor(world: World, series: Series<One>) {
    this.#world = world;
    this.#series = series;
  }

  async news(): Promise<FileNews> {
    const { seqColumn, atColumn } = this.#series;
    const settings = await readSettings(this.#world.db);
    const seq = settings[seqColumn];
    if (this.#newest?.seq === seq) return this.#newest.news;
    const news = await this.#make(seq, settings[atColumn] ?? '');
    this.#newest = { seq, news };
    return news;
  }

  /** True for the id of a file of this series that can be fetched here. */
  async has(id: string): Promise<boolean> {
    if (!id.startsWith(`${this.#series.family}-v`)) return false;
    return (await this.news()).id === id || (await this.#world.files.find(id)) !== null;
  }

  async #make(seq: number, publishedAt: string): Promise<FileNews> {
    const { db, files, signing, log } = this.#world;
    const { family, signed } = this.#series;
    const all = await allOf(db, this.#series);
    const content = { seq, publishedAt, [family]: all };
    const id = `${family}-v${seq}-${sha256Hex(canonicalJson(content)).slice(0, 16)}`;
    const found = await files.find(id);
    if (found !== null) return found;
    const { signingPrivate } = await readSecrets(db);
    const file = signed({ id, seq, publishedAt }, all, (text) => signing.sign(text, signingPrivate));
    const facts = { id, asOf: dayAt(msOf(publishedAt)), rows: all.length };
    const news = await files.put(facts, `${JSON.stringify(file)}\n`);
    log('info', 'file-made', { id, rows: news.rows, bytes: news.bytes });
    return news;
  }
}
