import type { Day, Month } from '../../../shared/base/time.ts';
import { indexOfTag } from '../../../shared/eligibility/national/bucket.rules.ts';
import { RECORD_BYTES } from '../../../shared/eligibility/national/layout.record.ts';
import {
  membershipOfClass,
  type NationalClass,
  nationalClass,
} from '../../../shared/eligibility/national/member-class.record.ts';
import { monthsFrom } from '../../../shared/eligibility/national/months.rules.ts';
import {
  bucketMessage,
  bucketOf,
  readPayload,
  slowPassword,
  slowSaltMessage,
} from '../../../shared/eligibility/national/sealed-record.rules.ts';
import type { Membership } from '../../../shared/eligibility/record.ts';
import { type Hmac, hmacUnder } from '../../../sync/node/hmac.ts';
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

/** What does not change between two deltas, read at once, so that a look-up reads a bucket and nothing else. */
interface Edition {
  roster: HeldRoster;
  /** As they are stored; parsed when first asked for. */
  stored: Map<number, string>;
  classes: Map<number, NationalClass | null>;
  monthsOf: ReturnType<typeof monthsFrom>;
}

/** Looks in one roster database. */
export class LookUp {
  readonly #db: NationalDb;
  readonly #underPepper: Hmac;
  readonly #slow: Slow;
  readonly #salt: Uint8Array;
  #edition: Edition;

  constructor(db: NationalDb, pepper: Uint8Array, slow: Slow) {
    this.#db = db;
    this.#underPepper = hmacUnder(pepper);
    this.#slow = slow;
    this.#edition = this.#read();
    this.#salt = this.#underPepper(slowSaltMessage(this.#edition.roster.keyVersion));
  }

  held(): HeldRoster {
    return this.#db.held();
  }

  bucketOf(text: string): number {
    const { keyVersion, bucketBits } = this.#edition.roster;
    return bucketOf(this.#underPepper(bucketMessage(text, keyVersion)), bucketBits);
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
    if (seq !== this.#edition.roster.seq) this.#edition = this.#read();
    // Another delta was applied between the two looks, so both are of the newer edition the next time.
    if (seq !== this.#edition.roster.seq) return this.open(text, slow);
    const is = this.#classOf(classId);
    if (is === null) return null;
    const { roster, monthsOf } = this.#edition;
    const { asOf, rosterId } = roster;
    return { membership: membershipOfClass(is), paidMonths: monthsOf(months, is.paidMonths), asOf, rosterId, seq };
  }

  #classOf(id: number): NationalClass | null {
    const { classes, stored } = this.#edition;
    const known = classes.get(id);
    if (known !== undefined) return known;
    const definition = stored.get(id);
    const is = definition === undefined ? null : nationalClass.parse(JSON.parse(definition));
    classes.set(id, is);
    return is;
  }

  #read(): Edition {
    return this.#db.atOneMoment(() => {
      const roster = this.#db.held();
      // One bucket as well: it brings the top of the tree into memory, which every look-up starts at.
      this.#db.bucket(0);
      return { roster, stored: this.#db.storedClasses(), classes: new Map(), monthsOf: monthsFrom(roster.baseMonth) };
    });
  }

  close(): void {
    this.#db.close();
  }
}
