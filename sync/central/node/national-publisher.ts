import { existsSync } from 'node:fs';
import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { must } from '../../../shared/base/assert.ts';
import { toHex } from '../../../shared/base/ids.ts';
import { type Day, dayAt, instantOf, msOf } from '../../../shared/base/time.ts';
import { SLOW_COST, type SlowCost } from '../../../shared/eligibility/national/layout.record.ts';
import type { NationalScope } from '../../protocol/national.ts';
import type { FileNews } from '../../protocol/sync.ts';
import { CentreFault } from '../faults.ts';
import { readSecrets } from '../keys.store.ts';
import { type NationalRow, nationalPage } from '../members.store.ts';
import {
  editionsOf,
  editionsSinceFull,
  insertEdition,
  latestEdition,
  type NationalEdition,
} from '../national-editions.store.ts';
import { EDITIONS_KEPT, NATIONAL_FAMILY } from '../national-offer.ts';
import type { PublicationWish, Published, Publisher } from '../publisher.ts';
import { facilityByCode } from '../registry.store.ts';
import { type CentreSettings, readSettings } from '../settings.store.ts';
import type { World } from '../world.ts';
import { type EditionJob, type EditionMade, editionFile } from './national-edition.ts';
import { BrokenOff, NationalThread } from './national-thread.ts';

const ROWS_A_PAGE = 2_000;
const TRIES_MAX = 3;
const FULLS_KEPT = 2;

/** Publishes the national roster from a folder of its own, in which nothing lies that cannot be made again. */
export class NationalPublisher implements Publisher {
  readonly #world: World;
  readonly #folder: string;
  readonly #program: URL;
  readonly #slowCost: SlowCost;
  #last: Promise<unknown> = Promise.resolve();
  #thread: NationalThread | null = null;
  #isClosed = false;

  /** `program` is the address of `national-job.ts`, or of what it was bundled into. */
  constructor(world: World, folder: string, program: URL, slowCost: SlowCost = SLOW_COST) {
    this.#world = world;
    this.#folder = folder;
    this.#program = program;
    this.#slowCost = slowCost;
  }

  publish(wish: PublicationWish): Promise<Published> {
    const publishing = this.#last.then(() => this.#publish(wish));
    this.#last = publishing.catch(() => {});
    return publishing;
  }

  async isAtHome(): Promise<boolean> {
    const latest = await latestEdition(this.#world.db);
    return latest === null || existsSync(editionFile(this.#folder, latest.seq));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#thread?.stop();
    await this.#last;
  }

  async #publish(wish: PublicationWish): Promise<Published> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 });
    for (let tries = 1; tries <= TRIES_MAX; tries += 1) {
      if (this.#isClosed) throw new CentreFault('The centre is stopping; publish again when it runs.');
      const published = await this.#tryOnce(wish);
      if (published !== null) return published;
    }
    throw new CentreFault(
      'The register changed while the national roster was made of it; publish it after the import.',
    );
  }

  /** Null where the register changed meanwhile; what was derived until then is kept. */
  async #tryOnce(wish: PublicationWish): Promise<Published | null> {
    const { db, log } = this.#world;
    const settings = await readSettings(db);
    const asOf = completeDay(settings);
    const latest = await latestEdition(db);
    const scope = await this.#scopeOf(wish, latest);
    const isSame = latest?.registerVersion === settings.registerVersion && latest.scope === textOf(scope);
    if (latest !== null && isSame && !wish.isWhole) return this.#asBefore(latest);
    const job = await this.#jobFor(wish, { latest, scope, asOf, registerCount: settings.registerCount });
    log('info', 'national-started', {
      seq: (latest?.seq ?? 0) + 1,
      members: job.registerCount,
    });
    const made = await this.#make(job, settings.registerVersion);
    return made === null ? null : this.#keep(made, job, settings.registerVersion);
  }

  async #scopeOf({ facilities }: PublicationWish, latest: NationalEdition | null): Promise<NationalScope> {
    if (facilities === null) return latest === null || latest.scope === 'all' ? 'all' : latest.scope.split(',');
    if (facilities.includes('all')) return 'all';
    for (const code of facilities) {
      if ((await facilityByCode(this.#world.db, code)) === null) {
        throw new CentreFault(`There is no facility with the code ${code}.`);
      }
    }
    return [...new Set(facilities)].sort();
  }

  async #jobFor(
    { isWhole }: PublicationWish,
    of: { latest: NationalEdition | null; scope: NationalScope; asOf: Day; registerCount: number },
  ): Promise<EditionJob> {
    const { db, clock, random } = this.#world;
    const { keyVersion, pepper, hiddenSecret, signingPrivate } = await readSecrets(db);
    return {
      folder: this.#folder,
      keys: {
        keyVersion,
        pepper: bytesOf(pepper),
        hiddenSecret: bytesOf(hiddenSecret),
        slowCost: this.#slowCost,
      },
      signingPrivate: bytesOf(signingPrivate),
      ...{ ...of, isWhole },
      sinceFull: await editionsSinceFull(db),
      madeAt: instantOf(clock.nowMs()),
      newRosterId: `${NATIONAL_FAMILY}-${toHex(random.bytes(4))}`,
    };
  }

  async #make(job: EditionJob, registerVersion: number): Promise<EditionMade | null> {
    const { log } = this.#world;
    const thread = new NationalThread(this.#program, job, (derived) => log('info', 'national-progress', { derived }));
    this.#thread = thread;
    try {
      await thread.take(this.#pages());
      const isChanged = (await readSettings(this.#world.db)).registerVersion !== registerVersion;
      if (!isChanged) return await thread.finish();
      log('warn', 'national-again', { why: 'the register changed meanwhile' });
      return null;
    } catch (error) {
      if (error instanceof BrokenOff) throw new CentreFault('The publication was broken off; publish again.');
      throw error;
    } finally {
      await thread.stop();
      this.#thread = null;
    }
  }

  async *#pages(): AsyncGenerator<NationalRow[]> {
    let after = '';
    for (;;) {
      const page = await nationalPage(this.#world.db, after, ROWS_A_PAGE);
      if (page.length > 0) yield page;
      if (page.length < ROWS_A_PAGE || this.#isClosed) return;
      after = must(page.at(-1), 'a full page has a last row').nssfKey;
    }
  }

  /** The files first, then the row that offers them: a centre that stops in between has published nothing. */
  async #keep(made: EditionMade, job: EditionJob, registerVersion: number): Promise<Published> {
    const { db, log } = this.#world;
    const { seq, rosterId, members } = made;
    const { asOf, madeAt, scope } = job;
    const id = (kind: string): string => `${NATIONAL_FAMILY}-${kind}-v${seq}-${msOf(madeAt).toString(36)}`;
    const full = await this.#adopted(made.full?.path, {
      id: id('full'),
      asOf,
      rows: members,
    });
    const delta = await this.#adopted(made.delta?.path, {
      id: id('delta'),
      asOf,
      rows: made.delta?.changes ?? 0,
    });
    const edition: NationalEdition = {
      ...{
        seq,
        rosterId,
        keyVersion: job.keys.keyVersion,
        scope: textOf(scope),
        asOf,
        madeAt,
        registerVersion,
        members,
      },
      ...{ fullId: full?.id ?? null, deltaId: delta?.id ?? null },
    };
    if (!(await db.write((tx) => insertEdition(tx, edition)))) {
      throw new CentreFault('Another process published the national roster in the same moment; that one stands.');
    }
    await this.#forgetOld(edition);
    const published: Published = {
      ...{
        isNew: true,
        seq,
        rosterId,
        asOf,
        members,
        newlyDerived: made.newlyDerived,
        leftOut: made.leftOut,
      },
      full: full === null ? null : { id: full.id, bytes: full.bytes },
      delta:
        delta === null
          ? null
          : { id: delta.id, bytes: delta.bytes, changes: delta.rows, rules: made.delta?.rules ?? 0 },
    };
    const { full: whole, delta: step, ...counts } = published;
    log('info', 'national-published', {
      ...counts,
      fullBytes: whole?.bytes ?? null,
      deltaBytes: step?.bytes ?? null,
      deltaRules: step?.rules ?? null,
    });
    return published;
  }

  async #adopted(path: string | undefined, facts: Pick<FileNews, 'id' | 'asOf' | 'rows'>): Promise<FileNews | null> {
    return path === undefined ? null : this.#world.files.adopt(facts, path);
  }

  async #forgetOld({ seq, rosterId }: NationalEdition): Promise<void> {
    const { db, files } = this.#world;
    const editions = await editionsOf(db, rosterId, EDITIONS_KEPT);
    const ids = (of: 'fullId' | 'deltaId'): string[] => editions.flatMap((edition) => edition[of] ?? []);
    await files.keepOnly(`${NATIONAL_FAMILY}-full`, ids('fullId').slice(0, FULLS_KEPT));
    await files.keepOnly(`${NATIONAL_FAMILY}-delta`, ids('deltaId'));
    for (const name of await readdir(this.#folder)) {
      const path = join(this.#folder, name);
      if (name.startsWith('edition-') && path !== editionFile(this.#folder, seq)) await rm(path, { force: true });
    }
  }

  #asBefore({ seq, rosterId, asOf, members }: NationalEdition): Published {
    return {
      isNew: false,
      seq,
      rosterId,
      asOf,
      members,
      newlyDerived: 0,
      leftOut: 0,
      full: null,
      delta: null,
    };
  }
}

function completeDay({ registerCompleteAt, isRegisterLoading }: CentreSettings): Day {
  if (isRegisterLoading) {
    throw new CentreFault('The register is being imported, or an import was broken off; finish it, then publish.');
  }
  if (registerCompleteAt === null) throw new CentreFault('The register has no members yet; import them first.');
  return dayAt(msOf(registerCompleteAt));
}

function textOf(scope: NationalScope): string {
  return scope === 'all' ? scope : scope.join(',');
}

function bytesOf(hex: string): Uint8Array {
  return new Uint8Array(Buffer.from(hex, 'hex'));
}
