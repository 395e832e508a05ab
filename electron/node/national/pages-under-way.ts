import { closeSync, existsSync, fdatasyncSync, openSync } from 'node:fs';
import type { NationalDb } from './database.ts';

const BUCKETS_A_SYNC = 512;

/**
 * Hands the pages of much work to the disk as they come, some 2 MB at a time. Left to its end they would be tens of
 * megabytes in one fsync, and a visit that is saved at that moment would wait behind all of it. A second handle is
 * harmless: of a WAL SQLite keeps no lock, which closing it could drop, and a database in the making is nobody else's.
 */
export class PagesUnderWay {
  readonly #handle: number | null;
  #buckets = 0;

  constructor({ raw }: NationalDb, file: string) {
    this.#handle = existsSync(file) ? openSync(file, 'r+') : null;
    raw.pragma('cache_size = -2000');
  }

  afterBucket(): void {
    this.#buckets += 1;
    if (this.#handle !== null && this.#buckets % BUCKETS_A_SYNC === 0) fdatasyncSync(this.#handle);
  }

  close(): void {
    if (this.#handle !== null) closeSync(this.#handle);
  }
}
