import { sha256Hex } from '../../shared/base/hash.ts';
import { canonicalJson } from '../../shared/base/json.ts';
import { dayAt, msOf } from '../../shared/base/time.ts';
import { type RulesetsBody, type RulesetsFile, rulesetsBody, SIGNED_FOR_RULESETS } from '../protocol/rulesets.ts';
import type { FileNews } from '../protocol/sync.ts';
import { readSecrets } from './keys.store.ts';
import { allRulesets } from './rulesets.store.ts';
import { type CentreSettings, readSettings } from './settings.store.ts';
import type { World } from './world.ts';

const FAMILY = 'rulesets';

/** The signed file of all rulesets: the same bytes under the same id wherever it is made. */
export class RulesetsOffer {
  readonly #world: World;
  /** Of the newest publication; everything in it is in its id. */
  #newest: { seq: number; news: FileNews } | null = null;

  constructor(world: World) {
    this.#world = world;
  }

  async news(): Promise<FileNews> {
    const settings = await readSettings(this.#world.db);
    if (this.#newest?.seq === settings.rulesetsSeq) return this.#newest.news;
    const news = await this.#make(settings);
    this.#newest = { seq: settings.rulesetsSeq, news };
    return news;
  }

  /** True for the id of a rulesets file that can be fetched here. */
  async has(id: string): Promise<boolean> {
    if (!id.startsWith(`${FAMILY}-v`)) return false;
    return (await this.news()).id === id || (await this.#world.files.find(id)) !== null;
  }

  async #make({ rulesetsSeq, rulesetsPublishedAt }: CentreSettings): Promise<FileNews> {
    const { db, files, signing, log } = this.#world;
    const publishedAt = rulesetsPublishedAt ?? '';
    const rulesets = (await allRulesets(db)).map(({ id, validFrom, validTo, ruleset }) => ({
      id,
      validFrom,
      validTo,
      ruleset,
    }));
    const content: Omit<RulesetsBody, 'id'> = { seq: rulesetsSeq, publishedAt, rulesets };
    const id = `${FAMILY}-v${rulesetsSeq}-${sha256Hex(canonicalJson(content)).slice(0, 16)}`;
    const found = await files.find(id);
    if (found !== null) return found;
    const { signingPrivate } = await readSecrets(db);
    const file = signedRulesets({ id, ...content }, (text) => signing.sign(text, signingPrivate));
    const facts = { id, asOf: dayAt(msOf(publishedAt)), rows: rulesets.length };
    const news = await files.put(facts, `${JSON.stringify(file)}\n`);
    log('info', 'file-made', { id, rows: news.rows, bytes: news.bytes });
    return news;
  }
}

/** The file as it travels, before it is gzipped. `sign` signs the UTF-8 bytes of a text with the centre's key. */
export function signedRulesets(given: RulesetsBody, sign: (text: string) => string): RulesetsFile {
  const body = canonicalJson(rulesetsBody.parse(given));
  return { body, signature: sign(`${SIGNED_FOR_RULESETS}${body}`) };
}
