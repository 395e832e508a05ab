import type { Day, Month } from '../../../shared/base/time.ts';
import { indexOfTag } from '../../../shared/eligibility/national/bucket.rules.ts';
import { RECORD_BYTES } from '../../../shared/eligibility/national/layout.record.ts';
import { membershipOfClass, type NationalClass } from '../../../shared/eligibility/national/member-class.record.ts';
import { paidMonthsOf } from '../../../shared/eligibility/national/months.rules.ts';
import {
  bucketMessage,
  bucketOf,
  readPayload,
  slowPassword,
  slowSaltMessage,
} from '../../../shared/eligibility/national/sealed-record.rules.ts';
import type { Membership } from '../../../shared/eligibility/record.ts';
import { hmacSha256 } from './crypto.ts';
import type { HeldRoster, NationalDb } from './database.ts';
import type { Slow } from './slow.ts';

/** What the national roster says about the holder of a card, as of a day. */
export interface NationalFacts {
  membership: Membership;
  paidMonths: Month[];
  asOf: Day;
  rosterId: string;
  seq: number;
}

/** Slow calls under way at once: as many as the host's threads for such work, and no more of its memory. */
const CALLS_AT_ONCE = 4;

/** What does not change between two deltas. */
interface Edition {
  roster: HeldRoster;
  classes: Map<number, NationalClass | null>;
}

/** Looks in one roster database. */
export class LookUp {
  readonly #db: NationalDb;
  readonly #pepper: Uint8Array;
  readonly #slow: Slow;
  readonly #salt: Uint8Array;
  #edition: Edition;

  constructor(db: NationalDb, pepper: Uint8Array, slow: Slow) {
    this.#db = db;
    this.#pepper = pepper;
    this.#slow = slow;
    this.#edition = { roster: db.held(), classes: new Map() };
    this.#salt = hmacSha256(pepper, slowSaltMessage(this.#edition.roster.keyVersion));
  }

  held(): HeldRoster {
    return this.#db.held();
  }

  bucketOf(text: string): number {
    const { keyVersion, bucketBits } = this.#edition.roster;
    return bucketOf(hmacSha256(this.#pepper, bucketMessage(text, keyVersion)), bucketBits);
  }

  /** The slow call that opens the record of this text, tried hidden number by hidden number; null for a stranger. */
  async slowOf(text: string): Promise<Uint8Array | null> {
    const bucket = this.#db.bucket(this.bucketOf(text));
    const { slowCost } = this.#edition.roster;
    const hiddenMax = 2 ** slowCost.hiddenBits;
    let next = 0;
    let found: Uint8Array | null = null;
    const tryOut = async (): Promise<void> => {
      while (found === null && next < hiddenMax) {
        const hidden = next;
        next += 1;
        const slow = await this.#slow(slowPassword(text, hidden), this.#salt, slowCost);
        if (indexOfTag(bucket, slow) >= 0) found = slow;
      }
    };
    await Promise.all(Array.from({ length: CALLS_AT_ONCE }, tryOut));
    return found;
  }

  /** What the record says that `slow` opens, as of one moment of the roster; null where it is no longer there. */
  open(text: string, slow: Uint8Array): NationalFacts | null {
    const { seq, records } = this.#db.bucketAndSeq(this.bucketOf(text));
    const index = indexOfTag(records, slow);
    if (index < 0) return null;
    const { classId, months } = readPayload(records, index * RECORD_BYTES, slow);
    const edition = this.#editionOf(seq, classId);
    // A delta was applied between the two looks, so both are of the newer edition the second time.
    if (edition === null) return this.open(text, slow);
    const is = edition.classes.get(classId) ?? null;
    if (is === null) return null;
    const { baseMonth, asOf, rosterId } = edition.roster;
    const paidMonths = paidMonthsOf(baseMonth, months, is.paidMonths);
    return { membership: membershipOfClass(is), paidMonths, asOf, rosterId, seq };
  }

  /** The edition `seq` with this class read; null where the roster has moved on. Classes are read once an edition. */
  #editionOf(seq: number, classId: number): Edition | null {
    if (this.#edition.roster.seq === seq && this.#edition.classes.has(classId)) return this.#edition;
    return this.#db.atOneMoment(() => {
      const roster = this.#db.held();
      if (roster.seq !== this.#edition.roster.seq) this.#edition = { roster, classes: new Map() };
      this.#edition.classes.set(classId, this.#db.memberClass(classId));
      return roster.seq === seq ? this.#edition : null;
    });
  }

  close(): void {
    this.#db.close();
  }
}
