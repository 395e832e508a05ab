import type { Month } from '../../../shared/base/time.ts';
import { birthTextOf, lookupText } from '../../../shared/eligibility/national/lookup-text.rules.ts';
import { bucketBitsFor } from '../../../shared/eligibility/national/sealed-record.rules.ts';
import { Classes, type KeptClass, type NationalMember, type Placed } from './classes.ts';
import { DERIVED_BYTES, type Derivation } from './derivation.ts';
import type { DerivedKeys } from './derived-keys.ts';
import { Groups, type KeptGroup } from './groups.ts';
import { type NationalState, StateMaker } from './state.ts';

const TEXTS_A_BATCH = 500;
const BATCHES_A_THREAD = 3;

export interface BuildWish {
  members: AsyncIterable<NationalMember> | Iterable<NationalMember>;
  derivation: Derivation;
  /** Read and added to. */
  derived: DerivedKeys;
  baseMonth: Month;
  /** Of the lineage's roster before, so that classes keep their numbers. */
  keptClasses: readonly KeptClass[];
  /** Of the lineage's roster before, so that what a group has newly paid is seen; null for the first. */
  keptGroups: readonly KeptGroup[] | null;
  /** Of the lineage's roster before; null for the first, whose size decides. */
  bucketBits: number | null;
}

export interface BuildCounts {
  members: number;
  newlyDerived: number;
  /** Left out, each for its reason; the centre itself answers for them. */
  withoutBirthDate: number;
  withoutClass: number;
  ambiguous: number;
}

export interface Built {
  state: NationalState;
  keptClasses: KeptClass[];
  keptGroups: KeptGroup[];
  counts: BuildCounts;
}

/**
 * Makes the records of all members. Memory: the records (74 bytes a member while it works, 12 more
 * for one of a group) and the derived keys.
 */
export async function buildNational(wish: BuildWish): Promise<Built> {
  const classes = new Classes(wish.baseMonth, wish.keptClasses);
  const records = new Records(wish.keptGroups);
  const counts: BuildCounts = { members: 0, newlyDerived: 0, withoutBirthDate: 0, withoutClass: 0, ambiguous: 0 };
  const batches = new Batches(wish, records);
  for await (const member of wish.members) {
    const birth = birthTextOf(member.birthDate, member.birthDatePrecision);
    const text = birth === null ? null : lookupText(member.nssfKey, birth);
    const placed = text === null ? null : classes.place(member);
    if (text === null) counts.withoutBirthDate += 1;
    else if (placed === null) counts.withoutClass += 1;
    else {
      const known = wish.derived.get(text);
      if (known !== null) records.add(known, placed);
      else await batches.add(text, placed);
    }
  }
  counts.newlyDerived = await batches.finish();
  const { maker, groups } = records;
  const keptGroups = groups.settle(maker, (key, months) => classes.ofGroup(key, months));
  const { state, ambiguous } = maker.finish(wish.bucketBits ?? bucketBitsFor(maker.count), classes.entries());
  return {
    ...{ state, keptGroups },
    keptClasses: classes.kept(),
    counts: { ...counts, members: state.membersCount, ambiguous },
  };
}

/** The records as they are made, and who of them may share what his group has paid. */
class Records {
  readonly maker = new StateMaker();
  readonly groups: Groups;

  constructor(keptGroups: readonly KeptGroup[] | null) {
    this.groups = new Groups(keptGroups);
  }

  add(derived: Uint8Array, { payload, groupKey }: Placed): void {
    const index = this.maker.add(derived, payload);
    if (groupKey !== null) this.groups.add(this.groups.slotOf(groupKey, payload.classId), index, payload.months);
  }
}

/** Members whose keys have to be derived, a few batches on their way at once. */
class Batches {
  readonly #wish: BuildWish;
  readonly #records: Records;
  readonly #underWay = new Set<Promise<void>>();
  #texts: string[] = [];
  #placed: Placed[] = [];
  #count = 0;

  constructor(wish: BuildWish, records: Records) {
    this.#wish = wish;
    this.#records = records;
  }

  async add(text: string, placed: Placed): Promise<void> {
    this.#texts.push(text);
    this.#placed.push(placed);
    if (this.#texts.length < TEXTS_A_BATCH) return;
    this.#send();
    if (this.#underWay.size >= this.#wish.derivation.threads * BATCHES_A_THREAD) await Promise.race(this.#underWay);
  }

  /** Waits for the rest; how many were derived in all. */
  async finish(): Promise<number> {
    if (this.#texts.length > 0) this.#send();
    await Promise.all(this.#underWay);
    return this.#count;
  }

  #send(): void {
    const [texts, placed] = [this.#texts, this.#placed];
    this.#texts = [];
    this.#placed = [];
    const turn = this.#wish.derivation.derive(texts).then((derived) => {
      texts.forEach((text, i) => {
        const keys = derived.subarray(i * DERIVED_BYTES, (i + 1) * DERIVED_BYTES);
        const one = placed[i];
        this.#wish.derived.set(text, keys);
        if (one !== undefined) this.#records.add(keys, one);
      });
      this.#count += texts.length;
    });
    const waited = turn.finally(() => this.#underWay.delete(waited));
    this.#underWay.add(waited);
  }
}
