import type { Day, Month } from '../../../shared/base/time.ts';
import { indexOfTag } from '../../../shared/eligibility/national/bucket.rules.ts';
import { membershipOfClass } from '../../../shared/eligibility/national/member-class.record.ts';
import { paidMonthsOf } from '../../../shared/eligibility/national/months.rules.ts';
import {
  bucketMessage,
  bucketOf,
  RECORD_BYTES,
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

/** Looks in one roster database. */
export class LookUp {
  readonly #db: NationalDb;
  readonly #pepper: Uint8Array;
  readonly #slow: Slow;
  readonly #salt: Uint8Array;
  readonly #roster: HeldRoster;

  constructor(db: NationalDb, pepper: Uint8Array, slow: Slow) {
    this.#db = db;
    this.#pepper = pepper;
    this.#slow = slow;
    this.#roster = db.held();
    this.#salt = hmacSha256(pepper, slowSaltMessage(this.#roster.keyVersion));
  }

  held(): HeldRoster {
    return this.#db.held();
  }

  bucketOf(text: string): number {
    return bucketOf(hmacSha256(this.#pepper, bucketMessage(text, this.#roster.keyVersion)), this.#roster.bucketBits);
  }

  /** The slow call that opens the record of this text, tried hidden number by hidden number; null for a stranger. */
  async slowOf(text: string): Promise<Uint8Array | null> {
    const bucket = this.#db.bucket(this.bucketOf(text));
    const { slowCost } = this.#roster;
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
    return this.#db.atOneMoment(() => {
      const bucket = this.#db.bucket(this.bucketOf(text));
      const index = indexOfTag(bucket, slow);
      if (index < 0) return null;
      const { classId, months } = readPayload(bucket, index * RECORD_BYTES, slow);
      const is = this.#db.memberClass(classId);
      if (is === null) return null;
      const { baseMonth, asOf, rosterId, seq } = this.#db.held();
      return {
        membership: membershipOfClass(is),
        paidMonths: paidMonthsOf(baseMonth, months, is.paidMonths),
        asOf,
        rosterId,
        seq,
      };
    });
  }

  close(): void {
    this.#db.close();
  }
}
