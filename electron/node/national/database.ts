import { closeSync, fsyncSync, openSync } from 'node:fs';
import Database from 'better-sqlite3';
import { EMPTY_BUCKET } from '../../../shared/eligibility/national/bucket.rules.ts';
import type { Bucket } from '../../../shared/eligibility/national/layout.record.ts';
import { type NationalClass, nationalClass } from '../../../shared/eligibility/national/member-class.record.ts';
import { fullHeader } from '../../../sync/protocol/national.ts';

/** What a desk keeps about the roster that it has; a delta moves the last part of it. */
export const heldRoster = fullHeader.omit({ kind: true, salt: true, bodyBytes: true, bodySha256: true });
export type HeldRoster = ReturnType<typeof heldRoster.parse>;

const SCHEMA = `
CREATE TABLE held (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, roster TEXT NOT NULL) STRICT;
CREATE TABLE bucket (id INTEGER PRIMARY KEY, records BLOB NOT NULL) STRICT;
CREATE TABLE memberClass (id INTEGER PRIMARY KEY, definition TEXT NOT NULL) STRICT;`;

/** A file may be a twentieth larger than it has to be, and a small one 64 kB. */
const LOOSE_SHARE = 0.05;
const LOOSE_PAGES_MIN = 16;

function open(file: string, key: Uint8Array): Database.Database {
  const raw = new Database(file);
  raw.pragma(`cipher='sqlcipher'`);
  raw.pragma('legacy=4');
  raw.pragma(`key="x'${Buffer.from(key).toString('hex')}'"`);
  raw.pragma('temp_store = MEMORY');
  raw.pragma('cache_size = -8000');
  raw.pragma('busy_timeout = 5000');
  return raw;
}

/** For looking only, beside a connection of another thread that may be changing it. */
export function openToLook(file: string, key: Uint8Array): NationalDb {
  const raw = open(file, key);
  try {
    raw.pragma('query_only = ON');
    return new NationalDb(raw);
  } catch (error) {
    raw.close();
    throw error;
  }
}

export function openToChange(file: string, key: Uint8Array): NationalDb {
  const raw = open(file, key);
  try {
    raw.pragma('journal_mode = WAL');
    raw.pragma('synchronous = FULL');
    // The changes of a day are one transaction of many pages, moved into the file once, at the end.
    raw.pragma('wal_autocheckpoint = 0');
    return new NationalDb(raw);
  } catch (error) {
    raw.close();
    throw error;
  }
}

/** A new database that nobody knows of until it is finished, so nothing needs to be safe before `finishMaking`. */
export function openToMake(file: string, key: Uint8Array): NationalDb {
  const raw = open(file, key);
  raw.pragma('journal_mode = OFF');
  raw.pragma('synchronous = OFF');
  raw.pragma('locking_mode = EXCLUSIVE');
  raw.exec(SCHEMA);
  raw.exec('BEGIN');
  return new NationalDb(raw);
}

/** Commits and closes what `openToMake` opened; on return it is whole on the disk. */
export function finishMaking(db: NationalDb, file: string): void {
  db.raw.pragma(`user_version = ${db.pages()}`);
  db.raw.exec('COMMIT');
  db.raw.pragma('locking_mode = NORMAL');
  db.raw.pragma('journal_mode = WAL');
  db.close();
  const handle = openSync(file, 'r+');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** The statements of one connection. */
export class NationalDb {
  readonly raw: Database.Database;
  readonly #held: Database.Statement;
  readonly #bucket: Database.Statement;
  readonly #class: Database.Statement;
  readonly #bucketAndSeq: Database.Statement;

  constructor(raw: Database.Database) {
    this.raw = raw;
    this.#held = raw.prepare('SELECT roster FROM held WHERE id = 1').pluck();
    this.#bucket = raw.prepare('SELECT records FROM bucket WHERE id = ?').pluck();
    this.#bucketAndSeq = raw
      .prepare('SELECT held.seq, bucket.records FROM held LEFT JOIN bucket ON bucket.id = ? WHERE held.id = 1')
      .raw();
    this.#class = raw.prepare('SELECT definition FROM memberClass WHERE id = ?').pluck();
  }

  held(): HeldRoster {
    return heldRoster.parse(JSON.parse(String(this.#held.get())));
  }

  /** A bucket and the edition that it is of, from one moment. */
  bucketAndSeq(id: number): { seq: number; records: Bucket } {
    const [seq, records] = this.#bucketAndSeq.get(id) as [number, Buffer | null];
    return { seq, records: records ?? EMPTY_BUCKET };
  }

  bucket(id: number): Bucket {
    return (this.#bucket.get(id) as Buffer | undefined) ?? EMPTY_BUCKET;
  }

  memberClass(id: number): NationalClass | null {
    const definition = this.#class.get(id);
    return definition === undefined ? null : nationalClass.parse(JSON.parse(String(definition)));
  }

  /** Every class as it is written, by its number. */
  storedClasses(): Map<number, string> {
    const rows = this.raw.prepare('SELECT id, definition FROM memberClass').raw().all() as [number, string][];
    return new Map(rows);
  }

  *classes(): Generator<{ id: number; is: NationalClass }> {
    for (const row of this.raw.prepare('SELECT id, definition FROM memberClass ORDER BY id').iterate()) {
      const { id, definition } = row as { id: number; definition: string };
      yield { id, is: nationalClass.parse(JSON.parse(definition)) };
    }
  }

  *buckets(): Generator<{ id: number; records: Bucket }> {
    for (const row of this.raw.prepare('SELECT id, records FROM bucket ORDER BY id').iterate()) {
      yield row as { id: number; records: Bucket };
    }
  }

  pages(): number {
    return Number(this.raw.pragma('page_count', { simple: true }));
  }

  /** True where changes have made the file so much larger than it was when it was made that it pays to make it again. */
  isLoose(): boolean {
    const packed = Number(this.raw.pragma('user_version', { simple: true }));
    return this.pages() > packed * (1 + LOOSE_SHARE) + LOOSE_PAGES_MIN;
  }

  /** What `work` sees is of one moment. */
  atOneMoment<T>(work: () => T): T {
    return this.raw.transaction(work)();
  }

  close(): void {
    this.raw.close();
  }
}

/** The statements that change a roster. */
export class NationalWriter {
  readonly #setHeld: Database.Statement;
  readonly #setBucket: Database.Statement;
  readonly #setClass: Database.Statement;

  constructor({ raw }: NationalDb) {
    this.#setHeld = raw.prepare('INSERT OR REPLACE INTO held (id, seq, roster) VALUES (1, ?, ?)');
    this.#setBucket = raw.prepare(
      'INSERT INTO bucket (id, records) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET records = excluded.records',
    );
    this.#setClass = raw.prepare('INSERT OR REPLACE INTO memberClass (id, definition) VALUES (?, ?)');
  }

  setHeld(roster: HeldRoster): void {
    this.#setHeld.run(roster.seq, JSON.stringify(heldRoster.parse(roster)));
  }

  setBucket(id: number, records: Bucket): void {
    this.#setBucket.run(id, records);
  }

  setClass(id: number, is: NationalClass): void {
    this.#setClass.run(id, JSON.stringify(is));
  }
}
