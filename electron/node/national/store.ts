import { statSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { lookupText } from '../../../shared/eligibility/national/lookup-text.rules.ts';
import { NATIONAL_REFUSALS, type NationalRefusal } from '../../../sync/protocol/national-refusals.ts';
import { type HeldRoster, openToLook } from './database.ts';
import type { Source } from './incoming.ts';
import type { Job, JobResult } from './job.ts';
import { forgetPeppersBefore, keepPepper, nationalDatabaseKey, readPeppers } from './keys.ts';
import { LookUp, type NationalFacts } from './look-up.ts';
import { currentDatabase, makeFolder, sweep } from './pointer.ts';
import { type Slow, workingSlow } from './slow.ts';

export interface NationalWish {
  /** A folder for the national roster alone, inside the desk's own; made where it is missing. */
  folder: string;
  databaseKey: Uint8Array;
  /** The centre's Ed25519 key, 32 raw bytes, kept since enrolment. */
  centreKey: Uint8Array;
  facilityCode: string;
  /** The address of `worker.ts`, or of what it was bundled into. */
  worker: URL;
  /** A sentence for whoever looks after the PC, when the roster can no longer be read. */
  onProblem?: (sentence: string) => void;
}

export type Applied =
  | { ok: true; roster: HeldRoster; isRepacked: boolean }
  | { ok: false; code: NationalRefusal; sentence: string };

export interface NationalStats {
  roster: HeldRoster | null;
  fileBytes: number;
  problem: string | null;
}

const DAMAGED = 'The national list on this desk cannot be read, so it is not used; a new whole list is needed.';

/**
 * The national roster of one desk. Looking up and applying never wait for each other: a look-up sees the roster before
 * or after a change, and changes are made by a worker thread.
 */
export class NationalStore {
  readonly #wish: NationalWish;
  readonly #key: Uint8Array;
  readonly #slow: Slow;
  #lookUp: LookUp | null = null;
  /** The database that it looks in. */
  #file: string | null = null;
  #problem: string | null = null;
  /** One job at a time. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(wish: NationalWish, slow: Slow) {
    this.#wish = wish;
    this.#key = nationalDatabaseKey(wish.databaseKey);
    this.#slow = slow;
    sweep(wish.folder);
    this.#open();
  }

  /** Keeps the pepper of a key version, which the centre gives at enrolment and before it changes keys. */
  keepPepper(keyVersion: number, pepper: Uint8Array): void {
    keepPepper(this.#wish.folder, this.#wish.databaseKey, keyVersion, pepper);
    this.#open();
  }

  /**
   * The member with this card (its 14 digits) and this birth date as printed. Null says that this desk's list does not
   * know the two together, and nothing more. Takes up to 2^hiddenBits slow calls, off this thread.
   */
  async lookup(nssfKey: string, birthText: string): Promise<NationalFacts | null> {
    const text = lookupText(nssfKey, birthText);
    if (text === null) return null;
    for (;;) {
      const lookUp = this.#lookUp;
      if (lookUp === null) return null;
      const slow = await this.#reading(() => lookUp.slowOf(text));
      // Another roster has come in the meantime: what was found may not be in it, so it is looked up again.
      if (lookUp !== this.#lookUp) continue;
      return slow === null ? null : await this.#reading(() => lookUp.open(text, slow));
    }
  }

  /** Puts a whole roster in the place of the one that is there. Tens of seconds for five million members. */
  applyFull(source: Source): Promise<Applied> {
    return this.#apply('full', source);
  }

  /** Applies the changes since the roster that is there; when months of them have made its file too large, it is repacked. */
  applyDelta(source: Source): Promise<Applied> {
    return this.#apply('delta', source);
  }

  /** Writes the roster anew, as large as it has to be and no larger. */
  repack(): Promise<Applied> {
    return this.#apply('repack', '');
  }

  /** Reads all of the roster and compares it with the hash that the centre signed. */
  verify(): Promise<Applied> {
    return this.#apply('verify', '');
  }

  stats(): NationalStats {
    const file = currentDatabase(this.#wish.folder);
    return {
      roster: this.#lookUp?.held() ?? null,
      fileBytes: file === null ? 0 : statSync(file).size,
      problem: this.#problem,
    };
  }

  close(): void {
    this.#lookUp?.close();
    this.#lookUp = null;
  }

  #apply(what: Job['what'], source: Source): Promise<Applied> {
    const job = this.#last.then(async (): Promise<Applied> => {
      const result = await this.#work(what, source);
      if (result.ok && what !== 'verify') this.#open();
      sweep(this.#wish.folder);
      if (result.ok) return result;
      if (what === 'verify') this.#fail();
      const code = result.code as NationalRefusal;
      return { ok: false, code, sentence: NATIONAL_REFUSALS[code] };
    });
    this.#last = job.catch(() => undefined);
    return job;
  }

  #work(what: Job['what'], source: Source): Promise<JobResult> {
    const { folder, centreKey, facilityCode, worker } = this.#wish;
    const isDamaged = this.#problem !== null;
    const job: Job = {
      what,
      folder,
      key: this.#key,
      peppers: this.#peppers(),
      centreKey,
      facilityCode,
      isDamaged,
      source,
    };
    return new Promise((resolve, reject) => {
      const thread = new Worker(worker, { workerData: job });
      thread.once('message', (result: JobResult) => resolve(result));
      thread.once('error', reject);
      thread.once('exit', (code) => reject(new Error(`the work on the national list ended with ${code}`)));
    });
  }

  #peppers(): Map<number, Uint8Array> {
    return readPeppers(this.#wish.folder, this.#wish.databaseKey);
  }

  /** Opens the current roster, in place of the one that is open where that is another. */
  #open(): void {
    const file = currentDatabase(this.#wish.folder);
    if (this.#lookUp !== null && file === this.#file) return;
    this.close();
    this.#problem = null;
    if (file === null) return;
    try {
      const db = openToLook(file, this.#key);
      const { keyVersion } = db.held();
      const pepper = this.#peppers().get(keyVersion);
      if (pepper === undefined) {
        db.close();
        return;
      }
      this.#lookUp = new LookUp(db, pepper, this.#slow);
      this.#file = file;
      forgetPeppersBefore(this.#wish.folder, keyVersion);
    } catch {
      this.#fail();
    }
  }

  async #reading<T>(read: () => T | Promise<T>): Promise<T | null> {
    try {
      return await read();
    } catch (error) {
      const code = codeOf(error);
      if (!code.startsWith('SQLITE_')) throw error;
      // A file that is busy for five seconds is not a damaged one.
      if (!code.startsWith('SQLITE_BUSY')) this.#fail();
      return null;
    }
  }

  /** From here on the desk is as one without a roster: it says "provisional", and never something wrong. */
  #fail(): void {
    this.close();
    this.#problem = DAMAGED;
    this.#wish.onProblem?.(DAMAGED);
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** @throws StoreProblem where this computer cannot compute the keys */
export async function openNational(wish: NationalWish): Promise<NationalStore> {
  makeFolder(wish.folder);
  return new NationalStore(wish, await workingSlow());
}
